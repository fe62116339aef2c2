// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled model: a graph of stages, the layout of its parameters, and which block made what.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// A classical stage without circuit. Inputs and outputs are real vectors.
struct ClassicalNode {
  enum class Kind : std::uint8_t {
    Linear,   // y_j = bias_j + sum_i weight_{j,i} x_i; parameters: weights row by row, then biases
    Relu,     // y = max(0, x)
    Softmax,  // y_j = exp(x_j) / sum_k exp(x_k)
    Scale,    // y = factor * x + offset
    Mean,     // inputs are `groups` vectors one after another; y is their mean
    Add,      // the same, their sum
    MaxPool,  // inputs are rows of `width`; each output is the largest of `groups` neighbours
    Tanh,     // y = tanh(factor * x)
    Embedding,  // one input, a word's number: y is row number x of a table of `groups` rows
    // Attention of `groups` positions: inputs are all queries, all keys, all values, one position
    // after another; y_s = sum_j a_sj value_j with rows a_s of sum 1 and proportional to
    GaussianAttention,  // exp(-|query_s - key_j|^2)
    SoftmaxAttention,   // exp(query_s . key_j / sqrt(length of a query))
    OverlapAttention,   // 1 + query_s . key_j: the overlap of mixed states by their Pauli values
  };
  Kind kind = Kind::Linear;
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::uint32_t firstParameter = 0;  // Linear, Embedding (row after row)
  std::uint32_t groups = 1;          // Mean, Add, MaxPool, Embedding, attention
  double factor = 1;                 // Scale, Tanh
  double offset = 0;                 // Scale
  BlockId block = 0;
  bool operator==(const ClassicalNode&) const = default;
};

/// The parameters of a Linear or Embedding node; 0 for all others.
std::uint32_t parametersOf(const ClassicalNode& node);

using Stage = std::variant<Circuit, ClassicalNode>;
std::uint32_t inputsOf(const Stage& stage);
std::uint32_t outputsOf(const Stage& stage);

/// One input value of a stage: output `index` of stage `stage`, feature `index`, or the number
/// `index` itself.
struct InputRef {
  static constexpr std::int32_t kFeature = -1;
  static constexpr std::int32_t kConstant = -2;
  std::int32_t stage = kFeature;
  std::uint32_t index = 0;
  static InputRef constant(std::uint32_t value) { return {kConstant, value}; }
  bool isFeature() const { return stage == kFeature; }
  bool operator==(const InputRef&) const = default;
};

/// A stage with the values that feed it. Stages are in evaluation order: inputs name earlier
/// stages. A stage with several copies is evaluated once for each, with the same parameters: copy k
/// takes the k-th part of the inputs and gives the k-th part of the outputs.
struct PlacedStage {
  Stage stage;
  std::vector<InputRef> inputs;
  std::uint32_t copies = 1;
  bool operator==(const PlacedStage&) const = default;
};

/// A run of consecutive parameters made by one block (one layer of it).
struct ParameterGroup {
  std::string name;  // "Convolution 1"
  BlockId block = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t words = 0;  // a table with one row of parameters for each of so many words
  bool operator==(const ParameterGroup&) const = default;
};

/// What one block became: its operations, its parameters and its effect on the wires.
struct BlockSpan {
  BlockId block = 0;
  std::uint32_t repetition = 0;  // 0, 1, ... inside a Repeat section
  std::string name;              // "Convolution 1"
  std::string typeId;            // registry id of the block
  std::string category;
  std::uint32_t stage = 0;
  std::uint32_t firstOp = 0;
  std::uint32_t opCount = 0;
  std::uint32_t firstParameter = 0;
  std::uint32_t parameterCount = 0;
  std::vector<Wire> wiresIn;   // active before
  std::vector<Wire> wiresOut;  // active after
  bool operator==(const BlockSpan&) const = default;
};

/// What the outputs of the last stage mean to a loss.
struct Head {
  enum class Kind : std::uint8_t {
    Expectation,    // one value z in [-1, 1]; P(class 0) = (1 + z) / 2
    Logits,         // one value a class; P = softmax
    Probabilities,  // one value a class, summing to 1
  };
  Kind kind = Kind::Expectation;
  std::uint32_t outputs = 1;
  bool operator==(const Head&) const = default;
};

struct Model {
  std::uint32_t features = 0;
  std::uint32_t parameterCount = 0;
  std::vector<PlacedStage> stages;
  std::vector<ParameterGroup> groups;
  std::vector<BlockSpan> spans;
  Head head;
  bool operator==(const Model&) const = default;
};

/// Largest number of wires over the circuit stages.
std::uint32_t wireCount(const Model& model);
/// How many of the parameters lie in tables of words.
std::uint32_t wordParameterCount(const Model& model);

}  // namespace qonvolve
