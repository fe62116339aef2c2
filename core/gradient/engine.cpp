// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/engine.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/circuit/light_cone.h"
#include "core/circuit/nonunitary.h"
#include "core/gradient/feature_function.h"
#include "core/gradient/product_function.h"
#include "core/gradient/reduced_function.h"
#include "core/sim/density_plan.h"

namespace qonvolve {

namespace {

std::optional<EngineCost> genericCost(const Circuit& circuit, const EngineOptions& options) {
  if (!isUnitary(circuit) || !circuit.readoutErrors.empty()) return {};
  const StatevectorCost cost = statevectorCost(circuit);
  return EngineCost{.perSample = filledLanes(options.samples) * (cost.forward + cost.backward),
                    .perStep = cost.perStep,
                    .bytes = stateBytes(circuit)};
}

std::unique_ptr<LaneFunction> makeGeneric(const Circuit& circuit, const EngineOptions& options) {
  return makeStatevectorFunction(circuit, options.precision);
}

std::optional<EngineCost> productCost(const Circuit& circuit, const EngineOptions& options) {
  const std::vector<CircuitPart> parts = independentParts(circuit);
  if (parts.size() < 2) return {};
  EngineCost sum;
  for (const CircuitPart& part : parts) {
    const EngineCost own = *genericCost(part.circuit, options);
    sum.perSample += own.perSample;
    sum.perStep += own.perStep;
    sum.bytes += own.bytes;
  }
  return sum;
}

std::unique_ptr<LaneFunction> makeProduct(const Circuit& circuit, const EngineOptions& options) {
  return makeProductFunction(circuit, options.precision);
}

/// Mixed states are always doubles.
std::optional<EngineCost> densityCost(const Circuit& circuit, const EngineOptions&) {
  const std::uint64_t bytes = densityBytes(circuit);
  if (!circuit.readoutErrors.empty() || bytes == std::numeric_limits<std::uint64_t>::max()) {
    return {};
  }
  const DensityCost cost = nominalCost(makeDensityPlan(circuit));
  return EngineCost{.perSample = cost.forward + cost.backward, .bytes = bytes};
}

std::unique_ptr<LaneFunction> makeDensity(const Circuit& circuit, const EngineOptions&) {
  return makeDensityFunction(circuit);
}

std::optional<EngineCost> reducedCost(const Circuit& circuit, const EngineOptions& options) {
  const std::optional<ReducedPlan> plan = makeReducedPlan(circuit, options.samples);
  if (!plan) return {};
  return EngineCost{.perSample = filledLanes(options.samples) * plan->cost.perSample(),
                    .perStep = plan->cost.perStep,
                    .bytes = reducedBytes(*plan, reducedChunks(options.samples))};
}

std::optional<EngineCost> singleCost(const Circuit& circuit, const EngineOptions& options) {
  if (!isUnitary(circuit) || !circuit.readoutErrors.empty()) return {};
  const SingleStateCost cost = singleStateCost(lightCone(circuit), options.precision);
  return EngineCost{
      .perSample = cost.perSample, .bytes = cost.bytesPerThread, .sharedBytes = cost.sharedBytes};
}

std::unique_ptr<LaneFunction> makeSingle(const Circuit& circuit, const EngineOptions& options) {
  return makeSingleStateFunction(lightCone(circuit), options.precision);
}

std::unique_ptr<LaneFunction> makeReduced(const Circuit& circuit, const EngineOptions& options) {
  return makeReducedFunction(*makeReducedPlan(circuit, options.samples), options.precision,
                             reducedChunks(options.samples));
}

constexpr EngineType kEngines[] = {
    {"single", "one state at a time",
     "Samples one after the other, each as one large state whose gates are merged to few sweeps of "
     "memory; gradient by one sweep back.",
     singleCost, makeSingle},
    {"generic", "generic",
     "Fused gates on whole states, eight samples at once; gradient by one adjoint sweep.",
     genericCost, makeGeneric},
    {"product", "independent parts",
     "Groups of wires that never meet, each with a small state of its own.", productCost,
     makeProduct},
    {"features", "full batch",
     "Values as bilinear forms in the angles' sines and cosines: pays for large batches.",
     featureCost, makeFeatureFunction},
    {"density_matrix", "density matrix",
     "Mixed states on twice the qubits: noise, measurements, resets; gradient by one backward "
     "sweep of the observables.",
     densityCost, makeDensity},
    {"reduced", "reduced",
     "Wires apart until a gate joins them; a cut after which the observables are pulled back, once "
     "for all samples, to the wires they still see.",
     reducedCost, makeReduced},
};

/// Multiply-adds of one sample in a call of the usual size.
double costPerSample(const EngineCost& cost, const EngineOptions& options) {
  return cost.perSample +
         cost.perStep / static_cast<double>(std::max<std::size_t>(1, options.samples));
}

const EngineType* findEngine(std::string_view id) {
  const auto found = std::ranges::find(kEngines, id, &EngineType::id);
  return found == std::end(kEngines) ? nullptr : found;
}

Error unknownEngine(const std::string& id) {
  std::vector<std::string> names;
  for (const EngineType& engine : kEngines) names.emplace_back(engine.id);
  return {"", "There is no engine \"" + id + "\".", suggestion(id, names)};
}

}  // namespace

std::uint64_t EngineCost::totalBytes(std::size_t threads) const {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (bytes > (most - sharedBytes) / std::max<std::size_t>(1, threads)) return most;
  return bytes * threads + sharedBytes;
}

std::span<const EngineType> allEngines() {
  return kEngines;
}

std::string EngineChoice::text() const {
  const std::string name = "exact, " + std::string(engine->label);
  if (speedup < 1.05) return name;
  return name + ": " + fixedText(speedup, speedup < 10 ? 1 : 0) + " x fewer operations";
}

Result<EngineChoice> chooseEngine(const Circuit& circuit, const EngineOptions& options) {
  std::optional<EngineChoice> best;
  if (!options.engine.empty() && findEngine(options.engine) == nullptr) {
    return unknownEngine(options.engine);
  }
  for (const EngineType& engine : kEngines) {
    if (!options.engine.empty() && engine.id != options.engine) continue;
    const std::optional<EngineCost> cost = engine.cost(circuit, options);
    if (!cost) continue;
    if (!best || costPerSample(*cost, options) < costPerSample(best->cost, options)) {
      best = EngineChoice{.engine = &engine, .cost = *cost};
    }
  }
  if (!best && options.engine.empty()) {
    return Error{"", "No engine can evaluate this circuit as asked.", "Use double precision."};
  }
  if (!best) {
    return Error{"", "The engine \"" + options.engine + "\" cannot evaluate this circuit.",
                 "Leave the choice to the program."};
  }
  EngineOptions generic = options;
  generic.precision = Precision::Double;
  if (const auto cost = genericCost(circuit, generic)) {
    best->speedup = costPerSample(*cost, options) / costPerSample(best->cost, options);
  }
  return *best;
}

Result<std::unique_ptr<LaneFunction>> makeEngine(const Circuit& circuit,
                                                 const EngineOptions& options) {
  const Result<EngineChoice> choice = chooseEngine(circuit, options);
  if (!choice) return choice.error();
  return choice->engine->make(circuit, options);
}

}  // namespace qonvolve
