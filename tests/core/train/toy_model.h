// SPDX-License-Identifier: GPL-3.0-or-later
// A tiny differentiable model and data for tests of training that need no simulator.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <stdexcept>

#include "core/train/initializers/initializers.h"
#include "core/train/losses/losses.h"
#include "core/train/optimizers/optimizers.h"
#include "core/train/trainer.h"

namespace qonvolve::toy {

struct Values final : LaneFunction::Tape {
  std::vector<double> inputs;
};
struct Sum final : LaneFunction::Gradient {
  explicit Sum(std::size_t count) : values(count) {}
  void clear() override { std::fill(values.begin(), values.end(), 0.0); }
  std::vector<double> values;
};

// Forward and backward of one sample; the lanes are looped over here.
class PerSample : public LaneFunction {
 public:
  PerSample(std::size_t inputs, std::size_t outputs) : inputs_(inputs), outputs_(outputs) {}
  std::size_t inputCount() const override { return inputs_; }
  std::size_t outputCount() const override { return outputs_; }
  void bind(std::span<const double> p) override { theta_.assign(p.begin(), p.end()); }
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<Values>(); }
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<Sum>(theta_.size());
  }
  void forward(Tape& tape, std::span<const double> in, std::span<double> out) const override {
    static_cast<Values&>(tape).inputs.assign(in.begin(), in.end());
    std::vector<double> x(inputs_);
    std::vector<double> y(outputs_);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < inputs_; ++i) x[i] = in[i * kLanes + lane];
      evaluate(x, y);
      for (std::size_t o = 0; o < outputs_; ++o) out[o * kLanes + lane] = y[o];
    }
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    const auto& in = static_cast<Values&>(tape).inputs;
    std::vector<double> x(inputs_);
    std::vector<double> dy(outputs_);
    std::vector<double> dx(inputs_);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < inputs_; ++i) x[i] = in[i * kLanes + lane];
      for (std::size_t o = 0; o < outputs_; ++o) dy[o] = cotangents[o * kLanes + lane];
      std::fill(dx.begin(), dx.end(), 0.0);
      back(x, dy, static_cast<Sum&>(gradient).values, dx);
      if (inputCotangents.empty()) continue;
      for (std::size_t i = 0; i < inputs_; ++i) inputCotangents[i * kLanes + lane] += dx[i];
    }
  }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (const auto& gradient : gradients) {
      const auto& values = static_cast<const Sum&>(*gradient).values;
      for (std::size_t p = 0; p < values.size(); ++p) parameterGradient[p] += values[p];
    }
  }

 protected:
  virtual void evaluate(const std::vector<double>& x, std::vector<double>& y) const = 0;
  virtual void back(const std::vector<double>& x, const std::vector<double>& dy,
                    std::vector<double>& dtheta, std::vector<double>& dx) const = 0;
  std::size_t inputs_;
  std::size_t outputs_;
  std::vector<double> theta_;
};

// y_o = cos(sum_i theta_i x_i + theta_{inputs + o}), in place of a circuit.
class Cosine final : public PerSample {
 public:
  using PerSample::PerSample;

 private:
  double phase(const std::vector<double>& x, std::size_t o) const {
    double sum = theta_[inputs_ + o];
    for (std::size_t i = 0; i < inputs_; ++i) sum += theta_[i] * x[i];
    return sum;
  }
  void evaluate(const std::vector<double>& x, std::vector<double>& y) const override {
    for (std::size_t o = 0; o < outputs_; ++o) y[o] = std::cos(phase(x, o));
  }
  void back(const std::vector<double>& x, const std::vector<double>& dy,
            std::vector<double>& dtheta, std::vector<double>& dx) const override {
    for (std::size_t o = 0; o < outputs_; ++o) {
      const double d = -std::sin(phase(x, o)) * dy[o];
      dtheta[inputs_ + o] += d;
      for (std::size_t i = 0; i < inputs_; ++i) {
        dtheta[i] += d * x[i];
        dx[i] += d * theta_[i];
      }
    }
  }
};

class Linear final : public PerSample {
 public:
  explicit Linear(const ClassicalNode& node)
      : PerSample(node.inputs, node.outputs), first_(node.firstParameter) {}

 private:
  std::size_t weight(std::size_t o, std::size_t i) const { return first_ + o * inputs_ + i; }
  std::size_t bias(std::size_t o) const { return first_ + outputs_ * inputs_ + o; }
  void evaluate(const std::vector<double>& x, std::vector<double>& y) const override {
    for (std::size_t o = 0; o < outputs_; ++o) {
      y[o] = theta_[bias(o)];
      for (std::size_t i = 0; i < inputs_; ++i) y[o] += theta_[weight(o, i)] * x[i];
    }
  }
  void back(const std::vector<double>& x, const std::vector<double>& dy,
            std::vector<double>& dtheta, std::vector<double>& dx) const override {
    for (std::size_t o = 0; o < outputs_; ++o) {
      dtheta[bias(o)] += dy[o];
      for (std::size_t i = 0; i < inputs_; ++i) {
        dtheta[weight(o, i)] += dy[o] * x[i];
        dx[i] += dy[o] * theta_[weight(o, i)];
      }
    }
  }
  std::size_t first_;
};

// Takes four chunks a call, as an engine with wide vectors would, and checks what it is told.
class FourChunks final : public LaneFunction {
 public:
  explicit FourChunks(std::unique_ptr<LaneFunction> inner) : inner_(std::move(inner)) {}
  std::size_t inputCount() const override { return inner_->inputCount(); }
  std::size_t outputCount() const override { return inner_->outputCount(); }
  std::size_t chunks() const override { return 4; }
  void bind(std::span<const double> p) override { inner_->bind(p); }
  std::unique_ptr<Tape> makeTape() const override {
    auto tape = std::make_unique<Tapes>();
    for (auto& one : tape->tapes) one = inner_->makeTape();
    return tape;
  }
  std::unique_ptr<Gradient> makeGradient() const override { return inner_->makeGradient(); }
  void forward(Tape& tape, std::span<const double> in, std::span<double> out) const override {
    assert(tape.samples >= 1 && tape.samples <= 4 * kLanes);
    for (std::size_t c = 0; c < 4; ++c) {
      inner_->forward(*static_cast<Tapes&>(tape).tapes[c], part(in, c, inputCount()),
                      part(out, c, outputCount()));
    }
    for (std::size_t s = tape.samples; s < 4 * kLanes; ++s) {  // repeat the last real sample
      const std::size_t last = tape.samples - 1;
      const auto at = [&](std::size_t k) {
        return k / kLanes * outputCount() * kLanes + k % kLanes;
      };
      if (out[at(s)] != out[at(last)]) throw std::logic_error("unused lanes differ");
    }
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    for (std::size_t c = 0; c < 4; ++c) {
      inner_->pullback(
          *static_cast<Tapes&>(tape).tapes[c], part(cotangents, c, outputCount()), gradient,
          inputCotangents.empty() ? inputCotangents : part(inputCotangents, c, inputCount()));
    }
  }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    inner_->collect(gradients, parameterGradient);
  }

 private:
  struct Tapes final : Tape {
    std::array<std::unique_ptr<Tape>, 4> tapes;
  };
  template <class T>
  static std::span<T> part(std::span<T> values, std::size_t chunk, std::size_t rows) {
    return values.subspan(chunk * rows * kLanes, rows * kLanes);
  }
  std::unique_ptr<LaneFunction> inner_;
};

inline std::unique_ptr<LaneFunction> makeStage(const Stage& stage) {
  if (const auto* circuit = std::get_if<Circuit>(&stage)) {
    return std::make_unique<Cosine>(circuit->inputs, circuit->outputs.size());
  }
  return std::make_unique<Linear>(std::get<ClassicalNode>(stage));
}

// The first stage in groups of four chunks, the others chunk by chunk.
inline std::unique_ptr<LaneFunction> makeGroupedStage(const Stage& stage) {
  if (!std::holds_alternative<Circuit>(stage)) return makeStage(stage);
  return std::make_unique<FourChunks>(makeStage(stage));
}

// Two features -> one expectation value.
inline Model smallModel() {
  Circuit circuit;
  circuit.wires = 1;
  circuit.inputs = 2;
  circuit.outputs = {Observable::pauliZ(0)};
  Model model;
  model.features = 2;
  model.parameterCount = 3;
  model.stages = {{circuit, {{-1, 0}, {-1, 1}}}};
  model.groups = {{"Weights", 1, 0, 2}, {"Phase", 2, 2, 1}};
  return model;
}

// Two features -> two values -> linear layer that also sees feature 1 -> three logits.
inline Model stagedModel() {
  Model model = smallModel();
  auto& circuit = std::get<Circuit>(model.stages[0].stage);
  circuit.outputs.push_back(Observable::pauliZ(0));
  ClassicalNode node;
  node.inputs = 3;
  node.outputs = 3;
  node.firstParameter = 4;
  model.stages.push_back({node, {{0, 0}, {0, 1}, {-1, 1}}});
  model.parameterCount = 4 + 12;
  model.groups = {{"Cosine", 1, 0, 4}, {"Linear", 2, 4, 12}};
  model.head = {Head::Kind::Logits, 3};
  return model;
}

// Points of the unit square; class = which side of x + y = 1, or three stripes.
inline Dataset points(std::size_t count, std::uint64_t seed, int classes = 2) {
  Dataset data;
  data.x.resize(static_cast<Eigen::Index>(count), 2);
  data.shape.features = 2;
  Rng rng(seed);
  for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
    data.x(i, 0) = rng.uniform();
    data.x(i, 1) = rng.uniform();
    data.y.push_back(static_cast<int>((data.x(i, 0) + data.x(i, 1)) / 2 * classes));
  }
  for (int k = 0; k < classes; ++k) data.classNames.push_back(std::to_string(k));
  return data;
}

inline TrainingSetup setup(const OptimizerType& optimizer, const qonvolve::Values& options,
                           std::uint64_t seed, const TrainSettings& settings) {
  TrainingSetup result;
  result.model = smallModel();
  result.stages = makeStage;
  result.data.train = points(60, 100);
  result.data.validation = points(40, 200);
  result.loss = std::move(*crossEntropyLoss().make({}, ""));
  result.optimizer = std::move(*optimizer.make(options, result.model.parameterCount, ""));
  result.initialParameters =
      *uniformInitializer().make({}, {result.model, Rng(seed).stream("init")}, "");
  result.settings = settings;
  result.seed = seed;
  return result;
}

}  // namespace qonvolve::toy
