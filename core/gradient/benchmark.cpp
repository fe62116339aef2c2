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
  const Timing t = timed(repetitions, [&] { loss = step.run(gradient); });
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

BenchmarkResult perStateResult(std::string name, const Timing& t, double gflop,
                               std::string checkName, double check) {
  return {std::move(name), "generic",      t.median * 1e3,
          t.p10 * 1e3,     "ms per state", std::move(checkName),
          check,           gflop / t.p10,  gflop / t.p10 / t.doublePeak};
}

void runLayered(const BenchmarkOptions& options, Wire wires, std::size_t depth,
                std::vector<BenchmarkResult>& results) {
  const Circuit circuit = benchmarkLayers(wires, depth);
  const std::unique_ptr<LaneFunction> f = makeStatevectorFunction(circuit);
  std::vector<double> parameters(3 * wires * depth);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    parameters[k] = std::numbers::pi * (2 * benchmarkNumber(k) - 1);
  }
  const auto tape = f->makeTape();
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  gradients.push_back(f->makeGradient());
  std::array<double, kLanes> value, one;
  one.fill(1);
  std::vector<double> gradient(parameters.size());
  const auto forward = [&] {
    f->bind(parameters);
    f->forward(*tape, {}, value);
  };
  const auto both = [&] {
    forward();
    gradients[0]->clear();
    f->pullback(*tape, one, *gradients[0], {});
    std::ranges::fill(gradient, 0.0);
    f->collect(gradients, gradient);
  };
  const std::size_t repetitions = std::max<std::size_t>(3, options.repetitions / 8);
  const StatevectorCost cost = statevectorCost(circuit);
  const double perFma = 2 * kLanes * 1e-9;
  const std::string label = "W2 " + std::to_string(wires) + " qubits ";
  // Eight states are computed together; the times are for one of them.
  const auto perState = [](Timing t) {
    t.median /= kLanes;
    t.p10 /= kLanes;
    return t;
  };
  const Timing f1 = perState(timed(repetitions, forward));
  results.push_back(
      perStateResult(label + "forward", f1, cost.forward * perFma / kLanes, "<Z0>", value[0]));
  const Timing g1 = perState(timed(repetitions, both));
  results.push_back(perStateResult(label + "gradient", g1,
                                   (cost.forward + cost.backward) * perFma / kLanes, "d<Z0>/dt1",
                                   gradient[0] / kLanes));
}

/// W3 for one size: the variance of the first angle's derivative over 100 draws.
class Scan {
 public:
  explicit Scan(Wire wires) : circuit_(benchmarkScan(wires)) {
    function_ = makeStatevectorFunction(circuit_);
    function_->bind({});
    tape_ = function_->makeTape();
  }

  double variance() {
    std::vector<double> derivatives;
    for (std::size_t first = 0; first < kDraws; first += kLanes) {
      const std::array<double, kLanes> up = values(first, std::numbers::pi / 2);
      const std::array<double, kLanes> down = values(first, -std::numbers::pi / 2);
      for (std::size_t lane = 0; lane < kLanes && first + lane < kDraws; ++lane) {
        derivatives.push_back((up[lane] - down[lane]) / 2);
      }
    }
    double sum = 0, squares = 0;
    for (const double d : derivatives) {
      sum += d;
      squares += d * d;
    }
    return squares / kDraws - sum / kDraws * (sum / kDraws);
  }

 private:
  static constexpr std::size_t kDraws = 100;

  /// <Z0 Z1> of eight draws, the first angle of each turned by `shift`.
  std::array<double, kLanes> values(std::size_t firstDraw, double shift) {
    const std::size_t gates = circuit_.inputs / 3;
    std::vector<double> inputs(circuit_.inputs * kLanes);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t draw = std::min(firstDraw + lane, kDraws - 1);
      for (std::size_t g = 0; g < gates; ++g) {
        const std::array<double, 3> angles =
            benchmarkScanGate(draw * gates + g, g == 0 ? shift : 0.0);
        for (std::size_t a = 0; a < 3; ++a) inputs[(3 * g + a) * kLanes + lane] = angles[a];
      }
    }
    std::array<double, kLanes> z;
    function_->forward(*tape_, inputs, z);
    return z;
  }

  Circuit circuit_;
  std::unique_ptr<LaneFunction> function_;
  std::unique_ptr<LaneFunction::Tape> tape_;
};

void runScan(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  const Wire last = options.quick ? 8 : 14;
  std::vector<Scan> scans;
  double fma = 0;
  for (Wire n = 4; n <= last; n += 2) {
    scans.emplace_back(n);
    fma += 2 * 100 * statevectorCost(benchmarkScan(n)).forward;
  }
  double variance = 0;
  const Timing t = timed(options.quick ? 3 : 2, [&] {
    for (Scan& scan : scans) variance = scan.variance();
  });
  const double gflop = 2e-9 * fma;
  results.push_back({"W3 scan to " + std::to_string(last) + " qubits", "generic", t.median * 1e3,
                     t.p10 * 1e3, "ms", "variance", variance, gflop / t.p10,
                     gflop / t.p10 / t.doublePeak});
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
  if (wanted("W2")) runLayered(options, options.quick ? 10 : 16, 20, results);
  if (wanted("W3")) runScan(options, results);
  if (options.only == "scaling") {
    if (auto ok = runScaling(options, results); !ok) return ok.error();
  }
  return results;
}

}  // namespace qonvolve
