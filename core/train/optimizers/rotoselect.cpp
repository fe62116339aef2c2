// SPDX-License-Identifier: GPL-3.0-or-later
// Rotoselect: chooses the axis of every free rotation together with its angle.
#include <array>
#include <numbers>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"
#include "core/train/optimizers/wave_minimum.h"

namespace qonvolve {

namespace {

constexpr double kQuarter = std::numbers::pi / 2;

// U3(t, -pi/2, pi/2) = RX(t), U3(t, 0, 0) = RY(t), and U3(0, 0, t) = RZ(t) up to a global phase.
std::array<double, 3> rotation(int axis, double t) {
  if (axis == 0) return {t, -kQuarter, kQuarter};
  if (axis == 1) return {t, 0, 0};
  return {0, 0, t};
}

class Rotoselect final : public Optimizer {
 public:
  double step(std::span<double> theta, Objective& objective, const StepInfo& /*info*/) override {
    const double loss = objective.value(theta);
    double value = loss;
    std::vector<bool> done(theta.size());
    for (const FreeRotation& gate : objective.freeRotations()) {
      if (objective.stopped()) return loss;
      value = select(theta, objective, gate);
      for (const std::uint32_t parameter : gate) done[parameter] = true;
    }
    for (std::size_t k = 0; k < theta.size() && !objective.stopped(); ++k) {
      if (!done[k]) value = lowerOne(theta, k, value, objective);
    }
    return loss;
  }
  OptimizerState state() const override { return {}; }
  Result<void> restore(const OptimizerState& state) override { return restoreVectors(state, {}); }

 private:
  static void set(std::span<double> theta, const FreeRotation& gate, int axis, double t) {
    const auto angles = rotation(axis, t);
    for (std::size_t i = 0; i < 3; ++i) theta[gate[i]] = angles[i];
  }

  // All three curves start from the same value: a rotation by 0 has no axis.
  static double select(std::span<double> theta, Objective& objective, const FreeRotation& gate) {
    set(theta, gate, 1, 0);
    const double none = objective.value(theta);
    LowestPoint best{0, none};
    int bestAxis = 1;
    for (int axis = 0; axis < 3; ++axis) {
      const auto f = [&](double t) {
        set(theta, gate, axis, t);
        return objective.value(theta);
      };
      const auto wave = objective.wave(gate[axis == 2 ? 2 : 0]);
      const LowestPoint lowest =
          wave ? lowestOfWave(*wave, 0, none, f) : lowestBySearch(0, none, f);
      if (lowest.value < best.value) {
        best = lowest;
        bestAxis = axis;
      }
    }
    set(theta, gate, bestAxis, best.angle);
    return best.value;
  }
};

}  // namespace

OptimizerType rotoselectOptimizer() {
  return makeOptimizerType(
      {.id = "rotoselect",
       .label = "Rotoselect",
       .category = "One angle at a time",
       .summary = "Chooses axis and angle of every U3 gate, all others as Rotosolve.",
       .help =
           "Turns every U3 gate with three parameters of its own into the rotation about X, Y or Z "
           "with the lowest loss: RX(t) = U3(t, −π/2, π/2), RY(t) = U3(t, 0, 0), RZ(t) ~ U3(0, 0, "
           "t). Circuit evaluations a step and sample: 1 + 6 × degree for every such gate, 7 when "
           "it occurs once and the loss is linear; 2 × degree for every other angle.",
       .paper = "Ostaszewski, Grant and Benedetti, arXiv:1905.09692"},
      Schema<OtherCurves>{}.choice("otherwise", &OtherCurves::otherwise, OtherCurves::options(),
                                   OtherCurves::text()),
      [](const OtherCurves& options) {
        return OptimizerNeeds{.steadyBatch = true,
                              .waves = options.otherwise == "refuse",
                              .freeRotations = true,
                              .numericOption = "otherwise",
                              .numericValue = "search"};
      },
      [](const OtherCurves& /*options*/, std::size_t /*parameters*/) {
        return std::make_unique<Rotoselect>();
      });
}

}  // namespace qonvolve
