// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits with independently computed states, expectations, gradients and reduced matrices.
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <cmath>
#include <map>

#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"
#include "tests/support/reference_data.h"

namespace qonvolve {
namespace {

constexpr double kTolerance = 1e-10;

struct Case {
  Circuit circuit;
  std::vector<double> parameters;
  std::map<QString, std::uint32_t> names;
  QJsonObject expected;
};

Angle angleOf(const QJsonValue& value, const Case& c) {
  if (value.isDouble()) return Angle::constant(value.toDouble());
  if (value.isString()) return Angle::parameter(c.names.at(value.toString()));
  const QJsonObject o = value.toObject();
  return Angle::parameter(c.names.at(o["name"].toString()), o["mul"].toDouble(1),
                          o["add"].toDouble(0));
}

void addOp(Case& c, const QJsonObject& o, const QString& name, std::vector<Wire> wires,
           bool measured) {
  const GateInfo* info = findGate(name.toStdString());
  QVERIFY2(info != nullptr, qPrintable(name));
  Op op{.gate = info->id, .measured = measured};
  std::copy(wires.begin(), wires.end(), op.wires.begin());
  const QJsonArray params = o["params"].toArray();
  QCOMPARE(static_cast<int>(params.size()), static_cast<int>(info->angles));
  for (int k = 0; k < params.size(); ++k) {
    op.angles[static_cast<std::size_t>(k)] = angleOf(params[k], c);
  }
  c.circuit.ops.push_back(op);
}

Case readCase(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read the reference file");
  const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
  Case c;
  c.expected = root["expected"].toObject();
  c.circuit.wires = static_cast<Wire>(root["n_qubits"].toInt());
  const QJsonObject parameters = root["parameters"].toObject();
  for (const QString& name : parameters.keys()) {
    c.names[name] = static_cast<std::uint32_t>(c.parameters.size());
    c.parameters.push_back(parameters[name].toDouble());
  }
  for (const QJsonValue& value : root["ops"].toArray()) {
    const QJsonObject o = value.toObject();
    std::vector<Wire> wires;
    for (const QJsonValue& w : o["qubits"].toArray()) wires.push_back(static_cast<Wire>(w.toInt()));
    if (o["gate"].toString() != "measure_ff") {
      addOp(c, o, o["gate"].toString(), wires, false);
      continue;
    }
    // Acting on an outcome that is then forgotten is a controlled gate, for all other wires.
    for (const QJsonValue& gate : o["if1"].toArray()) {
      const QJsonObject g = gate.toObject();
      const Wire target = static_cast<Wire>(g["qubits"].toArray()[0].toInt());
      addOp(c, g, "c" + g["gate"].toString(), {wires[0], target}, true);
    }
  }
  return c;
}

Observable observableOf(const QJsonArray& terms) {
  Observable observable;
  for (const QJsonValue& value : terms) {
    PauliTerm term{.coefficient = value.toArray()[0].toDouble()};
    for (const QString& factor : value.toArray()[1].toString().split(' ')) {
      if (factor == "I") continue;
      const std::uint64_t bit = std::uint64_t{1} << factor.mid(1).toUInt();
      if (factor[0] != 'Z') term.xMask |= bit;
      if (factor[0] != 'X') term.zMask |= bit;
    }
    observable.terms.push_back(term);
  }
  return observable;
}

Complex complexOf(const QJsonValue& value) {
  return {value.toArray()[0].toDouble(), value.toArray()[1].toDouble()};
}

}  // namespace

class TestPhysicsReference : public QObject {
  Q_OBJECT

  void addCases(bool withFeedForward) {
    QTest::addColumn<QString>("path");
    const QString path = test::referenceData("reference/physics");
    if (path.isEmpty()) QSKIP("skipped: no reference data; set QONVOLVE_SHARED");
    const QDir folder(path);
    const QStringList files = folder.entryList({"d*.json"});
    for (const QString& name : files) {
      // d10 needs noise channels, d15 holds optimizer traces, d11 leaves no pure state.
      if (name.startsWith("d10") || name.startsWith("d15")) continue;
      if (name.startsWith("d11") && !withFeedForward) continue;
      QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
    QCOMPARE(files.size(), 15);
  }

 private slots:
  void states_data() { addCases(false); }
  void states() {
    QFETCH(QString, path);
    const Case c = readCase(path);
    const std::vector<Complex> state = statevector(c.circuit, c.parameters, {});
    const QJsonArray expected = c.expected["statevector"].toArray();
    QCOMPARE(static_cast<std::size_t>(expected.size()), state.size());
    Complex overlap = 0;
    for (std::size_t k = 0; k < state.size(); ++k) {
      overlap += std::conj(complexOf(expected[static_cast<int>(k)])) * state[k];
    }
    QVERIFY(std::abs(std::abs(overlap) - 1) < kTolerance);
    for (std::size_t k = 0; k < state.size(); ++k) {
      const Complex reference = complexOf(expected[static_cast<int>(k)]);
      QVERIFY(std::abs(state[k] - overlap * reference) < kTolerance);
    }
    for (const QJsonValue& value : c.expected["reduced_density_matrices"].toArray()) {
      std::vector<Wire> keep;
      for (const QJsonValue& w : value["keep"].toArray()) {
        keep.push_back(static_cast<Wire>(w.toInt()));
      }
      const std::vector<Complex> rho = reducedDensityMatrix(state, keep);
      const QJsonArray rows = value["matrix"].toArray();
      for (int i = 0; i < rows.size(); ++i) {
        for (int j = 0; j < rows.size(); ++j) {
          const Complex found = rho[static_cast<std::size_t>(i * rows.size() + j)];
          QVERIFY(std::abs(found - complexOf(rows[i].toArray()[j])) < kTolerance);
        }
      }
    }
    for (const QJsonValue& value : c.expected["marginals"].toArray()) {
      std::vector<Wire> wires;
      for (const QJsonValue& w : value["qubits"].toArray()) {
        wires.push_back(static_cast<Wire>(w.toInt()));
      }
      const QJsonArray p = value["p"].toArray();
      for (int k = 0; k < p.size(); ++k) {
        std::uint64_t mask = 0, bits = 0;
        for (std::size_t b = 0; b < wires.size(); ++b) {
          mask |= std::uint64_t{1} << wires[b];
          bits |= ((static_cast<std::uint64_t>(k) >> b) & 1) << wires[b];
        }
        const double found = expectation(Observable::probability(mask, bits), state);
        QVERIFY(std::abs(found - p[k].toDouble()) < kTolerance);
      }
    }
  }

  void expectationsAndGradients_data() { addCases(true); }
  void expectationsAndGradients() {
    QFETCH(QString, path);
    Case c = readCase(path);
    const QJsonArray expectations = c.expected["expectations"].toArray();
    std::map<QString, std::size_t> outputs;
    for (const QJsonValue& value : expectations) {
      outputs[value["observable"].toString()] = c.circuit.outputs.size();
      c.circuit.outputs.push_back(observableOf(value["terms"].toArray()));
    }
    const std::unique_ptr<LaneFunction> f = makeStatevectorFunction(c.circuit);
    f->bind(c.parameters);
    const auto tape = f->makeTape();
    std::vector<double> values(c.circuit.outputs.size() * kLanes);
    f->forward(*tape, {}, values);
    for (int k = 0; k < expectations.size(); ++k) {
      const double expected = expectations[k].toObject()["value"].toDouble();
      QVERIFY(std::abs(values[static_cast<std::size_t>(k) * kLanes] - expected) < kTolerance);
    }
    for (const QJsonValue& value : c.expected["gradients"].toArray()) {
      const std::size_t output = outputs.at(value["observable"].toString());
      std::vector<double> weights(c.circuit.outputs.size()), shift(c.parameters.size());
      weights[output] = 1;
      parameterShiftGradient(c.circuit, c.parameters, {}, weights, shift, {});

      std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
      gradients.push_back(f->makeGradient());
      gradients[0]->clear();
      std::vector<double> cotangents(values.size()), adjoint(c.parameters.size());
      cotangents[output * kLanes + 4] = 1;
      f->forward(*tape, {}, values);
      f->pullback(*tape, cotangents, *gradients[0], {});
      f->collect(gradients, adjoint);

      const QJsonObject d = value["d"].toObject();
      QCOMPARE(static_cast<std::size_t>(d.size()), c.names.size());
      for (const auto& [name, index] : c.names) {
        QVERIFY(std::abs(adjoint[index] - d[name].toDouble()) < kTolerance);
        QVERIFY(std::abs(shift[index] - d[name].toDouble()) < kTolerance);
      }
    }
  }

  void amplitudeEncodingIsThePreparation() {
    const QString path = test::referenceData("reference/physics");
    if (path.isEmpty()) QSKIP("skipped: no reference data; set QONVOLVE_SHARED");
    const QDir folder(path);
    QFile file(folder.filePath("d13_amplitude_encoding.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    std::vector<double> x;
    for (const QJsonValue& v : root["features"].toArray()) x.push_back(v.toDouble());
    Circuit c;
    c.wires = 3;
    c.inputs = 8;
    c.preparations = {{Preparation::Kind::Amplitude, {0, 1, 2}, 0, 8, 0}};
    const std::vector<Complex> state = preparedState(c, x);
    const QJsonArray expected = root["expected"]["statevector"].toArray();
    for (int k = 0; k < 8; ++k) {
      QVERIFY(std::abs(state[static_cast<std::size_t>(k)] - complexOf(expected[k])) < kTolerance);
    }
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestPhysicsReference)
#include "tst_physics_reference.moc"
