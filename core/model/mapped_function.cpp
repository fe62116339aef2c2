// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mapped_function.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace qonvolve {

namespace {

/// A use is sample * copies + copy; an evaluation serves one use, or all with the same inputs.
class MappedTape : public LaneFunction::Tape {
 public:
  std::vector<std::unique_ptr<LaneFunction::Tape>> calls;  // of the function, made when first used
  std::vector<double> inputs, outputs;                     // of all evaluations, call by call
  std::vector<double> cotangents, inputCotangents;
  std::vector<std::size_t> evaluationOf;  // of each use
  std::vector<std::size_t> firstUse;      // of each evaluation
};

class MappedFunction final : public LaneFunction {
 public:
  MappedFunction(std::unique_ptr<LaneFunction> function, std::size_t copies, bool onlyTokens)
      : function_(std::move(function)),
        copies_(copies),
        inputs_(function_->inputCount()),
        outputs_(function_->outputCount()),
        perCall_(function_->chunks() * kLanes),
        distinct_(onlyTokens && !function_->random()) {}

  std::size_t inputCount() const override { return copies_ * inputs_; }
  std::size_t outputCount() const override { return copies_ * outputs_; }
  bool threadsInside() const override { return function_->threadsInside(); }
  bool random() const override { return function_->random(); }
  void usePool(ThreadPool* pool) override { function_->usePool(pool); }
  void bind(std::span<const double> parameters) override { function_->bind(parameters); }
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<MappedTape>(); }
  std::unique_ptr<Gradient> makeGradient() const override { return function_->makeGradient(); }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    function_->collect(gradients, parameterGradient);
  }

  void forward(Tape& anyTape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    auto& tape = static_cast<MappedTape&>(anyTape);
    plan(tape, inputs);
    const std::size_t calls = callsOf(tape);
    tape.inputs.resize(calls * perCall_ * inputs_);
    tape.outputs.resize(calls * perCall_ * outputs_);
    for (std::size_t at = 0; at < calls * perCall_; ++at) {
      // Places that are left over repeat the last evaluation.
      const std::size_t use = tape.firstUse[std::min(at, tape.firstUse.size() - 1)];
      for (std::size_t i = 0; i < inputs_; ++i) {
        tape.inputs[inner(at, i, inputs_)] = inputs[outer(use, i, inputs_)];
      }
    }
    for (std::size_t call = 0; call < calls; ++call) {
      if (call == tape.calls.size()) tape.calls.push_back(function_->makeTape());
      Tape& own = *tape.calls[call];
      own.samples = std::min(perCall_, tape.firstUse.size() - call * perCall_);
      own.first = tape.first * copies_ + call * perCall_;
      own.stage = tape.stage;
      own.stop = tape.stop;
      own.pool = tape.pool;
      function_->forward(own, part(tape.inputs, call, inputs_), part(tape.outputs, call, outputs_));
    }
    for (std::size_t use = 0; use < copies_ * kLanes; ++use) {
      // Lanes without a sample repeat the last one.
      const std::size_t real = std::min(use / copies_, samples(tape) - 1) * copies_ + use % copies_;
      for (std::size_t o = 0; o < outputs_; ++o) {
        outputs[outer(use, o, outputs_)] =
            tape.outputs[inner(tape.evaluationOf[real], o, outputs_)];
      }
    }
  }

  void pullback(Tape& anyTape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    auto& tape = static_cast<MappedTape&>(anyTape);
    const std::size_t calls = callsOf(tape);
    tape.cotangents.assign(calls * perCall_ * outputs_, 0.0);
    for (std::size_t use = 0; use < tape.evaluationOf.size(); ++use) {
      for (std::size_t o = 0; o < outputs_; ++o) {
        tape.cotangents[inner(tape.evaluationOf[use], o, outputs_)] +=
            cotangents[outer(use, o, outputs_)];
      }
    }
    // Words have no derivatives, so what they share needs none.
    const bool wanted = !inputCotangents.empty() && !distinct_;
    tape.inputCotangents.assign(wanted ? tape.inputs.size() : 0, 0.0);
    for (std::size_t call = 0; call < calls; ++call) {
      function_->pullback(*tape.calls[call], part(tape.cotangents, call, outputs_), gradient,
                          part(tape.inputCotangents, call, inputs_));
    }
    if (!wanted) return;
    for (std::size_t use = 0; use < tape.evaluationOf.size(); ++use) {
      for (std::size_t i = 0; i < inputs_; ++i) {
        inputCotangents[outer(use, i, inputs_)] += tape.inputCotangents[inner(use, i, inputs_)];
      }
    }
  }

 private:
  static std::size_t samples(const Tape& tape) { return std::min(tape.samples, kLanes); }

  /// Where value `row` of a use lies among the values of the whole, `rows` a copy.
  std::size_t outer(std::size_t use, std::size_t row, std::size_t rows) const {
    return (use % copies_ * rows + row) * kLanes + use / copies_;
  }
  /// Where value `row` of an evaluation lies, `rows` an evaluation.
  static std::size_t inner(std::size_t evaluation, std::size_t row, std::size_t rows) {
    return (evaluation / kLanes * rows + row) * kLanes + evaluation % kLanes;
  }
  std::size_t callsOf(const MappedTape& tape) const {
    return (tape.firstUse.size() + perCall_ - 1) / perCall_;
  }
  std::span<double> part(std::vector<double>& values, std::size_t call, std::size_t rows) const {
    if (values.empty()) return {};
    return std::span(values).subspan(call * perCall_ * rows, perCall_ * rows);
  }

  /// Which uses share an evaluation.
  void plan(MappedTape& tape, std::span<const double> inputs) const {
    const std::size_t uses = samples(tape) * copies_;
    tape.evaluationOf.resize(uses);
    tape.firstUse.clear();
    const auto same = [&](std::size_t a, std::size_t b) {
      for (std::size_t i = 0; i < inputs_; ++i) {
        if (inputs[outer(a, i, inputs_)] != inputs[outer(b, i, inputs_)]) return false;
      }
      return true;
    };
    for (std::size_t use = 0; use < uses; ++use) {
      std::size_t e = distinct_ ? 0 : tape.firstUse.size();
      while (e < tape.firstUse.size() && !same(use, tape.firstUse[e])) ++e;
      tape.evaluationOf[use] = e;
      if (e == tape.firstUse.size()) tape.firstUse.push_back(use);
    }
  }

  std::unique_ptr<LaneFunction> function_;
  std::size_t copies_, inputs_, outputs_, perCall_;
  bool distinct_;
};

}  // namespace

bool readsOnlyTokens(const Stage& stage) {
  if (const auto* node = std::get_if<ClassicalNode>(&stage)) {
    return node->kind == ClassicalNode::Kind::Embedding;
  }
  const auto& circuit = std::get<Circuit>(stage);
  const auto isFeature = [](const Angle& angle) { return angle.source == Angle::Source::Feature; };
  return std::ranges::all_of(
             circuit.preparations,
             [](const Preparation& p) { return p.kind == Preparation::Kind::Basis; }) &&
         std::ranges::none_of(
             circuit.ops, [&](const Op& op) { return std::ranges::any_of(op.angles, isFeature); });
}

std::unique_ptr<LaneFunction> mappedFunction(std::unique_ptr<LaneFunction> function,
                                             const PlacedStage& placed) {
  if (placed.copies == 1) return function;
  return std::make_unique<MappedFunction>(std::move(function), placed.copies,
                                          readsOnlyTokens(placed.stage));
}

}  // namespace qonvolve
