// SPDX-License-Identifier: GPL-3.0-or-later
// The surface gives at its grid points what prediction gives there.
#include "core/experiment/decision_surface.h"

#include <QtTest>

#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

Experiment flat(bool reduced) {
  Experiment e = linesExample();
  if (reduced) {
    e.data.preprocess.insert(e.data.preprocess.begin(),
                             {.type = "pca", .options = {{"components", std::int64_t{2}}}});
  } else {
    e.data.source = {.type = "moons", .options = {{"samples", std::int64_t{60}}}};
  }
  e.stack = {blockOf("angle"), blockOf("convolution"), blockOf("pooling"), blockOf("readout")};
  assignIds(e.stack);
  return e;
}

}  // namespace

class TestDecisionSurface : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithPrediction_data() {
    QTest::addColumn<bool>("reduced");
    QTest::newRow("raw features") << false;
    QTest::newRow("two components") << true;
  }
  void agreesWithPrediction() {
    QFETCH(bool, reduced);
    const Experiment e = flat(reduced);
    auto data = prepareData(e, catalog_, "");
    QVERIFY(data);
    auto setup = assemble(e, catalog_, data->ready);
    QVERIFY(setup);
    const auto grid = SurfaceGrid::make(e, catalog_, *data, setup->model, 5);
    QVERIFY(grid);
    ThreadPool pool(2);
    Trainer trainer(std::move(*setup), pool);
    const auto& parameters = trainer.setup().initialParameters;
    const Loss& loss = *trainer.setup().loss;
    const DecisionSurface surface = grid->evaluate(trainer.runner(), loss, parameters);
    QCOMPARE(surface.plane.raw, !reduced);
    QCOMPARE(surface.probabilities.rows(), Eigen::Index(25));
    QCOMPARE(surface.probabilities.cols(), Eigen::Index(2));

    // The lower right corner and the middle.
    const Plane& plane = surface.plane;
    Dataset points;
    points.x.resize(2, 2);
    points.x << plane.xHigh, plane.yLow, (plane.xLow + plane.xHigh) / 2,
        (plane.yLow + plane.yHigh) / 2;
    points.y = {0, 0};
    points.shape.features = 2;
    if (!reduced) {
      points = *applyPreprocessing(e, catalog_, data->fitted, points, DataPart::Predict);
    }
    const Matrix direct = predictProbabilities(trainer.runner(), loss, parameters, points.x);
    QVERIFY(surface.probabilities.row(4).isApprox(direct.row(0), 1e-12));
    QVERIFY(surface.probabilities.row(12).isApprox(direct.row(1), 1e-12));
  }

  void otherDataHaveNone() {
    const Experiment e = linesExample();
    const auto data = prepareData(e, catalog_, "");
    auto setup = assemble(e, catalog_, data->ready);
    QVERIFY(!SurfaceGrid::make(e, catalog_, *data, setup->model));
  }

 private:
  Catalog catalog_ = makeCatalog();
};

QTEST_GUILESS_MAIN(TestDecisionSurface)
#include "tst_decision_surface.moc"
