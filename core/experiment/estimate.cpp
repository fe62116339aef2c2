// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/estimate.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "core/base/text.h"
#include "core/circuit/metrics.h"
#include "core/gradient/engine.h"

namespace qonvolve {

namespace {

/// What can be counted without planning a simulation.
Estimate sizeOf(const Model& model, std::size_t trainSamples) {
  Estimate estimate;
  estimate.wires = wireCount(model);
  estimate.parameters = model.parameterCount;
  estimate.trainSamples = trainSamples;
  estimate.stateBytes = sizeof(Complex) << estimate.wires;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const CircuitMetrics metrics = measureCircuit(*circuit);
    estimate.gates += metrics.gates;
    estimate.depth += metrics.depth;
    estimate.twoQubitGates += metrics.twoWireGates;
  }
  return estimate;
}

}  // namespace

Estimate estimateCost(const Model& model, std::size_t trainSamples, std::size_t threads) {
  Estimate estimate = sizeOf(model, trainSamples);
  double updates = 0;  // amplitudes touched for one gradient of one sample
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    // Once forward, and back with two states.
    updates += 3.0 * placed.copies * static_cast<double>(circuit->ops.size()) *
               static_cast<double>(std::uint64_t{1} << circuit->wires);
    if (const auto choice = chooseEngine(*circuit)) {
      estimate.workingBytes += choice->cost.totalBytes(threads);
    }
  }
  estimate.secondsPerEpoch = updates * static_cast<double>(trainSamples) /
                             (kAmplitudesPerSecond * static_cast<double>(threads));
  return estimate;
}

Estimate estimateCost(const Model& model, std::size_t trainSamples, std::size_t threads,
                      const SimulationOptions& simulation) {
  Estimate estimate = sizeOf(model, trainSamples);
  double operations = 0;
  double most = 0;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    const auto choice = circuit == nullptr ? Result<SimulationChoice>(Error{})
                                           : chooseSimulation(*circuit, simulation);
    if (!choice) continue;
    estimate.workingBytes += choice->memory.totalBytes(threads);
    const double all = placed.copies * choice->operations;
    if (all > most) estimate.engine = choice->text();
    most = std::max(most, all);
    operations += all;
  }
  estimate.secondsPerEpoch = operations * static_cast<double>(trainSamples) /
                             (kOperationsPerSecond * static_cast<double>(threads));
  return estimate;
}

std::size_t expectedTrainSamples(const Experiment& experiment, const Catalog& catalog,
                                 const std::optional<DataSummary>& summary) {
  double samples = 0;
  if (summary) {
    samples = static_cast<double>(summary->samples);
  } else if (const SourceType* source = catalog.sources.find(experiment.data.source.type)) {
    for (const Field& field : source->fields()) {
      if (field.key != "samples") continue;
      const auto given = experiment.data.source.options.find(field.key);
      const Value& value =
          given == experiment.data.source.options.end() ? field.defaultValue : given->second;
      if (const auto* count = std::get_if<std::int64_t>(&value)) {
        samples = static_cast<double>(*count);
      }
    }
  }
  const SplitSpec& split = experiment.data.split;
  const double test = summary && summary->testGiven ? 0 : split.testFraction;
  if (split.folds > 1) {
    samples *= (1 - test) * (1 - 1 / static_cast<double>(split.folds));
  } else {
    const double validation = summary && summary->validationGiven ? 0 : split.validationFraction;
    samples *= std::max(0.0, 1 - validation - test);
  }
  if (split.trainLimit > 0) samples = std::min(samples, static_cast<double>(split.trainLimit));
  return samples > 0 ? static_cast<std::size_t>(samples + 0.5) : 0;
}

namespace {

/// What the system would still give, whoever asks.
std::uint64_t freeMemory() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::uint64_t kibibytes = 0;
  std::string unit;
  while (file >> key >> kibibytes >> unit) {
    if (key == "MemAvailable:") return kibibytes * 1024;
    if (unit != "kB") break;
  }
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long size = sysconf(_SC_PAGE_SIZE);
  return static_cast<std::uint64_t>(std::max(0L, pages)) *
         static_cast<std::uint64_t>(std::max(0L, size));
}

}  // namespace

std::uint64_t availableMemory() {
  const std::uint64_t free = freeMemory();
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return free;
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const std::uint64_t used = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  return std::min(free, std::max<std::uint64_t>(used, limit.rlim_cur) - used);
}

std::string bytesText(std::uint64_t bytes) {
  constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  const bool whole = value >= 10 || value == static_cast<double>(static_cast<int>(value));
  return fixedText(value, whole ? 0 : 1) + " " + std::string(kUnits[unit]);
}

std::string durationText(double seconds) {
  if (seconds < 10) return fixedText(seconds, seconds < 0.1 ? 3 : 1) + " s";
  if (seconds < 120) return fixedText(seconds, 0) + " s";
  if (seconds < 7200) return fixedText(seconds / 60, 0) + " min";
  return fixedText(seconds / 3600, 1) + " h";
}

}  // namespace qonvolve
