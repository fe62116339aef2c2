// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/reduced_readout.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/sim/program_matrix.h"

namespace qonvolve {
namespace {

/// Index within a program on two wires: `control` is the wire that is one, its bit and the other's.
std::size_t localIndex(std::uint8_t control, std::size_t c, std::size_t t) {
  return control == 0 ? c + 2 * t : t + 2 * c;
}

/// Whether the program inverts the control: where column 0 of the control leads.
std::size_t flipOf(const LocalMatrix& u, std::uint8_t control) {
  const auto weight = [&](std::size_t c) {
    return std::norm(u.at(localIndex(control, c, 0), localIndex(control, 0, 0))) +
           std::norm(u.at(localIndex(control, c, 1), localIndex(control, 0, 0)));
  };
  return weight(1) > weight(0) ? 1 : 0;
}

}  // namespace

ReducedReadout::ReducedReadout(const RightPlan& plan)
    : plan_(plan),
      shared_(plan.programs),
      kernels_(kernels()),
      steps_(plan.steps.size()),
      pulled_(groups(plan.rows.size()) * groupSize()) {}

/// The matrix of a controlled step for one value of its pattern bit.
void ReducedReadout::setControlled(std::size_t step, std::size_t label, const LocalMatrix& v) {
  for (std::size_t k = 0; k < 4; ++k) {
    const std::size_t to = 2 * (4 * label + k), back = 2 * (4 * label + 2 * (k & 1) + (k >> 1));
    steps_[step].forward[to] = v.entries[k].real();
    steps_[step].forward[to + 1] = v.entries[k].imag();
    steps_[step].backward[back] = v.entries[k].real();
    steps_[step].backward[back + 1] = -v.entries[k].imag();
  }
}

void ReducedReadout::bind(std::span<const double> parameters, std::span<const CosineSine> splits) {
  shared_.bind(parameters);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const RightStep& step = plan_.steps[s];
    if (step.form == Form::Exchange) continue;
    if (step.split != RightStep::kNoSplit) {
      for (std::size_t c = 0; c < 2; ++c) setControlled(s, c, splits[step.split].last[c]);
      continue;
    }
    const LocalMatrix& u = shared_.matrix(step.program);
    if (!step.controlled) {
      const Program& program = plan_.programs[step.program];
      writeCoefficients(program, u, steps_[s].forward.data(), 1);
      writeCoefficients(program, u.adjoint(), steps_[s].backward.data(), 1);
      continue;
    }
    // V_c for each pattern bit, row by row; the pattern does not change when the control flips.
    const std::size_t flip = flipOf(u, step.control);
    for (std::size_t label = 0; label < 2; ++label) {
      const std::size_t c = label ^ static_cast<std::size_t>(step.inverted);
      LocalMatrix v;
      for (std::size_t k = 0; k < 4; ++k) {
        v.entries[k] =
            u.at(localIndex(step.control, c ^ flip, k >> 1), localIndex(step.control, c, k & 1));
      }
      setControlled(s, label, v);
    }
  }
  pullRowsBack();
}

/// Basis states of the end, carried back through the steps; what a new pattern bit controls begins
/// with a copy.
void ReducedReadout::pullRowsBack() {
  const std::size_t count = groups(plan_.rows.size());
  for (std::size_t g = 0; g < count; ++g) {
    std::fill_n(pulled_.data() + g * groupSize(), plan_.dim() * kStride, 0.0);
  }
  for (std::size_t r = 0; r < plan_.rows.size(); ++r) {
    pulled_[r / kLanes * groupSize() + plan_.rows[r] * kStride + r % kLanes] = 1;
  }
  std::uint32_t patterns = 0;
  for (std::size_t g = 0; g < count; ++g) {
    double* state = pulled_.data() + g * groupSize();
    std::size_t size = plan_.dim();
    const auto grow = [&](std::uint32_t wanted) {
      for (; patterns < wanted; ++patterns, size *= 2) {
        std::copy_n(state, size * kStride, state + size * kStride);
      }
    };
    patterns = 0;
    for (std::size_t s = steps_.size(); s-- > 0;) {
      const RightStep& step = plan_.steps[s];
      grow(step.patterns);
      if (step.form == Form::Exchange) {
        kernels_.exchange(state, size, step.mask, step.from, step.flip);
      } else {
        kernels_.shared[step.form].apply(state, state, size, step.bit0, step.bit1,
                                         steps_[s].backward.data());
      }
    }
    grow(static_cast<std::uint32_t>(plan_.controls.size()));
  }
}

void ReducedReadout::writeRows(double* out) const {
  const std::size_t dim = plan_.dim();
  for (std::size_t c = 0; c < plan_.patterns(); ++c) {
    for (std::size_t g = 0; g < tiles(plan_.rows.size()); ++g, out += dim * 3 * kMatrixTile) {
      kernels_.packRows(pulled_.data() + g * groupSize() + c * dim * kStride, dim, out);
    }
  }
}

void ReducedReadout::writeColumns(double* out) const {
  const std::size_t dim = plan_.dim(), rows = plan_.rows.size();
  const std::size_t tileSize = rows * 3 * kMatrixTile;
  for (std::size_t c = 0; c < plan_.patterns(); ++c, out += tiles(dim) * tileSize) {
    for (std::size_t r = 0; r < rows; r += kLanes) {
      kernels_.packColumns(pulled_.data() + r / kLanes * groupSize() + c * dim * kStride, dim,
                           std::min(kLanes, rows - r), out + r * 3 * kMatrixTile, tileSize);
    }
  }
}

/// Adds the trace of x over everything but the step's wires.
void ReducedReadout::read(const RightStep& step, const double* x, LocalMatrix& sum) const {
  const std::size_t dim = plan_.dim();
  const auto element = [&](std::size_t pattern, std::size_t row, std::size_t column) {
    const double* p =
        x + column / kLanes * groupSize() + (pattern * dim + row) * kStride + column % kLanes;
    return Complex{p[0], p[kLanes]};
  };
  const std::size_t patterns = std::size_t{1} << step.patterns;
  if (step.controlled) {
    const std::size_t bit = step.bit1;
    for (std::size_t p = 0; p < patterns; ++p) {
      const bool label = (p & (step.bit0 / dim)) != 0;
      const std::size_t c = label != step.inverted ? 1 : 0;
      Complex zero = 0, one = 0, across = 0;
      for (std::size_t rest = 0; rest < dim; ++rest) {
        if (rest & bit) continue;
        zero += element(p, rest, rest);
        one += element(p, rest | bit, rest | bit);
        across += element(p, rest, rest | bit);
      }
      const std::size_t i = localIndex(step.control, c, 0), j = localIndex(step.control, c, 1);
      sum.at(i, i) += zero;
      sum.at(j, j) += one;
      sum.at(i, j) += across;
      sum.at(j, i) += std::conj(across);
    }
    return;
  }
  const std::array<std::size_t, 4> at{0, step.bit0, step.bit1, step.bit0 | step.bit1};
  for (std::size_t p = 0; p < patterns; ++p) {
    for (std::size_t rest = 0; rest < dim; ++rest) {
      if (rest & (step.bit0 | step.bit1)) continue;
      for (std::size_t i = 0; i < sum.dim; ++i) {
        for (std::size_t j = 0; j < sum.dim; ++j) {
          sum.at(i, j) += element(p, rest | at[i], rest | at[j]);
        }
      }
    }
  }
}

/// x <- U x U^dagger, as (U (U x)^dagger)^dagger for Hermitian x; U are steps on different kept
/// wires.
void ReducedReadout::carry(std::size_t first, std::size_t end, double* x) const {
  const std::size_t patterns = std::size_t{1} << plan_.steps[first].patterns;
  const std::size_t size = patterns * plan_.dim();
  bool any = false;
  const auto apply = [&] {
    for (std::size_t s = first; s < end; ++s) {
      const RightStep& step = plan_.steps[s];
      if (!step.undo) continue;
      any = true;
      for (std::size_t g = 0; g < groups(plan_.dim()); ++g) {
        double* state = x + g * groupSize();
        if (step.form == Form::Exchange) {
          kernels_.exchange(state, size, step.mask, step.from, step.flip);
        } else {
          kernels_.shared[step.form].apply(state, state, size, step.bit0, step.bit1,
                                           steps_[s].forward.data());
        }
      }
    }
  };
  apply();
  if (!any) return;
  kernels_.adjoint(x, patterns, plan_.dim(), groupSize());
  apply();
}

/// Steps from `first` on that act on different kept wires while the same patterns matter.
std::size_t ReducedReadout::endOfStage(std::size_t first) const {
  std::size_t wires = 0, s = first;
  for (; s < plan_.steps.size(); ++s) {
    const RightStep& step = plan_.steps[s];
    const std::size_t all = step.form == Form::Exchange ? step.mask : step.bit0 | step.bit1;
    const std::size_t kept = all & (plan_.dim() - 1);
    if (step.patterns != plan_.steps[first].patterns || (wires & kept) != 0) break;
    wires |= kept;
  }
  return s;
}

void ReducedReadout::collect(double* x, std::span<double> parameterGradient) const {
  if (!plan_.trainable) return;
  const std::size_t dim = plan_.dim();
  kernels_.antiHermitian(x, plan_.patterns(), dim, groupSize());
  std::vector<LocalMatrix> sums;  // of each program: A before it
  for (const Program& program : plan_.programs) {
    sums.push_back({.dim = std::size_t{1} << program.wires()});
  }
  auto patterns = static_cast<std::uint32_t>(plan_.controls.size());
  for (std::size_t first = 0; first < plan_.steps.size();) {
    for (; patterns > plan_.steps[first].patterns; --patterns) {
      const std::size_t half = dim * kStride << (patterns - 1);
      for (std::size_t g = 0; g < groups(dim); ++g) {
        double* to = x + g * groupSize();
        kernels_.add(to, to + half, half);
      }
    }
    const std::size_t end = endOfStage(first);
    for (std::size_t s = first; s < end; ++s) {
      const std::uint32_t program = plan_.steps[s].program;
      if (program == Step::kNoProgram || !plan_.programs[program].trainable) continue;
      read(plan_.steps[s], x, sums[program]);
    }
    carry(first, end, x);
    first = end;
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (!plan_.programs[i].trainable) continue;
    shared_.pullback(i, sums[i], PauliWalk::From::Start, parameterGradient);
  }
}

}  // namespace qonvolve
