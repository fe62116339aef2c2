// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/product_features.h"

#include <algorithm>
#include <cmath>

#include "core/base/lane_function.h"
#include "core/base/rng.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {
namespace {

/// One summand: factor times a run of numbers. Factors are real or imaginary halves, or 1.
struct Term {
  std::complex<double> factor;
  const std::complex<double>* from;
};

/// to = sum of the terms.
void addUp(std::complex<double>* to, std::span<const Term> terms, std::size_t count) {
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const std::complex<double>* from = terms[t].from;
    const double re = terms[t].factor.real(), im = terms[t].factor.imag();
    for (std::size_t k = 0; k < count; ++k) {
      const std::complex<double> x(re * from[k].real() - im * from[k].imag(),
                                   re * from[k].imag() + im * from[k].real());
      to[k] = t == 0 ? x : to[k] + x;
    }
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

std::size_t ProductFeatures::evenSplit() const {
  std::size_t split = 0;
  while (split < wires() && count(0, split) < count(split, wires())) ++split;
  return split;
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
std::vector<double> ProductFeatures::coefficients(Operator& h, Operator& scratch) const {
  std::size_t done = 1;
  for (std::size_t w = wires(); w-- > 0;) {
    const std::size_t rest = std::size_t{1} << w;
    scratch.resize(std::max(scratch.size(), done * local(w) * rest * rest));
    for (std::size_t f = 0; f < local(w); ++f) {
      const auto op = localOperator(w, f);
      for (std::size_t at = 0; at < done * rest; ++at) {
        const std::size_t d = at / rest, row = at % rest;
        std::array<Term, 4> terms;
        std::size_t count = 0;
        for (std::size_t e = 0; e < 4; ++e) {
          const std::size_t j = e / 2, i = e % 2;  // entry (j, i) of the feature's operator
          if (op[e] != 0.0) {
            terms[count++] = {op[e], &h[(((d * 2 + j) * rest + row) * 2 + i) * rest]};
          }
        }
        addUp(&scratch[((d * local(w) + f) * rest + row) * rest], std::span(terms).first(count),
              rest);
      }
    }
    done *= local(w);
    h.swap(scratch);
  }
  std::vector<double> result(done);
  for (std::size_t k = 0; k < done; ++k) result[k] = h[k].real();
  return result;
}

/// The other way round: [rest][feature][j'][i'] -> [rest][j 2][j'][i 2][i'].
void ProductFeatures::combine(std::span<const double> weights, Operator& x,
                              Operator& scratch) const {
  x.assign(weights.begin(), weights.end());
  std::size_t left = weights.size();
  for (std::size_t w = 0; w < wires(); ++w) {
    const std::size_t rest = std::size_t{1} << w;
    left /= local(w);
    scratch.resize(left * 4 * rest * rest);
    std::array<std::array<std::complex<double>, 4>, 4> ops;
    for (std::size_t f = 0; f < local(w); ++f) ops[f] = localOperator(w, f);
    for (std::size_t e = 0; e < 4; ++e) {
      const std::size_t i = e / 2, j = e % 2;  // entry (i, j) of the features' operators
      for (std::size_t at = 0; at < left * rest; ++at) {
        const std::size_t d = at / rest, row = at % rest;
        std::array<Term, 4> terms;
        std::size_t count = 0;
        for (std::size_t f = 0; f < local(w); ++f) {
          const std::complex<double> factor = localOperator(w, f)[e];
          if (factor != 0.0)
            terms[count++] = {factor, &x[((d * local(w) + f) * rest + row) * rest]};
        }
        std::complex<double>* const to = &scratch[(((d * 2 + j) * rest + row) * 2 + i) * rest];
        std::fill_n(to, count == 0 ? rest : 0, 0.0);
        addUp(to, std::span(terms).first(count), rest);
      }
    }
    x.swap(scratch);
  }
}

}  // namespace qonvolve
