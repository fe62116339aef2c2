// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits as differentiable functions of inputs and parameters.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Of what states are made; parameters, angles and sums over samples are always doubles.
enum class Precision : std::uint8_t { Double, Float };

/// States along the circuit that the generic engine keeps instead of recomputing them on the way
/// back: what fits into the second-level cache, one when states are large.
std::size_t keptStates(Wire wires);

/// Exact expectation values by batched state vectors, gradients by the block-wise adjoint method
/// (states kept, or swept back where they are large; Jones and Gacon, arXiv:2009.02823).
std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit,
                                                      Precision precision = Precision::Double);
/// The same with room for `kept` (at least one) states.
std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit, Precision precision,
                                                      std::size_t kept);

/// The same one sample after the other, as one large state that goes through the caches tile by
/// tile: for a single sample, and for many wires.
std::unique_ptr<LaneFunction> makeSingleStateFunction(const Circuit& circuit,
                                                      Precision precision = Precision::Double);

/// Its cost, known before anything is allocated.
struct SingleStateCost {
  double forward = 0;     // multiply-adds
  double backward = 0;    // for the parameters
  double perSample = 0;   // multiply-adds of the engine above that take as long as both
  double sweepBytes = 0;  // that the forward sweeps read and write
  std::uint64_t bytesPerThread = 0;
  std::uint64_t sharedBytes = 0;  // of states that all threads work on
};
SingleStateCost singleStateCost(const Circuit& circuit, Precision precision);

/// Bytes that makeStatevectorFunction() needs per thread (at most), in either precision: to refuse
/// before anything is allocated.
std::uint64_t stateBytes(const Circuit& circuit);

/// How many samples are computed for each of `samples`: those missing in a chunk of kLanes cost as
/// much as those that are there.
inline double filledLanes(std::size_t samples) {
  const std::size_t lanes = (samples + kLanes - 1) / kLanes * kLanes;
  return samples == 0 ? 1.0 : static_cast<double>(lanes) / static_cast<double>(samples);
}

/// Multiply-adds for one sample, observables and start state not counted.
struct StatevectorCost {
  double forward = 0;
  double backward = 0;  // for the parameters
  double perStep = 0;   // for all samples together
};
StatevectorCost statevectorCost(const Circuit& circuit);

/// Exact expectation values of circuits with channels, measurements, resets and conditions by
/// batched density matrices; gradients by sweeping the observables back, by parameters and inputs.
/// The circuit has no readout errors (see withReadoutErrors).
std::unique_ptr<LaneFunction> makeDensityFunction(const Circuit& circuit);
/// Bytes that function needs per thread.
std::uint64_t densityBytes(const Circuit& circuit);

/// The same circuits by averages over random pure states: `trajectories` for each sample, drawn
/// from streams of the seed, of the parameters and of the sample's number. Values only: gradients
/// come from makeDeviceFunction() around it.
std::unique_ptr<LaneFunction> makeTrajectoryFunction(const Circuit& circuit,
                                                     std::size_t trajectories, std::uint64_t seed);

/// One sample by the parameter-shift rule of each gate (two- or four-term), every occurrence of a
/// shared parameter shifted on its own. inputs: circuit.inputs values.
/// Overwrites parameterGradient with sum_o weights[o] d<outputs[o]>/dtheta, and inputGradient (when
/// not empty) with the same by inputs that enter through angles.
void parameterShiftGradient(const Circuit& circuit, std::span<const double> parameters,
                            std::span<const double> inputs, std::span<const double> weights,
                            std::span<double> parameterGradient, std::span<double> inputGradient);

/// The same for parameters by shifting each of them as a whole: 2 R evaluations of the circuit for
/// R frequencies, however many gates share it. A cross-check of shared weights, for tests.
void fourierShiftGradient(const Circuit& circuit, std::span<const double> parameters,
                          std::span<const double> inputs, std::span<const double> weights,
                          std::span<double> parameterGradient);
/// The positive frequencies of expectation values as functions of one parameter, increasing: 1 for
/// a rotation, 1/2 and 1 for a controlled one, sums and differences for several (at most;
/// exponential in the number of gates if their scales have no common measure).
std::vector<double> parameterFrequencies(const Circuit& circuit, std::size_t parameter,
                                         std::span<const double> inputs);

/// The same by central differences with step h: a cross-check for tests, not for training.
void finiteDifferenceGradient(const Circuit& circuit, std::span<const double> parameters,
                              std::span<const double> inputs, std::span<const double> weights,
                              double h, std::span<double> parameterGradient,
                              std::span<double> inputGradient);

}  // namespace qonvolve
