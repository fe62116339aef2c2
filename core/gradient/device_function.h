// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits evaluated as a device does it: values from shots, gradients from shifted circuits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Makes the evaluator of the circuits that the device runs.
using CircuitEngine = std::function<std::unique_ptr<LaneFunction>(const Circuit&)>;

/// Values from `shots` outcomes for each group of commuting observables (0: exactly), gradients by
/// the parameter-shift rule of each gate (two- or four-term), every occurrence of a shared angle
/// shifted on its own, by parameters and by inputs that enter through angles (not by those of
/// preparations). With shots every circuit is sampled afresh.
///
/// Random numbers come from streams of `seed`, of the parameters, of the sample's number in the
/// call and of the shifted angle: nothing has to be stored to continue a run, the number of threads
/// does not matter, and asking again at the same parameters gives the same values.
std::unique_ptr<LaneFunction> makeDeviceFunction(const Circuit& circuit, std::size_t shots,
                                                 std::uint64_t seed, CircuitEngine engine);

/// Circuits that one gradient of one sample takes, the unshifted one included.
std::size_t deviceEvaluations(const Circuit& circuit);

/// A number that stands for these values: different values, different streams.
std::uint64_t streamOf(std::span<const double> values);

}  // namespace qonvolve
