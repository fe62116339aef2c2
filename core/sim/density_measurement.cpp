// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/density_measurement.h"

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {
constexpr std::size_t kStride = 2 * kLanes;
}

namespace {

/// Calls work(zero, one, from0, from1, m0, m1) for every pair of numbers that the two outcomes of a
/// measurement hold: whether each block is measured, and the element lies in <0|.|0> or <1|.|1>.
template <class Work>
void forOutcomes(const DensityPlan& plan, const DensityWindow& window, double* state,
                 const Work& work) {
  const std::size_t size = plan.blockSize();
  const std::size_t outcome = plan.steps[window.first].outcome;
  const std::size_t ket = std::size_t{1} << window.wires[0];
  const std::size_t bra = ket << plan.wires;
  for (std::size_t block = 0; block < plan.blocks(); ++block) {
    // Each pair of blocks once, where it is measured: a condition may ask for the old outcome.
    if ((block & outcome) != 0) continue;
    const bool from0 = (block & window.mask) == window.value;
    const bool from1 = ((block | outcome) & window.mask) == window.value;
    double* zero = state + block * size * kStride;
    double* one = state + (block | outcome) * size * kStride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool m0 = (i & (ket | bra)) == 0, m1 = (i & (ket | bra)) == (ket | bra);
      for (std::size_t k = i * kStride; k < (i + 1) * kStride; ++k) {
        work(zero[k], one[k], from0, from1, m0, m1);
      }
    }
  }
}

}  // namespace

void measure(const DensityPlan& plan, const DensityWindow& window, double* state) {
  forOutcomes(plan, window, state,
              [](double& zero, double& one, bool from0, bool from1, bool m0, bool m1) {
                const double moved = (from0 ? zero : 0) + (from1 ? one : 0);
                zero = (from0 ? 0 : zero) + (m0 ? moved : 0);
                one = (from1 ? 0 : one) + (m1 ? moved : 0);
              });
}

void measureBack(const DensityPlan& plan, const DensityWindow& window, double* lambda) {
  forOutcomes(plan, window, lambda,
              [](double& zero, double& one, bool from0, bool from1, bool m0, bool m1) {
                const double moved = m0 ? zero : (m1 ? one : 0);
                if (from0) zero = moved;
                if (from1) one = moved;
              });
}

}  // namespace qonvolve
