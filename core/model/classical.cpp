// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/classical.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace qonvolve {

namespace {

using Row = std::span<const double, kLanes>;
using MutableRow = std::span<double, kLanes>;

Row row(std::span<const double> values, std::size_t r) {
  return values.subspan(r * kLanes).first<kLanes>();
}
MutableRow row(std::span<double> values, std::size_t r) {
  return values.subspan(r * kLanes).first<kLanes>();
}

/// target += factor * source
void addScaled(MutableRow target, double factor, Row source) {
  for (std::size_t s = 0; s < kLanes; ++s) target[s] += factor * source[s];
}

/// What a node remembers: its inputs (Linear, Relu, MaxPool) or its outputs (Softmax).
class NodeTape : public LaneFunction::Tape {
 public:
  std::vector<double> values;
};

/// Sums of the cotangents of Linear's own parameters; empty for the others.
class NodeGradient : public LaneFunction::Gradient {
 public:
  explicit NodeGradient(std::size_t count) : sums(count, 0.0) {}
  void clear() override { std::fill(sums.begin(), sums.end(), 0.0); }
  std::vector<double> sums;
};

/// Common to all nodes: sizes, no parameters.
class NodeFunction : public LaneFunction {
 public:
  explicit NodeFunction(const ClassicalNode& node) : node_(node) {}

  std::size_t inputCount() const override { return node_.inputs; }
  std::size_t outputCount() const override { return node_.outputs; }
  void bind(std::span<const double>) override {}
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<NodeTape>(); }
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<NodeGradient>(0);
  }
  void collect(std::span<const std::unique_ptr<Gradient>>, std::span<double>) const override {}

 protected:
  static void keep(Tape& tape, std::span<const double> values) {
    static_cast<NodeTape&>(tape).values.assign(values.begin(), values.end());
  }
  static std::span<const double> kept(Tape& tape) { return static_cast<NodeTape&>(tape).values; }

  ClassicalNode node_;
};

class LinearFunction final : public NodeFunction {
 public:
  explicit LinearFunction(const ClassicalNode& node)
      : NodeFunction(node), weights_(std::size_t{node.outputs} * (node.inputs + 1)) {}

  void bind(std::span<const double> parameters) override {
    const auto own = parameters.subspan(node_.firstParameter, weights_.size());
    std::copy(own.begin(), own.end(), weights_.begin());
  }
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<NodeGradient>(weights_.size());
  }

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

  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (const std::unique_ptr<Gradient>& gradient : gradients) {
      const std::vector<double>& sums = static_cast<const NodeGradient&>(*gradient).sums;
      for (std::size_t k = 0; k < sums.size(); ++k) {
        parameterGradient[node_.firstParameter + k] += sums[k];
      }
    }
  }

 private:
  std::size_t biasIndex(std::size_t j) const {
    return std::size_t{node_.outputs} * node_.inputs + j;
  }
  std::vector<double> weights_;
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
  }
  assert(false);
  return nullptr;
}

}  // namespace qonvolve
