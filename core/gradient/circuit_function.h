// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits as differentiable functions of inputs and parameters.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Exact expectation values by batched state vectors, gradients by the block-wise adjoint method
/// (forward state kept, swept back once; Jones and Gacon, arXiv:2009.02823).
std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit);

/// Bytes that function needs per thread (at most): to refuse before anything is allocated.
std::uint64_t stateBytes(const Circuit& circuit);

/// One sample by the parameter-shift rule of each gate (two- or four-term), every occurrence of a
/// shared parameter shifted on its own. inputs: circuit.inputs values.
/// Overwrites parameterGradient with sum_o weights[o] d<outputs[o]>/dtheta, and inputGradient (when
/// not empty) with the same by inputs that enter through angles.
void parameterShiftGradient(const Circuit& circuit, std::span<const double> parameters,
                            std::span<const double> inputs, std::span<const double> weights,
                            std::span<double> parameterGradient, std::span<double> inputGradient);

/// The same by central differences with step h: a cross-check for tests, not for training.
void finiteDifferenceGradient(const Circuit& circuit, std::span<const double> parameters,
                              std::span<const double> inputs, std::span<const double> weights,
                              double h, std::span<double> parameterGradient,
                              std::span<double> inputGradient);

}  // namespace qonvolve
