// SPDX-License-Identifier: GPL-3.0-or-later
// Initial parameters: their distributions, identity blocks, warm starts, gradients on a deep
// circuit.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <numbers>

#include "core/model/ansatz.h"
#include "core/model/blocks/blocks.h"
#include "core/model/compile.h"
#include "core/sim/statevector.h"
#include "core/train/circuit_objective.h"
#include "core/train/initializers/initializers.h"
#include "core/train/parameter_file.h"

using namespace qonvolve;

namespace {

const Registry<InitializerType>& all() {
  static const Registry<InitializerType> registry = builtinInitializers();
  return registry;
}

Result<std::vector<double>> start(const std::string& id, const Values& options, const Model& model,
                                  std::uint64_t seed = 1, const Dataset* data = nullptr) {
  return all().find(id)->make(options, {model, Rng(seed), data}, "/train/initializer");
}

struct Moments {
  double mean = 0;
  double error = 0;      // of the mean
  double deviation = 0;  // of one value
};
Moments momentsOf(const std::vector<double>& values) {
  Moments m;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.deviation += (v - m.mean) * (v - m.mean) / (n - 1);
  m.deviation = std::sqrt(m.deviation);
  m.error = m.deviation / std::sqrt(n);
  return m;
}

// RY(pi/4) on six qubits, then layers {RX on all, RY on all, CZ chain}; `mirrored`: each layer is
// followed by its mirror image, so that half as many give the same depth.
Model deep(bool mirrored) {
  constexpr Wire kWires = 6;
  Circuit c;
  c.wires = kWires;
  for (Wire w = 0; w < kWires; ++w) {
    c.ops.push_back(
        {.gate = GateId::RY, .wires = {w}, .angles = {Angle::constant(std::numbers::pi / 4)}});
  }
  Model model;
  const auto prefix = static_cast<std::uint32_t>(c.ops.size());
  for (int layer = 0; layer < (mirrored ? 3 : 6); ++layer) {
    std::vector<Op> ops;
    const std::uint32_t first = model.parameterCount;
    for (const GateId gate : {GateId::RX, GateId::RY}) {
      for (Wire w = 0; w < kWires; ++w) {
        ops.push_back(
            {.gate = gate, .wires = {w}, .angles = {Angle::parameter(model.parameterCount++)}});
      }
    }
    for (Wire w = 0; w + 1 < kWires; ++w) ops.push_back({.gate = GateId::CZ, .wires = {w, w + 1}});
    model.groups.push_back({"Layer", 1, first, 12});
    c.ops.insert(c.ops.end(), ops.begin(), ops.end());
    if (!mirrored) continue;
    model.groups.push_back({"Mirror", 1, model.parameterCount, 12});
    for (auto op = ops.rbegin(); op != ops.rend(); ++op) {
      if (op->gate != GateId::CZ) op->angles[0] = Angle::parameter(model.parameterCount++);
      c.ops.push_back(*op);
    }
  }
  c.outputs = {{.terms = {{1, 0, 3}}}};
  BlockSpan span;
  span.block = 1;
  span.firstOp = prefix;
  span.opCount = static_cast<std::uint32_t>(c.ops.size()) - prefix;
  span.parameterCount = model.parameterCount;
  model.spans.push_back(std::move(span));
  model.stages = {{std::move(c), {}}};
  return model;
}

Model compiled(const std::string& ansatz, std::int64_t layers, std::uint32_t features,
               int convolutions) {
  Stack stack;
  const auto add = [&](const std::string& type, Values options) {
    stack.emplace_back(Block{.choice = {.type = type, .options = std::move(options)}, .name = {}});
  };
  add("angle", {});
  for (int i = 0; i < convolutions; ++i) {
    add("convolution", {{"ansatz", ansatz}, {"layers", layers}, {"mirrored", true}});
    if (i + 1 < convolutions) add("pooling", {});
  }
  add("readout", {});
  assignIds(stack);
  return compile(stack, {.features = features, .classes = 2}, builtinBlocks()).model;
}

}  // namespace

class TestInitializers : public QObject {
  Q_OBJECT
 private slots:
  // E |gradient|^2 and the cost over 200 starts, computed independently with another simulator.
  void gradientsOfADeepCircuit_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("option");
    QTest::addColumn<double>("square");
    QTest::addColumn<double>("squareError");
    QTest::addColumn<double>("cost");
    QTest::addColumn<double>("costDeviation");
    QTest::newRow("uniform") << "uniform" << 0.0 << 0.762 << 0.021 << -0.025 << 0.195;
    QTest::newRow("zhang") << "zhang" << 0.0 << 3.55 << 0.07 << 0.400 << 0.236;
    QTest::newRow("identity block") << "identity_block" << 0.0 << 1.51 << 0.03 << 0.5 << 0.0;
    QTest::newRow("normal 0.1") << "normal" << 0.1 << 3.63 << 0.06 << 0.433 << 0.195;
    QTest::newRow("beta 2 2") << "beinit" << 0.0 << 1.18 << 0.02 << 0.016 << 0.203;
    QTest::newRow("zero") << "normal" << 0.0 << 3.75 << 0.0 << 0.5 << 0.0;
  }
  void gradientsOfADeepCircuit() {
    QFETCH(QString, id);
    QFETCH(double, option);
    QFETCH(double, square);
    QFETCH(double, squareError);
    QFETCH(double, cost);
    QFETCH(double, costDeviation);
    const Model model = deep(id == "identity_block");
    QCOMPARE(model.parameterCount, 72U);
    Values options;
    if (id == "normal") options["sigma"] = option;
    if (id == "zhang") options["layers"] = std::int64_t{6};
    if (id == "beinit") options["source"] = std::string("given");
    CircuitObjective objective(std::get<Circuit>(model.stages[0].stage), 72, model.groups);
    std::vector<double> squares;
    std::vector<double> costs;
    std::vector<double> gradient(72);
    for (std::uint64_t i = 0; i < 200; ++i) {
      const auto theta = start(id.toStdString(), options, model, 7000 + i);
      QVERIFY(theta);
      costs.push_back(objective.at(*theta).valueAndGradient(*theta, gradient));
      double sum = 0;
      for (const double g : gradient) sum += g * g;
      squares.push_back(sum);
    }
    const Moments s = momentsOf(squares);
    const Moments c = momentsOf(costs);
    const QString found =
        QString("square %1(%2), cost %3(%4)").arg(s.mean).arg(s.error).arg(c.mean).arg(c.deviation);
    qInfo("%s", qPrintable(found));
    // Both sides have an error; four standard deviations of the difference.
    QVERIFY2(std::abs(s.mean - square) <= 4 * std::hypot(s.error, squareError) + 0.005,
             qPrintable(found));
    QVERIFY2(std::abs(c.mean - cost) <= 4 * c.error * std::numbers::sqrt2 + 1e-3,
             qPrintable(found));
    QVERIFY2(std::abs(c.deviation - costDeviation) <= 0.3 * costDeviation + 1e-10,
             qPrintable(found));
  }

  void zeroIsAStationaryPointWithoutALayerBefore() {
    Model model = deep(false);
    auto& circuit = std::get<Circuit>(model.stages[0].stage);
    circuit.ops.erase(circuit.ops.begin(), circuit.ops.begin() + 6);
    CircuitObjective objective(circuit, 72, model.groups);
    const std::vector<double> theta(72);
    std::vector<double> gradient(72);
    objective.at(theta).valueAndGradient(theta, gradient);
    for (const double g : gradient) QVERIFY(std::abs(g) < 1e-14);
  }

  void zhangFollowsDepthAndReadout() {
    const Model model = deep(false);  // six layers, two qubits read: gamma = 0.125 with L = 6
    std::vector<double> values;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const auto theta = start("zhang", {}, model, seed);
      values.insert(values.end(), theta->begin(), theta->end());
    }
    const Moments m = momentsOf(values);
    QVERIFY(std::abs(m.mean) < 5 * m.error);
    QVERIFY(std::abs(m.deviation - 0.125) < 5 * 0.125 / std::sqrt(2.0 * 14400));
  }

  void mirroredLayersBeginAsTheIdentity_data() {
    QTest::addColumn<QString>("ansatz");
    for (const Ansatz& ansatz : ansatzes().entries()) {
      if (ansatz.parameters > 0) {
        QTest::newRow(ansatz.info.id.c_str()) << QString::fromStdString(ansatz.info.id);
      }
    }
  }
  void mirroredLayersBeginAsTheIdentity() {
    QFETCH(QString, ansatz);
    const Model model = compiled(ansatz.toStdString(), 2, 4, 1);
    const auto theta = start("identity_block", {}, model);
    QVERIFY2(theta, theta ? "" : theta.error().message.c_str());
    const auto& circuit = std::get<Circuit>(model.stages[0].stage);
    const std::vector<double> x = {0.3, 0.9, 1.4, 2.2};
    Circuit encodingOnly = circuit;
    const BlockSpan& span = model.spans[1];
    encodingOnly.ops.erase(encodingOnly.ops.begin() + span.firstOp,
                           encodingOnly.ops.begin() + span.firstOp + span.opCount);
    const auto a = statevector(circuit, *theta, x);
    const auto b = statevector(encodingOnly, *theta, x);
    Complex overlap = 0;
    for (std::size_t i = 0; i < a.size(); ++i) overlap += std::conj(a[i]) * b[i];
    QVERIFY2(std::abs(std::abs(overlap) - 1) < 1e-12, QByteArray::number(std::abs(overlap)));
    double size = 0;
    for (const double t : *theta) size += std::abs(t);
    QVERIFY(size > 0.5);
  }

  void identityBlocksNeedMirroredLayers() {
    const auto refused = start("identity_block", {}, deep(false));
    QVERIFY(!refused);
    QVERIFY(refused.error().hint.find("Mirrored") != std::string::npos);
  }

  void betaFitsItsOwnDraws() {
    const Model model = deep(false);
    std::vector<double> values;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const auto theta =
          start("beinit", {{"source", std::string("given")}, {"a", 2.5}, {"b", 0.8}}, model, seed);
      values.insert(values.end(), theta->begin(), theta->end());
    }
    const BetaShape shape = fitBeta(values);
    QVERIFY2(std::abs(shape.a - 2.5) < 0.15, QByteArray::number(shape.a));
    QVERIFY2(std::abs(shape.b - 0.8) < 0.05, QByteArray::number(shape.b));
    // And from data through the front door.
    Dataset data;
    data.x.resize(static_cast<Eigen::Index>(values.size() / 2), 2);
    std::copy_n(values.begin(), data.x.size(), data.x.data());
    std::vector<double> drawn;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto theta = start("beinit", {}, model, seed, &data);
      drawn.insert(drawn.end(), theta->begin(), theta->end());
    }
    QVERIFY(std::abs(momentsOf(drawn).mean - 2.5 / 3.3) < 0.02);
    const std::vector<double> flat(5, 1.0);
    QCOMPARE(fitBeta(flat).a, 1.0);
  }

  void warmStartTakesLayersOfTheSameKind() {
    QTemporaryDir folder;
    const std::string file = folder.filePath("parameters.csv").toStdString();
    const Model narrow = compiled("su4", 1, 4, 2);
    const Model wide = compiled("su4", 1, 8, 3);
    std::vector<double> best(narrow.parameterCount);
    std::vector<double> last(narrow.parameterCount);
    for (std::size_t k = 0; k < best.size(); ++k) {
      best[k] = 1 + static_cast<double>(k) / 7;
      last[k] = -best[k];
    }
    QFile out(QString::fromStdString(file));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(parameterFileText(narrow, best, last).c_str());
    out.close();
    const auto same = start("warm_start", {{"file", file}}, narrow);
    QVERIFY2(same, same ? "" : same.error().message.c_str());
    QCOMPARE(*same, best);
    QCOMPARE(*start("warm_start", {{"file", file}, {"which", std::string("last")}}, narrow), last);

    const auto fromStart = *start("warm_start", {{"file", file}, {"sigma", 0.0}}, wide);
    QCOMPARE(fromStart[0], best[0]);
    const ParameterGroup& lastWide = wide.groups.back();
    QCOMPARE(fromStart[lastWide.first], 0.0);
    const auto fromEnd = *start(
        "warm_start", {{"file", file}, {"sigma", 0.0}, {"align", std::string("last")}}, wide);
    QCOMPARE(fromEnd[lastWide.first], best[narrow.groups.back().first]);
    QCOMPARE(fromEnd[0], 0.0);

    QVERIFY(!start("warm_start", {}, narrow));
    QVERIFY(!start("warm_start", {{"file", file + "x"}}, narrow));
    QVERIFY(!start("warm_start", {{"file", file}}, deep(false)));
    QVERIFY(out.open(QIODevice::Append));
    out.write("\"Convolution 1\",nothing\n");
    out.close();
    const auto damaged = start("warm_start", {{"file", file}}, narrow);
    QVERIFY(!damaged);
    QVERIFY(damaged.error().message.starts_with("Line "));
  }
};

QTEST_GUILESS_MAIN(TestInitializers)
#include "tst_initializers.moc"
