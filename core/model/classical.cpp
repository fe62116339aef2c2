// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/classical.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "core/model/node_function.h"

namespace qonvolve {

namespace {

/// A node with parameters of its own.
class TrainableFunction : public NodeFunction {
 public:
  explicit TrainableFunction(const ClassicalNode& node)
      : NodeFunction(node), weights_(parametersOf(node)) {}

  void bind(std::span<const double> parameters) override {
    const auto own = parameters.subspan(node_.firstParameter, weights_.size());
    std::copy(own.begin(), own.end(), weights_.begin());
  }
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<NodeGradient>(weights_.size());
  }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (const std::unique_ptr<Gradient>& gradient : gradients) {
      const std::vector<double>& sums = static_cast<const NodeGradient&>(*gradient).sums;
      for (std::size_t k = 0; k < sums.size(); ++k) {
        parameterGradient[node_.firstParameter + k] += sums[k];
      }
    }
  }

 protected:
  std::vector<double> weights_;
};

class LinearFunction final : public TrainableFunction {
 public:
  using TrainableFunction::TrainableFunction;

  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    keep(tape, inputs);
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      const MutableRow y = row(outputs, j);
      std::fill(y.begin(), y.end(), weights_[biasIndex(j)]);
      for (std::size_t i = 0; i < node_.inputs; ++i) {
        addScaled(y, weights_[j * node_.inputs + i], row(inputs, i));
      }
    }
  }

  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    std::vector<double>& sums = static_cast<NodeGradient&>(gradient).sums;
    const std::span<const double> inputs = kept(tape);
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      const Row c = row(cotangents, j);
      for (std::size_t i = 0; i < node_.inputs; ++i) {
        const Row x = row(inputs, i);
        double sum = 0;
        for (std::size_t s = 0; s < kLanes; ++s) sum += c[s] * x[s];
        sums[j * node_.inputs + i] += sum;
        if (!inputCotangents.empty()) {
          addScaled(row(inputCotangents, i), weights_[j * node_.inputs + i], c);
        }
      }
      double sum = 0;
      for (const double value : c) sum += value;
      sums[biasIndex(j)] += sum;
    }
  }

 private:
  std::size_t biasIndex(std::size_t j) const {
    return std::size_t{node_.outputs} * node_.inputs + j;
  }
};

/// A word that is not in the table has no row (NaN).
class EmbeddingFunction final : public TrainableFunction {
 public:
  using TrainableFunction::TrainableFunction;

  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    keep(tape, inputs);
    for (std::size_t s = 0; s < kLanes; ++s) {
      const std::size_t first = firstOf(inputs[s]);
      for (std::size_t j = 0; j < node_.outputs; ++j) {
        outputs[j * kLanes + s] = first < weights_.size()
                                      ? weights_[first + j]
                                      : std::numeric_limits<double>::quiet_NaN();
      }
    }
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> /*inputCotangents*/) const override {
    std::vector<double>& sums = static_cast<NodeGradient&>(gradient).sums;
    for (std::size_t s = 0; s < kLanes; ++s) {
      const std::size_t first = firstOf(kept(tape)[s]);
      for (std::size_t j = 0; j < node_.outputs && first < sums.size(); ++j) {
        sums[first + j] += cotangents[j * kLanes + s];
      }
    }
  }

 private:
  std::size_t firstOf(double word) const {
    const double id = std::round(word);
    const bool known = id >= 0 && id < static_cast<double>(node_.groups);
    return known ? static_cast<std::size_t>(id) * node_.outputs : weights_.size();
  }
};

class ReluFunction final : public NodeFunction {
 public:
  using NodeFunction::NodeFunction;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    keep(tape, inputs);
    for (std::size_t k = 0; k < inputs.size(); ++k) outputs[k] = std::max(0.0, inputs[k]);
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    const std::span<const double> inputs = kept(tape);
    for (std::size_t k = 0; k < inputCotangents.size(); ++k) {
      if (inputs[k] > 0) inputCotangents[k] += cotangents[k];
    }
  }
};

class TanhFunction final : public NodeFunction {
 public:
  using NodeFunction::NodeFunction;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    for (std::size_t k = 0; k < inputs.size(); ++k)
      outputs[k] = std::tanh(node_.factor * inputs[k]);
    keep(tape, outputs);
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    const std::span<const double> y = kept(tape);
    for (std::size_t k = 0; k < inputCotangents.size(); ++k) {
      inputCotangents[k] += node_.factor * (1 - y[k] * y[k]) * cotangents[k];
    }
  }
};

class SoftmaxFunction final : public NodeFunction {
 public:
  using NodeFunction::NodeFunction;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    for (std::size_t s = 0; s < kLanes; ++s) {
      double largest = inputs[s];
      for (std::size_t j = 1; j < node_.inputs; ++j) {
        largest = std::max(largest, inputs[j * kLanes + s]);
      }
      double sum = 0;
      for (std::size_t j = 0; j < node_.inputs; ++j) {
        outputs[j * kLanes + s] = std::exp(inputs[j * kLanes + s] - largest);
        sum += outputs[j * kLanes + s];
      }
      for (std::size_t j = 0; j < node_.inputs; ++j) outputs[j * kLanes + s] /= sum;
    }
    keep(tape, outputs);
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    if (inputCotangents.empty()) return;
    const std::span<const double> y = kept(tape);
    for (std::size_t s = 0; s < kLanes; ++s) {
      double mean = 0;
      for (std::size_t j = 0; j < node_.inputs; ++j) {
        mean += y[j * kLanes + s] * cotangents[j * kLanes + s];
      }
      for (std::size_t j = 0; j < node_.inputs; ++j) {
        const std::size_t k = j * kLanes + s;
        inputCotangents[k] += y[k] * (cotangents[k] - mean);
      }
    }
  }
};

/// y = offset + factor * (sum of `groups` vectors): Scale (one group), Add and Mean.
class SumFunction final : public NodeFunction {
 public:
  SumFunction(const ClassicalNode& node, double factor, double offset = 0)
      : NodeFunction(node), factor_(factor), offset_(offset) {}
  void forward(Tape&, std::span<const double> inputs, std::span<double> outputs) const override {
    std::fill(outputs.begin(), outputs.end(), offset_);
    for (std::size_t i = 0; i < node_.inputs; ++i) {
      addScaled(row(outputs, i % node_.outputs), factor_, row(inputs, i));
    }
  }
  void pullback(Tape&, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    if (inputCotangents.empty()) return;
    for (std::size_t i = 0; i < node_.inputs; ++i) {
      addScaled(row(inputCotangents, i), factor_, row(cotangents, i % node_.outputs));
    }
  }

 private:
  double factor_;
  double offset_;
};

class MaxPoolFunction final : public NodeFunction {
 public:
  using NodeFunction::NodeFunction;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    keep(tape, inputs);
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      for (std::size_t s = 0; s < kLanes; ++s) {
        outputs[j * kLanes + s] = inputs[largest(inputs, j, s)];
      }
    }
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    if (inputCotangents.empty()) return;
    const std::span<const double> inputs = kept(tape);
    for (std::size_t j = 0; j < node_.outputs; ++j) {
      for (std::size_t s = 0; s < kLanes; ++s) {
        inputCotangents[largest(inputs, j, s)] += cotangents[j * kLanes + s];
      }
    }
  }

 private:
  /// Index of the first largest input of output j in lane s.
  std::size_t largest(std::span<const double> inputs, std::size_t j, std::size_t s) const {
    std::size_t best = j * node_.groups * kLanes + s;
    for (std::size_t g = 1; g < node_.groups; ++g) {
      const std::size_t k = (j * node_.groups + g) * kLanes + s;
      if (inputs[k] > inputs[best]) best = k;
    }
    return best;
  }
};

}  // namespace

std::unique_ptr<LaneFunction> makeClassicalFunction(const ClassicalNode& node) {
  switch (node.kind) {
    case ClassicalNode::Kind::Linear:
      return std::make_unique<LinearFunction>(node);
    case ClassicalNode::Kind::Relu:
      return std::make_unique<ReluFunction>(node);
    case ClassicalNode::Kind::Softmax:
      return std::make_unique<SoftmaxFunction>(node);
    case ClassicalNode::Kind::Scale:
      return std::make_unique<SumFunction>(node, node.factor, node.offset);
    case ClassicalNode::Kind::Mean:
      return std::make_unique<SumFunction>(node, 1.0 / static_cast<double>(node.groups));
    case ClassicalNode::Kind::Add:
      return std::make_unique<SumFunction>(node, 1.0);
    case ClassicalNode::Kind::MaxPool:
      return std::make_unique<MaxPoolFunction>(node);
    case ClassicalNode::Kind::Tanh:
      return std::make_unique<TanhFunction>(node);
    case ClassicalNode::Kind::Embedding:
      return std::make_unique<EmbeddingFunction>(node);
    case ClassicalNode::Kind::GaussianAttention:
    case ClassicalNode::Kind::SoftmaxAttention:
    case ClassicalNode::Kind::OverlapAttention:
      return makeAttentionFunction(node);
  }
  assert(false);
  return nullptr;
}

}  // namespace qonvolve
