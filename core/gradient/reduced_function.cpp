// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/reduced_function.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/base/parallel.h"
#include "core/base/shared_work.h"
#include "core/gradient/reduced_factors.h"
#include "core/gradient/reduced_meeting.h"
#include "core/gradient/reduced_readout.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

/// Numbers of X from which several threads share collect(): below, calling them costs more than
/// they save.
constexpr std::size_t kSharedSums = 4096;

template <class T>
struct ReducedTape : LaneFunction::Tape {
  std::vector<typename ReducedFactors<T>::Tape> groups;
  std::vector<T*> states, cotangents;  // at the cut, of the groups in use
  typename ReducedMeeting<T>::Tape meeting;
};

template <class T>
struct ReducedGradient : LaneFunction::Gradient {
  typename ReducedMeeting<T>::Sums right;
  AlignedVector left;              // accumulators of the programs before the cut
  std::vector<double> parameters;  // dL/dtheta through programs that depend on the sample
  void clear() override {
    right.fresh = true;
    std::ranges::fill(left, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

template <class T>
class ReducedFunction : public LaneFunction {
 public:
  ReducedFunction(ReducedPlan plan, std::size_t chunks);

  std::size_t inputCount() const override { return plan_.left.circuit.inputs; }
  std::size_t outputCount() const override { return plan_.right.base.size(); }
  std::size_t chunks() const override { return chunks_; }
  void usePool(ThreadPool* pool) override { pool_ = pool; }
  void bind(std::span<const double> parameters) override;
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override;

 private:
  static constexpr std::size_t kGroupChunks = ReducedFactors<T>::kChunks;
  /// Numbers of a group's inputs.
  std::size_t width() const { return kGroupChunks * inputCount() * kLanes; }

  void bindFactors() const;
  void bindReadout() const;
  auto bindRight() const {
    return [this](std::size_t) { readout_.bind(parameters_); };
  }
  auto bindPart() const {
    return [this](std::size_t part) {
      readout_.bindPart(part);
      meeting_.bindPart(part, readout_);
    };
  }
  void collectFactors(std::span<const std::unique_ptr<Gradient>> gradients) const;

  ReducedPlan plan_;
  std::size_t chunks_;
  // What bind() begins and the first calls of forward() do, several threads at once.
  mutable ReducedFactors<T> factors_;
  mutable ReducedReadout readout_;
  mutable ReducedMeeting<T> meeting_;
  mutable SharedWork leftBinding_, rightBinding_, partBinding_;
  std::vector<double> parameters_;
  ThreadPool* pool_ = nullptr;
  /// What comes before the cut, in collect(): sums of all calls, and dL/dtheta.
  struct Collected {
    AlignedVector sums;
    std::vector<double> derivatives;
  };
  mutable Collected left_;
};

template <class T>
ReducedFunction<T>::ReducedFunction(ReducedPlan plan, std::size_t chunks)
    : plan_(std::move(plan)),
      chunks_(std::max(chunks, kGroupChunks)),
      factors_(plan_.left),
      readout_(plan_.right),
      meeting_(plan_.right, factors_.size()) {}

template <class T>
void ReducedFunction<T>::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  leftBinding_.reset(1);
  rightBinding_.reset(1);
  partBinding_.reset(plan_.right.parts());
}

/// All that is needed before the samples meet what comes after the cut. Of two threads one binds
/// what comes before the cut and goes on with its samples; the other binds what comes after it.
template <class T>
void ReducedFunction<T>::bindFactors() const {
  const auto left = [this](std::size_t) {
    factors_.bind(parameters_);
    readout_.bindSplits(factors_.splits());
  };
  const bool other = !leftBinding_.take(left) && rightBinding_.take(bindRight());
  leftBinding_.finish(left);
  if (other) partBinding_.take(bindPart());
}

template <class T>
void ReducedFunction<T>::bindReadout() const {
  rightBinding_.finish(bindRight());
  partBinding_.finish(bindPart());
}

template <class T>
std::unique_ptr<LaneFunction::Tape> ReducedFunction<T>::makeTape() const {
  auto tape = std::make_unique<ReducedTape<T>>();
  const std::size_t groups = chunks_ / kGroupChunks;
  for (std::size_t g = 0; g < groups; ++g) tape->groups.push_back(factors_.makeTape());
  tape->meeting = meeting_.makeTape(groups);
  tape->samples = chunks_ * kLanes;
  return tape;
}

template <class T>
std::unique_ptr<LaneFunction::Gradient> ReducedFunction<T>::makeGradient() const {
  auto gradient = std::make_unique<ReducedGradient<T>>();
  gradient->right = meeting_.makeSums();
  gradient->left.resize(factors_.sumRows() * kLanes);
  return gradient;
}

template <class T>
void ReducedFunction<T>::forward(Tape& anyTape, std::span<const double> inputs,
                                 std::span<double> outputs) const {
  auto& tape = static_cast<ReducedTape<T>&>(anyTape);
  const std::size_t groups = (tape.samples + kGroupLanes<T> - 1) / kGroupLanes<T>;
  assert(groups <= tape.groups.size() && outputs.size() >= chunks_ * outputCount() * kLanes);
  bindFactors();
  tape.states.clear();
  for (std::size_t g = 0; g < groups; ++g) {
    factors_.forward(tape.groups[g], inputs.subspan(g * width(), width()));
    tape.states.push_back(factors_.state(tape.groups[g]));
  }
  bindReadout();
  meeting_.forward(tape.meeting, tape.states, outputs);
}

template <class T>
void ReducedFunction<T>::pullback(Tape& anyTape, std::span<const double> cotangents,
                                  Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<ReducedTape<T>&>(anyTape);
  auto& gradient = static_cast<ReducedGradient<T>&>(anyGradient);
  const std::size_t groups = tape.states.size();
  gradient.parameters.resize(factors_.trainablePerSample() ? parameters_.size() : 0);
  tape.cotangents.clear();
  for (std::size_t g = 0; g < groups; ++g) {
    tape.groups[g].lambda.resize(tape.groups[g].phi.size());
    tape.cotangents.push_back(factors_.cotangent(tape.groups[g]));
  }
  meeting_.pullback(tape.meeting, tape.states, cotangents, tape.cotangents, gradient.right);
  for (std::size_t g = 0; g < groups; ++g) {
    factors_.pullback(
        tape.groups[g], gradient.left, gradient.parameters,
        inputCotangents.empty() ? inputCotangents : inputCotangents.subspan(g * width(), width()));
  }
}

template <class T>
void ReducedFunction<T>::collectFactors(
    std::span<const std::unique_ptr<Gradient>> gradients) const {
  auto& [sums, derivatives] = left_;
  sums.assign(factors_.sumRows() * kLanes, 0.0);
  derivatives.assign(parameters_.size(), 0.0);
  for (const auto& any : gradients) {
    const auto& gradient = static_cast<const ReducedGradient<T>&>(*any);
    for (std::size_t k = 0; k < gradient.parameters.size(); ++k) {
      derivatives[k] += gradient.parameters[k];
    }
    kernels().add(sums.data(), gradient.left.data(), sums.size());
  }
  factors_.collect(sums, derivatives);
}

template <class T>
void ReducedFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                 std::span<double> parameterGradient) const {
  std::vector<typename ReducedMeeting<T>::Sums*> right;
  for (const auto& any : gradients) {
    auto& sums = static_cast<ReducedGradient<T>&>(*any).right;
    if (plan_.right.trainable && !sums.fresh) right.push_back(&sums);
  }
  const std::vector<const double*> x = meeting_.sums(right);
  // Threads tend to get the part whose rows they bound: the caller, who comes first, the last one.
  const std::size_t parts = right.empty() ? 0 : plan_.right.parts();
  const auto collectPart = [&](std::size_t index) {
    const std::size_t part = parts - 1 - index;
    meeting_.collectPart(part, right);
    readout_.collectPart(part, x);
  };
  const auto collectRest = [&](std::size_t index) {
    if (index == 1) return collectFactors(gradients);
    if (parts > 0) readout_.collectJoined();
  };
  const auto collectProgram = [&](std::size_t program) { readout_.collectProgram(program); };
  SharedWork partWork(parts), rest(2), programs(parts > 0 ? plan_.right.programs.size() : 0);
  const auto work = [&](std::size_t, std::size_t) {
    partWork.finish(collectPart);
    rest.finish(collectRest);
    programs.finish(collectProgram);
  };
  if (pool_ != nullptr && ReducedReadout::sumsSize(plan_.right) >= kSharedSums) {
    pool_->run(2, work);
  } else {
    work(0, 0);
  }
  if (parts > 0) readout_.addTo(parameterGradient);
  for (std::size_t k = 0; k < left_.derivatives.size(); ++k) {
    parameterGradient[k] += left_.derivatives[k];
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeReducedFunction(ReducedPlan plan, Precision precision,
                                                  std::size_t chunks) {
  if (precision == Precision::Float) {
    return std::make_unique<ReducedFunction<float>>(std::move(plan), chunks);
  }
  return std::make_unique<ReducedFunction<double>>(std::move(plan), chunks);
}

std::uint64_t reducedBytes(const ReducedPlan& plan, std::size_t chunks) {
  const Factor& last = plan.left.factors.back();
  const std::uint64_t amplitudes = last.offset + last.size();
  const std::uint64_t rows = plan.right.rows.size() * last.size() / plan.right.dim();
  const std::uint64_t columns = std::max<std::uint64_t>(plan.right.dim(), kLanes);
  const std::uint64_t elements = plan.right.patterns() * plan.right.dim();
  // States and cotangents of a call; sums of the call, those added up, and the rows of U_c.
  return chunks * (2 * amplitudes + rows) * 128 + elements * columns * 16 * 8;
}

}  // namespace qonvolve
