// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of Hur, Kim, Park (arXiv:2108.00661): parameter totals, gate counts, golden values.
#include <QtTest>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

struct GoldenNet {
  const char* name;
  const char* ansatz;
  const char* pooling;
  std::size_t perBlock;
  std::uint32_t total;
  std::uint32_t generalized;  // total with generalized pooling; 0: not applicable
  std::size_t twoQubitGates;
  double values[5];  // amplitude, angle, dense, HDE, HAE
  double first;      // d<Z>/dtheta of the first and last parameter with angle encoding
  double last;
};

constexpr GoldenNet kNets[] = {
    {"1",
     "ttn",
     "zx",
     2,
     12,
     24,
     27,
     {0.203874, 0.144857, 0.098565, 0.169449, -0.071445},
     -0.10391,
     0.05734},
    {"2",
     "c2",
     "zx",
     2,
     12,
     24,
     27,
     {0.026250, -0.065878, -0.055707, 0.036505, -0.038149},
     -0.08391,
     -0.02438},
    {"3",
     "c3",
     "zx",
     4,
     18,
     30,
     40,
     {-0.000306, -0.040234, 0.040069, 0.018628, -0.146126},
     -0.34029,
     0.06923},
    {"4",
     "c4",
     "zx",
     6,
     24,
     36,
     40,
     {0.072064, 0.013457, -0.161142, 0.104675, 0.033445},
     -0.56730,
     0.06961},
    {"5",
     "c5",
     "zx",
     6,
     24,
     36,
     40,
     {0.070787, -0.110487, -0.308681, 0.082944, -0.005043},
     0.17787,
     0.34625},
    {"6",
     "so4",
     "zx",
     6,
     24,
     36,
     40,
     {-0.208370, -0.435996, -0.183205, -0.253243, -0.356739},
     0.29945,
     -0.11842},
    {"7",
     "c7",
     "zx",
     10,
     36,
     48,
     40,
     {0.130476, 0.015042, -0.022926, 0.115831, 0.125351},
     -0.19787,
     -0.00990},
    {"8",
     "c8",
     "zx",
     10,
     36,
     48,
     40,
     {0.030723, -0.131561, -0.113781, 0.061182, 0.099305},
     -0.04067,
     -0.11585},
    {"9a",
     "su4",
     "zx",
     15,
     51,
     63,
     53,
     {-0.175346, -0.012614, -0.085036, -0.167192, -0.029544},
     -0.20780,
     0.12913},
    {"9b",
     "su4",
     "trivial",
     15,
     45,
     0,
     39,
     {0.055314, 0.123578, 0.162276, 0.026077, -0.026787},
     -0.15973,
     0.20713},
};

struct GoldenInput {
  const char* name;
  Block encoding;
  std::size_t count;
  double step;
};

std::vector<GoldenInput> goldenInputs() {
  const std::string big = "big";
  return {
      {"amplitude", block("amplitude", {{"bit_order", big}}), 256, 1.0},
      {"angle", block("angle"), 8, 0.2},
      {"dense", block("dense_angle"), 16, 0.1},
      {"HDE",
       block("hde", {{"block_qubits", integer(4)}, {"placement", integer(3)}, {"bit_order", big}}),
       32, 1.0},
      {"HAE", block("hae_published", {{"block_qubits", integer(4)}, {"placement", integer(3)}}), 30,
       0.1}};
}

/// Our order [C1, P1, C2, P2, C3, P3] from the published [C1, C2, C3, P1, P2, P3].
std::vector<std::size_t> publishedIndex(std::size_t conv, std::size_t pool) {
  std::vector<std::size_t> index;
  for (std::size_t layer = 0; layer < 3; ++layer) {
    for (std::size_t k = 0; k < conv; ++k) index.push_back(layer * conv + k);
    for (std::size_t k = 0; k < pool; ++k) index.push_back(3 * conv + layer * pool + k);
  }
  return index;
}

void addNetRows() {
  QTest::addColumn<int>("net");
  for (int i = 0; i < 10; ++i) QTest::newRow(kNets[i].name) << i;
}

}  // namespace

class TestGolden : public QObject {
  Q_OBJECT

 private slots:
  void hasPublishedParameterTotals_data() { addNetRows(); }
  void hasPublishedParameterTotals() {
    QFETCH(int, net);
    const GoldenNet& golden = kNets[net];
    const auto result =
        compiled(publishedNetwork(block("angle"), golden.ansatz, golden.pooling), 8);
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(result.model.parameterCount, golden.total);
    if (golden.generalized != 0) {
      const auto general =
          compiled(publishedNetwork(block("angle"), golden.ansatz, "generalized"), 8);
      QCOMPARE(general.model.parameterCount, golden.generalized);
    }
  }

  void hasPublishedTwoQubitGates_data() { addNetRows(); }
  void hasPublishedTwoQubitGates() {
    QFETCH(int, net);
    const GoldenNet& golden = kNets[net];
    const auto result =
        compiled(publishedNetwork(block("angle"), golden.ansatz, golden.pooling), 8);
    std::size_t count = 0;
    for (const Op& op : circuitOf(result.model).ops) count += gateInfo(op.gate).wires == 2;
    QCOMPARE(count, golden.twoQubitGates);
  }

  void reproducesGoldenValues_data() {
    QTest::addColumn<int>("net");
    QTest::addColumn<int>("input");
    const auto inputs = goldenInputs();
    for (int net = 0; net < 10; ++net) {
      for (int input = 0; input < 5; ++input) {
        QTest::addRow("%s %s", kNets[net].name, inputs[static_cast<std::size_t>(input)].name)
            << net << input;
      }
    }
  }
  void reproducesGoldenValues() {
    QFETCH(int, net);
    QFETCH(int, input);
    const GoldenNet& golden = kNets[net];
    const GoldenInput data = goldenInputs()[static_cast<std::size_t>(input)];
    const auto result = compiled(publishedNetwork(data.encoding, golden.ansatz, golden.pooling),
                                 static_cast<std::uint32_t>(data.count));
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(wireCount(result.model), 8U);
    const std::size_t pool = std::string(golden.pooling) == "zx" ? 2 : 0;
    const auto index = publishedIndex(golden.perBlock, pool);
    QCOMPARE(index.size(), std::size_t{golden.total});
    std::vector<double> parameters;
    for (const std::size_t k : index) parameters.push_back(0.1 * static_cast<double>(k + 1));
    std::vector<double> x;
    for (std::size_t k = 0; k < data.count; ++k) {
      x.push_back(data.step * static_cast<double>(k + 1));
    }
    const auto value = evaluate(result.model, parameters, x, {1.0});
    const double error = std::abs(value.outputs[0] - golden.values[input]);
    QVERIFY2(error < 1e-6, qPrintable(QString::number(value.outputs[0], 'f', 7)));
    if (input != 1) return;

    std::vector<double> shifted(golden.total);
    parameterShiftGradient(circuitOf(result.model), parameters, x, std::vector<double>{1.0},
                           shifted, {});
    QVERIFY(largestDifference(shifted, value.parameters) < 1e-10);
    for (std::size_t k = 0; k < index.size(); ++k) {
      if (index[k] == 0) QVERIFY(std::abs(shifted[k] - golden.first) < 1e-5);
      if (index[k] == golden.total - 1) QVERIFY(std::abs(shifted[k] - golden.last) < 1e-5);
    }
  }
};

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"
