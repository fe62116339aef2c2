// SPDX-License-Identifier: GPL-3.0-or-later
// The register passes that take the tiles of one visit forward.
//
// A layer pass does what surrounds a diagonal while the amplitudes are in registers: the last
// rotations of the layer before it, the phases, and of the layer after it the rotations inside the
// lanes and those of the same rows. What it has no room for takes passes of rotations alone.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/kernels.h"
#include "core/sim/state_diagonal.h"
#include "core/sim/state_numbers.h"
#include "core/sim/state_plan.h"

namespace qonvolve {

template <class T>
class ForwardPasses {
 public:
  /// Keeps a reference to the plan.
  explicit ForwardPasses(const StatePlan& plan)
      : plan_(plan), kernels_(kernels<T>()), tables_(plan.diagonals.size()) {}

  /// Tables of phases are kept for the next sample, whose phases may be the same, until this is
  /// called.
  void forget();
  /// What `visit` does with these numbers. `scale` is what the stored state lacks, before and
  /// afterwards. `build`: of the last tables of phases, counted on.
  void bind(const StateVisit& visit, const StateNumbers<T>& numbers, double& scale,
            std::uint64_t& build);

  bool empty() const { return passes_.empty(); }
  /// Whether the first pass can read, and the last one write, the state itself.
  bool readsState() const { return readsState_; }
  bool writesState() const { return writesState_; }

  /// Does it all to a tile; the first pass reads `from`, the last one writes to `to`.
  void run(std::uint64_t number, std::size_t groups, const T* from, T* to, T* tile,
           typename DiagonalTables<T>::Scratch& scratch) const;

 private:
  enum class Kind : std::uint8_t { Rotate, RotateLanes, Layer, Turn, Matrix, Exchange };
  struct Pass {
    Kind kind = Kind::Rotate;
    RotationPass<T> rotation;
    std::size_t rows = 0;
    std::array<std::size_t, 4> rowBits{};  // local bits
    std::size_t diagonal = 0;              // of a layer
    const StateTask* task = nullptr;       // of a turn, a matrix, an exchange
    const T* matrix = nullptr;
  };
  /// A rotation T X^flip on a local bit.
  struct Turning {
    std::uint8_t bit = 0;
    bool flip = false;
    double tangent = 0;
  };
  /// Rotations on different bits of a tile.
  struct Turnings {
    std::size_t laneCount = 0, rowCount = 0;
    std::array<Turning, kLaneWires<T>> lane;
    std::array<Turning, kMostTileBits> row;

    std::span<const Turning> lanes() const { return std::span(lane).first(laneCount); }
    std::span<const Turning> rows() const { return std::span(row).first(rowCount); }
    const Turning* find(std::uint8_t bit) const;
  };
  struct Tables {
    DiagonalTables<T> tables;
    DiagonalPhases phases;  // that they are made of
    double scale = 0;       // 0: of none
  };

  Turnings turnings(const StateTask& task, const StateNumbers<T>& numbers, double& scale) const;
  Pass& add(Kind kind);
  static void addLanes(std::span<const Turning> lanes, Pass& pass);
  static void addRow(const Turning& turning, Pass& pass);
  void addRows(std::span<const Turning> rows);
  void finish(Turnings& left);
  void bindTables(const StateTask& task, std::size_t tileBits, const StateNumbers<T>& numbers,
                  double scale, std::uint64_t& build);
  void addLayer(std::size_t diagonal, Turnings& before, Turnings& after);
  void joinMoves(const StateVisit& visit);
  Rows rowsInState(const Pass& pass, const Rows& local, const StateVisit& visit) const;

  const StatePlan& plan_;
  const KernelTable<T>& kernels_;
  std::vector<Pass> passes_;
  std::vector<Tables> tables_;  // of each diagonal
  DiagonalPhases phases_;
  bool readsState_ = false, writesState_ = false;
};

}  // namespace qonvolve
