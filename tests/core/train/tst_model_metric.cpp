// SPDX-License-Identifier: GPL-3.0-or-later
// The metric of whole models: means over samples, classical stages, threads.
#include "core/train/model_metric.h"

#include <QtTest>
#include <numeric>

#include "core/gradient/circuit_function.h"
#include "core/model/classical.h"

using namespace qonvolve;

namespace {

std::unique_ptr<LaneFunction> makeStage(const Stage& stage) {
  if (const auto* circuit = std::get_if<Circuit>(&stage)) return makeStatevectorFunction(*circuit);
  return makeClassicalFunction(std::get<ClassicalNode>(stage));
}

// RY(x), RY(theta a), CX, RY(theta b), RZ(theta c): one output of `first` parameters on.
Circuit smallCircuit(std::uint32_t first) {
  Circuit c;
  c.wires = 2;
  c.inputs = 1;
  c.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::feature(0)}},
           {.gate = GateId::RY, .wires = {1}, .angles = {Angle::parameter(first)}},
           {.gate = GateId::CX, .wires = {0, 1}},
           {.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(first + 1)}},
           {.gate = GateId::RZ, .wires = {1}, .angles = {Angle::parameter(first + 2)}}};
  c.outputs = {Observable::pauliZ(0)};
  return c;
}

// Circuit, linear layer, circuit: parameters 0-2, 3-4, 5-7.
Model threeStages() {
  Model model;
  model.features = 1;
  model.parameterCount = 8;
  ClassicalNode node;
  node.inputs = 1;
  node.outputs = 1;
  node.firstParameter = 3;
  model.stages = {{smallCircuit(0), {{-1, 0}}}, {node, {{0, 0}}}, {smallCircuit(5), {{1, 0}}}};
  model.groups = {{"A", 1, 0, 3}, {"Linear", 2, 3, 2}, {"B", 3, 5, 3}};
  return model;
}

const std::vector<double> kTheta{.4, -1.2, .7, .9, .3, -.8, 1.9, .2};

}  // namespace

class TestModelMetric : public QObject {
  Q_OBJECT
 private slots:
  void isTheMeanOverSamplesStageByStage() {
    const Model model = threeStages();
    ThreadPool pool(2);
    ModelRunner runner(model, makeStage, pool);
    Matrix x(40, 1);
    for (Eigen::Index i = 0; i < x.rows(); ++i) x(i, 0) = 0.1 * static_cast<double>(i);
    const std::vector<std::size_t> rows{3, 17, 39};
    ModelMetric full(model, MetricShape::Full, pool);
    QVERIFY(full.average(runner, kTheta, x, rows));

    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(8, 8);
    MetricSweep first(smallCircuit(0)), second(smallCircuit(5));
    first.bind(kTheta);
    second.bind(kTheta);
    Metric sum({{0, 8}});
    for (const std::size_t row : rows) {
      const double in = x(static_cast<Eigen::Index>(row), 0);
      first.add(std::array{in}, 1.0 / 3, sum);
      Matrix y;
      Model head = model;
      head.stages.resize(2);
      ModelRunner two(head, makeStage, pool);
      QVERIFY(two.predict(kTheta, x, std::array{row}, y));
      second.add(std::array{y(0, 0)}, 1.0 / 3, sum);
    }
    expected = sum.dense(8);
    expected(3, 3) = expected(4, 4) = 1;
    QVERIFY((full.metric().dense(8) - expected).cwiseAbs().maxCoeff() < 1e-14);
    QVERIFY(expected(1, 2) != 0);

    ModelMetric blocks(model, MetricShape::BlockDiagonal, pool);
    QVERIFY(blocks.average(runner, kTheta, x, rows));
    QCOMPARE(blocks.metric().ranges, (std::vector<ParameterRange>{{0, 3}, {3, 2}, {5, 3}}));
    QVERIFY((blocks.metric().dense(8) - expected).cwiseAbs().maxCoeff() < 1e-14);
    ModelMetric diagonal(model, MetricShape::Diagonal, pool);
    QVERIFY(diagonal.average(runner, kTheta, x, rows));
    const Eigen::MatrixXd onlyDiagonal = expected.diagonal().asDiagonal();
    QVERIFY((diagonal.metric().dense(8) - onlyDiagonal).cwiseAbs().maxCoeff() < 1e-14);
  }

  void threadsDoNotChangeABit() {
    const Model model = threeStages();
    Matrix x(50, 1);
    for (Eigen::Index i = 0; i < x.rows(); ++i) x(i, 0) = 0.07 * static_cast<double>(i);
    std::vector<std::size_t> rows(50);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::optional<Eigen::MatrixXd> one;
    for (const std::size_t threads : {1U, 2U, 4U}) {
      ThreadPool pool(threads);
      ModelRunner runner(model, makeStage, pool);
      ModelMetric metric(model, MetricShape::Full, pool);
      for (int again = 0; again < 2; ++again) QVERIFY(metric.average(runner, kTheta, x, rows));
      if (!one) one = metric.metric().dense(8);
      QVERIFY(*one == metric.metric().dense(8));
    }
  }

  void stopsWhenAsked() {
    const Model model = threeStages();
    ThreadPool pool(1);
    ModelRunner runner(model, makeStage, pool);
    ModelMetric metric(model, MetricShape::Full, pool);
    std::stop_source stop;
    stop.request_stop();
    const Matrix x = Matrix::Zero(4, 1);
    QVERIFY(!metric.average(runner, kTheta, x, std::array<std::size_t, 2>{0, 1}, stop.get_token()));
  }
};

QTEST_GUILESS_MAIN(TestModelMetric)
#include "tst_model_metric.moc"
