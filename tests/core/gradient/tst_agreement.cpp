// SPDX-License-Identifier: GPL-3.0-or-later
// Independent roads to a gradient agree on random designs of every block: every engine, shifts of
// angles, shifts of whole parameters, differences. QONVOLVE_LONG=1 runs 1,000 seeds instead of 50.
#include <QtTest>
#include <cmath>
#include <map>
#include <mutex>
#include <set>

#include "core/base/parallel.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/engine.h"
#include "core/model/ansatz.h"
#include "core/sim/statevector.h"
#include "tests/support/random_design.h"

namespace qonvolve {
namespace {

constexpr std::size_t kSeeds = 50;  // in one row
constexpr std::size_t kSamples = 3;

struct Problem {
  Circuit circuit;
  std::vector<double> theta;
  std::vector<std::vector<double>> inputs, weights;  // of each sample
};

Problem makeProblem(const Circuit& circuit, std::size_t parameters, std::uint64_t seed) {
  Problem problem{circuit, std::vector<double>(parameters), {}, {}};
  Rng rng = Rng(seed).stream("problem");
  for (double& t : problem.theta) t = rng.uniform(-3, 3);
  for (std::size_t s = 0; s < kSamples; ++s) {
    auto& x = problem.inputs.emplace_back(circuit.inputs);
    for (double& value : x) value = rng.uniform(-2, 2);
    auto& w = problem.weights.emplace_back(circuit.outputs.size());
    for (double& value : w) value = rng.uniform(-1, 1);
  }
  return problem;
}

/// dL/dtheta summed over the samples, dL/dx sample by sample, and the outputs.
struct Answer {
  std::vector<double> parameters, inputs, outputs;
};

Answer byEngine(const LaneFunction& prepared, const Problem& problem) {
  const LaneFunction& f = prepared;
  const std::size_t chunks = f.chunks(), in = f.inputCount(), out = f.outputCount();
  std::vector<double> x(chunks * in * kLanes), y(chunks * out * kLanes), w(y.size()), dx(x.size());
  const auto at = [](std::size_t sample, std::size_t row, std::size_t rows) {
    return (sample / kLanes * rows + row) * kLanes + sample % kLanes;
  };
  for (std::size_t s = 0; s < chunks * kLanes; ++s) {
    const std::size_t from = std::min(s, kSamples - 1);
    for (std::size_t k = 0; k < in; ++k) x[at(s, k, in)] = problem.inputs[from][k];
    for (std::size_t k = 0; k < out && s < kSamples; ++k) w[at(s, k, out)] = problem.weights[s][k];
  }
  const auto tape = f.makeTape();
  tape->samples = kSamples;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  gradients.push_back(f.makeGradient());
  gradients[0]->clear();
  f.forward(*tape, x, y);
  f.pullback(*tape, w, *gradients[0], dx);
  Answer answer;
  answer.parameters.resize(problem.theta.size());
  f.collect(gradients, answer.parameters);
  for (std::size_t s = 0; s < kSamples; ++s) {
    for (std::size_t k = 0; k < in; ++k) answer.inputs.push_back(dx[at(s, k, in)]);
    for (std::size_t k = 0; k < out; ++k) answer.outputs.push_back(y[at(s, k, out)]);
  }
  return answer;
}

/// Sums one-sample gradients over the samples; rule(inputs, weights, parameter and input gradient).
template <class Rule>
Answer sampleBySample(const Problem& problem, const Rule& rule) {
  Answer answer;
  answer.parameters.resize(problem.theta.size());
  for (std::size_t s = 0; s < kSamples; ++s) {
    std::vector<double> d(problem.theta.size()), dx(problem.circuit.inputs);
    rule(problem.inputs[s], problem.weights[s], d, dx);
    for (std::size_t k = 0; k < d.size(); ++k) answer.parameters[k] += d[k];
    answer.inputs.insert(answer.inputs.end(), dx.begin(), dx.end());
  }
  return answer;
}

double difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return std::nan("");
  double most = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double d = std::abs(a[k] - b[k]);
    if (!(d <= most)) most = d;  // NaN counts
  }
  return most;
}

/// Largest differences found, by the names of the two roads.
using Differences = std::map<std::string, double>;

double largest(const std::vector<double>& values) {
  return difference(values, std::vector<double>(values.size()));
}

Differences compareRoads(const Problem& problem) {
  const Circuit& c = problem.circuit;
  const Answer shift = sampleBySample(problem, [&](auto& x, auto& w, auto& d, auto& dx) {
    parameterShiftGradient(c, problem.theta, x, w, d, dx);
  });
  const Answer fourier = sampleBySample(problem, [&](auto& x, auto& w, auto& d, auto&) {
    fourierShiftGradient(c, problem.theta, x, w, d);
  });
  const Answer slope = sampleBySample(problem, [&](auto& x, auto& w, auto& d, auto& dx) {
    finiteDifferenceGradient(c, problem.theta, x, w, 1e-5, d, dx);
  });
  std::vector<double> outputs;
  for (const std::vector<double>& x : problem.inputs) {
    const std::vector<Complex> state = statevector(c, problem.theta, x);
    for (const Observable& o : c.outputs) outputs.push_back(expectation(o, state));
  }
  Differences found;
  found["size"] = std::min(largest(shift.parameters), largest(slope.inputs));
  found["exact: whole parameters shifted"] = difference(shift.parameters, fourier.parameters);
  found["slope: parameter shift"] = difference(shift.parameters, slope.parameters);
  std::optional<Answer> first;
  for (const EngineType& engine : allEngines()) {
    const EngineOptions options{.engine = std::string(engine.id)};
    if (!engine.cost(c, options)) continue;
    const auto function = engine.make(c, options);
    function->bind(problem.theta);
    const Answer answer = byEngine(*function, problem);
    const std::string name(engine.id);
    found["exact: " + name + " values"] = difference(answer.outputs, outputs);
    found["exact: " + name + " parameters"] = difference(answer.parameters, shift.parameters);
    found["slope: " + name + " inputs"] = difference(answer.inputs, slope.inputs);
    if (!first) first = answer;
    found["exact: " + name + " inputs"] = difference(answer.inputs, first->inputs);
  }
  return found;
}

double tolerance(const std::string& name) {
  return name.starts_with("exact") ? 1e-10 : 1e-6;
}

}  // namespace

class TestAgreement : public QObject {
  Q_OBJECT

 public:
  static void initMain() {
    if (qEnvironmentVariableIsSet("QONVOLVE_LONG")) {
      qputenv("QTEST_FUNCTION_TIMEOUT", "36000000");  // milliseconds; counts all rows together
    }
  }

 private slots:
  void everyRoadGivesTheSameGradient_data() {
    QTest::addColumn<std::size_t>("first");
    const std::size_t end = qEnvironmentVariableIsSet("QONVOLVE_LONG") ? 1000 : kSeeds;
    for (std::size_t first = 0; first < end; first += kSeeds) {
      QTest::addRow("seeds from %d", static_cast<int>(first)) << first;
    }
  }
  void everyRoadGivesTheSameGradient() {
    QFETCH(std::size_t, first);
    std::mutex mutex;
    Differences worst;
    std::size_t substantial = 0;
    std::map<std::string, std::string> where;
    std::map<std::string, int> runs;
    ThreadPool pool(2);
    pool.run(kSeeds, [&](std::size_t index, std::size_t) {
      const std::size_t seed = first + index;
      const test::RandomDesign design = test::randomDesign(seed);
      const Differences found =
          compareRoads(makeProblem(design.circuit(), design.model.parameterCount, seed));
      const std::lock_guard lock(mutex);
      if (found.at("size") > 1e-2) ++substantial;
      for (const auto& [name, value] : found) {
        if (name == "size") continue;
        ++runs[name];
        double& most = worst[name];
        if (value <= most || std::isnan(most)) continue;
        most = value;
        where[name] = "seed " + std::to_string(seed) + ": " + design.text;
      }
    });
    for (const auto& [name, value] : worst) {
      qInfo("%s: at most %.1e in %d designs", name.c_str(), value, runs[name]);
    }
    QVERIFY(10 * substantial > 7 * kSeeds);  // gradients of zero would prove nothing
    for (const auto& [name, value] : worst) {
      QVERIFY2(value < tolerance(name), (name + " at " + where[name]).c_str());
    }
    QCOMPARE(runs.at("exact: generic parameters"), static_cast<int>(kSeeds));
  }

  void fiftySeedsContainEverything() {
    std::set<std::string> words;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const test::RandomDesign design = test::randomDesign(seed);
      for (const QString& word :
           QString::fromStdString(design.text).split(QRegularExpression("[, ]+"))) {
        words.insert(word.toStdString());
      }
    }
    const Registry<BlockType> types = builtinBlocks();
    for (const BlockType& type : types.entries()) {
      if (type.info.category == "Encoding" && test::worksOnNumbers(type, types))
        QVERIFY2(words.contains(type.info.id), type.info.id.c_str());
    }
    for (const Ansatz& ansatz : ansatzes().entries()) {
      QVERIFY2(words.contains(ansatz.info.id), ansatz.info.id.c_str());
    }
    for (const Field& field : types.find("pooling")->fields()) {
      for (const Option& option : field.options) {
        QVERIFY2(words.contains(option.id), option.id.c_str());
      }
    }
  }

  void frequenciesFollowFromTheGates() {
    Circuit c;
    c.wires = 2;
    const auto add = [&](GateId gate, double scale) {
      c.ops.push_back({.gate = gate, .wires = {0, 1}, .angles = {Angle::parameter(0, scale)}});
    };
    add(GateId::RX, 1);
    QCOMPARE(parameterFrequencies(c, 0, {}), (std::vector<double>{1}));
    add(GateId::RXX, -1);
    QCOMPARE(parameterFrequencies(c, 0, {}), (std::vector<double>{1, 2}));
    add(GateId::CRZ, 1);
    QCOMPARE(parameterFrequencies(c, 0, {}), (std::vector<double>{.5, 1, 1.5, 2, 2.5, 3}));
    add(GateId::RY, 3);
    QCOMPARE(parameterFrequencies(c, 0, {}).size(), std::size_t{12});
    QVERIFY(parameterFrequencies(c, 1, {}).empty());
  }

  // Each gate with angles: its rule is right, also for an observable off-diagonal on the control,
  // and a two-term rule would not do where the table says four terms.
  void everyGateHasTheRuleItNeeds_data() {
    QTest::addColumn<int>("gate");
    for (const GateInfo& info : allGates()) {
      if (info.angles > 0)
        QTest::newRow(std::string(info.name).c_str()) << static_cast<int>(info.id);
    }
  }
  void everyGateHasTheRuleItNeeds() {
    QFETCH(int, gate);
    const GateInfo& info = gateInfo(static_cast<GateId>(gate));
    Circuit c;
    c.wires = 2;
    c.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::constant(.6)}},
             {.gate = GateId::U3,
              .wires = {1},
              .angles = {Angle::constant(.9), Angle::constant(.4), Angle::constant(0)}},
             {.gate = info.id, .wires = {0, 1}}};
    std::vector<double> theta;
    for (std::uint32_t k = 0; k < info.angles; ++k) {
      c.ops.back().angles[k] = Angle::parameter(k);
      theta.push_back(.9 - .7 * k);
    }
    c.outputs = {{.terms = {{1.0, 1, 0}}}, {.terms = {{.7, 2, 1}, {.4, 3, 1}, {.5, 1, 3}}}};
    double twoTermError = 0;
    for (std::size_t o = 0; o < 2; ++o) {
      std::vector<double> weights(2), shift(theta.size()), fourier(theta.size()),
          slope(theta.size());
      weights[o] = 1;
      parameterShiftGradient(c, theta, {}, weights, shift, {});
      fourierShiftGradient(c, theta, {}, weights, fourier);
      finiteDifferenceGradient(c, theta, {}, weights, 1e-5, slope, {});
      QVERIFY(difference(shift, slope) < 1e-9);
      QVERIFY(difference(shift, fourier) < 1e-14);
      for (std::size_t k = 0; k < theta.size(); ++k) {
        std::vector<double> up = theta, down = theta;
        up[k] += std::acos(0.0);
        down[k] -= std::acos(0.0);
        const double twoTerm =
            (weightedExpectation(c, up, {}, weights) - weightedExpectation(c, down, {}, weights)) /
            2;
        twoTermError = std::max(twoTermError, std::abs(twoTerm - shift[k]));
      }
    }
    QCOMPARE(twoTermError > 1e-3, info.shift == ShiftRule::FourTerm);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestAgreement)
#include "tst_agreement.moc"
