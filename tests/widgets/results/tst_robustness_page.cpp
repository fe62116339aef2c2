// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the noise study: scores of a trained model against noise and shots, stop, mistakes.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>

#include "tests/widgets/window_test.h"
#include "widgets/plots/interval_plot.h"
#include "widgets/results/results_view.h"
#include "widgets/results/robustness_page.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestRobustnessPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    isolateFromUser(home_);
    Experiment experiment = exampleExperiment("moons");
    experiment.train.settings.epochs = 20;
    auto data = prepareDataCached(experiment, *testCatalog(), "");
    auto run =
        TrainingRun::create(experiment, *testCatalog(),
                            std::make_shared<const PreparedData>(std::move(*data)), pool_, {});
    QVERIFY2(run, run ? "" : run.error().message.c_str());
    (*run)->run({});
    results_ = std::make_shared<const RunResults>(std::move(*resultsOf(**run, *testCatalog(), {})));
  }
  void init() { failOnWarnings(); }

  void accuracyFallsWithNoise() {
    ResultsView view(testCatalog());
    view.resize(1000, 320);
    view.show();
    view.setResults(results_);
    RobustnessPage* page = view.robustness();
    page->setThreads(2);
    view.pages()->setCurrentIndex(view.pages()->count() - 1);
    QVERIFY(page->isVisible());
    QCOMPARE(page->subject()->currentData().toString(), QString("depolarizing"));
    QVERIFY(page->note()->text().contains("λ = 4p/3"));  // which definition of p
    QVERIFY(page->note()->text().contains("after every gate"));
    QSignalSpy finished(page, &RobustnessPage::finished);
    page->values()->setText("0, 0.75");
    page->startButton()->click();
    QVERIFY(page->isBusy());
    QVERIFY(finished.wait(kPatience));
    QVERIFY(!page->isBusy());
    QCOMPARE(page->points().size(), std::size_t{2});
    // Without noise the answer is that of the header; p = 3/4 leaves nothing of any state.
    const Scores& plain = results_->parts.front().scores;
    QCOMPARE(page->points()[0].scores.accuracy, plain.accuracy);
    QVERIFY(page->points()[1].scores.accuracy < 0.7 && plain.accuracy > 0.8);
    QCOMPARE(QString::fromStdString(page->points()[1].method), QString("exact, density matrix"));
    QCOMPARE(page->plot()->points().size(), std::size_t{2});
    QCOMPARE(page->plot()->points()[0].low, plain.low95);
    QCOMPARE(page->plot()->scale(), IntervalPlot::Scale::Linear);
    page->logarithmic()->setChecked(true);
    QCOMPARE(page->plot()->scale(), IntervalPlot::Scale::Logarithmic);

    // Shots, then back: the first study is still there, and so are its values.
    page->subject()->setCurrentIndex(page->subject()->findData("shots"));
    QVERIFY(page->points().empty());
    QVERIFY(!page->logarithmic()->isVisible());
    page->values()->setText("1, 100000, 0");
    page->startButton()->click();
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(page->points().size(), std::size_t{3});
    QCOMPARE(page->points()[2].scores.accuracy, plain.accuracy);
    QVERIFY(std::abs(page->points()[1].scores.loss - plain.loss) < 0.02);
    QVERIFY(page->points()[0].scores.loss > plain.loss + 0.05);
    QVERIFY(std::isinf(page->plot()->points().back().x));
    const QString pictures = qEnvironmentVariable("QONVOLVE_PICTURES");
    if (!pictures.isEmpty()) view.grab().save(pictures + "/shots.png");
    page->subject()->setCurrentIndex(page->subject()->findData("depolarizing"));
    QCOMPARE(page->points().size(), std::size_t{2});
    QCOMPARE(page->values()->text(), QString("0, 0.75"));

    // Another part has no study yet; the one of before is kept.
    view.parts()->setCurrentIndex(1);
    emit view.parts()->activated(1);
    QVERIFY(page->points().empty());
    view.parts()->setCurrentIndex(0);
    emit view.parts()->activated(0);
    QCOMPARE(page->points().size(), std::size_t{2});
  }
  void aStudyCanBeStopped() {
    RobustnessPage page(testCatalog());
    page.setPart(results_, &results_->parts.front());
    page.subject()->setCurrentIndex(page.subject()->findData("shots"));
    page.values()->setText(QString("1000000,").repeated(400) + "1");
    page.start();
    QTRY_VERIFY(!page.points().empty());
    page.stop();
    QVERIFY(!page.isBusy());
    QVERIFY(page.points().size() < 400);
    QVERIFY(page.startButton()->text().contains("Start"));
  }
  void mistakesAreNamed() {
    RobustnessPage page(testCatalog());
    QVERIFY(!page.startButton()->isEnabled());
    page.setPart(results_, &results_->parts.front());
    page.values()->setText("0, much");
    page.start();
    QVERIFY(!page.isBusy());
    QVERIFY2(page.note()->text().contains("\"much\""), qPrintable(page.note()->text()));
    // Nothing written means the usual values.
    page.values()->clear();
    page.start();
    QVERIFY(page.isBusy());
    QVERIFY(page.values()->text().startsWith("0, 0.00075"));
    page.setPart(nullptr, nullptr);
    QVERIFY(!page.isBusy());
  }

 private:
  QTemporaryDir home_;
  ThreadPool pool_{2};
  std::shared_ptr<const RunResults> results_;
};

QTEST_MAIN(TestRobustnessPage)
#include "tst_robustness_page.moc"
