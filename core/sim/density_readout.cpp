// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/density_readout.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {
constexpr std::size_t kStride = 2 * kLanes;
}

DensityReadout::DensityReadout(const Circuit& circuit, const DensityPlan& plan)
    : size_(std::size_t{1} << circuit.wires), blocks_(plan.blocks()) {
  constexpr std::array<Complex, 4> powers{Complex{1, 0}, Complex{0, 1}, Complex{-1, 0},
                                          Complex{0, -1}};
  for (std::size_t o = 0; o < circuit.outputs.size(); ++o) {
    const Observable& observable = circuit.outputs[o];
    if (observable.projector) {
      terms_.push_back({o, 1, 0, 0, true, observable.mask, observable.value});
      continue;
    }
    for (const PauliTerm& t : observable.terms) {
      const auto ys = static_cast<unsigned>(std::popcount(t.xMask & t.zMask));
      terms_.push_back({o, t.coefficient * powers[ys % 4], t.xMask, t.zMask, false, 0, 0});
    }
  }
}

template <class Body>
void DensityReadout::forKets(const Term& term, Body body) const {
  if (term.projector) {
    const std::size_t free = (size_ - 1) & ~static_cast<std::size_t>(term.mask);
    std::size_t ket = 0;
    do {
      body(ket | term.value, term.coefficient);
      ket = (ket - free) & free;
    } while (ket != 0);
    return;
  }
  for (std::size_t ket = 0; ket < size_; ++ket) {
    body(ket, std::popcount(ket & term.z) % 2 ? -term.coefficient : term.coefficient);
  }
}

void DensityReadout::expectations(const double* state, std::span<double> outputs) const {
  std::ranges::fill(outputs, 0.0);
  for (const Term& term : terms_) {
    double* out = outputs.data() + term.output * kLanes;
    forKets(term, [&](std::size_t ket, Complex phase) {
      for (std::size_t block = 0; block < blocks_; ++block) {
        const double* rho = state + index(block, ket, ket ^ term.x) * kStride;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          out[lane] += phase.real() * rho[lane] - phase.imag() * rho[kLanes + lane];
        }
      }
    });
  }
}

void DensityReadout::cotangentState(std::span<const double> cotangents, double* lambda) const {
  std::fill_n(lambda, blocks_ * size_ * size_ * kStride, 0.0);
  for (const Term& term : terms_) {
    const double* weight = cotangents.data() + term.output * kLanes;
    forKets(term, [&](std::size_t ket, Complex phase) {
      for (std::size_t block = 0; block < blocks_; ++block) {
        double* to = lambda + index(block, ket, ket ^ term.x) * kStride;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          to[lane] += phase.real() * weight[lane];
          to[kLanes + lane] -= phase.imag() * weight[lane];
        }
      }
    });
  }
}

}  // namespace qonvolve
