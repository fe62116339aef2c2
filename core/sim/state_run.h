// SPDX-License-Identifier: GPL-3.0-or-later
// Takes one state through the visits of a plan, and two states back.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/state_diagonal.h"
#include "core/sim/state_forward.h"
#include "core/sim/state_numbers.h"
#include "core/sim/state_plan.h"

namespace qonvolve {

/// What a backward run reads, as sums over the whole state.
struct StateReadings {
  std::vector<RotationReading> rotations;      // as rotationGradient() wants them
  std::vector<std::vector<double>> diagonals;  // w = Im(phi conj(lambda)): all; each wire set
  std::vector<std::vector<double>> pairs;      // both wires of each pair set
  std::vector<std::vector<double>> matrices;   // of each step, as antiHermitianPart() wants them
};

template <class T>
class StateRun {
 public:
  /// Keeps references to the plan.
  explicit StateRun(const StatePlan& plan);
  StateRun(const StateRun&) = delete;
  StateRun& operator=(const StateRun&) = delete;

  /// Between samples, what they may have in common is kept.
  void forget() { forward_.forget(); }
  /// The true state afterwards is the returned factor times `state`. `pool` may be null.
  double forward(const StateNumbers<T>& numbers, T* state, ThreadPool* pool);

  /// phi as forward() left it and lambda, with the same factor for both. Stops before visits that
  /// only earlier gates would need: nothing is read of visits before `firstVisit`. Afterwards the
  /// true states are the returned factor times phi and lambda.
  double backward(const StateNumbers<T>& numbers, double factor, std::size_t firstVisit, T* phi,
                  T* lambda, ThreadPool* pool, StateReadings& readings);

 private:
  /// A register pass backward, and what it reads: of each sum (of the rows, then of the lanes) its
  /// rotation (kNone: none) and the factor that makes it a reading of the true states.
  struct Pass {
    RotationPass<T> rotation;
    std::size_t rows = 0;  // how many
    bool lanes = false;
    std::array<std::uint32_t, 8> rotations{};
    std::array<double, 8> factors{};
    std::array<std::size_t, 4> rowBits{};  // group bits
    double factorBefore = 1;               // of readings before the pass

    std::size_t sums() const { return rows + (lanes ? kLaneWires<T> : 0); }
  };
  struct Task {
    const StateTask* from = nullptr;
    std::vector<Pass> passes;
    DiagonalTables<T> tables;
    bool apply = true;
    const T* matrix = nullptr;
    double factor = 1;  // of readings
  };
  struct Worker {
    AlignedRows<T> phi, lambda;  // of a tile that is collected
    AlignedRows<T> rows, sums;
    typename DiagonalTables<T>::Scratch diagonal;
  };

  Task& nextTask(const StateTask& from);
  void bind(const StateVisit& visit, const StateNumbers<T>& numbers, double& scale);
  void bindRotations(const StateTask& from, const StateNumbers<T>& numbers, double& scale,
                     Task& task) const;
  void bindTurn(const StateTask& from, Task& task) const;
  void addRow(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers, double& scale,
              Pass& pass) const;
  void addLane(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers,
               double& scale, Pass& pass) const;
  void runVisit(const StateVisit& visit, T* phi, T* lambda, ThreadPool* pool);
  void runTileBack(std::uint64_t tile, T* phi, T* lambda, Worker& worker, double* sums) const;
  void rotateBack(const Pass& pass, T* phi, T* lambda, Worker& worker, double* sums) const;
  void readX(const Pass& pass, const T* phi, const T* lambda, Worker& worker, double* sums) const;
  void diagonalBack(const Task& task, std::uint64_t tile, T* phi, T* lambda, Worker& worker,
                    double* sums) const;
  void collect(StateReadings& readings) const;

  const StatePlan& plan_;
  const KernelTable<T>& kernels_;
  std::vector<ProgramNumbers> const* programs_ = nullptr;  // of the sample at hand
  ForwardPasses<T> forward_;                               // of the visit at hand
  std::vector<Task> tasks_;                                // of the visit at hand, backward
  std::size_t taskCount_ = 0;
  std::size_t groups_ = 0;  // of its tiles
  DiagonalPhases phases_;
  std::uint64_t builds_ = 0;  // of tables of phases
  std::vector<Worker> workers_;
  std::vector<std::size_t> diagonalAt_, matrixAt_;  // places of readings in the sums
  std::size_t sumCount_ = 0;
  std::vector<std::vector<double>> sums_;  // of each piece of the tiles
};

}  // namespace qonvolve
