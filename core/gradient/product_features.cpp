// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/product_features.h"

#include <algorithm>
#include <cmath>

#include "core/base/lane_function.h"
#include "core/base/rng.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {
namespace {

using Vector = std::vector<std::complex<double>>;

/// to[k] += factor * from[k]; factors are real or imaginary halves.
void addScaled(std::complex<double>* to, const std::complex<double>* from,
               std::complex<double> factor, std::size_t count) {
  const double re = factor.real(), im = factor.imag();
  for (std::size_t k = 0; k < count; ++k) {
    to[k] += std::complex<double>(re * from[k].real() - im * from[k].imag(),
                                  re * from[k].imag() + im * from[k].real());
  }
}

}  // namespace

bool ProductFeatures::fits(const Circuit& circuit, const Plan& plan) {
  if (!circuit.preparations.empty()) return false;
  return std::ranges::none_of(plan.steps, [&](const Step& step) {
    return step.program != Step::kNoProgram && plan.programs[step.program].perLane;
  });
}

ProductFeatures::ProductFeatures(const Circuit& circuit, const Plan& plan)
    : axes_(circuit.wires), encoded_(circuit.wires, false) {
  // A component is a trigonometric polynomial of the angles: if it vanishes at random angles, it
  // is always zero.
  constexpr double kZero = 1e-12;
  Rng rng = Rng(1).stream("product features");
  for (const PrefixWire& p : plan.prefix) {
    const Program& program = plan.programs[p.program];
    std::array<double, 3> largest{};
    for (int trial = 0; trial < 8; ++trial) {
      std::vector<double> angles;
      for (const LocalOp& op : program.ops) {
        for (const Angle& angle : op.angles) {
          const bool constant = angle.source == Angle::Source::Constant;
          angles.push_back(constant ? angle.offset : rng.uniform(-3, 3));
        }
      }
      const LocalMatrix u = programMatrix(program, angles);
      const std::complex<double> xy = 2.0 * std::conj(u.at(0, 0)) * u.at(1, 0);
      const double z = std::norm(u.at(0, 0)) - std::norm(u.at(1, 0));
      const std::array<double, 3> bloch{xy.real(), xy.imag(), z};
      for (std::size_t k = 0; k < 3; ++k) largest[k] = std::max(largest[k], std::abs(bloch[k]));
    }
    encoded_[p.wire] = true;
    for (std::size_t k = 0; k < 3; ++k) {
      if (largest[k] > kZero) axes_[p.wire].push_back(k);
    }
  }
}

std::size_t ProductFeatures::count(std::size_t first, std::size_t last) const {
  std::size_t product = 1;
  for (std::size_t w = first; w < last; ++w) product *= local(w);
  return product;
}

std::array<std::complex<double>, 4> ProductFeatures::localOperator(std::size_t wire,
                                                                   std::size_t feature) const {
  if (!encoded_[wire]) return {1, 0, 0, 0};
  if (feature == 0) return {.5, 0, 0, .5};
  const std::complex<double> i(0, 1);
  switch (axes_[wire][feature - 1]) {
    case 0:
      return {0, .5, .5, 0};
    case 1:
      return {0, -.5 * i, .5 * i, 0};
    default:
      return {.5, 0, 0, -.5};
  }
}

/// Wire by wire from the highest: [done][j 2][j'][i 2][i'] -> [done][feature][j'][i'], summing
/// H_ij F_ji over the wire's own i and j.
std::vector<double> ProductFeatures::coefficients(const Operator& h) const {
  Vector from = h, to;
  std::size_t done = 1;
  for (std::size_t w = wires(); w-- > 0;) {
    const std::size_t rest = std::size_t{1} << w;
    to.assign(done * local(w) * rest * rest, 0);
    for (std::size_t d = 0; d < done; ++d) {
      for (std::size_t f = 0; f < local(w); ++f) {
        const auto op = localOperator(w, f);
        for (std::size_t e = 0; e < 4; ++e) {
          if (op[e] == 0.0) continue;
          const std::size_t j = e / 2, i = e % 2;  // entry (j, i) of the feature's operator
          for (std::size_t row = 0; row < rest; ++row) {
            addScaled(&to[((d * local(w) + f) * rest + row) * rest],
                      &from[(((d * 2 + j) * rest + row) * 2 + i) * rest], op[e], rest);
          }
        }
      }
    }
    done *= local(w);
    from.swap(to);
  }
  std::vector<double> result(done);
  for (std::size_t k = 0; k < done; ++k) result[k] = from[k].real();
  return result;
}

/// The other way round: [rest][feature][j'][i'] -> [rest][j 2][j'][i 2][i'].
ProductFeatures::Operator ProductFeatures::combine(std::span<const double> weights) const {
  Vector from(weights.begin(), weights.end()), to;
  std::size_t left = weights.size();
  for (std::size_t w = 0; w < wires(); ++w) {
    const std::size_t rest = std::size_t{1} << w;
    left /= local(w);
    to.assign(left * 4 * rest * rest, 0);
    for (std::size_t d = 0; d < left; ++d) {
      for (std::size_t f = 0; f < local(w); ++f) {
        const auto op = localOperator(w, f);
        for (std::size_t e = 0; e < 4; ++e) {
          if (op[e] == 0.0) continue;
          const std::size_t i = e / 2, j = e % 2;  // entry (i, j) of the feature's operator
          for (std::size_t row = 0; row < rest; ++row) {
            addScaled(&to[(((d * 2 + j) * rest + row) * 2 + i) * rest],
                      &from[((d * local(w) + f) * rest + row) * rest], op[e], rest);
          }
        }
      }
    }
    from.swap(to);
  }
  return from;
}

}  // namespace qonvolve
