// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients through every block: adjoint, parameter shift and finite differences agree.
#include <QtTest>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

struct Row {
  std::string name;
  Stack stack;
  std::uint32_t features;
  std::uint32_t classes = 2;
};

std::vector<Row> circuits() {
  std::vector<Row> rows;
  const Block conv = block("convolution", {{"ansatz", std::string("c5")}});
  const Block read = block("readout", {{"kind", std::string("probabilities")}});
  const auto encoding = [&](std::string name, Block first, std::uint32_t features) {
    rows.push_back({std::move(name), {std::move(first), conv, block("pooling"), read}, features});
  };
  for (const char* axis : {"rx", "ry", "rz"}) {
    encoding(std::string("angle ") + axis, block("angle", {{"axis", std::string(axis)}}), 4);
  }
  encoding("basis", block("basis"), 5);
  encoding("dense", block("dense_angle"), 8);
  encoding("dense larose", block("dense_angle", {{"definition", std::string("larose")}}), 8);
  encoding("amplitude", block("amplitude"), 13);
  encoding("amplitude big", block("amplitude", {{"bit_order", std::string("big")}}), 16);
  encoding("hde", block("hde", {{"placement", integer(3)}}), 8);
  encoding("hae tree", block("hae_tree", {{"block_qubits", integer(3)}}), 7);
  encoding("hae tree pairs", block("hae_tree", {{"placement", integer(4)}}), 6);
  encoding("hae published", block("hae_published", {{"block_qubits", integer(4)}}), 15);
  encoding("iqp", block("iqp", {{"repetitions", integer(2)}}), 4);
  encoding("zz", block("zz", {{"pairs", std::string("neighbours")}}), 4);
  encoding("reupload", block("reupload"), 3);
  for (const Ansatz& ansatz : ansatzes().entries()) {
    rows.push_back(
        {"ansatz " + ansatz.info.id,
         {block("angle"),
          block("convolution", {{"ansatz", ansatz.info.id}, {"order", std::string("published")}}),
          block("convolution", {{"ansatz", ansatz.info.id},
                                {"sharing", std::string("separate")},
                                {"boundary", std::string("open")},
                                {"layers", integer(2)}}),
          read},
         3});
  }
  for (const char* kind : {"zx", "generalized", "trivial", "crot", "measure", "qiskit"}) {
    for (const char* keep : {"first", "second"}) {
      rows.push_back(
          {std::string("pooling ") + kind + " " + keep,
           {block("angle"), conv,
            block("pooling", {{"kind", std::string(kind)}, {"keep", std::string(keep)}}), conv,
            block("pooling", {{"kind", std::string(kind)}, {"sharing", std::string("separate")}}),
            block("readout")},
           5});
    }
  }
  return rows;
}

std::vector<Row> graphs() {
  const Block conv = block("convolution", {{"ansatz", std::string("so4")}});
  const Block measure = block("measure");
  return {
      {"measure and encode again",
       {block("angle"), conv, measure, block("angle"), conv, block("readout")},
       3},
      {"measure, then amplitudes",
       {block("dense_angle"), conv, block("measure", {{"scale", 1.0}}), block("amplitude"), conv,
        block("readout")},
       8},
      {"measure and dense", {block("zz"), conv, measure, block("dense")}, 3, 4},
      {"dense, circuit, dense",
       {block("dense", {{"outputs", integer(3)}, {"activation", std::string("relu")}}),
        block("angle"), conv, measure, block("dense")},
       5},
      {"several qubits",
       {block("amplitude"), conv, block("readout", {{"kind", std::string("several")}})},
       8,
       3},
      {"repeated re-encoding", {repeated(3, {block("angle"), conv, measure}), block("dense")}, 3},
      {"odd width until one qubit",
       {block("angle"), untilOneWire({conv, block("pooling")}), block("readout")},
       5},
  };
}

void addRows(const std::vector<Row>& rows) {
  QTest::addColumn<std::size_t>("index");
  for (std::size_t i = 0; i < rows.size(); ++i) QTest::newRow(rows[i].name.c_str()) << i;
}

}  // namespace

class TestGradients : public QObject {
  Q_OBJECT

 private slots:
  void agreeThroughEveryBlock_data() { addRows(circuits()); }
  void agreeThroughEveryBlock() {
    QFETCH(std::size_t, index);
    const Row row = circuits()[index];
    const auto result = compiled(row.stack, row.features, row.classes);
    QCOMPARE(errorText(result), std::string());
    const Model& model = result.model;
    const Circuit& circuit = circuitOf(model);
    const auto parameters = randomValues(model.parameterCount, "parameters");
    const auto inputs = randomValues(model.features, "inputs");
    const auto weights = randomValues(circuit.outputs.size(), "weights");

    const auto state = statevector(circuit, parameters, inputs);
    const auto adjoint = evaluate(model, parameters, inputs, weights);
    for (std::size_t k = 0; k < circuit.outputs.size(); ++k) {
      QVERIFY(std::abs(expectation(circuit.outputs[k], state) - adjoint.outputs[k]) < 1e-10);
    }
    std::vector<double> shifted(model.parameterCount);
    parameterShiftGradient(circuit, parameters, inputs, weights, shifted, {});
    QVERIFY2(largestDifference(shifted, adjoint.parameters) < 1e-10,
             qPrintable(QString::number(largestDifference(shifted, adjoint.parameters))));
    const auto numeric = finiteDifferences(model, parameters, inputs, weights);
    QVERIFY2(
        largestDifference(numeric.parameters, adjoint.parameters) < 1e-8,
        qPrintable(QString::number(largestDifference(numeric.parameters, adjoint.parameters))));
    QVERIFY2(largestDifference(numeric.inputs, adjoint.inputs) < 1e-8,
             qPrintable(QString::number(largestDifference(numeric.inputs, adjoint.inputs))));
    // A test of zeros would prove nothing.
    double size = 0;
    for (const double value : adjoint.inputs) size = std::max(size, std::abs(value));
    QVERIFY(size > 1e-3);
  }

  void agreeThroughStageGraphs_data() { addRows(graphs()); }
  void agreeThroughStageGraphs() {
    QFETCH(std::size_t, index);
    const Row row = graphs()[index];
    const auto result = compiled(row.stack, row.features, row.classes);
    QCOMPARE(errorText(result), std::string());
    const Model& model = result.model;
    const auto parameters = randomValues(model.parameterCount, "parameters");
    const auto inputs = randomValues(model.features, "inputs");
    const auto weights = randomValues(model.head.outputs, "weights");
    const auto exact = evaluate(model, parameters, inputs, weights);
    QCOMPARE(exact.outputs.size(), std::size_t{model.head.outputs});
    const auto numeric = finiteDifferences(model, parameters, inputs, weights);
    QVERIFY2(largestDifference(exact.parameters, numeric.parameters) < 2e-8,
             qPrintable(QString::number(largestDifference(exact.parameters, numeric.parameters))));
    QVERIFY2(largestDifference(exact.inputs, numeric.inputs) < 2e-8,
             qPrintable(QString::number(largestDifference(exact.inputs, numeric.inputs))));
    double size = 0;
    for (const double value : exact.inputs) size = std::max(size, std::abs(value));
    QVERIFY(size > 1e-3);
  }

  void measuringThePooledQubitGivesTheSameState() {
    // Tr_c[CU (psi) CU+] = sum over outcomes of U^outcome (unnormalised state of t) U^outcome+.
    const auto pooled = compiled(
        {block("zz"), block("pooling", {{"kind", std::string("measure")}}), block("readout")}, 2);
    const auto parameters = randomValues(3, "pool");
    const auto inputs = randomValues(2, "inputs");
    Circuit circuit = circuitOf(pooled.model);
    const auto after = statevector(circuit, parameters, inputs);
    const std::vector<Wire> kept{0};
    const auto reduced = reducedDensityMatrix(after, kept);

    circuit.ops.pop_back();
    const auto before = statevector(circuit, parameters, inputs);
    std::vector<Complex> u(4);
    gateMatrix(GateId::U3, parameters, u);
    const Complex zero[2] = {before[0], before[1]};  // qubit 1 reads 0
    const Complex one[2] = {u[0] * before[2] + u[1] * before[3],
                            u[2] * before[2] + u[3] * before[3]};
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        const Complex expected = zero[i] * std::conj(zero[j]) + one[i] * std::conj(one[j]);
        QVERIFY(std::abs(reduced[2 * i + j] - expected) < 1e-14);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestGradients)
#include "tst_gradients.moc"
