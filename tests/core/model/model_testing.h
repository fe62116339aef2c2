// SPDX-License-Identifier: GPL-3.0-or-later
// Short ways to write stacks, and a plain evaluator of compiled models, for the tests of
// core/model.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/gradient/circuit_function.h"
#include "core/model/ansatz.h"
#include "core/model/blocks/blocks.h"
#include "core/model/classical.h"
#include "core/model/compile.h"
#include "core/model/mapped_function.h"
#include "core/sim/statevector.h"
#include "tests/support/largest_difference.h"

namespace qonvolve::testing {

using test::largestDifference;

inline Block block(std::string type, Values options = {}) {
  return {.id = 0, .choice = {.type = std::move(type), .options = std::move(options)}, .name = {}};
}

inline std::int64_t integer(int value) {
  return value;
}

inline Repeat untilOneWire(Stack body) {
  return {.until = Repeat::Until::OneWire, .body = std::move(body)};
}

inline Repeat repeated(std::int64_t times, Stack body) {
  return {.until = Repeat::Until::Times, .times = times, .body = std::move(body)};
}

inline Lane lane(Stack body, Lane::Features features = Lane::Features::All) {
  return {.name = {}, .features = features, .body = std::move(body)};
}

inline Parallel lanes(std::vector<Lane> list, Block fusion) {
  return {.lanes = std::move(list), .fusion = std::move(fusion)};
}

inline const Registry<BlockType>& blockTypes() {
  static const Registry<BlockType> kTypes = builtinBlocks();
  return kTypes;
}

inline Compiled compiled(Stack stack, std::uint32_t features, std::uint32_t classes = 2) {
  assignIds(stack);
  return compile(stack, {.features = features, .classes = classes}, blockTypes());
}

/// The same for texts of `tokens` words out of `vocabulary`.
inline Compiled compiledText(Stack stack, std::uint32_t tokens, std::uint32_t vocabulary,
                             std::uint32_t classes = 2) {
  assignIds(stack);
  return compile(stack,
                 {.features = tokens + vocabulary,
                  .classes = classes,
                  .tokens = tokens,
                  .vocabulary = vocabulary},
                 blockTypes());
}

/// All error texts, one a line; empty when there are none.
inline std::string errorText(const Compiled& result) {
  std::string text;
  for (const Error& error : result.errors) text += toText(error) + "\n";
  return text;
}

inline const Circuit& circuitOf(const Model& model, std::size_t stage = 0) {
  return std::get<Circuit>(model.stages.at(stage).stage);
}

inline std::vector<double> randomValues(std::size_t count, std::string_view purpose,
                                        double low = -1.5, double high = 1.5) {
  Rng rng = Rng(11).stream(purpose);
  std::vector<double> values(count);
  for (double& value : values) value = rng.uniform(low, high);
  return values;
}

/// Gradient of sum_o weights[o] output[o] of a whole model for one sample.
struct ModelGradient {
  std::vector<double> outputs;
  std::vector<double> parameters;
  std::vector<double> inputs;
};

/// Evaluates stage by stage with the lane functions, every lane holding the same sample except that
/// the cotangents are in lane 3 only.
inline ModelGradient evaluate(const Model& model, const std::vector<double>& parameters,
                              const std::vector<double>& inputs,
                              const std::vector<double>& weights = {}) {
  constexpr std::size_t kLane = 3;
  const std::size_t stages = model.stages.size();
  std::vector<std::unique_ptr<LaneFunction>> functions;
  std::vector<std::unique_ptr<LaneFunction::Tape>> tapes;
  std::vector<std::vector<double>> values(stages);
  for (std::size_t i = 0; i < stages; ++i) {
    const PlacedStage& placed = model.stages[i];
    if (const auto* circuit = std::get_if<Circuit>(&placed.stage)) {
      functions.push_back(makeStatevectorFunction(*circuit));
    } else {
      functions.push_back(makeClassicalFunction(std::get<ClassicalNode>(placed.stage)));
    }
    functions[i] = mappedFunction(std::move(functions[i]), placed);
    functions[i]->bind(parameters);
    tapes.push_back(functions[i]->makeTape());
    std::vector<double> x(placed.inputs.size() * kLanes);
    for (std::size_t k = 0; k < placed.inputs.size(); ++k) {
      const InputRef ref = placed.inputs[k];
      for (std::size_t s = 0; s < kLanes; ++s) {
        double& value = x[k * kLanes + s];
        if (ref.stage == InputRef::kConstant) value = ref.index;
        if (ref.isFeature()) value = inputs[ref.index];
        if (ref.stage >= 0) {
          value = values[static_cast<std::size_t>(ref.stage)][ref.index * kLanes + s];
        }
      }
    }
    values[i].resize(functions[i]->outputCount() * kLanes);
    functions[i]->forward(*tapes[i], x, values[i]);
  }
  ModelGradient result;
  for (std::size_t k = 0; k < values.back().size() / kLanes; ++k) {
    result.outputs.push_back(values.back()[k * kLanes + kLane]);
  }
  if (weights.empty()) return result;
  result.parameters.assign(model.parameterCount, 0);
  result.inputs.assign(model.features, 0);
  std::vector<std::vector<double>> cotangents(stages);
  for (std::size_t i = 0; i < stages; ++i) cotangents[i].assign(values[i].size(), 0);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    cotangents.back()[k * kLanes + kLane] = weights[k];
  }
  for (std::size_t i = stages; i-- > 0;) {
    const PlacedStage& placed = model.stages[i];
    std::vector<double> dx(placed.inputs.size() * kLanes, 0);
    std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
    gradients.push_back(functions[i]->makeGradient());
    gradients[0]->clear();
    functions[i]->pullback(*tapes[i], cotangents[i], *gradients[0], dx);
    functions[i]->collect(gradients, result.parameters);
    for (std::size_t k = 0; k < placed.inputs.size(); ++k) {
      const InputRef ref = placed.inputs[k];
      for (std::size_t s = 0; s < kLanes; ++s) {
        const double d = dx[k * kLanes + s];
        if (ref.stage >= 0) {
          cotangents[static_cast<std::size_t>(ref.stage)][ref.index * kLanes + s] += d;
        } else if (ref.isFeature()) {
          result.inputs[ref.index] += d;
        }
      }
    }
  }
  return result;
}

inline double weighted(const std::vector<double>& outputs, const std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * outputs[k];
  return sum;
}

/// The same gradient by central differences of fourth order of the whole model.
inline ModelGradient finiteDifferences(const Model& model, std::vector<double> parameters,
                                       std::vector<double> inputs,
                                       const std::vector<double>& weights) {
  constexpr double kStep = 3e-4;
  const auto slope = [&](double& place) {
    const double old = place;
    const auto value = [&](double steps) {
      place = old + steps * kStep;
      const double result = weighted(evaluate(model, parameters, inputs).outputs, weights);
      place = old;
      return result;
    };
    return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * kStep);
  };
  ModelGradient result;
  result.outputs = evaluate(model, parameters, inputs).outputs;
  for (double& parameter : parameters) result.parameters.push_back(slope(parameter));
  for (double& input : inputs) result.inputs.push_back(slope(input));
  return result;
}

/// The network of Hur et al. on 8 qubits: layers as published, last pooling onto the second wire.
inline Stack publishedNetwork(const Block& encoding, const std::string& ansatz,
                              const std::string& pooling) {
  Stack stack{encoding};
  for (int layer = 0; layer < 3; ++layer) {
    stack.emplace_back(
        block("convolution", {{"ansatz", ansatz}, {"order", std::string("published")}}));
    stack.emplace_back(block(
        "pooling", {{"kind", pooling}, {"keep", std::string(layer < 2 ? "first" : "second")}}));
  }
  stack.emplace_back(block("readout"));
  return stack;
}

}  // namespace qonvolve::testing
