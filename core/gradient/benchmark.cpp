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
#include "core/base/text.h"
#include "core/gradient/circuit_function.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"

namespace qonvolve {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The generator of all numbers: fractional parts of multiples of the golden ratio.
double fraction(std::size_t k) {
  const double x = static_cast<double>(k + 1) * std::numbers::phi;
  return x - std::floor(x);
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

void su4(Circuit& c, Wire a, Wire b, std::uint32_t p) {
  const auto u3 = [&](Wire w, std::uint32_t k) {
    c.ops.push_back(
        {.gate = GateId::U3,
         .wires = {w},
         .angles = {Angle::parameter(k), Angle::parameter(k + 1), Angle::parameter(k + 2)}});
  };
  u3(a, p);
  u3(b, p + 3);
  c.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  c.ops.push_back({.gate = GateId::RY, .wires = {a}, .angles = {Angle::parameter(p + 6)}});
  c.ops.push_back({.gate = GateId::RZ, .wires = {b}, .angles = {Angle::parameter(p + 7)}});
  c.ops.push_back({.gate = GateId::CX, .wires = {b, a}});
  c.ops.push_back({.gate = GateId::RY, .wires = {a}, .angles = {Angle::parameter(p + 8)}});
  c.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  u3(a, p + 9);
  u3(b, p + 12);
}

void pool(Circuit& c, Wire control, Wire target, std::uint32_t p) {
  c.ops.push_back(
      {.gate = GateId::CRZ, .wires = {control, target}, .angles = {Angle::parameter(p)}});
  c.ops.push_back({.gate = GateId::X, .wires = {control}});
  c.ops.push_back(
      {.gate = GateId::CRX, .wires = {control, target}, .angles = {Angle::parameter(p + 1)}});
}

constexpr std::size_t kQcnnParameters = 51;

/// Everything one optimizer step of W1 needs.
class QcnnStep {
 public:
  QcnnStep(std::size_t batch, std::size_t threads)
      : batch_(batch), pool_(threads), function_(makeStatevectorFunction(benchmarkQcnn())) {
    const std::size_t chunks = (batch + kLanes - 1) / kLanes;
    for (std::size_t k = 0; k < kQcnnParameters; ++k) {
      parameters_.push_back(std::numbers::pi * (2 * fraction(k) - 1));
    }
    inputs_.resize(chunks * 8 * kLanes);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t sample = std::min(chunk * kLanes + lane, batch - 1);
        for (std::size_t q = 0; q < 8; ++q) {
          inputs_[(chunk * 8 + q) * kLanes + lane] =
              std::numbers::pi * fraction(kQcnnParameters + 8 * sample + q);
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

/// RX, RY, RZ on every wire, then a ring of CZ; depth times. Value <Z0>.
Circuit layeredCircuit(Wire wires, std::size_t depth) {
  Circuit c;
  c.wires = wires;
  std::uint32_t next = 0;
  for (std::size_t layer = 0; layer < depth; ++layer) {
    for (Wire w = 0; w < wires; ++w) {
      for (const GateId gate : {GateId::RX, GateId::RY, GateId::RZ}) {
        c.ops.push_back({.gate = gate, .wires = {w}, .angles = {Angle::parameter(next++)}});
      }
    }
    for (Wire w = 0; w < wires; ++w) {
      c.ops.push_back({.gate = GateId::CZ, .wires = {w, (w + 1) % wires}});
    }
  }
  c.outputs = {Observable::pauliZ(0)};
  return c;
}

BenchmarkResult milliseconds(std::string name, const Timing& t, double gflop, std::string check) {
  return {std::move(name),  t.median * 1e3, t.p10 * 1e3,           "ms per state",
          std::move(check), gflop / t.p10,  gflop / t.p10 / t.peak};
}

void runLayered(const BenchmarkOptions& options, Wire wires, std::size_t depth,
                std::vector<BenchmarkResult>& results) {
  const Circuit circuit = layeredCircuit(wires, depth);
  const std::unique_ptr<LaneFunction> f = makeStatevectorFunction(circuit);
  std::vector<double> parameters(3 * wires * depth);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    parameters[k] = std::numbers::pi * (2 * fraction(k) - 1);
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
  const PlanCost cost = nominalCost(makePlan(circuit), wires);
  const double perFma = 2 * kLanes * 1e-9;
  const std::string label = "W2 " + std::to_string(wires) + " qubits ";
  // Eight states are computed together; the times are for one of them.
  const auto perState = [](Timing t) {
    t.median /= kLanes;
    t.p10 /= kLanes;
    return t;
  };
  const Timing f1 = perState(timed(repetitions, forward));
  results.push_back(milliseconds(label + "forward", f1, cost.forward * perFma / kLanes,
                                 "<Z0> = " + numberText(std::round(value[0] * 1e12) / 1e12)));
  const Timing g1 = perState(timed(repetitions, both));
  results.push_back(
      milliseconds(label + "gradient", g1, (cost.forward + cost.backward) * perFma / kLanes,
                   "d<Z0>/dt1 = " + numberText(std::round(gradient[0] / kLanes * 1e12) / 1e12)));
}

}  // namespace

std::string_view benchmarkDescription() {
  return "All numbers come from u(k) = fractional part of (k + 1) (1 + sqrt 5)/2.\n"
         "W1: 8 qubits, RY(x_q) with x_q = pi u(51 + 8 s + q) for sample s; SU(4) convolutions on\n"
         "(01)(23)(45)(67)(12)(34)(56)(70), pooling 1>0 3>2 5>4 7>6, (02)(46)(24)(60), 2>0 6>4, "
         "(04),\n"
         "0>4; pooling is CRZ, X on the control, CRX; 51 parameters t_k = pi (2 u(k) - 1), 15 per\n"
         "convolution and 2 per pooling layer. Labels s mod 2, p_0 = (1 + <Z4>)/2, mean "
         "cross-entropy.\n"
         "W2: 20 layers of RX, RY, RZ on every qubit and a ring of CZ, t_k = pi (2 u(k) - 1), "
         "<Z0>;\n"
         "eight states are computed together and the time is given for one.\n";
}

Circuit benchmarkQcnn() {
  Circuit c;
  c.wires = 8;
  c.inputs = 8;
  for (Wire w = 0; w < 8; ++w) {
    c.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
  using Pairs = std::vector<std::pair<Wire, Wire>>;
  const std::vector<Pairs> convolutions{
      {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {1, 2}, {3, 4}, {5, 6}, {7, 0}},
      {{0, 2}, {4, 6}, {2, 4}, {6, 0}},
      {{0, 4}}};
  const std::vector<Pairs> poolings{{{1, 0}, {3, 2}, {5, 4}, {7, 6}}, {{2, 0}, {6, 4}}, {{0, 4}}};
  std::uint32_t parameter = 0;
  for (std::size_t layer = 0; layer < 3; ++layer, parameter += 17) {
    for (const auto& [a, b] : convolutions[layer]) su4(c, a, b, parameter);
    for (const auto& [control, target] : poolings[layer]) pool(c, control, target, parameter + 15);
  }
  // Blocks as a compiled model has them: the encoding, then convolution and pooling in turn.
  for (Op& op : c.ops) {
    const std::uint32_t p = op.angles[0].index;
    if (op.angles[0].source == Angle::Source::Parameter) op.block = 1 + p / 17 * 2 + p % 17 / 15;
  }
  for (std::size_t i = 1; i < c.ops.size(); ++i) {
    if (gateInfo(c.ops[i].gate).angles == 0) c.ops[i].block = c.ops[i - 1].block;
  }
  c.outputs = {Observable::pauliZ(4)};
  return c;
}

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
  const PlanCost cost = nominalCost(makePlan(benchmarkQcnn()), 8);
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
                       "samples/s", "loss = " + numberText(std::round(loss * 1e12) / 1e12),
                       gflop / t.p10, gflop / t.p10 / (t.peak * threads)});
  }
  runLayered(options, options.quick ? 10 : 16, 20, results);
  return results;
}

}  // namespace qonvolve
