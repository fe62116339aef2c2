// SPDX-License-Identifier: GPL-3.0-or-later
// Many initializations side by side give what each gives alone.
#include "core/analysis/draw_model.h"

#include <QtTest>
#include <algorithm>
#include <numeric>

#include "core/analysis/scan_design.h"
#include "core/experiment/assemble.h"
#include "tests/core/model/model_testing.h"
#include "tests/support/random_design.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

struct Side {
  std::vector<double> outputs;  // rows x outputs
  Matrix gradients;
};

// Gradient of the sum of outputs for each row of features.
Side run(const Model& model, const StageFactory& factory, const Matrix& x,
         std::span<const double> parameters, std::span<double> gradient) {
  ThreadPool pool(1);
  ModelRunner runner(model, factory, pool);
  std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Side side;
  side.outputs.resize(rows.size());
  runner.gradient(
      parameters, x, rows,
      [&](std::size_t at, std::span<const double> outputs, std::span<double> cotangents) {
        std::ranges::fill(cotangents, 1.0);
        side.outputs[at] = std::accumulate(outputs.begin(), outputs.end(), 0.0);
        return side.outputs[at];
      },
      gradient, &side.gradients);
  return side;
}

// Compares derivatives by all parameters with those of the design itself; `draws` of them.
void compareWithDesign(const Model& design, std::size_t draws) {
  const std::vector<double> features = rampFeatures(design.features);
  const DrawModel drawModel(design, features);
  Matrix rows(static_cast<Eigen::Index>(draws), static_cast<Eigen::Index>(drawModel.rowSize()));
  std::vector<std::vector<double>> parameters;
  for (std::size_t d = 0; d < draws; ++d) {
    Rng rng = Rng(3).stream("draw", d);
    auto& own = parameters.emplace_back(design.parameterCount);
    for (double& value : own) value = rng.uniform(-3, 3);
    drawModel.fillRow(own, rng, {rows.data() + d * drawModel.rowSize(), drawModel.rowSize()});
  }
  const Side all = run(drawModel.model(), DrawModel::factory(stageFactory()), rows, {}, {});
  Matrix x(1, design.features);
  std::copy(features.begin(), features.end(), x.data());
  for (std::size_t d = 0; d < draws; ++d) {
    std::vector<double> gradient(design.parameterCount);
    const Side alone = run(design, stageFactory(), x, parameters[d], gradient);
    QVERIFY(std::abs(alone.outputs[0] - all.outputs[d]) < 1e-11);
    const std::span<const double> row{rows.data() + d * drawModel.rowSize(), drawModel.rowSize()};
    const std::span<const double> byRow{all.gradients.data() + d * drawModel.rowSize(),
                                        drawModel.rowSize()};
    for (std::size_t p = 0; p < gradient.size(); ++p) {
      QVERIFY2(std::abs(drawModel.derivative(p, row, byRow) - gradient[p]) < 1e-10,
               qPrintable(QString("draw %1, parameter %2").arg(d).arg(p)));
    }
  }
}

Model modelOf(Stack stack, std::uint32_t features, std::uint32_t classes = 2) {
  Compiled result = compiled(std::move(stack), features, classes);
  Q_ASSERT_X(result.errors.empty(), "modelOf", errorText(result).c_str());
  return std::move(result.model);
}

}  // namespace

class TestDrawModel : public QObject {
  Q_OBJECT
 private slots:
  void drawsGiveTheGradientsOfTheDesign_data() {
    QTest::addColumn<int>("design");
    QTest::newRow("QCNN with shared angles") << 0;
    QTest::newRow("classical layers") << 1;
    QTest::newRow("products of features") << 2;
    QTest::newRow("amplitudes") << 3;
    QTest::newRow("two circuits in lanes") << 4;
  }
  void drawsGiveTheGradientsOfTheDesign() {
    QFETCH(int, design);
    const Stack body = {block("convolution"), block("pooling")};
    switch (design) {
      case 0:
        return compareWithDesign(modelOf({block("angle"), untilOneWire(body), block("readout")}, 5),
                                 11);
      case 1:
        return compareWithDesign(
            modelOf({block("angle"), block("convolution"), block("measure"), block("dense"),
                     block("dense", {{"outputs", integer(0)}})},
                    4, 3),
            11);
      case 2:
        return compareWithDesign(modelOf({block("iqp"), block("convolution"), block("readout")}, 4),
                                 11);
      case 3:
        return compareWithDesign(
            modelOf({block("amplitude"), block("convolution"), block("readout")}, 8), 11);
      default:
        return compareWithDesign(
            modelOf({lanes({lane({block("angle"), block("convolution"), block("measure")}),
                            lane({block("angle"), block("layers"), block("measure")})},
                           block("join")),
                     block("dense", {{"outputs", integer(0)}})},
                    3),
            11);
    }
  }

  void drawsGiveTheGradientsOfRandomDesigns() {
    for (std::uint64_t seed = 0; seed < 15; ++seed) {
      const test::RandomDesign design = test::randomDesign(seed, {.wires = 4, .ops = 60});
      // Axes of random layers are the draw's own.
      if (design.text.find("random_layers") != std::string::npos) continue;
      if (design.model.parameterCount == 0) continue;
      compareWithDesign(design.model, 3);
    }
  }

  // RX, RY and RZ at random: the draw's derivative is that of a circuit with its axes.
  void randomLayersGetAxesOfTheirOwn() {
    const Model design = modelOf(
        {block("plain_start", {{"angle", 0.8}}), block("random_layers", {{"layers", integer(3)}}),
         block("readout", {{"kind", std::string("parity")}})},
        3);
    const DrawModel drawModel(design, rampFeatures(3));
    QCOMPARE(drawModel.rowSize(), std::size_t{3 + 3 * 9});
    std::array<int, 3> seen{};
    for (std::uint64_t d = 0; d < 8; ++d) {
      std::vector<double> parameters(design.parameterCount);
      Rng rng = Rng(5).stream("draw", d);
      for (double& value : parameters) value = rng.uniform(-3, 3);
      Matrix row(1, static_cast<Eigen::Index>(drawModel.rowSize()));
      const Rng axes = rng.stream("axes");
      drawModel.fillRow(parameters, axes, {row.data(), drawModel.rowSize()});
      const Side drawn = run(drawModel.model(), DrawModel::factory(stageFactory()), row, {}, {});

      Model same = design;
      Rng again = axes;
      std::size_t next = 0;
      for (Op& op : std::get<Circuit>(same.stages[0].stage).ops) {
        if (op.angles[0].source != Angle::Source::Parameter) continue;
        QCOMPARE(std::size_t{op.angles[0].index}, next++);
        const std::uint64_t axis = again.below(3);
        ++seen[axis];
        op.gate = axis == 0 ? GateId::RX : axis == 1 ? GateId::RY : GateId::RZ;
      }
      QCOMPARE(next, std::size_t{9});
      Matrix x(1, 3);
      x << 0, 0, 0;
      std::vector<double> gradient(design.parameterCount);
      const Side alone = run(same, stageFactory(), x, parameters, gradient);
      QVERIFY(std::abs(alone.outputs[0] - drawn.outputs[0]) < 1e-12);
      for (std::size_t p = 0; p < gradient.size(); ++p) {
        const double derivative = drawModel.derivative(
            p, {row.data(), drawModel.rowSize()}, {drawn.gradients.data(), drawModel.rowSize()});
        QVERIFY(std::abs(derivative - gradient[p]) < 1e-12);
      }
    }
    for (const int count : seen) QVERIFY(count > 10);
  }
};

QTEST_GUILESS_MAIN(TestDrawModel)
#include "tst_draw_model.moc"
