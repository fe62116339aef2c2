// SPDX-License-Identifier: GPL-3.0-or-later
// Times the engines on written-down workloads and compares them with the machine's peak.
#include "core/gradient/benchmark.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <thread>

#include "core/gradient/batch_step.h"
#include "core/gradient/benchmark_designs.h"
#include "core/gradient/benchmark_states.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {
namespace {

constexpr std::size_t kQcnnParameters = 51;

/// A step timed; `multiplyAdds`: of the whole step, 0 if they are not counted.
BenchmarkResult batchResult(std::string name, const EngineOptions& options,
                            const EngineChoice& choice, const Timing& t, double loss,
                            double multiplyAdds) {
  const auto batch = static_cast<double>(options.samples);
  const double peak = options.precision == Precision::Float ? t.floatPeak : t.doublePeak;
  const double gflops = 2e-9 * multiplyAdds / t.p10;
  return {std::move(name),
          std::string(choice.engine->id),
          batch / t.median,
          batch / t.p10,
          "samples/s",
          "loss",
          loss,
          gflops,
          gflops / (peak * static_cast<double>(std::max<std::size_t>(1, options.threads)))};
}

Result<BenchmarkResult> runBatch(std::string name, const Circuit& circuit, std::size_t parameters,
                                 const EngineOptions& options, std::size_t repetitions,
                                 bool gradient) {
  const Result<EngineChoice> choice = chooseEngine(circuit, options);
  if (!choice) return choice.error();
  BatchStep step(circuit, parameters, options, *choice);
  double loss = 0;
  const Timing t = timed(repetitions, [&] { loss = step.run(gradient); }, options.threads);
  const auto batch = static_cast<double>(options.samples);
  double multiplyAdds = choice->cost.perStep + batch * choice->cost.perSample;
  if (!gradient) {
    // Only the generic engine says what its forward sweep costs.
    multiplyAdds = choice->engine->id == "generic" ? batch * statevectorCost(circuit).forward : 0;
  }
  return batchResult(std::move(name), options, *choice, t, loss, multiplyAdds);
}

Result<void> runQcnn(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  for (const bool gradient : {false, true}) {
    auto result = runBatch(gradient ? "W1 gradient" : "W1 forward", benchmarkQcnn(),
                           kQcnnParameters, options.engine, options.repetitions, gradient);
    if (!result) return result.error();
    results.push_back(std::move(*result));
  }
  return {};
}

/// Gradients of a layered circuit with one rotation of the sample a qubit: 8 qubits, 4 layers, 32
/// samples, one thread, but for what varies; batches and threads for W1.
Result<void> runScaling(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  const std::size_t repetitions = options.quick ? 3 : 30;
  const auto add = [&](Result<BenchmarkResult> result) {
    if (result) results.push_back(std::move(*result));
    return result ? Result<void>() : Result<void>(result.error());
  };
  const auto layered = [&](const std::string& name, Wire wires, std::size_t depth) {
    EngineOptions engine = options.engine;
    engine.samples = 32;
    engine.threads = 1;
    return add(runBatch(name, benchmarkEncodedLayers(wires, depth), 3 * wires * depth, engine,
                        repetitions, true));
  };
  const Wire lastWire = options.quick ? 6 : 14;
  for (Wire n = 4; n <= lastWire; n += 2) {
    if (auto ok = layered("qubits " + std::to_string(n), n, 4); !ok) return ok;
  }
  for (std::size_t depth = 1; depth <= (options.quick ? 2U : 32U); depth *= 2) {
    if (auto ok = layered("depth " + std::to_string(depth), 8, depth); !ok) return ok;
  }
  EngineOptions engine = options.engine;
  engine.threads = 1;
  for (engine.samples = 8; engine.samples <= (options.quick ? 16U : 16384U); engine.samples *= 2) {
    if (auto ok = add(runBatch("batch " + std::to_string(engine.samples), benchmarkQcnn(),
                               kQcnnParameters, engine, repetitions, true));
        !ok) {
      return ok;
    }
  }
  engine.samples = 256;
  const std::size_t most = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  for (engine.threads = 1; engine.threads <= most; ++engine.threads) {
    if (auto ok = add(runBatch("threads " + std::to_string(engine.threads), benchmarkQcnn(),
                               kQcnnParameters, engine, repetitions, true));
        !ok) {
      return ok;
    }
  }
  return {};
}

/// Gradients of networks of many shapes: by the engine asked for, else generic and reduced.
Result<void> runDesigns(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  std::vector<std::string> engines{"generic", "reduced"};
  if (!options.engine.engine.empty()) engines = {options.engine.engine};
  for (const BenchmarkDesign& design : benchmarkDesigns()) {
    if (options.quick && design.circuit.wires > 8) continue;
    for (const std::string& name : engines) {
      EngineOptions engine = options.engine;
      engine.engine = name;
      auto result = runBatch(design.name, design.circuit, design.parameters, engine,
                             options.quick ? 3 : 30, true);
      if (!result) return result.error();
      results.push_back(std::move(*result));
    }
  }
  return {};
}

}  // namespace

double benchmarkQcnnLoss(std::size_t batch) {
  const EngineOptions options{.engine = "generic", .samples = batch};
  const Circuit circuit = benchmarkQcnn();
  return BatchStep(circuit, kQcnnParameters, options, *chooseEngine(circuit, options)).run(false);
}

Result<std::vector<BenchmarkResult>> runBenchmarks(const BenchmarkOptions& options,
                                                   Machine& machine) {
  machine = measureMachine();
  std::vector<BenchmarkResult> results;
  const auto wanted = [&](std::string_view name) {
    return options.only.empty() || options.only == name;
  };
  if (wanted("W1")) {
    if (auto ok = runQcnn(options, results); !ok) return ok.error();
  }
  if (wanted("W2")) runLargeStates(options, results);
  if (wanted("W3")) runScan(options, results);
  if (options.only == "scaling") {
    if (auto ok = runScaling(options, results); !ok) return ok.error();
  }
  if (options.only == "designs") {
    if (auto ok = runDesigns(options, results); !ok) return ok.error();
  }
  return results;
}

}  // namespace qonvolve
