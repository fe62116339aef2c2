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
      pulled_(groups(plan.rows.size()) * groupSize()) {
  while (joined_ < steps_.size() && plan.steps[joined_].patterns > 0) ++joined_;
}

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

void ReducedReadout::bindSplits(std::span<const CosineSine> splits) {
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const std::uint32_t split = plan_.steps[s].split;
    if (split == RightStep::kNoSplit) continue;
    for (std::size_t c = 0; c < 2; ++c) setControlled(s, c, splits[split].last[c]);
  }
}

void ReducedReadout::bind(std::span<const double> parameters) {
  shared_.bind(parameters);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const RightStep& step = plan_.steps[s];
    if (step.form == Form::Exchange || step.split != RightStep::kNoSplit) continue;
    const auto uses = [&](const RightStep& other) {
      return other.program == step.program && !other.controlled && !step.controlled;
    };
    if (s > 0 && uses(plan_.steps[s - 1])) {
      steps_[s] = steps_[s - 1];
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
  const std::size_t count = groups(plan_.rows.size());
  for (std::size_t g = 0; g < count; ++g) {
    std::fill_n(pulled_.data() + g * groupSize(), plan_.dim() * kStride, 0.0);
  }
  for (std::size_t r = 0; r < plan_.rows.size(); ++r) {
    pulled_[r / kLanes * groupSize() + plan_.rows[r] * kStride + r % kLanes] = 1;
  }
  pullBack(0, joined_, steps_.size(), plan_.dim());
  for (std::size_t g = 0; plan_.parts() > 1 && g < count; ++g) {
    double* state = pulled_.data() + g * groupSize();
    std::copy_n(state, plan_.dim() * kStride, state + partSize());
  }
}

void ReducedReadout::bindPart(std::size_t part) {
  pullBack(part, 0, joined_, plan_.patternsPerPart() * plan_.dim());
}

/// Applies a step to `size` rows of a part. What tells the parts apart has one value in each.
void ReducedReadout::apply(std::size_t s, Direction direction, std::size_t part, double* state,
                           std::size_t size) const {
  const RightStep& step = plan_.steps[s];
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, size, step.mask, step.from, step.flip);
    return;
  }
  const double* u =
      (direction == Direction::Forward ? steps_[s].forward : steps_[s].backward).data();
  if (step.controlled && plan_.tellsPartsApart(step.bit0)) {
    kernels_.shared[Form::Dense1].apply(state, state, size, step.bit1, 0, u + 8 * part);
  } else {
    kernels_.shared[step.form].apply(state, state, size, step.bit0, step.bit1, u);
  }
}

/// Basis states of the end, carried back through steps; what a new pattern bit controls begins with
/// a copy. They are `all` rows at last.
void ReducedReadout::pullBack(std::size_t part, std::size_t first, std::size_t end,
                              std::size_t all) {
  for (std::size_t g = 0; g < groups(plan_.rows.size()); ++g) {
    double* state = pulled_.data() + g * groupSize() + part * partSize();
    std::size_t size = plan_.dim();
    const auto grow = [&](std::size_t wanted) {
      for (; size < wanted; size *= 2) std::copy_n(state, size * kStride, state + size * kStride);
    };
    for (std::size_t s = end; s-- > first;) {
      if (s < joined_) grow(plan_.dim() << RightPlan::bitsInPart(plan_.steps[s]));
      apply(s, Direction::Backward, part, state, size);
    }
    grow(all);
  }
}

void ReducedReadout::writeRows(std::size_t part, double* out) const {
  const std::size_t dim = plan_.dim();
  for (std::size_t c = 0; c < plan_.patternsPerPart(); ++c) {
    for (std::size_t g = 0; g < tiles(plan_.rows.size()); ++g, out += dim * 3 * kMatrixTile) {
      const double* from = pulled_.data() + g * groupSize() + part * partSize();
      kernels_.packRows(from + c * dim * kStride, dim, out);
    }
  }
}

void ReducedReadout::writeColumns(std::size_t part, double* out) const {
  const std::size_t dim = plan_.dim(), rows = plan_.rows.size();
  const std::size_t tileSize = rows * 3 * kMatrixTile;
  for (std::size_t c = 0; c < plan_.patternsPerPart(); ++c, out += tiles(dim) * tileSize) {
    for (std::size_t r = 0; r < rows; r += kLanes) {
      const double* from = pulled_.data() + r / kLanes * groupSize() + part * partSize();
      kernels_.packColumns(from + c * dim * kStride, dim, std::min(kLanes, rows - r),
                           out + r * 3 * kMatrixTile, tileSize);
    }
  }
}

/// Adds the trace of x over everything but the step's wires.
void ReducedReadout::read(const RightStep& step, std::size_t part, const double* x,
                          LocalMatrix& sum) const {
  const std::size_t dim = plan_.dim();
  const auto element = [&](std::size_t pattern, std::size_t row, std::size_t column) {
    const double* p =
        x + column / kLanes * groupSize() + (pattern * dim + row) * kStride + column % kLanes;
    return Complex{p[0], p[kLanes]};
  };
  const std::size_t patterns = std::size_t{1}
                               << (step.patterns > 0 ? RightPlan::bitsInPart(step) : 0);
  if (step.controlled) {
    const std::size_t bit = step.bit1;
    for (std::size_t p = 0; p < patterns; ++p) {
      const std::size_t pattern = part * plan_.patternsPerPart() + p;
      const bool label = (pattern & (step.bit0 / dim)) != 0;
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
void ReducedReadout::carry(std::size_t first, std::size_t end, std::size_t part, double* x) const {
  const std::uint32_t bits = plan_.steps[first].patterns;
  const std::size_t patterns = std::size_t{1}
                               << (bits > 0 ? RightPlan::bitsInPart(plan_.steps[first]) : 0);
  bool any = false;
  const auto applyAll = [&] {
    for (std::size_t s = first; s < end; ++s) {
      if (!plan_.steps[s].undo) continue;
      any = true;
      for (std::size_t g = 0; g < groups(plan_.dim()); ++g) {
        apply(s, Direction::Forward, part, x + g * groupSize(), patterns * plan_.dim());
      }
    }
  };
  applyAll();
  if (!any) return;
  kernels_.adjoint(x, patterns, plan_.dim(), groupSize());
  applyAll();
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

/// Reads and carries x, `size` numbers where a part begins, through steps; sums over the patterns
/// that are done with.
void ReducedReadout::collectSteps(std::size_t part, std::size_t first, std::size_t end, double* x,
                                  std::size_t size) const {
  const auto fold = [&](std::size_t wanted) {
    for (; size > wanted; size /= 2) {
      for (std::size_t g = 0; g < groups(plan_.dim()); ++g) {
        double* to = x + g * groupSize();
        kernels_.add(to, to + size / 2, size / 2);
      }
    }
  };
  while (first < end) {
    if (first < joined_) {
      fold(plan_.dim() * kStride << RightPlan::bitsInPart(plan_.steps[first]));
    }
    const std::size_t stage = endOfStage(first);
    for (std::size_t s = first; s < stage; ++s) {
      const std::uint32_t program = plan_.steps[s].program;
      if (program == Step::kNoProgram || !plan_.programs[program].trainable) continue;
      read(plan_.steps[s], part, x, sums_[part][program]);
    }
    carry(first, stage, part, x);
    first = stage;
  }
  fold(plan_.dim() * kStride);
}

void ReducedReadout::collectPart(std::size_t part, double* x) const {
  x += part * partSize();
  kernels_.antiHermitian(x, plan_.patternsPerPart(), plan_.dim(), groupSize());
  sums_[part].clear();
  for (const Program& program : plan_.programs) {
    sums_[part].push_back({.dim = std::size_t{1} << program.wires()});
  }
  collectSteps(part, 0, joined_, x, partSize());
}

void ReducedReadout::collect(double* x, std::span<double> parameterGradient) const {
  for (std::size_t g = 0; plan_.parts() > 1 && g < groups(plan_.dim()); ++g) {
    double* to = x + g * groupSize();
    kernels_.add(to, to + partSize(), plan_.dim() * kStride);
  }
  collectSteps(0, joined_, plan_.steps.size(), x, plan_.dim() * kStride);
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    if (!plan_.programs[i].trainable) continue;
    LocalMatrix& sum = sums_[0][i];
    for (std::size_t k = 0; plan_.parts() > 1 && k < sum.entries.size(); ++k) {
      sum.entries[k] += sums_[1][i].entries[k];
    }
    shared_.pullback(i, sum, PauliWalk::From::Start, parameterGradient);
  }
}

}  // namespace qonvolve
