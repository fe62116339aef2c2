// SPDX-License-Identifier: GPL-3.0-or-later
// Fairness, ablation, baselines and published values on real designs.
#include <QtTest>

#include "core/experiment/validate.h"
#include "core/study/ablation.h"
#include "core/study/baselines.h"
#include "core/study/fairness.h"
#include "core/study/published.h"
#include "core/study/svg_chart.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

class TestComparing : public QObject {
  Q_OBJECT
  Catalog catalog_ = makeCatalog();

 private slots:
  void whatDiffersIsNamed_data() {
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("aspect");
    QTest::newRow("nothing") << 0 << "";
    QTest::newRow("split") << 1 << "Split";
    QTest::newRow("seeds") << 2 << "Seeds";
    QTest::newRow("epochs") << 3 << "Budget";
    QTest::newRow("classes") << 4 << "Data";
  }
  void whatDiffersIsNamed() {
    QFETCH(int, what);
    QFETCH(QString, aspect);
    const Experiment a = linesExample();
    Experiment b = a;
    std::vector<std::uint64_t> seeds = {1, 2, 3};
    if (what == 1) b.data.split.seed = 99;
    if (what == 2) seeds.push_back(4);
    if (what == 3) b.train.settings.epochs = 99;
    if (what == 4) b.data.classes = {"0"};
    const std::vector<FairnessInput> inputs = {{"one", &a, {1, 2, 3}, 100},
                                               {"two", &b, seeds, 100}};
    const auto found = unfairness(inputs, BudgetKind::Epochs);
    if (aspect.isEmpty()) {
      QVERIFY(found.empty());
      return;
    }
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(found[0].aspect), aspect);
    QVERIFY(found[0].text.find("one") != std::string::npos);
    QVERIFY(found[0].text.find("two") != std::string::npos);
  }

  void circuitBudgetsMayDifferByTenPercent() {
    const Experiment e = linesExample();
    std::vector<FairnessInput> inputs = {{"one", &e, {1}, 1000}, {"two", &e, {1}, 1080}};
    QVERIFY(unfairness(inputs, BudgetKind::Evaluations).empty());
    inputs[1].evaluations = 2000;
    QCOMPARE(unfairness(inputs, BudgetKind::Evaluations).size(), std::size_t{1});
    inputs[1].evaluations = 0;  // a baseline has no circuits
    QVERIFY(unfairness(inputs, BudgetKind::Evaluations).empty());
  }

  void ablationLeavesOutOneBlockEach() {
    const Experiment e = linesExample();
    const auto blocks = ablatableBlocks(e.stack, catalog_);
    QCOMPARE(blocks.size(), std::size_t{6});  // three convolutions, three poolings
    const SweepAxis axis = ablationAxis(e.stack, catalog_, blocks);
    QCOMPARE(axis.values.size(), std::size_t{7});
    QVERIFY(axis.values[0].changes.empty());
    QCOMPARE(axis.values[3].label, std::string("Convolution 2"));
    QCOMPARE(axis.values[3].changes[0].path, std::string("/stack/3/bypassed"));
  }

  void baselinesRunOnTheDataOfTheDesign() {
    const Experiment e = linesExample();
    const BaselineContext context{
        .features = 8, .classes = 2, .parameters = 51, .qubits = 8, .productEncoding = true};
    for (const Baseline& baseline : baselines().entries()) {
      if (baseline.count(context) == 0) continue;
      const Experiment made = baseline.make(e, context);
      const Checked checked = check(made, catalog_);
      QVERIFY2(checked.runnable(), checked.issues.empty() ? "" : checked.issues[0].message.c_str());
      QCOMPARE(checked.model.parameterCount, baseline.count(context));
      QCOMPARE(made.data.source, e.data.source);
      QCOMPARE(made.data.split, e.data.split);
      QCOMPARE(made.train.settings.epochs, e.train.settings.epochs);
    }
    const std::vector<std::string> all = {"logistic",        "mlp",          "cnn", "cnn_published",
                                          "random_features", "product_state"};
    QCOMPARE(automaticBaselines(context), all);
  }

  void publishedValuesBelongToTheirData() {
    Experiment e = linesExample();
    QVERIFY(publishedFor(e).empty());
    e.data.source = {.type = "idx", .options = {{"dataset", std::string("fashion_mnist")}}};
    e.data.classes = {"0", "1"};
    QVERIFY(!publishedFor(e).empty());
    e.data.classes = {"2", "3"};
    QVERIFY(publishedFor(e).empty());
    for (const PublishedValue& value : publishedValues()) {
      QVERIFY(value.accuracy > 0.5 && value.accuracy <= 1);
      QVERIFY(!value.source.empty() && !value.model.empty());
    }
  }

  void chartsAreWellFormed() {
    const std::vector<ChartCurve> curves = {{"a < b", {1, 2}, {0.5, 0.6}, {0.4, 0.5}, {0.6, 0.7}},
                                            {"empty", {}, {}, {}, {}}};
    const ChartText text{"title & more", "x", "y"};
    const std::vector<ChartGroup> groups = {{"a", {90, 91}, {false, true}}, {"none", {}, {}}};
    const std::vector<ChartReference> references = {{"line", 95}};
    const std::vector<ChartPoint> points = {{"p", 50, 90, 1, false}};
    const ChartMatrix matrix{{"r"}, {"c", "d"}, {0.5, std::nullopt}, {"50", "-"}};
    for (const std::string& svg :
         {curveChart(curves, text), stripChart(groups, text, references),
          scatterChart(points, text), heatChart(matrix, text), curveChart({}, text),
          stripChart({}, text), scatterChart({}, text)}) {
      QVERIFY(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
      QVERIFY(svg.find("nan") == std::string::npos && svg.find("inf") == std::string::npos);
      QVERIFY(svg.find(" & ") == std::string::npos && svg.find("a < b") == std::string::npos);
    }
  }

  void zeroOnAnAxisHasNoSign() {
    const std::vector<ChartCurve> curves = {{"a", {0, 1}, {-1e-4, 1}, {}, {}}};
    const std::string svg = curveChart(curves, {"t", "x", "y"});
    QVERIFY(svg.find(">0<") != std::string::npos);
    QVERIFY(svg.find(">-0<") == std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestComparing)
#include "tst_comparing.moc"
