// SPDX-License-Identifier: GPL-3.0-or-later
// Readouts of all qubits as global and local costs: the product example of Cerezo et al.
#include <QtTest>
#include <cmath>

#include "core/base/parallel.h"
#include "core/gradient/engine.h"
#include "core/model/blocks/blocks.h"
#include "core/model/classical.h"
#include "core/model/compile.h"
#include "core/train/losses/losses.h"
#include "core/train/model_runner.h"

using namespace qonvolve;

namespace {

Compiled compiled(const std::string& kind, std::uint32_t features, std::uint32_t classes = 2) {
  Stack stack;
  stack.emplace_back(Block{.choice = {.type = "angle"}, .name = {}});
  stack.emplace_back(Block{.choice = {.type = "readout", .options = {{"kind", kind}}}, .name = {}});
  assignIds(stack);
  return compile(stack, {.features = features, .classes = classes}, builtinBlocks());
}

std::unique_ptr<LaneFunction> stage(const Stage& one) {
  if (const auto* node = std::get_if<ClassicalNode>(&one)) return makeClassicalFunction(*node);
  return std::move(*makeEngine(std::get<Circuit>(one)));
}

}  // namespace

class TestReadouts : public QObject {
  Q_OBJECT
 private slots:
  void costsOfTheProductExample_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"mean", "parity", "all_zero"}) QTest::newRow(kind) << kind;
  }
  // RY(t_j) on each qubit: C_G = 1 - prod cos^2(t_j / 2), C_L = 1 - mean cos^2(t_j / 2).
  void costsOfTheProductExample() {
    QFETCH(QString, kind);
    const Compiled design = compiled(kind.toStdString(), 4);
    QVERIFY(design.errors.empty());
    const Model& model = design.model;
    const std::vector<double> t = {0.3, 1.1, 2.0, 0.7};
    Matrix x(1, 4);
    std::copy(t.begin(), t.end(), x.data());
    double overlap = 1;
    double parity = 1;
    double local = 0;
    for (const double angle : t) {
      overlap *= std::pow(std::cos(angle / 2), 2);
      parity *= std::cos(angle);
      local += std::pow(std::cos(angle / 2), 2) / 4;
    }
    const double expected = kind == "mean"     ? 2 * (1 - local)
                            : kind == "parity" ? 1 - parity
                                               : 2 * (1 - overlap);
    ThreadPool pool(1);
    ModelRunner runner(model, stage, pool);
    const auto loss = *linearLoss().make({}, "");
    const std::vector<std::size_t> rows = {0};
    Matrix inputGradient;
    const double value = runner.gradient(
        {}, x, rows,
        [&](std::size_t, std::span<const double> outputs, std::span<double> cotangents) {
          return loss->evaluate(model.head, outputs, 0, cotangents);
        },
        {}, &inputGradient);
    QVERIFY2(std::abs(value - expected) < 1e-14, QByteArray::number(value));
    // And the derivative of each angle.
    for (std::size_t j = 0; j < 4; ++j) {
      const double others = std::pow(std::cos(t[j] / 2), 2);
      const double d = kind == "mean"     ? std::sin(t[j]) / 4
                       : kind == "parity" ? parity / std::cos(t[j]) * std::sin(t[j])
                                          : overlap / others * std::sin(t[j]);
      QVERIFY(std::abs(inputGradient(0, static_cast<Eigen::Index>(j)) - d) < 1e-13);
    }
  }

  void oneValueTellsTwoClassesApart() {
    for (const char* kind : {"mean", "parity", "all_zero"}) {
      const Compiled design = compiled(kind, 4, 3);
      QVERIFY(!design.errors.empty());
      QVERIFY(design.errors.front().where.ends_with("/options/kind"));
    }
  }
};

QTEST_GUILESS_MAIN(TestReadouts)
#include "tst_readouts.moc"
