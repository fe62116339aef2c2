// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/density_measurement.h"

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {
constexpr std::size_t kStride = 2 * kLanes;
}

void measure(const DensityPlan& plan, const DensityWindow& window, double* state) {
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
        const double moved = (from0 ? zero[k] : 0) + (from1 ? one[k] : 0);
        zero[k] = (from0 ? 0 : zero[k]) + (m0 ? moved : 0);
        one[k] = (from1 ? 0 : one[k]) + (m1 ? moved : 0);
      }
    }
  }
}

void measureBack(const DensityPlan& plan, const DensityWindow& window, double* lambda) {
  const std::size_t size = plan.blockSize();
  const std::size_t outcome = plan.steps[window.first].outcome;
  const std::size_t ket = std::size_t{1} << window.wires[0];
  const std::size_t bra = ket << plan.wires;
  for (std::size_t block = 0; block < plan.blocks(); ++block) {
    if ((block & outcome) != 0) continue;
    const bool from0 = (block & window.mask) == window.value;
    const bool from1 = ((block | outcome) & window.mask) == window.value;
    double* zero = lambda + block * size * kStride;
    double* one = lambda + (block | outcome) * size * kStride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool m0 = (i & (ket | bra)) == 0, m1 = (i & (ket | bra)) == (ket | bra);
      for (std::size_t k = i * kStride; k < (i + 1) * kStride; ++k) {
        const double moved = m0 ? zero[k] : (m1 ? one[k] : 0);
        if (from0) zero[k] = moved;
        if (from1) one[k] = moved;
      }
    }
  }
}

}  // namespace qonvolve
