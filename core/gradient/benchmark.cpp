// SPDX-License-Identifier: GPL-3.0-or-later
// Times the engine on written-down workloads and compares it with the machine's arithmetic peak.
#include "core/gradient/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

#include "core/base/parallel.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/circuit_function.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double peakOnce() {
  constexpr std::size_t rounds = 2000;
  volatile double sink = 0;
  const double time = seconds([&] { sink = sink + kernels().peak(rounds); });
  return 2.0 * rounds * 128 * 8 / time * 1e-9;
}

/// Best rate of summing an array of this size, several times over.
double readBandwidth(std::size_t bytes) {
  const std::size_t amplitudes = bytes / (2 * kLanes * sizeof(double));
  const AlignedVector data(amplitudes * 2 * kLanes, 1e-3);
  AlignedVector sum(kLanes, 0.0);
  const std::uint32_t bucket = 0;
  const std::size_t passes = std::max<std::size_t>(1, (std::size_t{1} << 25) / bytes);
  double best = 0;
  for (int repetition = 0; repetition < 5; ++repetition) {
    const double time = seconds([&] {
      for (std::size_t p = 0; p < passes; ++p) {
        kernels().bucketNorms(data.data(), amplitudes, amplitudes, &bucket, sum.data());
      }
    });
    best = std::max(best, static_cast<double>(passes * amplitudes * 2 * kLanes * 8) / time * 1e-9);
  }
  return best;
}

constexpr std::size_t kQcnnParameters = 51;

/// Everything one optimizer step of W1 needs.
class QcnnStep {
 public:
  QcnnStep(std::size_t batch, std::size_t threads)
      : batch_(batch), pool_(threads), function_(makeStatevectorFunction(benchmarkQcnn())) {
    const std::size_t chunks = (batch + kLanes - 1) / kLanes;
    for (std::size_t k = 0; k < kQcnnParameters; ++k) {
      parameters_.push_back(std::numbers::pi * (2 * benchmarkNumber(k) - 1));
    }
    inputs_.resize(chunks * 8 * kLanes);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t sample = std::min(chunk * kLanes + lane, batch - 1);
        for (std::size_t q = 0; q < 8; ++q) {
          inputs_[(chunk * 8 + q) * kLanes + lane] =
              std::numbers::pi * benchmarkNumber(kQcnnParameters + 8 * sample + q);
        }
      }
    }
    for (std::size_t t = 0; t < pool_.size(); ++t) tapes_.push_back(function_->makeTape());
    for (std::size_t s = 0; s < std::min<std::size_t>(chunks, 16); ++s) {
      gradients_.push_back(function_->makeGradient());
    }
    losses_.resize(chunks);
  }

  /// Mean loss; with `gradient` also fills the parameter gradient.
  double run(bool gradient) {
    function_->bind(parameters_);
    pool_.run(gradients_.size(), [&](std::size_t slab, std::size_t worker) {
      gradients_[slab]->clear();
      for (std::size_t c = slab; c < losses_.size(); c += gradients_.size()) {
        chunk(c, *tapes_[worker], gradient ? gradients_[slab].get() : nullptr);
      }
    });
    if (gradient) {
      gradient_.assign(kQcnnParameters, 0.0);
      function_->collect(gradients_, gradient_);
    }
    double sum = 0;
    for (const double loss : losses_) sum += loss;
    return sum;
  }

 private:
  void chunk(std::size_t index, LaneFunction::Tape& tape, LaneFunction::Gradient* gradient) {
    std::array<double, kLanes> z, weights{};
    function_->forward(tape, std::span(inputs_).subspan(index * 8 * kLanes, 8 * kLanes), z);
    double sum = 0;
    for (std::size_t lane = 0; lane < kLanes && index * kLanes + lane < batch_; ++lane) {
      const double sign = (index * kLanes + lane) % 2 == 0 ? 1 : -1;
      const double p = (1 + sign * z[lane]) / 2;
      sum -= std::log(p) / static_cast<double>(batch_);
      weights[lane] = -sign / (2 * p * static_cast<double>(batch_));
    }
    losses_[index] = sum;
    if (gradient != nullptr) function_->pullback(tape, weights, *gradient, {});
  }

  std::size_t batch_;
  ThreadPool pool_;
  std::unique_ptr<LaneFunction> function_;
  std::vector<double> parameters_, inputs_, losses_, gradient_;
  std::vector<std::unique_ptr<LaneFunction::Tape>> tapes_;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients_;
};

struct Timing {
  double median, p10;  // seconds of one run
  double peak;         // GFLOP/s beside it, one thread
};

/// Blocks of runs with the peak measured between them, since other programs may use the machine.
Timing timed(std::size_t repetitions, const std::function<void()>& work) {
  work();
  const double once = std::max(1e-7, seconds(work));
  const auto runs = static_cast<std::size_t>(std::max(1.0, 1e-3 / once));
  std::vector<double> times;
  Timing result{0, 0, 0};
  for (std::size_t r = 0; r < repetitions; ++r) {
    times.push_back(seconds([&] {
                      for (std::size_t k = 0; k < runs; ++k) work();
                    }) /
                    static_cast<double>(runs));
    result.peak = std::max(result.peak, peakOnce());
  }
  std::ranges::sort(times);
  result.median = times[times.size() / 2];
  result.p10 = times[times.size() / 10];
  return result;
}

BenchmarkResult perStateResult(std::string name, const Timing& t, double gflop,
                               std::string checkName, double check) {
  return {std::move(name),      t.median * 1e3, t.p10 * 1e3,   "ms per state",
          std::move(checkName), check,          gflop / t.p10, gflop / t.p10 / t.peak};
}

void runQcnn(const BenchmarkOptions& options, MachinePeak& peak,
             std::vector<BenchmarkResult>& results) {
  const StatevectorCost cost = statevectorCost(benchmarkQcnn());
  QcnnStep step(options.batch, options.threads);
  for (const bool gradient : {false, true}) {
    double loss = 0;
    const Timing t = timed(options.repetitions, [&] { loss = step.run(gradient); });
    peak.fmaGflops = std::max(peak.fmaGflops, t.peak);
    const auto batch = static_cast<double>(options.batch);
    // The multiply-adds of one lane, so idle lanes of a last chunk do not count.
    const double gflop = 2e-9 * batch * (cost.forward + (gradient ? cost.backward : 0));
    const auto threads = static_cast<double>(std::max<std::size_t>(1, options.threads));
    results.push_back({gradient ? "W1 gradient" : "W1 forward", batch / t.median, batch / t.p10,
                       "samples/s", "loss", loss, gflop / t.p10,
                       gflop / t.p10 / (t.peak * threads)});
  }
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
  results.push_back({"W3 scan to " + std::to_string(last) + " qubits", t.median * 1e3, t.p10 * 1e3,
                     "ms", "variance", variance, gflop / t.p10, gflop / t.p10 / t.peak});
}

}  // namespace

double benchmarkQcnnLoss(std::size_t batch) {
  return QcnnStep(batch, 1).run(false);
}

MachinePeak measurePeak() {
  MachinePeak peak{.simd = simdPath()};
  for (int i = 0; i < 20; ++i) peak.fmaGflops = std::max(peak.fmaGflops, peakOnce());
  peak.l1GBps = readBandwidth(std::size_t{24} << 10);
  peak.l2GBps = readBandwidth(std::size_t{512} << 10);
  peak.dramGBps = readBandwidth(std::size_t{256} << 20);
  return peak;
}

std::vector<BenchmarkResult> runBenchmarks(const BenchmarkOptions& options, MachinePeak& peak) {
  peak = measurePeak();
  std::vector<BenchmarkResult> results;
  const auto wanted = [&](std::string_view name) {
    return options.only.empty() || options.only == name;
  };
  if (wanted("W1")) runQcnn(options, peak, results);
  if (wanted("W2")) runLayered(options, options.quick ? 10 : 16, 20, results);
  if (wanted("W3")) runScan(options, results);
  return results;
}

}  // namespace qonvolve
