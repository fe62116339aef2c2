// SPDX-License-Identifier: GPL-3.0-or-later
// Every encoding against state vectors worked out by hand, and the published ladder against its
// closed form.
#include <QtTest>
#include <numbers>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

constexpr double kPi = std::numbers::pi;

struct Row {
  const char* name;
  Block encoding;
  std::vector<double> x;
  std::vector<Complex> state;  // index bit q is qubit q
};

std::vector<Row> rows() {
  return {
      {"RX a",
       block("angle", {{"axis", std::string("rx")}}),
       {0.3, 1.2},
       {0.816068, {0, -0.123337}, {0, -0.558302}, -0.084379}},
      {"RX b",
       block("angle", {{"axis", std::string("rx")}}),
       {kPi / 2, -0.4},
       {0.693012, {0, -0.693012}, {0, 0.140480}, 0.140480}},
      {"RY a", block("angle"), {0.3, 1.2}, {0.816068, 0.123337, 0.558302, 0.084379}},
      {"RY b", block("angle"), {kPi / 2, -0.4}, {0.693012, 0.693012, -0.140480, -0.140480}},
      {"RZ a",
       block("angle", {{"axis", std::string("rz")}}),
       {0.3, 1.2},
       {{0.365844, -0.340819}, {0.450224, -0.217483}, {0.450224, 0.217483}, {0.365844, 0.340819}}},
      {"RZ b",
       block("angle", {{"axis", std::string("rz")}}),
       {kPi / 2, -0.4},
       {{0.416746, -0.276266}, {0.276266, 0.416746}, {0.276266, -0.416746}, {0.416746, 0.276266}}},
      {"dense a",
       block("dense_angle"),
       {0.3, 1.2, 0.7, -0.5},
       {{0.749919, -0.088775},
        {0.251519, -0.159620},
        {-0.161624, -0.518613},
        {-0.146030, -0.156825}}},
      {"dense b",
       block("dense_angle"),
       {1, 0.2, -0.4, 2},
       {{0.470388, 0.021048},
        {-0.054258, -0.267249},
        {0.714987, -0.126141},
        {-0.171321, -0.384001}}},
      {"LaRose a",
       block("dense_angle", {{"definition", std::string("larose")}}),
       {0.2, 0.6},
       {0.809017, {-0.475528, -0.345492}}},
      {"LaRose b",
       block("dense_angle", {{"definition", std::string("larose")}}),
       {0.35, 0.1},
       {0.453990, {0.720839, 0.523720}}},
      {"amplitude a", block("amplitude"), {0.6, 0, 0, 0.8}, {0.6, 0, 0, 0.8}},
      {"amplitude b",
       block("amplitude"),
       {1, -2, 3, -4},
       {0.182574, -0.365148, 0.547723, -0.730297}},
      {"amplitude c", block("amplitude"), {0.1, 0.2, 0.3}, {0.267261, 0.534522, 0.801784, 0}},
      {"amplitude 3 qubits",
       block("amplitude", {{"qubits", integer(3)}}),
       {0.1, 0.2, 0.3},
       {0.267261, 0.534522, 0.801784, 0, 0, 0, 0, 0}},
      {"amplitude big",
       block("amplitude", {{"bit_order", std::string("big")}}),
       {1, -2, 3, -4},
       {0.182574, 0.547723, -0.365148, -0.730297}},
      {"HDE 2x2",
       block("hde"),
       {1, 1, 1, 1, 1, 2, 3, 4},
       {0.091287, 0.091287, 0.091287, 0.091287, 0.182574, 0.182574, 0.182574, 0.182574, 0.273861,
        0.273861, 0.273861, 0.273861, 0.365148, 0.365148, 0.365148, 0.365148}},
      {"HDE 2x2 far apart",
       block("hde", {{"placement", integer(2)}}),
       {1, 1, 1, 1, 1, 2, 3, 4},
       {0.091287, 0.091287, 0.182574, 0.182574, 0.091287, 0.091287, 0.182574, 0.182574, 0.273861,
        0.273861, 0.365148, 0.365148, 0.273861, 0.273861, 0.365148, 0.365148}},
      {"HAE a", block("hae_tree"), {0.4, 1, 2}, {0.860089, 0.107341, 0.469869, 0.167174}},
      {"HAE b", block("hae_tree"), {kPi / 2, 0.3, -0.7}, {0.699167, 0.664237, 0.105669, -0.242465}},
      {"HAE published a",
       block("hae_published"),
       {0.4, 1, 2},
       {0.860089, 0.107341, 0.469869, 0.167174}},
      {"HAE published b",
       block("hae_published"),
       {kPi / 2, 0.3, -0.7},
       {0.699167, 0.664237, 0.105669, -0.242465}},
      {"IQP a",
       block("iqp"),
       {0.3, 1.2},
       {{0.298917, -0.400810}, {0.481885, -0.133366}, {0.404014, 0.294572}, {0.420950, 0.269816}}},
      {"IQP b",
       block("iqp"),
       {1, -0.5},
       {0.5, {0.438791, 0.239713}, {0.270151, -0.420735}, {0.438791, 0.239713}}},
      {"ZZ 1 repetition",
       block("zz", {{"repetitions", integer(1)}}),
       {0.3, 1.2},
       {0.5, {0.298139, -0.401389}, {0.323154, 0.381538}, {-0.494996, 0.070560}}},
      {"ZZ 2 repetitions a",
       block("zz"),
       {0.3, 1.2},
       {{0.313148, 0.025355}, {0.590042, -0.197037}, {0.639091, 0.094277}, {0.298681, -0.088238}}},
      {"ZZ 2 repetitions b",
       block("zz"),
       {1, -0.5},
       {{0.352358, 0.196932}, {0.214978, 0.149458}, {0.466519, 0.571165}, {0.037411, 0.472482}}},
      {"re-upload 1 layer",
       block("reupload", {{"layers", integer(1)}}),
       {-1.1},
       {{0.882063, -0.066577}, {-0.299689, 0.357378}}},
      {"re-upload 2 layers",
       block("reupload"),
       {0.5},
       {{0.702565, -0.135221}, {0.372912, 0.590808}}},
      {"basis 01", block("basis"), {1, 0}, {0, 1, 0, 0}},
      {"basis 10", block("basis"), {0, 1}, {0, 0, 1, 0}},
      {"basis 110", block("basis"), {0, 1, 1}, {0, 0, 0, 0, 0, 0, 1, 0}},
  };
}

std::vector<Complex> encoded(const Block& encoding, const std::vector<double>& x) {
  const auto result =
      compiled({encoding, block("measure"), block("dense")}, static_cast<std::uint32_t>(x.size()));
  if (!result.errors.empty()) return {};
  std::vector<double> parameters;
  for (std::uint32_t k = 0; k < result.model.parameterCount; ++k) {
    parameters.push_back(0.1 * (k + 1));
  }
  return statevector(circuitOf(result.model), parameters, x);
}

/// Largest difference after removing the phase between two states; NaN for different sizes.
double distance(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  if (a.size() != b.size()) return std::nan("");
  Complex overlap = 0;
  for (std::size_t k = 0; k < a.size(); ++k) overlap += std::conj(a[k]) * b[k];
  const Complex phase = overlap / std::abs(overlap);
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    largest = std::max(largest, std::abs(a[k] * phase - b[k]));
  }
  return largest;
}

}  // namespace

class TestEncodings : public QObject {
  Q_OBJECT

 private slots:
  void preparesTheState_data() {
    QTest::addColumn<std::size_t>("index");
    const auto all = rows();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << i;
  }
  void preparesTheState() {
    QFETCH(std::size_t, index);
    const Row row = rows()[index];
    const auto state = encoded(row.encoding, row.x);
    const double error = distance(state, row.state);
    QVERIFY2(error < 2e-6, qPrintable(QString::number(error)));
  }

  void followsTheClosedFormOfThePublishedLadder() {
    // arXiv:2108.00661's program: amplitude of |b0 b1 b2 b3> is a product of cos and sin of A_k/2.
    const std::vector<double> x = randomValues(15, "ladder", -3, 3);
    const auto state = encoded(block("hae_published", {{"block_qubits", integer(4)}}), x);
    QCOMPARE(state.size(), std::size_t{16});
    const auto sign = [](unsigned bits) { return bits % 2 == 0 ? 1.0 : -1.0; };
    for (unsigned k = 0; k < 16; ++k) {
      const unsigned b0 = k & 1, b1 = (k >> 1) & 1, b2 = (k >> 2) & 1;
      const double angles[4] = {x[0], b0 == 0 ? x[1] : x[2],
                                x[3] + sign(b1) * x[4] + sign(b0 + b1) * x[5] + sign(b0) * x[6],
                                x[7] + sign(b2) * x[8] + sign(b1 + b2) * x[9] + sign(b1) * x[10] +
                                    sign(b0 + b1) * x[11] + sign(b0 + b1 + b2) * x[12] +
                                    sign(b0 + b2) * x[13] + sign(b0) * x[14]};
      double amplitude = 1;
      for (unsigned q = 0; q < 4; ++q) {
        amplitude *= ((k >> q) & 1) == 0 ? std::cos(angles[q] / 2) : std::sin(angles[q] / 2);
      }
      QVERIFY(std::abs(state[k] - amplitude) < 1e-14);
    }
  }

  void buildsTheTreeOnAnyBlockSize_data() {
    QTest::addColumn<int>("size");
    for (int size = 1; size <= 5; ++size) QTest::addRow("%d qubits", size) << size;
  }
  void buildsTheTreeOnAnyBlockSize() {
    QFETCH(int, size);
    const auto m = static_cast<std::size_t>(size);
    const std::vector<double> x = randomValues((std::size_t{1} << m) - 1, "tree", -3, 3);
    const auto state = encoded(block("hae_tree", {{"block_qubits", integer(size)}}), x);
    QCOMPARE(state.size(), std::size_t{1} << m);
    for (std::size_t k = 0; k < state.size(); ++k) {
      // Qubit 0 is the root; node i has the children 2i + 1 and 2i + 2.
      double amplitude = 1;
      std::size_t node = 0;
      for (std::size_t q = 0; q < m; ++q) {
        const std::size_t bit = (k >> q) & 1;
        amplitude *= bit == 0 ? std::cos(x[node] / 2) : std::sin(x[node] / 2);
        node = 2 * node + 1 + bit;
      }
      QVERIFY(std::abs(state[k] - amplitude) < 1e-14);
    }
  }

  void placesBlocksAsPublished_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("placement");
    QTest::addColumn<QString>("wires");
    QTest::newRow("4 qubits 1") << 4 << 1 << "0123 4567";
    QTest::newRow("4 qubits 2") << 4 << 2 << "0246 1357";
    QTest::newRow("4 qubits 3") << 4 << 3 << "0167 2345";
    QTest::newRow("4 qubits 4") << 4 << 4 << "0347 1256";
    QTest::newRow("2 qubits 1") << 2 << 1 << "01 23 45 67";
    QTest::newRow("2 qubits 2") << 2 << 2 << "04 15 26 37";
    QTest::newRow("2 qubits 3") << 2 << 3 << "07 16 25 34";
    QTest::newRow("2 qubits 4") << 2 << 4 << "02 13 46 57";
  }
  void placesBlocksAsPublished() {
    QFETCH(int, size);
    QFETCH(int, placement);
    QFETCH(QString, wires);
    const std::uint32_t features = size == 4 ? 32 : 16;
    const auto result = compiled({block("hde", {{"block_qubits", integer(size)},
                                                {"placement", integer(placement)},
                                                {"bit_order", std::string("big")}}),
                                  block("measure"), block("dense")},
                                 features);
    QCOMPARE(errorText(result), std::string());
    QString text;
    for (const Preparation& preparation : circuitOf(result.model).preparations) {
      if (!text.isEmpty()) text += ' ';
      // Big endian: the first wire of a block is its most significant.
      for (std::size_t k = preparation.wires.size(); k-- > 0;) {
        text += QString::number(preparation.wires[k]);
      }
    }
    QCOMPARE(text, wires);
  }

  void allZeroPartsPrepareTheGroundStateIfAsked() {
    const auto compiledWith = [](const std::string& rule) {
      return compiled(
          {block("hde", {{"zero_input", rule}}), block("convolution"), block("readout")}, 8);
    };
    const std::vector<double> x = {0, 0, 0, 0, 1, 2, 3, 4};
    const Model ground = compiledWith("ground").model;
    const std::vector<double> theta = randomValues(ground.parameterCount, "zero");
    // The first two qubits in |00> are what the features 1, 0, 0, 0 prepare.
    std::vector<double> same = x;
    same[0] = 1;
    const auto zero = evaluate(ground, theta, x, {1.0});
    const auto one = evaluate(ground, theta, same, {1.0});
    QVERIFY(std::abs(zero.outputs[0] - one.outputs[0]) < 1e-14);
    for (std::size_t k = 0; k < theta.size(); ++k) {
      QVERIFY(std::abs(zero.parameters[k] - one.parameters[k]) < 1e-13);
    }
    for (std::size_t i = 0; i < 4; ++i) QCOMPARE(zero.inputs[i], 0.0);
    QVERIFY(checkInputs(circuitOf(ground), x, ""));
    const Model reject = compiledWith("reject").model;
    QVERIFY(!checkInputs(circuitOf(reject), x, ""));
    QVERIFY(std::isnan(evaluate(reject, theta, x, {1.0}).outputs[0]));
  }
};

QTEST_GUILESS_MAIN(TestEncodings)
#include "tst_encodings.moc"
