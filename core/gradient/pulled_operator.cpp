// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/pulled_operator.h"

#include <algorithm>

#include "core/base/lane_function.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {

PulledOperator::PulledOperator(const Circuit& circuit, const Plan& plan,
                               const SamplePrograms& samples)
    : size_(std::size_t{1} << circuit.wires),
      outputs_(circuit.outputs.size()),
      sweeps_(plan, samples, circuit.wires, keptStates(circuit.wires)),
      readout_(circuit),
      tape_(sweeps_.makeTape()) {
  columns_.resize(groups() * size_ * kStride);
  tape_.lambda.resize(size_ * kStride);
}

/// Groups of eight columns; small operators leave lanes empty.
std::size_t PulledOperator::groups() const {
  return (size_ + kLanes - 1) / kLanes;
}

void PulledOperator::bind(std::span<const double> parameters) {
  sweeps_.bind(parameters);
  for (std::size_t g = 0; g < groups(); ++g) {
    double* start = sweeps_.start(tape_);
    std::fill_n(start, size_ * kStride, 0.0);
    for (std::size_t lane = 0; lane < kLanes && g * kLanes + lane < size_; ++lane) {
      start[(g * kLanes + lane) * kStride + lane] = 1;
    }
    sweeps_.forward(tape_);
    std::copy_n(sweeps_.last(tape_), size_ * kStride, &columns_[g * size_ * kStride]);
  }
}

/// tape_.lambda = O U for a group of columns.
void PulledOperator::observe(std::size_t output, std::size_t group) {
  std::vector<double> cotangents(outputs_ * kLanes);
  std::fill_n(&cotangents[output * kLanes], kLanes, 1.0);
  readout_.cotangentState(kernels(), &columns_[group * size_ * kStride], cotangents, scratch_,
                          tape_.lambda.data());
}

void PulledOperator::pullBack(std::size_t output, Operator& h) {
  h.resize(size_ * size_);
  for (std::size_t g = 0; g < groups(); ++g) {
    observe(output, g);
    sweeps_.undoAll(tape_, tape_.lambda.data());
    for (std::size_t lane = 0; lane < kLanes && g * kLanes + lane < size_; ++lane) {
      const double* from = &tape_.lambda[lane];
      std::complex<double>* to = &h[(g * kLanes + lane) * size_];
      for (std::size_t i = 0; i < size_; ++i) {
        to[i] = {from[i * kStride], from[i * kStride + kLanes]};
      }
    }
  }
}

/// With x = sum_j x|j><j| the derivative is 2 Re sum_j <O U j| dU x|j>: what the backward sweep
/// reads of phi_j = U x|j> and lambda_j = O U|j>.
void PulledOperator::addGradient(std::size_t output, const Operator& x,
                                 std::span<double> parameterGradient) {
  std::ranges::fill(tape_.sums, 0.0);
  for (std::size_t g = 0; g < groups(); ++g) {
    double* start = sweeps_.start(tape_);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const bool real = g * kLanes + lane < size_;  // lanes beyond a small operator stay zero
      const std::complex<double>* from = x.data() + (real ? (g * kLanes + lane) * size_ : 0);
      for (std::size_t i = 0; i < size_; ++i) {
        start[i * kStride + lane] = real ? from[i].real() : 0;
        start[i * kStride + kLanes + lane] = real ? from[i].imag() : 0;
      }
    }
    sweeps_.forward(tape_);
    observe(output, g);
    sweeps_.backward(tape_, false);
  }
  sweeps_.collect(tape_.sums, parameterGradient);
}

}  // namespace qonvolve
