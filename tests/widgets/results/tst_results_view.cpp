// SPDX-License-Identifier: GPL-3.0-or-later
// The results of a run: mistakes by class pair, scores with intervals, probabilities, surface.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>

#include "tests/widgets/window_test.h"
#include "widgets/models/class_score_model.h"
#include "widgets/models/sample_model.h"
#include "widgets/plots/confusion_view.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/plane_view.h"
#include "widgets/results/results_view.h"
#include "widgets/results/sample_browser.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

std::shared_ptr<const RunResults> trained(const char* example, std::int64_t epochs) {
  Experiment experiment = exampleExperiment(example);
  experiment.train.settings.epochs = epochs;
  static ThreadPool pool(2);
  auto data = prepareDataCached(experiment, *testCatalog(), "");
  auto run = TrainingRun::create(experiment, *testCatalog(),
                                 std::make_shared<const PreparedData>(std::move(*data)), pool, {});
  (*run)->run({});
  return std::make_shared<const RunResults>(std::move(*resultsOf(**run, *testCatalog(), {})));
}

}  // namespace

class TestResultsView : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    isolateFromUser(home_);
    lines_ = trained("lines", 1);  // not trained to the end: it makes mistakes
    moons_ = trained("moons", 3);
  }
  void init() {
    failOnWarnings();
    view_ = std::make_unique<ResultsView>(testCatalog());
    view_->resize(1200, 240);
    view_->show();
  }

  void emptyAndBusyStatesSaySo() {
    auto* button = view_->findChild<QPushButton*>("resultsRemedy");
    QVERIFY(button->isVisible());
    QSignalSpy wanted(view_.get(), &ResultsView::remedyRequested);
    button->click();
    QCOMPARE(wanted.count(), 1);
    view_->setMessage("Reading the run …");
    QVERIFY(!button->isVisible());
    QVERIFY(view_->scoreText().isEmpty());
  }

  void scoresHaveIntervals() {
    view_->setResults(lines_);
    const QString text = view_->scoreText();
    QVERIFY2(
        text.contains("Test accuracy") && text.contains("95 %:") && text.contains("40 samples"),
        qPrintable(text));
    view_->parts()->setCurrentIndex(1);
    emit view_->parts()->activated(1);
    QVERIFY(view_->scoreText().startsWith("Validation"));
  }

  void mistakesAreSortedAndFilteredByPair() {
    view_->setResults(lines_);
    SampleBrowser* browser = view_->browser();
    const PartResults& part = lines_->parts.front();
    const std::vector<int>& labels = lines_->ready(part.part).y;
    const auto sure = [&](std::size_t row) {
      return part.probabilities.row(Eigen::Index(row)).maxCoeff();
    };
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (predictedClass(part.probabilities, Eigen::Index(i)) != labels[i]) ++wrong;
    }
    QVERIFY(wrong > 0);
    QCOMPARE(browser->rows().size(), wrong);
    for (std::size_t i = 1; i < browser->rows().size(); ++i) {
      QVERIFY(sure(browser->rows()[i - 1]) >= sure(browser->rows()[i]));
    }
    for (int label = 0; label < 2; ++label) {
      for (int predicted = 0; predicted < 2; ++predicted) {
        ConfusionView* matrix = view_->confusion();
        matrix->setPicked({});
        QTest::mouseClick(matrix, Qt::LeftButton, {},
                          matrix->cellRect({label, predicted}).center());
        QCOMPARE(browser->rows().size(),
                 part.scores.confusion[std::size_t(label)][std::size_t(predicted)]);
        for (const std::size_t row : browser->rows()) {
          QCOMPARE(labels[row], label);
          QCOMPARE(predictedClass(part.probabilities, Eigen::Index(row)), predicted);
        }
      }
    }
    QTest::keyClick(view_->confusion(), Qt::Key_Escape);
    QCOMPARE(browser->rows().size(), wrong);
  }

  void theFilterMarksTheCell() {
    view_->setResults(lines_);
    auto* filter = view_->findChild<QComboBox*>("sampleFilter");
    filter->setCurrentIndex(2);  // the first pair
    emit filter->activated(2);
    QVERIFY(view_->confusion()->picked().has_value());
    filter->setCurrentIndex(1);
    emit filter->activated(1);
    QVERIFY(!view_->confusion()->picked());
    QCOMPARE(view_->browser()->rows().size(), lines_->parts.front().scores.samples);
  }

  void cardsShowPictureAndWords() {
    view_->setResults(lines_);
    SampleModel* model = view_->browser()->model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QModelIndex first = model->index(0);
    QCOMPARE(first.data(SampleModel::BeforeRole).value<QImage>().size(), QSize(4, 2));
    QCOMPARE(first.data(SampleModel::SeenRole).value<QImage>().size(), QSize(4, 2));
    QVERIFY(first.data(SampleModel::WrongRole).toBool());
    QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains("predicted"));
    view_->setResults(moons_);
    emit view_->browser()->choiceChanged();
    view_->browser()->setChoice({SampleBrowser::Choice::Kind::All});
    const QModelIndex point = view_->browser()->model()->index(0);
    QVERIFY(point.data(SampleModel::BeforeRole).value<QImage>().isNull());
    QVERIFY2(point.data(SampleModel::DetailRole).toString().contains("x1"),
             qPrintable(point.data(SampleModel::DetailRole).toString()));
  }

  void classScoresHaveIntervals() {
    view_->setResults(lines_);
    auto* table = view_->findChild<QTableView*>("classScores");
    QAbstractItemModelTester tester(table->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(table->model()->rowCount(), 2);
    QVERIFY(table->model()->index(0, ClassScoreModel::Recall).data().toString().contains("95 %"));
  }

  void probabilitiesCountEverySample() {
    view_->setResults(lines_);
    view_->pages()->setCurrentIndex(2);
    auto* choice = view_->findChild<QComboBox*>("probabilityClass");
    QCOMPARE(choice->count(), 2);
    const auto* histogram = choice->parentWidget()->findChild<HistogramView*>();
    QVERIFY2(histogram->accessibleDescription().contains("20 values"),
             qPrintable(histogram->accessibleDescription()));
    const QString before = histogram->accessibleDescription();
    choice->setCurrentIndex(1);
    QVERIFY(histogram->accessibleDescription() != before);
  }

  void onlyTwoFeaturesHaveASurface() {
    view_->setResults(lines_);
    QVERIFY(!view_->pages()->isTabVisible(3));
    view_->setResults(moons_);
    QVERIFY(view_->pages()->isTabVisible(3));
    view_->pages()->setCurrentIndex(3);
    const auto* plane = view_->findChild<PlaneView*>();
    QVERIFY2(plane->accessibleDescription().contains("% of the plane"),
             qPrintable(plane->accessibleDescription()));
    // Painted in more than the colours of marks: the surface has shades.
    const QImage image = view_->grab().toImage();
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2) {
      for (int x = 0; x < image.width(); x += 2) colors.insert(image.pixel(x, y));
    }
    QVERIFY(colors.size() > 60);
    view_->setResults(lines_);
    QCOMPARE(view_->pages()->currentIndex(), 0);
  }

 private:
  QTemporaryDir home_;
  std::shared_ptr<const RunResults> lines_;
  std::shared_ptr<const RunResults> moons_;
  std::unique_ptr<ResultsView> view_;
};

QTEST_MAIN(TestResultsView)
#include "tst_results_view.moc"
