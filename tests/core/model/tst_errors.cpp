// SPDX-License-Identifier: GPL-3.0-or-later
// Designs that cannot be compiled: where the problem is, and what the message says.
#include <QtTest>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

struct Row {
  const char* name;
  Stack stack;
  std::uint32_t features;
  std::uint32_t classes;
  std::vector<Error> errors;  // all of them; empty hints are not compared
};

Values text(const char* key, const char* value) {
  return {{key, std::string(value)}};
}

std::vector<Row> rows() {
  const Block angle = block("angle");
  const Block conv = block("convolution");
  const Block pool = block("pooling");
  const Block read = block("readout");
  Block off = angle;
  off.bypassed = true;
  return {
      {"nothing", {}, 8, 2, {{"/stack", "The stack is empty.", ""}}},
      {"no readout", {angle, conv}, 8, 2, {{"/stack", "The stack has no readout.", ""}}},
      {"too many features",
       {angle, conv, read},
       784,
       2,
       {{"/stack/0", "Angle encoding: 784 features need 784 qubits; at most 28 can be simulated.",
         "Add PCA to 8 features before it."}}},
      {"far too many features",
       {block("iqp"), conv, read},
       4000000000U,
       2,
       {{"/stack/0",
         "IQP encoding: 4000000000 features need 4000000000 qubits; at most 28 can be simulated.",
         ""}}},
      {"no features",
       {angle, read},
       0,
       2,
       {{"/stack/0", "Angle encoding: the data have no features.", ""}}},
      {"no encoding",
       {conv, pool, read},
       8,
       2,
       {{"/stack/0", "Convolution: there are no qubits yet.", ""}}},
      {"bypassed encoding",
       {off, conv, read},
       8,
       2,
       {{"/stack/1", "Convolution: there are no qubits yet.", ""}}},
      {"two encodings",
       {angle, angle, read},
       8,
       2,
       {{"/stack/1", "Angle encoding: the circuit already has an encoding.", ""}}},
      {"nothing left to convolve",
       {angle, pool, conv, pool, read},
       2,
       2,
       {{"/stack/2", "Convolution needs at least 2 active qubits; 1 is left.", ""},
        {"/stack/3", "Pooling needs at least 2 active qubits; 1 is left.", ""}}},
      {"after the readout",
       {angle, read, conv},
       4,
       2,
       {{"/stack/2", "Convolution: it comes after Readout, which ends the model.", ""}}},
      {"unknown block",
       {angle, block("convolutoin"), read},
       4,
       2,
       {{"/stack/1/type", "There is no block \"convolutoin\".", ""}}},
      {"several problems at once",
       {block("angle", text("axis", "rw")), block("convolution", {{"layers", integer(99)}}),
        block("readout", text("kind", "two"))},
       4,
       2,
       {{"/stack/0/options/axis", "Angle encoding: Axis is \"rw\", which does not exist.", ""},
        {"/stack/1/options/layers", "Convolution: Layers is 99; it must be 1 to 50.", ""},
        {"/stack/2/options/kind", "Readout: Kind is \"two\", which does not exist.", ""}}},
      {"two wrong options of one block",
       {angle, block("convolution", {{"boundary", std::string("round")}, {"layers", integer(0)}}),
        read},
       4,
       2,
       {{"/stack/1/options/boundary", "Convolution: Boundary is \"round\", which does not exist.",
         ""},
        {"/stack/1/options/layers", "Convolution: Layers is 0; it must be 1 to 50.", ""}}},
      {"inside a section",
       {angle, untilOneWire({conv, block("pooling", text("keep", "third"))}), read},
       8,
       2,
       {{"/stack/1/body/1/options/keep", "Pooling: Keep is \"third\", which does not exist.", ""}}},
      {"section that never shrinks",
       {angle, untilOneWire({conv}), read},
       8,
       2,
       {{"/stack/1",
         "Repeat until one qubit: 8 qubits are left and no block in the section makes them "
         "fewer.",
         "Add a Pooling to it, or repeat it a number of times."}}},
      {"section without qubits",
       {untilOneWire({conv, pool}), read},
       8,
       2,
       {{"/stack/0", "Repeat until one qubit: there are no qubits yet.", ""}}},
      {"absurd number of repetitions",
       {angle, repeated(1'000'000'000, {conv}), read},
       8,
       2,
       {{"/stack/1/repeat", "Repeat: the number of repetitions is 1000000000; it must be 1 to 100.",
         ""}}},
      {"too many gates",
       {angle, repeated(100, {block("convolution", {{"layers", integer(50)}})}), read},
       28,
       2,
       {{"/stack/1/body/0", "Convolution: the model has more than 200000 gates.", ""}}},
      {"odd number for pairs",
       {block("dense_angle"), read},
       7,
       2,
       {{"/stack/0", "Dense angle encoding: 7 features cannot be paired; an even number is needed.",
         ""}}},
      {"amplitudes in too few qubits",
       {block("amplitude", {{"qubits", integer(3)}}), read},
       9,
       2,
       {{"/stack/0/options/qubits",
         "Amplitude encoding: 3 qubits hold 8 features; the data have 9.",
         "Use 4 qubits, or 0 to choose them by itself."}}},
      {"parts that do not fit",
       {block("hde"), read},
       10,
       2,
       {{"/stack/0",
         "Hybrid direct encoding: blocks of 2 qubits take 4 features each; 10 features cannot be "
         "cut into such parts.",
         "Add PCA or feature selection to 8 features before it, or change Qubits per block."}}},
      {"angles that do not fit",
       {block("hae_tree"), read},
       10,
       2,
       {{"/stack/0",
         "Hybrid angle encoding: blocks of 2 qubits take 3 features each; 10 features cannot be "
         "cut into such parts.",
         ""}}},
      {"placement that does not exist",
       {block("hde", {{"block_qubits", integer(3)}, {"placement", integer(3)}}), read},
       16,
       2,
       {{"/stack/0/options/placement",
         "Hybrid direct encoding: placement 3 needs blocks of an even number of qubits.", ""}}},
      {"four classes from one qubit",
       {angle, read},
       4,
       4,
       {{"/stack/1/options/kind", "Readout: one qubit tells 2 classes apart; the data have 4.",
         "Set Kind to Several qubits or Probabilities."}}},
      {"too few qubits for the classes",
       {angle, pool, block("readout", text("kind", "several"))},
       4,
       4,
       {{"/stack/2", "Readout: 4 classes need 4 qubits; 2 are left.", ""}}},
      {"too few qubits for the outcomes",
       {angle, pool, pool, block("readout", text("kind", "probabilities"))},
       4,
       4,
       {{"/stack/3", "Readout: 4 classes need 2 qubits; 1 is left.", ""}}},
      {"dense without numbers",
       {angle, block("dense")},
       4,
       2,
       {{"/stack/1", "Dense layer: it needs numbers, and the qubits are not measured yet.",
         "Put Measure before it."}}},
      {"wrong end",
       {angle, block("measure"), block("dense", {{"outputs", integer(5)}})},
       4,
       2,
       {{"/stack", "The stack does not end with one value for each class.", ""}}},
      {"ends with measured values",
       {block("dense", {{"outputs", integer(2)}}), angle, block("measure")},
       4,
       2,
       {{"/stack", "The stack does not end with one value for each class.", ""}}},
  };
}

}  // namespace

class TestErrors : public QObject {
  Q_OBJECT

 private slots:
  void says_data() {
    QTest::addColumn<std::size_t>("index");
    const auto all = rows();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << i;
  }
  void says() {
    QFETCH(std::size_t, index);
    const Row row = rows()[index];
    const Compiled result = compiled(row.stack, row.features, row.classes);
    const std::string all = errorText(result);
    QVERIFY2(result.errors.size() == row.errors.size(), all.c_str());
    for (std::size_t i = 0; i < row.errors.size(); ++i) {
      QCOMPARE(result.errors[i].where, row.errors[i].where);
      QCOMPARE(result.errors[i].message, row.errors[i].message);
      QVERIFY2(!result.errors[i].hint.empty(), all.c_str());
      if (!row.errors[i].hint.empty()) QCOMPARE(result.errors[i].hint, row.errors[i].hint);
    }
  }

  void stillCompilesTheRest() {
    const Compiled result =
        compiled({block("angle"), block("convolution", {{"layers", integer(0)}}), block("pooling"),
                  block("readout")},
                 8);
    QCOMPARE(result.errors.size(), std::size_t{1});
    QCOMPARE(result.model.parameterCount, 2U);
    QCOMPARE(circuitOf(result.model).outputs.size(), std::size_t{1});
    // Without readout the circuit is there to be drawn.
    const Compiled open = compiled({block("angle"), block("convolution")}, 8);
    QCOMPARE(circuitOf(open.model).wires, 8U);
    QVERIFY(circuitOf(open.model).outputs.empty());
  }
};

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
