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
    : plan_(plan), shared_(plan.programs), kernels_(kernels()), steps_(plan.steps.size()) {
  addStages();
  addAccumulators();
  for (const Program& program : plan.programs) derivatives_.emplace_back(3 * program.ops.size());
  for (std::size_t r = 0; r < plan.rows.size(); ++r) {
    pulled(stages_.back(), r / kLanes, 0)[plan.rows[r] * kStride + r % kLanes] = 1;
  }
  for (std::size_t part = 0; part < plan.parts(); ++part) {
    collected_[part].states.resize(groups(plan.rows.size()) * stages_[0].amplitudes * kStride);
    collected_[part].sums.resize(accumulators_.size() * kAccumulatorSize);
  }
}

void ReducedReadout::addStages() {
  const std::size_t all = plan_.patternsPerPart() * plan_.dim();
  const auto add = [&](Stage stage) {
    stage.at = pulled_.size();
    const std::size_t parts = stage.joined ? 1 : plan_.parts();
    pulled_.resize(stage.at + groups(plan_.rows.size()) * parts * stage.amplitudes * kStride);
    joined_ += stage.joined ? 0 : 1;
    stages_.push_back(stage);
  };
  const std::size_t count = plan_.steps.size();
  const bool starts = count > 0 && plan_.steps[0].patterns == plan_.controls.size();
  if (!starts) add({.joined = plan_.parts() == 1, .amplitudes = all});
  for (std::size_t first = 0, s = 0; first < count; first = s) {
    const std::uint32_t patterns = plan_.steps[first].patterns;
    Stage stage{.first = first, .joined = patterns == 0, .amplitudes = plan_.dim()};
    if (patterns > 0) stage.amplitudes <<= RightPlan::bitsInPart(plan_.steps[first]);
    std::size_t wires = 0;
    for (; s < count && plan_.steps[s].patterns == patterns; ++s) {
      const RightStep& step = plan_.steps[s];
      const std::size_t mask = step.form == Form::Exchange ? step.mask : step.bit0 | step.bit1;
      const std::size_t kept = mask & (plan_.dim() - 1);
      if ((wires & kept) != 0) break;
      wires |= kept;
      if (plan_.trains(step)) readUntil_ = stages_.size() + 1;
    }
    stage.end = s;
    add(stage);
  }
  add({.first = count, .end = count, .amplitudes = plan_.dim()});
}

void ReducedReadout::addAccumulators() {
  for (const RightStep& step : plan_.steps) {
    accumulatorOf_.push_back(kNone);
    if (!plan_.trains(step)) continue;
    Accumulator wanted{.program = step.program, .form = step.form};
    if (step.controlled) {
      wanted.controlled = true;
      wanted.control = step.control;
      wanted.inverted = step.inverted;
      wanted.apart = plan_.tellsPartsApart(step.bit0);
      if (wanted.apart) wanted.form = Form::Dense1;
    }
    const auto found = std::ranges::find(accumulators_, wanted);
    accumulatorOf_.back() = static_cast<std::size_t>(found - accumulators_.begin());
    if (found == accumulators_.end()) accumulators_.push_back(wanted);
  }
}

double* ReducedReadout::pulled(const Stage& stage, std::size_t group, std::size_t part) {
  const std::size_t block = stage.joined ? group : group * plan_.parts() + part;
  return &pulled_[stage.at + block * stage.amplitudes * kStride];
}

const double* ReducedReadout::pulled(const Stage& stage, std::size_t group,
                                     std::size_t part) const {
  const std::size_t block = stage.joined ? group : group * plan_.parts() + part;
  return &pulled_[stage.at + block * stage.amplitudes * kStride];
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
  for (std::size_t stage = stages_.size() - 1; stage-- > joined_;) enter(stage, 0);
}

void ReducedReadout::bindPart(std::size_t part) {
  for (std::size_t stage = joined_; stage-- > 0;) enter(stage, part);
}

/// Applies a step to amplitudes of a part. What tells the parts apart has one value in each.
void ReducedReadout::apply(std::size_t s, Direction direction, std::size_t part, double* state,
                           std::size_t amplitudes) const {
  const RightStep& step = plan_.steps[s];
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, amplitudes, step.mask, step.from, step.flip);
    return;
  }
  const double* u =
      (direction == Direction::Forward ? steps_[s].forward : steps_[s].backward).data();
  if (step.controlled && plan_.tellsPartsApart(step.bit0)) {
    kernels_.shared[Form::Dense1].apply(state, state, amplitudes, step.bit1, 0, u + 8 * part);
  } else {
    kernels_.shared[step.form].apply(state, state, amplitudes, step.bit0, step.bit1, u);
  }
}

/// The p of a stage from those of the next one; what a new pattern bit controls begins with a copy.
void ReducedReadout::enter(std::size_t stage, std::size_t part) {
  const Stage &to = stages_[stage], &from = stages_[stage + 1];
  for (std::size_t g = 0; g < groups(plan_.rows.size()); ++g) {
    const double* source = pulled(from, g, part);
    double* state = pulled(to, g, part);
    for (std::size_t at = 0; at < to.amplitudes; at += from.amplitudes) {
      std::copy_n(source, from.amplitudes * kStride, state + at * kStride);
    }
    for (std::size_t s = to.end; s-- > to.first;) {
      apply(s, Direction::Backward, part, state, to.amplitudes);
    }
  }
}

void ReducedReadout::writeRows(std::size_t part, double* out) const {
  const std::size_t dim = plan_.dim();
  for (std::size_t c = 0; c < plan_.patternsPerPart(); ++c) {
    for (std::size_t g = 0; g < tiles(plan_.rows.size()); ++g, out += dim * 3 * kMatrixTile) {
      const double* from = pulled(stages_[0], g, part);
      kernels_.packRows(from + c * dim * kStride, dim, out);
    }
  }
}

/// Reads what gradients need of the steps of some stages and carries y through them; then sums over
/// patterns that are done with.
void ReducedReadout::collectStages(std::size_t part, std::size_t first, std::size_t end) const {
  auto& [states, sums] = collected_[part];
  for (std::size_t g = 0; g < groups(plan_.rows.size()); ++g) {
    double* y = &states[g * stages_[0].amplitudes * kStride];
    for (std::size_t k = first; k < std::min(end, readUntil_); ++k) {
      const Stage& stage = stages_[k];
      const double* p = pulled(stage, g, part);
      for (std::size_t s = stage.first; s < stage.end; ++s) {
        if (accumulatorOf_[s] == kNone) continue;
        const RightStep& step = plan_.steps[s];
        const Form form = accumulators_[accumulatorOf_[s]].form;
        const bool apart = accumulators_[accumulatorOf_[s]].apart;
        kernels_.shared[form].reduce(y, p, stage.amplitudes, apart ? step.bit1 : step.bit0,
                                     apart ? 0 : step.bit1,
                                     &sums[accumulatorOf_[s] * kAccumulatorSize]);
      }
      if (k + 1 == readUntil_) break;
      for (std::size_t s = stage.first; s < stage.end; ++s) {
        apply(s, Direction::Forward, part, y, stage.amplitudes);
      }
      for (std::size_t n = stage.amplitudes; n > stages_[k + 1].amplitudes; n /= 2) {
        kernels_.add(y, y + n / 2 * kStride, n / 2 * kStride);
      }
    }
  }
}

void ReducedReadout::collectPart(std::size_t part, std::span<const double* const> x) const {
  auto& [states, sums] = collected_[part];
  std::ranges::fill(sums, 0.0);
  const std::size_t rows = plan_.rows.size();
  for (std::size_t c = 0; c < plan_.patternsPerPart(); ++c) {
    kernels_.adjointOfSum(x.data(), x.size(), (part * plan_.patternsPerPart() + c) * rows * kStride,
                          groupSize(plan_), rows, plan_.dim(), &states[c * plan_.dim() * kStride],
                          stages_[0].amplitudes * kStride);
  }
  collectStages(part, 0, joined_);
}

/// dL/d(matrix elements) as the program numbers them, from rows of lanes.
LocalMatrix ReducedReadout::sum(const Accumulator& accumulator, std::size_t part,
                                const double* rows) const {
  const LocalMatrix a = antiHermitianSum(accumulator.form, rows);
  if (!accumulator.controlled) return a;
  LocalMatrix sum{.dim = 4};
  const auto place = [&](std::size_t i) {
    const std::size_t label = accumulator.apart ? part : i & 1;
    const std::size_t target = accumulator.apart ? i : i >> 1;
    return localIndex(accumulator.control, accumulator.inverted ? 1 - label : label, target);
  };
  for (std::size_t i = 0; i < a.dim; ++i) {
    for (std::size_t j = 0; j < a.dim; ++j) sum.at(place(i), place(j)) = a.at(i, j);
  }
  return sum;
}

void ReducedReadout::collectJoined() const {
  for (std::size_t g = 0; plan_.parts() > 1 && g < groups(plan_.rows.size()); ++g) {
    const std::size_t at = g * stages_[0].amplitudes * kStride;
    kernels_.add(&collected_[0].states[at], &collected_[1].states[at], plan_.dim() * kStride);
  }
  collectStages(0, joined_, stages_.size() - 1);
}

void ReducedReadout::collectProgram(std::size_t program) const {
  if (!plan_.programs[program].trainable) return;
  LocalMatrix all{.dim = std::size_t{1} << plan_.programs[program].wires()};
  for (std::size_t part = 0; part < plan_.parts(); ++part) {
    for (std::size_t k = 0; k < accumulators_.size(); ++k) {
      if (accumulators_[k].program != program) continue;
      const LocalMatrix a =
          sum(accumulators_[k], part, &collected_[part].sums[k * kAccumulatorSize]);
      for (std::size_t e = 0; e < a.entries.size(); ++e) all.entries[e] += a.entries[e];
    }
  }
  shared_.differentiate(program, all, PauliRotations::From::Start, derivatives_[program]);
}

void ReducedReadout::addTo(std::span<double> parameterGradient) const {
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    if (plan_.programs[i].trainable) shared_.scatter(i, derivatives_[i], parameterGradient);
  }
}

}  // namespace qonvolve
