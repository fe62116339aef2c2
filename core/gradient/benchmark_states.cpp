// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/benchmark_states.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <optional>

#include "core/base/parallel.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {
namespace {

std::string threadsText(std::size_t threads) {
  return threads == 1 ? "" : ", " + std::to_string(threads) + " threads";
}

struct LayeredCase {
  Wire wires;
  std::size_t depth;
  Precision precision;
  std::size_t threads;
};

/// One state forward, then forward and back.
void runLayered(const LayeredCase& given, std::size_t repetitions,
                std::vector<BenchmarkResult>& results) {
  const Circuit circuit = benchmarkLayers(given.wires, given.depth);
  const auto f = makeSingleStateFunction(circuit, given.precision);
  std::vector<double> parameters(3 * given.wires * given.depth), gradient(parameters.size());
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    parameters[k] = std::numbers::pi * (2 * benchmarkNumber(k) - 1);
  }
  ThreadPool pool(given.threads);
  const auto tape = f->makeTape();
  tape->samples = 1;
  tape->pool = &pool;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  gradients.push_back(f->makeGradient());
  std::array<double, kLanes> value{}, weight{1};
  const auto forward = [&] {
    f->bind(parameters);
    f->forward(*tape, {}, value);
  };
  const auto both = [&] {
    forward();
    gradients[0]->clear();
    f->pullback(*tape, weight, *gradients[0], {});
    std::ranges::fill(gradient, 0.0);
    f->collect(gradients, gradient);
  };
  const bool wide = given.precision == Precision::Double;
  const SingleStateCost cost = singleStateCost(circuit, given.precision);
  const std::string label = "W2 " + std::to_string(given.wires) + (wide ? " " : " float ");
  for (const bool back : {false, true}) {
    const Timing t =
        timed(repetitions, back ? std::function<void()>(both) : forward, given.threads);
    const double peak = wide ? t.doublePeak : t.floatPeak;
    const double gflops = 2e-9 * (cost.forward + (back ? cost.backward : 0)) / t.p10;
    // Forward one state is read and written in every sweep, backward two are.
    const double bytes = cost.sweepBytes * (back ? 3 : 1);
    results.push_back({.name = label + (back ? "gradient" : "forward") + threadsText(given.threads),
                       .engine = "single",
                       .median = t.median * 1e3,
                       .p10 = t.p10 * 1e3,
                       .unit = "ms",
                       .checkName = back ? "d<Z0>/dt1" : "<Z0>",
                       .check = back ? gradient[0] : value[0],
                       .gflops = gflops,
                       .fractionOfPeak = gflops / (peak * static_cast<double>(given.threads)),
                       .gbps = bytes / t.p10 * 1e-9});
  }
}

/// W3 for one size: the variance of the first angle's derivative over 100 draws.
class Scan {
 public:
  Scan(Wire wires, ThreadPool& pool) : circuit_(benchmarkScan(wires)), pool_(pool) {
    const EngineOptions options{.samples = 2 * kDraws};
    choice_ = *chooseEngine(circuit_, options);
    function_ = choice_->engine->make(circuit_, options);
    function_->bind({});
    for (std::size_t t = 0; t < pool.size(); ++t) tapes_.push_back(function_->makeTape());
  }

  /// Multiply-adds of all its runs.
  double multiplyAdds() const {
    const EngineChoice& choice = *choice_;
    const bool single = choice.engine->id == "single";
    return 2 * kDraws *
           (single ? singleStateCost(circuit_, Precision::Double).forward : choice.cost.perSample);
  }

  double variance() {
    // Samples: every draw with the angle turned up, and turned down.
    const std::size_t perCall = function_->chunks() * kLanes;
    const std::size_t calls = (2 * kDraws + perCall - 1) / perCall;
    const auto call = [&](std::size_t index, std::size_t worker) {
      values(index * perCall, std::min(perCall, 2 * kDraws - index * perCall), *tapes_[worker]);
    };
    if (function_->threadsInside()) {
      tapes_[0]->pool = &pool_;
      for (std::size_t index = 0; index < calls; ++index) call(index, 0);
    } else {
      pool_.run(calls, call);
    }
    double sum = 0, squares = 0;
    for (std::size_t draw = 0; draw < kDraws; ++draw) {
      const double d = (values_[2 * draw] - values_[2 * draw + 1]) / 2;
      sum += d;
      squares += d * d;
    }
    return squares / kDraws - sum / kDraws * (sum / kDraws);
  }

 private:
  static constexpr std::size_t kDraws = 100;

  /// <Z0 Z1> of `count` samples.
  void values(std::size_t first, std::size_t count, LaneFunction::Tape& tape) {
    const std::size_t gates = circuit_.inputs / 3;
    const std::size_t perCall = function_->chunks() * kLanes;
    std::vector<double> inputs(circuit_.inputs * perCall), outputs(perCall);
    for (std::size_t s = 0; s < perCall; ++s) {
      const std::size_t sample = first + std::min(s, count - 1);
      const double shift = (sample % 2 == 0 ? 0.5 : -0.5) * std::numbers::pi;
      double* const to = &inputs[s / kLanes * circuit_.inputs * kLanes + s % kLanes];
      for (std::size_t g = 0; g < gates; ++g) {
        const std::array<double, 3> angles =
            benchmarkScanGate(sample / 2 * gates + g, g == 0 ? shift : 0.0);
        for (std::size_t a = 0; a < 3; ++a) to[(3 * g + a) * kLanes] = angles[a];
      }
    }
    tape.samples = count;
    function_->forward(tape, inputs, outputs);
    std::copy_n(outputs.begin(), count, values_.begin() + static_cast<std::ptrdiff_t>(first));
  }

  Circuit circuit_;
  ThreadPool& pool_;
  std::optional<EngineChoice> choice_;
  std::unique_ptr<LaneFunction> function_;
  std::vector<std::unique_ptr<LaneFunction::Tape>> tapes_;
  std::array<double, 2 * kDraws> values_{};
};

}  // namespace

void runLargeStates(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  struct Size {
    Wire wires;
    std::size_t depth;
  };
  const std::vector<Size> sizes =
      options.quick ? std::vector<Size>{{10, 20}} : std::vector<Size>{{16, 20}, {20, 20}, {24, 4}};
  for (const Size& size : sizes) {
    const std::size_t most = size.wires < 20 ? options.repetitions / 8 : 5;
    for (const Precision precision : {Precision::Double, Precision::Float}) {
      for (const std::size_t threads : {1U, 2U}) {
        runLayered({size.wires, size.depth, precision, threads}, std::max<std::size_t>(3, most),
                   results);
      }
    }
  }
}

void runScan(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results) {
  const Wire last = options.quick ? 8 : 14;
  for (const std::size_t threads : {1U, 2U}) {
    ThreadPool pool(threads);
    std::vector<std::unique_ptr<Scan>> scans;
    double multiplyAdds = 0;
    for (Wire n = 4; n <= last; n += 2) {
      scans.push_back(std::make_unique<Scan>(n, pool));
      multiplyAdds += scans.back()->multiplyAdds();
    }
    double variance = 0;
    const auto all = [&] {
      for (const auto& scan : scans) variance = scan->variance();
    };
    const Timing t = timed(3, all, threads);
    const double gflops = 2e-9 * multiplyAdds / t.p10;
    results.push_back({.name = "W3 to " + std::to_string(last) + threadsText(threads),
                       .engine = "chosen",
                       .median = t.median * 1e3,
                       .p10 = t.p10 * 1e3,
                       .unit = "ms",
                       .checkName = "variance",
                       .check = variance,
                       .gflops = gflops,
                       .fractionOfPeak = gflops / (t.doublePeak * static_cast<double>(threads))});
  }
}

}  // namespace qonvolve
