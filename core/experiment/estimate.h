// SPDX-License-Identifier: GPL-3.0-or-later
// What a design costs, before it is run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/experiment/validate.h"

namespace qonvolve {

struct Estimate {
  std::uint32_t wires = 0;  // of the largest circuit
  std::uint32_t parameters = 0;
  std::size_t gates = 0;           // of all circuits
  std::size_t twoQubitGates = 0;   // gates on two or three wires
  std::size_t depth = 0;           // layers of gates one after another, over all circuits
  std::uint64_t stateBytes = 0;    // of one state vector
  std::uint64_t workingBytes = 0;  // of all state vectors of a training run
  std::size_t trainSamples = 0;    // 0: not known
  double secondsPerEpoch = 0;      // rough; 0: not known
  std::string engine = {};         // how the costliest circuit is computed; empty: not known
};

/// Memory of the engines that would be chosen, on `threads` threads. The time is that of a gradient
/// for every sample at kAmplitudesPerSecond amplitude updates a second and thread.
Estimate estimateCost(const Model& model, std::size_t trainSamples, std::size_t threads);

/// The same with noise and shots: memory and time by chooseSimulation(), at kOperationsPerSecond
/// multiply-adds a second and thread. The options must fit the circuits of the model.
Estimate estimateCost(const Model& model, std::size_t trainSamples, std::size_t threads,
                      const SimulationOptions& simulation);

/// Size of the training part as far as it is known without loading: from the summary, or from the
/// option "samples" of the source; 0 otherwise.
std::size_t expectedTrainSamples(const Experiment& experiment, const Catalog& catalog,
                                 const std::optional<DataSummary>& summary);

/// Memory the program may still take, in bytes: what the system has, within the limit on its
/// address space if there is one.
std::uint64_t availableMemory();

/// "4 MiB", "1.5 GiB".
std::string bytesText(std::uint64_t bytes);

/// "0.4 s", "12 min", "3.5 h".
std::string durationText(double seconds);

/// Above this many qubits a design is slow enough to say so.
inline constexpr std::uint32_t kSoftWireLimit = 16;
inline constexpr double kAmplitudesPerSecond = 8e9;
inline constexpr double kOperationsPerSecond = 6e9;

}  // namespace qonvolve
