// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/batch_step.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/gradient/benchmark_workloads.h"

namespace qonvolve {

BatchStep::BatchStep(const Circuit& circuit, std::size_t parameters, const EngineOptions& options,
                     const EngineChoice& choice)
    : batch_(options.samples),
      inputCount_(circuit.inputs),
      outputCount_(circuit.outputs.size()),
      pool_(options.threads),
      function_(choice.engine->make(circuit, options)) {
  function_->usePool(&pool_);
  constexpr double kPi = std::numbers::pi;
  constexpr std::size_t kSlabs = 16;  // as when training
  for (std::size_t k = 0; k < parameters; ++k) {
    parameters_.push_back(kPi * (2 * benchmarkNumber(k) - 1));
  }
  const std::size_t perCall = function_->chunks() * kLanes;
  const std::size_t calls = (batch_ + perCall - 1) / perCall;
  inputs_.resize(calls * perCall * inputCount_);
  for (std::size_t at = 0; at < calls * perCall; ++at) {
    const std::size_t sample = std::min(at, batch_ - 1);
    for (std::size_t i = 0; i < inputCount_; ++i) {
      inputs_[(at / kLanes * inputCount_ + i) * kLanes + at % kLanes] =
          kPi * benchmarkNumber(parameters + inputCount_ * sample + i);
    }
  }
  for (std::size_t t = 0; t < pool_.size(); ++t) {
    const std::vector<double> row(perCall * outputCount_);
    workers_.push_back({function_->makeTape(), row, row});
  }
  for (std::size_t s = 0; s < std::min(calls, kSlabs); ++s) {
    gradients_.push_back(function_->makeGradient());
  }
  losses_.resize(calls);
}

double BatchStep::run(bool gradient) {
  function_->bind(parameters_);
  pool_.run(gradients_.size(), [&](std::size_t slab, std::size_t worker) {
    if (gradient) gradients_[slab]->clear();
    for (std::size_t c = slab; c < losses_.size(); c += gradients_.size()) {
      call(c, workers_[worker], gradient ? gradients_[slab].get() : nullptr);
    }
  });
  if (gradient) {
    gradient_.assign(parameters_.size(), 0.0);
    function_->collect(gradients_, gradient_);
  }
  double sum = 0;
  for (const double loss : losses_) sum += loss;
  return sum;
}

void BatchStep::call(std::size_t index, Worker& worker, LaneFunction::Gradient* gradient) {
  const std::size_t perCall = function_->chunks() * kLanes;
  const std::size_t first = index * perCall;
  auto& [tape, outputs, weights] = worker;
  tape->samples = std::min(perCall, batch_ - first);
  function_->forward(*tape, std::span(inputs_).subspan(first * inputCount_, perCall * inputCount_),
                     outputs);
  std::ranges::fill(weights, 0.0);
  double sum = 0;
  for (std::size_t s = 0; s < tape->samples; ++s) {
    const std::size_t at = s / kLanes * outputCount_ * kLanes + s % kLanes;
    const double sign = (first + s) % 2 == 0 ? 1 : -1;
    const double p = (1 + sign * outputs[at]) / 2;
    sum -= std::log(p) / static_cast<double>(batch_);
    weights[at] = -sign / (2 * p * static_cast<double>(batch_));
  }
  losses_[index] = sum;
  if (gradient != nullptr) function_->pullback(*tape, weights, *gradient, {});
}

}  // namespace qonvolve
