// SPDX-License-Identifier: GPL-3.0-or-later
// Classical nodes: values worked out by hand, pullbacks against finite differences.
#include <QtTest>
#include <numbers>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

using Kind = ClassicalNode::Kind;

struct NodeRow {
  const char* name;
  ClassicalNode node;
  std::vector<double> inputs;
  std::vector<double> expected;
};

/// Linear has the parameters 10, 20, 30 | 40, 50, 60 | 1, 2 behind one foreign parameter.
const std::vector<double> kParameters = {-99, 10, 20, 30, 40, 50, 60, 1, 2};

std::vector<NodeRow> rows() {
  const double e = std::exp(1.0);
  return {
      {"linear",
       {.kind = Kind::Linear, .inputs = 3, .outputs = 2, .firstParameter = 1},
       {1, -2, 0.5},
       {10 - 40 + 15 + 1, 40 - 100 + 30 + 2}},
      {"relu", {.kind = Kind::Relu, .inputs = 3, .outputs = 3}, {1.5, -2, 0.25}, {1.5, 0, 0.25}},
      {"softmax",
       {.kind = Kind::Softmax, .inputs = 3, .outputs = 3},
       {701, 700, 700},
       {e / (e + 2), 1 / (e + 2), 1 / (e + 2)}},
      {"scale", {.kind = Kind::Scale, .inputs = 2, .outputs = 2, .factor = 3}, {1, -2}, {3, -6}},
      {"mean",
       {.kind = Kind::Mean, .inputs = 6, .outputs = 2, .groups = 3},
       {1, 2, 3, 4, 5, 9},
       {3, 5}},
      {"add",
       {.kind = Kind::Add, .inputs = 6, .outputs = 2, .groups = 3},
       {1, 2, 3, 4, 5, 9},
       {9, 15}},
      {"max pool",
       {.kind = Kind::MaxPool, .inputs = 6, .outputs = 2, .groups = 3},
       {1, -2, 3, -4, -5, -9},
       {3, -4}},
      {"tanh",
       {.kind = Kind::Tanh, .inputs = 2, .outputs = 2, .factor = 0.5},
       {0.4, -3},
       {std::tanh(0.2), std::tanh(-1.5)}},
      {"embedding",
       {.kind = Kind::Embedding, .inputs = 1, .outputs = 2, .firstParameter = 1, .groups = 3},
       {2},
       {50, 60}},
      // Two positions; queries 0, 1, keys 0, 1, values 3, 5.
      {"Gaussian attention",
       {.kind = Kind::GaussianAttention, .inputs = 6, .outputs = 2, .groups = 2},
       {0, 1, 0, 1, 3, 5},
       {(3 * e + 5) / (e + 1), (3 + 5 * e) / (e + 1)}},
      {"softmax attention",
       {.kind = Kind::SoftmaxAttention, .inputs = 6, .outputs = 2, .groups = 2},
       {0, 1, 0, 1, 3, 5},
       {4, (3 + 5 * e) / (e + 1)}},
      {"overlap attention",
       {.kind = Kind::OverlapAttention, .inputs = 6, .outputs = 2, .groups = 2},
       {0, 1, 0, 1, 3, 5},
       {4, (3.0 + 2 * 5) / 3}},
      // Two positions with queries of two and values of three numbers.
      {"wide softmax attention",
       {.kind = Kind::SoftmaxAttention, .inputs = 14, .outputs = 6, .groups = 2},
       {0, 0, 1, 1, 0, 0, std::numbers::sqrt2, 0, 1, 2, 3, 4, 5, 6},
       {2.5, 3.5, 4.5, (1 + 4 * e) / (1 + e), (2 + 5 * e) / (1 + e), (3 + 6 * e) / (1 + e)}},
  };
}

Model modelOf(const NodeRow& row) {
  Model model;
  model.features = row.node.inputs;
  model.parameterCount = static_cast<std::uint32_t>(kParameters.size());
  PlacedStage placed{row.node, {}};
  for (std::uint32_t i = 0; i < row.node.inputs; ++i) placed.inputs.push_back({-1, i});
  model.stages.push_back(placed);
  return model;
}

void addRows() {
  QTest::addColumn<std::size_t>("index");
  const auto all = rows();
  for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << i;
}

}  // namespace

class TestClassical : public QObject {
  Q_OBJECT

 private slots:
  void computesTheValue_data() { addRows(); }
  void computesTheValue() {
    QFETCH(std::size_t, index);
    const NodeRow row = rows()[index];
    const auto value = evaluate(modelOf(row), kParameters, row.inputs);
    QVERIFY(largestDifference(value.outputs, row.expected) < 1e-12);
  }

  void pullsBackToInputsAndParameters_data() { addRows(); }
  void pullsBackToInputsAndParameters() {
    QFETCH(std::size_t, index);
    const NodeRow row = rows()[index];
    const std::vector<double> weights = randomValues(row.node.outputs, "weights");
    const Model model = modelOf(row);
    const auto exact = evaluate(model, kParameters, row.inputs, weights);
    const auto numeric = finiteDifferences(model, kParameters, row.inputs, weights);
    QVERIFY(largestDifference(exact.parameters, numeric.parameters) < 1e-7);
    QVERIFY(largestDifference(exact.inputs, numeric.inputs) < 1e-7);
    QCOMPARE(exact.parameters[0], 0.0);  // not its own
  }

  void keepsLanesApart() {
    // Lane s holds s + 1; each lane must see only itself, and gradients sum over lanes.
    const ClassicalNode node{.kind = Kind::Linear, .inputs = 1, .outputs = 1, .firstParameter = 0};
    const auto function = makeClassicalFunction(node);
    function->bind(std::vector<double>{2.0, 0.5});
    const auto tape = function->makeTape();
    const auto gradient = function->makeGradient();
    std::vector<double> x(kLanes), y(kLanes), dx(kLanes, 100.0), ones(kLanes, 1.0);
    for (std::size_t s = 0; s < kLanes; ++s) x[s] = static_cast<double>(s + 1);
    function->forward(*tape, x, y);
    for (std::size_t s = 0; s < kLanes; ++s) QCOMPARE(y[s], 2.0 * x[s] + 0.5);
    function->pullback(*tape, ones, *gradient, dx);
    for (std::size_t s = 0; s < kLanes; ++s) QCOMPARE(dx[s], 102.0);  // added, not overwritten
    std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
    gradients.push_back(function->makeGradient());
    function->forward(*tape, x, y);
    function->pullback(*tape, ones, *gradients[0], {});
    std::vector<double> parameterGradient(2, 1.0);
    function->collect(gradients, parameterGradient);
    QCOMPARE(parameterGradient[0], 1.0 + 36.0);
    QCOMPARE(parameterGradient[1], 1.0 + 8.0);
  }
};

QTEST_GUILESS_MAIN(TestClassical)
#include "tst_classical.moc"
