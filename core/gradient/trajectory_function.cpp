// SPDX-License-Identifier: GPL-3.0-or-later
// Averages over quantum trajectories as a lane function, sample by sample.
#include <algorithm>
#include <cassert>

#include "core/gradient/circuit_function.h"
#include "core/gradient/device_function.h"
#include "core/sim/trajectories.h"

namespace qonvolve {
namespace {

struct TrajectoryTape : LaneFunction::Tape {
  TrajectorySimulator::Workspace workspace;
};

struct NoGradient : LaneFunction::Gradient {
  void clear() override {}
};

class TrajectoryFunction : public LaneFunction {
 public:
  TrajectoryFunction(const Circuit& circuit, std::size_t trajectories, std::uint64_t seed)
      : simulator_(circuit), trajectories_(trajectories), seed_(seed) {}

  std::size_t inputCount() const override { return simulator_.circuit().inputs; }
  std::size_t outputCount() const override { return simulator_.circuit().outputs.size(); }
  bool random() const override { return true; }
  void bind(std::span<const double> parameters) override {
    parameters_.assign(parameters.begin(), parameters.end());
    stream_ = Rng(seed_).stream("trajectories", streamOf(parameters_));
  }
  std::unique_ptr<Tape> makeTape() const override {
    auto tape = std::make_unique<TrajectoryTape>();
    tape->workspace = simulator_.makeWorkspace();
    return tape;
  }
  std::unique_ptr<Gradient> makeGradient() const override { return std::make_unique<NoGradient>(); }
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape&, std::span<const double>, Gradient&, std::span<double>) const override {
    assert(false && "gradients of trajectories go through makeDeviceFunction()");
  }
  void collect(std::span<const std::unique_ptr<Gradient>>, std::span<double>) const override {}

 private:
  TrajectorySimulator simulator_;
  std::size_t trajectories_;
  std::uint64_t seed_;
  std::vector<double> parameters_;
  Rng stream_;
};

void TrajectoryFunction::forward(Tape& anyTape, std::span<const double> inputs,
                                 std::span<double> outputs) const {
  auto& tape = static_cast<TrajectoryTape&>(anyTape);
  std::ranges::fill(outputs, 0.0);
  std::vector<double> own(inputCount());
  AlignedVector values(outputCount() * kLanes);
  for (std::size_t lane = 0; lane < std::min(tape.samples, kLanes); ++lane) {
    for (std::size_t i = 0; i < own.size(); ++i) own[i] = inputs[i * kLanes + lane];
    simulator_.setSample(tape.workspace, parameters_, own);
    const Rng sample = stream_.stream("stage", tape.stage).stream("sample", tape.first + lane);
    for (std::size_t first = 0; first < trajectories_ && !tape.stopped(); first += kLanes) {
      simulator_.run(tape.workspace, sample, first, values);
      for (std::size_t k = 0; k < values.size(); ++k) {
        if (first + k % kLanes >= trajectories_) continue;
        outputs[k / kLanes * kLanes + lane] += values[k] / static_cast<double>(trajectories_);
      }
    }
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeTrajectoryFunction(const Circuit& circuit,
                                                     std::size_t trajectories, std::uint64_t seed) {
  return std::make_unique<TrajectoryFunction>(circuit, trajectories, seed);
}

}  // namespace qonvolve
