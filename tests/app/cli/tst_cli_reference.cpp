// SPDX-License-Identifier: GPL-3.0-or-later
// simulate against the physics reference files, and circuit files that are wrong.
#include <cmath>
#include <complex>

#include "core/io/files.h"
#include "tests/app/cli/reference.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

// Largest difference of numbers at the same place;
// members that only the file has go into `missing`.
double difference(const Json& here, const Json& there, QString& missing) {
  if (const auto* object = there.as<JsonObject>()) {
    double worst = 0;
    for (const auto& [key, value] : *object) {
      if (key == "terms" || key == "gate_counts" || key == "statevector") continue;
      const Json* found = here.find(key);
      if (found == nullptr) {
        missing += QString::fromStdString(key) + " ";
      } else {
        worst = std::max(worst, difference(*found, value, missing));
      }
    }
    return worst;
  }
  if (const auto* list = there.as<JsonArray>()) {
    const auto* own = here.as<JsonArray>();
    if (own == nullptr || own->size() != list->size()) {
      missing += "elements ";
      return 0;
    }
    double worst = 0;
    for (std::size_t i = 0; i < list->size(); ++i) {
      worst = std::max(worst, difference((*own)[i], (*list)[i], missing));
    }
    return worst;
  }
  if (there.as<std::string>() != nullptr) {
    if (!(here == there)) missing += "text ";
    return 0;
  }
  return std::abs(real(here) - real(there));
}

}  // namespace

class TestCliReference : public QObject {
  Q_OBJECT
  Cli cli_;

 private slots:
  void referenceFilesAgree_data() { addReferenceFiles({"d0[1-9]_*.json", "d1[0-4]_*.json"}); }
  void referenceFilesAgree() {
    QFETCH(QString, file);
    if (file.isEmpty()) QSKIP("skipped: no reference data");
    const Output output = cli_.run({"simulate", file, "--json"});
    COMPARE_CODE(output, 0);
    const Json here = output.json();
    const auto document = parseJson(*readFile(file));
    const Json& expected = *document->find("expected");
    QString missing;
    const double worst = difference(here, expected, missing);
    QVERIFY2(missing.isEmpty(), qPrintable(missing));
    QVERIFY2(worst <= 1e-10, qPrintable(QString::number(worst)));
    if (expected.find("statevector") == nullptr) return;  // a mixed state
    QVERIFY(stateDifference(here, expected) <= 1e-10);
  }

  void tracesOfOptimizersAgree() {
    const QString file = referenceData("reference/physics") + "/d15_optimizers.json";
    if (!QFile::exists(file)) QSKIP("skipped: no reference data");
    const Output output = cli_.run({"simulate", file, "--json"});
    COMPARE_CODE(output, 0);
    const auto document = parseJson(*readFile(file));
    const double tolerance = real(*document->find("tolerance")->find("abs"));
    const Json here = output.json();
    const auto& own = *here.find("cases")->as<JsonArray>();
    const auto& cases = *document->find("cases")->as<JsonArray>();
    QCOMPARE(own.size(), cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      for (const char* key : {"trace", "f_after"}) {
        const Json* expected = cases[i].find(key);
        if (expected == nullptr) continue;
        QString missing;
        const double worst = difference(*own[i].find(key), *expected, missing);
        QVERIFY2(missing.isEmpty(), qPrintable(missing));
        QVERIFY2(worst <= tolerance, qPrintable(QString("case %1: %2").arg(i).arg(worst)));
      }
    }
    QVERIFY(cli_.run({"simulate", file}).out.contains("rotosolve on F2"));
  }

  void wrongTracesAreErrors() {
    const std::pair<const char*, const char*> rows[] = {
        {R"("cases":[{"optimizer":"sgd","function":"F","x0":[1.0],"trace":[]}]})", "function"},
        {R"x("functions":{"F":"cos(a)*cos(b)"},
             "cases":[{"optimizer":"sgdd","function":"F","x0":[1.0,2.0],"trace":[]}]})x",
         "sgd"}};
    for (const auto& [text, part] : rows) {
      const QByteArray json = QByteArray(R"({"kind":"optimizer",)") + text;
      const Output output = cli_.run({"simulate", cli_.write("x.json", json)});
      COMPARE_CODE(output, 1);
      QVERIFY2(output.err.contains(part), output.err.constData());
    }
  }

  void whatIsNotAvailableSaysSo_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("kind") << QByteArray(R"({"kind":"pulse"})");
    QTest::newRow("encoding") << QByteArray(
        R"({"kind":"encoding","n_qubits":1,"encoding":"qram","features":[1.0]})");
    QTest::newRow("quantity") << QByteArray(
        R"({"kind":"circuit","n_qubits":1,"ops":[],"expected":{"magic":[]}})");
  }
  void whatIsNotAvailableSaysSo() {
    QFETCH(QByteArray, text);
    const Output output = cli_.run({"simulate", cli_.write("x.json", text)});
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.contains("not available"), output.err.constData());
  }

  // Reset, noise by name and readout errors, with values known by hand.
  void mixedStatesWithoutListOfQuantities() {
    const QByteArray text =
        R"({"kind":"circuit","n_qubits":2,"ops":[{"gate":"x","qubits":[0]},
            {"gate":"reset","qubits":[0]},{"gate":"x","qubits":[1]}],
            "noise":[{"after_op":2,"channel":"bit_flip","qubits":[1],"params":{"p":0.25}}],
            "readout":[{"qubit":0,"p10":0.1,"p01":0.2}]})";
    const Output output = cli_.run({"simulate", cli_.write("x.json", text), "--json"});
    COMPARE_CODE(output, 0);
    const Json here = output.json();
    const auto known = parseJson(R"({"probabilities":[0.25,0,0.75,0],"purity":0.625,
                                     "readout_probabilities":[0.225,0.025,0.675,0.075]})");
    QString missing;
    QVERIFY(difference(here, *known, missing) < 1e-14);
    QVERIFY2(missing.isEmpty(), qPrintable(missing));
  }

  void wrongCircuitsAreErrors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("gate")
        << QByteArray(R"({"kind":"circuit","n_qubits":1,"ops":[{"gate":"ryy2","qubits":[0]}]})")
        << "ryy";
    QTest::newRow("qubit")
        << QByteArray(R"({"kind":"circuit","n_qubits":1,"ops":[{"gate":"h","qubits":[1]}]})")
        << "0 to 0";
    QTest::newRow("same")
        << QByteArray(R"({"kind":"circuit","n_qubits":2,"ops":[{"gate":"cx","qubits":[1,1]}]})")
        << "different qubits";
    QTest::newRow("angle")
        << QByteArray(
               R"({"kind":"circuit","n_qubits":1,"ops":[{"gate":"rx","qubits":[0],"params":["t"]}]})")
        << "\"t\"";
    QTest::newRow("count")
        << QByteArray(R"({"kind":"circuit","n_qubits":1,"ops":[{"gate":"rx","qubits":[0]}]})")
        << "1 qubits and 1 angles";
    QTest::newRow("29 qubits") << QByteArray(R"({"kind":"circuit","n_qubits":29,"ops":[]})")
                               << "1 to 28";
    QTest::newRow("many qubits") << QByteArray(
                                        R"({"kind":"circuit","n_qubits":4000000000,"ops":[]})")
                                 << "1 to 28";
    QTest::newRow("negative") << QByteArray(R"({"kind":"circuit","n_qubits":-1,"ops":[]})")
                              << "1 to 28";
    QTest::newRow("syntax") << QByteArray("{") << "x.json:1:";
    QTest::newRow("list") << QByteArray("[]") << "object";
  }
  void wrongCircuitsAreErrors() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const Output output = cli_.run({"simulate", cli_.write("x.json", text)});
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.contains(part.toUtf8()), output.err.constData());
  }

  void hessianOfAnObservable() {
    // <Z0 Z1> of RY(a), RY(b) is cos a cos b.
    const QString file = cli_.write("hessian.json", R"({"kind":"circuit","n_qubits":2,
      "parameters":{"a":0.5,"b":1.25},
      "ops":[{"gate":"ry","qubits":[0],"params":["a"]},{"gate":"ry","qubits":[1],"params":["b"]}],
      "expected":{"expectations":[{"observable":"ZZ","terms":[[1.0,"Z0 Z1"]]}],
                  "hessian":{"observable":"ZZ","parameters":[],"matrix":[]}}})");
    const Json json = cli_.run({"simulate", file, "--json"}).json();
    const auto& matrix = *json.find("hessian")->find("matrix")->as<JsonArray>();
    const auto at = [&](std::size_t i, std::size_t j) {
      return real((*matrix.at(i).as<JsonArray>()).at(j));
    };
    QVERIFY(std::abs(at(0, 0) + std::cos(.5) * std::cos(1.25)) < 1e-14);
    QVERIFY(std::abs(at(1, 1) + std::cos(.5) * std::cos(1.25)) < 1e-14);
    QVERIFY(std::abs(at(0, 1) - std::sin(.5) * std::sin(1.25)) < 1e-14);
    QVERIFY(at(0, 1) == at(1, 0));
  }

  void aCircuitWithoutExpectationsGivesItsState() {
    const QString file = cli_.write(
        "bell.json", R"({"kind":"circuit","n_qubits":2,"parameters":{"t":0.7853981633974483},"ops":[
          {"gate":"ry","qubits":[0],"params":[{"name":"t","mul":2}]},{"gate":"cx","qubits":[0,1]}]})");
    const Json json = cli_.run({"simulate", file, "--json"}).json();
    const auto amplitudes = stateOf(json);
    QVERIFY(std::abs(amplitudes[0] - std::sqrt(0.5)) < 1e-15);
    QVERIFY(std::abs(amplitudes[3] - std::sqrt(0.5)) < 1e-15);
    const Output plain = cli_.run({"simulate", file});
    QVERIFY(plain.out.contains("11  0.70710678 + 0.00000000i"));
    COMPARE_CODE(cli_.run({"draw", file}), 0);
  }
};

QTEST_GUILESS_MAIN(TestCliReference)
#include "tst_cli_reference.moc"
