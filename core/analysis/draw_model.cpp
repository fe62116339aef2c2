// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/draw_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numbers>

namespace qonvolve {

namespace {

constexpr double kQuarter = std::numbers::pi / 2;

enum class Axis : std::uint8_t { X, Y, Z };

// U3(t, -pi/2, pi/2) = RX(t), U3(t, 0, 0) = RY(t), U3(0, 0, t) = RZ(t) up to a phase.
Axis axisOf(std::span<const double> u3) {
  if (u3[1] != 0) return Axis::X;
  return u3[0] != 0 ? Axis::Y : Axis::Z;
}

/// A Linear node whose weights and biases are the inputs behind x, row by row.
class LinearOfInputs final : public LaneFunction {
 public:
  explicit LinearOfInputs(const ClassicalNode& node) : node_(node) {}

  std::size_t inputCount() const override {
    return node_.inputs + std::size_t{node_.outputs} * (node_.inputs + 1);
  }
  std::size_t outputCount() const override { return node_.outputs; }
  void bind(std::span<const double>) override {}
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<OwnTape>(); }
  std::unique_ptr<Gradient> makeGradient() const override { return std::make_unique<None>(); }
  void collect(std::span<const std::unique_ptr<Gradient>>, std::span<double>) const override {}

  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    static_cast<OwnTape&>(tape).inputs.assign(inputs.begin(), inputs.end());
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      for (std::size_t s = 0; s < kLanes; ++s) {
        double sum = inputs[bias(j) * kLanes + s];
        for (std::size_t i = 0; i < node_.inputs; ++i) {
          sum += inputs[weight(j, i) * kLanes + s] * inputs[i * kLanes + s];
        }
        outputs[j * kLanes + s] = sum;
      }
    }
  }

  void pullback(Tape& tape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    if (inputCotangents.empty()) return;
    const std::vector<double>& inputs = static_cast<OwnTape&>(tape).inputs;
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      for (std::size_t s = 0; s < kLanes; ++s) {
        const double c = cotangents[j * kLanes + s];
        inputCotangents[bias(j) * kLanes + s] += c;
        for (std::size_t i = 0; i < node_.inputs; ++i) {
          inputCotangents[weight(j, i) * kLanes + s] += c * inputs[i * kLanes + s];
          inputCotangents[i * kLanes + s] += c * inputs[weight(j, i) * kLanes + s];
        }
      }
    }
  }

 private:
  struct OwnTape : Tape {
    std::vector<double> inputs;
  };
  struct None : Gradient {
    void clear() override {}
  };
  std::size_t weight(std::size_t j, std::size_t i) const { return node_.inputs * (1 + j) + i; }
  std::size_t bias(std::size_t j) const {
    return node_.inputs * (1 + std::size_t{node_.outputs}) + j;
  }
  ClassicalNode node_;
};

// Which operations of a stage turn about random axes.
std::vector<std::vector<bool>> randomRotations(const Model& design) {
  std::vector<std::vector<bool>> marks(design.stages.size());
  for (const BlockSpan& span : design.spans) {
    if (span.typeId != "random_layers") continue;
    const auto* circuit = std::get_if<Circuit>(&design.stages[span.stage].stage);
    if (circuit == nullptr) continue;
    std::vector<bool>& mark = marks[span.stage];
    mark.resize(circuit->ops.size());
    for (std::size_t i = span.firstOp; i < std::size_t{span.firstOp} + span.opCount; ++i) {
      mark[i] = circuit->ops[i].angles[0].source == Angle::Source::Parameter;
    }
  }
  return marks;
}

}  // namespace

DrawModel::DrawModel(const Model& design, std::span<const double> features)
    : model_(design), features_(features.begin(), features.end()) {
  assert(features.size() == design.features);
  const std::vector<std::vector<bool>> marks = randomRotations(design);
  columns_.resize(design.parameterCount);
  for (std::size_t s = 0; s < design.stages.size(); ++s) {
    const auto* circuit = std::get_if<Circuit>(&design.stages[s].stage);
    for (std::size_t i = 0; i < marks[s].size(); ++i) {
      if (marks[s][i]) columns_[circuit->ops[i].angles[0].index].anyAxis = true;
    }
  }
  std::uint32_t next = design.features;
  for (Column& column : columns_) {
    column.first = next;
    next += column.anyAxis ? 3 : 1;
  }
  model_.features = next;
  model_.parameterCount = 0;
  for (std::size_t s = 0; s < model_.stages.size(); ++s) {
    PlacedStage& placed = model_.stages[s];
    if (const auto* circuit = std::get_if<Circuit>(&design.stages[s].stage)) {
      placed.stage = transformed(*circuit, marks[s], placed.inputs);
      continue;
    }
    const auto& node = std::get<ClassicalNode>(placed.stage);
    if (node.kind != ClassicalNode::Kind::Linear) continue;
    const std::uint32_t weights = node.outputs * (node.inputs + 1);
    for (std::uint32_t k = 0; k < weights; ++k) {
      placed.inputs.push_back({-1, columns_[node.firstParameter + k].first});
    }
  }
}

/// The parameters that a circuit uses become inputs behind its own.
Stage DrawModel::transformed(const Circuit& circuit, const std::vector<bool>& anyAxis,
                             std::vector<InputRef>& inputs) const {
  Circuit result = circuit;
  // A row of a table of parameters is chosen by a feature, which is the same for all draws.
  const auto parameterOf = [&](const Angle& angle) {
    if (angle.source == Angle::Source::Parameter) return angle.index;
    const InputRef& token = inputs[angle.token];
    const double id = token.stage < 0 ? std::round(features_[token.index]) : 0.0;
    return angle.index + angle.stride * static_cast<std::uint32_t>(std::max(0.0, id));
  };
  std::map<std::uint32_t, std::uint32_t> local;  // parameter -> its first input
  const std::uint32_t before = circuit.inputs;
  std::uint32_t next = before;
  std::vector<InputRef> added;
  for (Op& op : result.ops) {
    for (Angle& angle : op.angles) {
      if (angle.source != Angle::Source::Parameter &&
          angle.source != Angle::Source::TokenParameter) {
        continue;
      }
      const std::uint32_t parameter = parameterOf(angle);
      assert(parameter < columns_.size());
      const Column& column = columns_[parameter];
      const auto [at, isNew] = local.try_emplace(parameter, next);
      for (std::uint32_t k = 0; isNew && k < (column.anyAxis ? 3 : 1); ++k, ++next) {
        added.push_back({-1, column.first + k});
      }
      angle = Angle::feature(at->second, angle.scale, angle.offset);
    }
  }
  for (std::size_t i = 0; i < result.ops.size(); ++i) {
    Op& op = result.ops[i];
    if (i < anyAxis.size() && anyAxis[i]) {
      const std::uint32_t first = op.angles[0].index;
      op.gate = GateId::U3;
      for (std::uint32_t k = 0; k < 3; ++k) op.angles[k] = Angle::feature(first + k);
      continue;
    }
    // Products of features are numbered behind the inputs.
    for (std::size_t k = 0; k < op.angles.size(); ++k) {
      const Angle& old = circuit.ops[i].angles[k];
      if (old.source == Angle::Source::Feature && old.index >= before) {
        op.angles[k].index += next - before;
      }
    }
  }
  result.inputs = next;
  inputs.insert(inputs.end(), added.begin(), added.end());
  return result;
}

void DrawModel::fillRow(std::span<const double> parameters, Rng axes, std::span<double> row) const {
  assert(parameters.size() == columns_.size() && row.size() == rowSize());
  std::copy(features_.begin(), features_.end(), row.begin());
  for (std::size_t p = 0; p < columns_.size(); ++p) {
    const Column& column = columns_[p];
    double* const to = &row[column.first];
    if (!column.anyAxis) {
      *to = parameters[p];
      continue;
    }
    const auto axis = static_cast<Axis>(axes.below(3));
    to[0] = axis == Axis::Z ? 0 : parameters[p];
    to[1] = axis == Axis::X ? -kQuarter : 0;
    to[2] = axis == Axis::X ? kQuarter : axis == Axis::Z ? parameters[p] : 0;
  }
}

double DrawModel::derivative(std::size_t parameter, std::span<const double> row,
                             std::span<const double> gradient) const {
  const Column& column = columns_[parameter];
  if (!column.anyAxis) return gradient[column.first];
  const bool z = axisOf(row.subspan(column.first, 3)) == Axis::Z;
  return gradient[column.first + (z ? 2 : 0)];
}

StageFactory DrawModel::factory(const StageFactory& circuits) {
  return [circuits](const Stage& stage) -> std::unique_ptr<LaneFunction> {
    const auto* node = std::get_if<ClassicalNode>(&stage);
    if (node != nullptr && node->kind == ClassicalNode::Kind::Linear) {
      return std::make_unique<LinearOfInputs>(*node);
    }
    return circuits(stage);
  };
}

}  // namespace qonvolve
