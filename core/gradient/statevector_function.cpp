// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a lane function, lane by lane with the plain simulator and the adjoint method.
#include <algorithm>
#include <array>
#include <vector>

#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

struct PlainTape : LaneFunction::Tape {
  std::vector<double> inputs;
};
struct PlainGradient : LaneFunction::Gradient {
  std::vector<double> sum;
  void clear() override { std::ranges::fill(sum, 0.0); }
};

class PlainFunction : public LaneFunction {
 public:
  explicit PlainFunction(const Circuit& circuit) : circuit_(circuit) {}
  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  void bind(std::span<const double> parameters) override {
    theta_.assign(parameters.begin(), parameters.end());
  }
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<PlainTape>(); }
  std::unique_ptr<Gradient> makeGradient() const override {
    auto gradient = std::make_unique<PlainGradient>();
    gradient->sum.assign(theta_.size(), 0.0);
    return gradient;
  }
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    static_cast<PlainTape&>(tape).inputs.assign(inputs.begin(), inputs.end());
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::vector<Complex> state = statevector(circuit_, theta_, sample(inputs, lane));
      for (std::size_t o = 0; o < outputCount(); ++o) {
        outputs[o * kLanes + lane] = expectation(circuit_.outputs[o], state);
      }
    }
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    const std::vector<double>& inputs = static_cast<PlainTape&>(tape).inputs;
    std::vector<double>& sum = static_cast<PlainGradient&>(gradient).sum;
    sum.resize(theta_.size());
    std::vector<double> weights(outputCount()), parameterPart(theta_.size());
    std::vector<double> inputPart(inputCotangents.empty() ? 0 : circuit_.inputs);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t o = 0; o < weights.size(); ++o) weights[o] = cotangents[o * kLanes + lane];
      parameterShiftGradient(circuit_, theta_, sample(inputs, lane), weights, parameterPart,
                             inputPart);
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += parameterPart[k];
      for (std::size_t k = 0; k < inputPart.size(); ++k) {
        inputCotangents[k * kLanes + lane] += inputPart[k];
      }
    }
  }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (const auto& gradient : gradients) {
      const std::vector<double>& sum = static_cast<const PlainGradient&>(*gradient).sum;
      for (std::size_t k = 0; k < sum.size(); ++k) parameterGradient[k] += sum[k];
    }
  }

 private:
  std::vector<double> sample(std::span<const double> inputs, std::size_t lane) const {
    std::vector<double> x(circuit_.inputs);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = inputs[i * kLanes + lane];
    return x;
  }
  Circuit circuit_;
  std::vector<double> theta_;
};

}  // namespace

std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit) {
  return std::make_unique<PlainFunction>(circuit);
}

}  // namespace qonvolve
