// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares: made, stopped and found again; what it says and shows.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

#include "core/io/files.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"
#include "core/study/ablation.h"
#include "tests/widgets/window_test.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/new_sweep_dialog.h"
#include "widgets/compare/report_pdf.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestComparePage : public QObject {
  Q_OBJECT
  QTemporaryDir home_;

  SweepSpec spec(int epochs = 2) {
    SweepSpec spec;
    spec.name = "Test";
    for (const auto& [name, path, values] :
         {std::tuple{"optimizer", "/train/optimizer/type", std::vector{"adam", "sgd"}},
          std::tuple{"pooling", "/stack/2/options/kind", std::vector{"zx", "trivial"}},
          std::tuple{"loss", "/train/loss/type", std::vector{"cross_entropy", "mse"}}}) {
      SweepAxis axis{.name = name, .values = {}};
      for (const char* value : values) axis.values.push_back({value, {{path, value}}});
      spec.axes.push_back(std::move(axis));
    }
    spec.seeds = {1, 2};
    spec.budget.epochs = epochs;
    spec.baselines = {"logistic"};
    return spec;
  }

  void waitForEnd(ComparePage& page) {
    QTRY_VERIFY_WITH_TIMEOUT(
        page.session().isOpen() && !page.session().isRunning() &&
            page.session().view().results.done == page.session().view().results.total,
        60'000);
  }

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void emptyItSaysWhatToDo() {
    ComparePage page(testCatalog());
    page.resize(900, 600);
    page.show();
    const auto labels = page.findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return label->isVisible() && label->text().contains("Ctrl+Shift+C");
    }));
    QVERIFY(!page.grab().isNull());
  }

  void aSweepIsMadeAndFoundAgain() {
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("sweeps"));
    page.resize(1100, 700);
    page.show();
    QSignalSpy failed(&page, &ComparePage::failed);
    page.openSweep(spec(), {}, ComparePage::Begin::Yes);
    waitForEnd(page);
    QVERIFY(failed.isEmpty());
    QCOMPARE(page.session().view().results.total, std::size_t{18});
    QVERIFY(page.sentence().contains("highest of 9"));
    QVERIFY(page.fairness().startsWith("Fair"));
    // Optimizers down, poolings across, cross-entropy; the baseline below.
    QAbstractItemModel* model = page.matrix()->model();
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(model->columnCount(), 2);
    QVERIFY(model->index(0, 0).data().toString().contains("±"));
    QVERIFY(!model->index(2, 1).data().isValid());
    QVERIFY(model->headerData(2, Qt::Vertical).toString().contains("Logistic"));
    for (int tab = 0; tab < page.tabs()->count(); ++tab) {
      page.tabs()->setCurrentIndex(tab);
      QTest::qWait(50);
      QVERIFY(!page.grab().isNull());
    }
    // Restarted, it finds everything done.
    ComparePage again(testCatalog());
    again.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY_WITH_TIMEOUT(again.session().isOpen(), 30'000);
    QCOMPARE(again.session().view().results.done, std::size_t{18});
    QCOMPARE(again.sentence(), page.sentence());
  }

  void aStoppedSweepGoesOn() {
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("stopped"));
    page.openSweep(spec(2000), {}, ComparePage::Begin::Yes);
    QTRY_VERIFY_WITH_TIMEOUT(page.session().isRunning(), 30'000);
    QTest::qWait(300);
    page.session().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!page.session().isRunning(), 10'000);
    const SweepResults& results = page.session().view().results;
    QVERIFY(results.done < results.total);
    const auto partial = std::count_if(
        page.session().view().statuses.begin(), page.session().view().statuses.end(),
        [](const SweepStatus& status) { return status.state == SweepState::Partial; });
    QVERIFY(partial > 0);
    page.session().start(2);
    QTRY_VERIFY_WITH_TIMEOUT(page.session().isRunning(), 10'000);
  }

  void theMatrixIsAProperModelAndAxesCanBeChosen() {
    ComparePage page(testCatalog());
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY_WITH_TIMEOUT(page.session().isOpen(), 30'000);
    MatrixModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSweep(&page.session().view());
    QCOMPARE(model.axisNames(), (QStringList{"optimizer", "pooling", "loss"}));
    const auto first = model.planCell(model.index(0, 0));
    model.arrange(2, 0, {0, 1, 0});
    QCOMPARE(model.headerData(1, Qt::Vertical, Qt::DisplayRole).toString(), QString("mse"));
    const auto other = model.planCell(model.index(0, 0));
    QVERIFY(first && other && *first != *other);
    QCOMPARE(page.session().view().plan->cells[*other].labels,
             (std::vector<std::string>{"adam", "trivial", "cross_entropy"}));
    const QString words = model.index(0, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(words.contains("trivial") && words.contains("percent"), qPrintable(words));
  }

  void selectedRunsAreComparedWithoutASweep() {
    QStringList folders;
    const QDir sweep(home_.filePath("sweeps/test"));
    for (const QString& id : sweep.entryList({"*-1"}, QDir::Dirs)) folders << sweep.filePath(id);
    QCOMPARE(folders.size(), 9);
    ComparePage page(testCatalog());
    page.resize(1000, 600);
    page.show();
    page.compareRuns(folders.mid(0, 2));
    QVERIFY2(page.sentence().contains("may be chance"), qPrintable(page.sentence()));
    QVERIFY(!page.matrix()->isVisible());
    page.tabs()->setCurrentIndex(4);
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
          const auto labels = page.tabs()->findChildren<QLabel*>();
          return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().contains("both right");
          });
        }(),
        20'000);
    QSignalSpy failed(&page, &ComparePage::failed);
    page.compareRuns({home_.filePath("nothing")});
    QCOMPARE(failed.size(), 1);
  }

  void unequalSeedsTurnTheBarAmber() {
    QStringList folders;
    const QDir sweep(home_.filePath("sweeps/test"));
    const QStringList ids = sweep.entryList({"*-*"}, QDir::Dirs, QDir::Name);
    for (const QString& id : ids.mid(0, 3)) folders << sweep.filePath(id);  // two of one design
    ComparePage page(testCatalog());
    page.compareRuns(folders);
    QVERIFY2(page.fairness().contains("Seeds"), qPrintable(page.fairness()));
  }

  void aBlockIsAblatedInOneGo() {
    Experiment design = exampleExperiment();
    design.train.settings.epochs = 1;
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("ablation"));
    page.setDesignSource([&] { return ComparePage::Design{design, {}}; });
    const auto blocks = ablatableBlocks(design.stack, *testCatalog());
    page.ablate({blocks.front()});
    waitForEnd(page);
    QCOMPARE(page.session().view().results.total, std::size_t{10});
    QVERIFY(page.sentence().contains("nothing"));
    QSignalSpy failed(&page, &ComparePage::failed);
    page.ablate({nodeId(design.stack.front())});
    QTRY_VERIFY(failed.size() == 1 || page.session().isOpen());
  }

  void theDialogMakesASweepOfTheDesign() {
    NewSweepDialog dialog(testCatalog(), exampleExperiment());
    const SweepSpec made = dialog.spec();
    QCOMPARE(made.axes.size(), std::size_t{2});
    QCOMPARE(made.axes[0].name, std::string("encoding"));
    QCOMPARE(made.axes[1].name, std::string("optimizer"));
    QVERIFY(made.axes[0].values.size() >= 2 && made.axes[1].values.size() >= 4);
    QVERIFY(sweepPoints(made));
    const auto plan = planSweep(made, *testCatalog(), "");
    QVERIFY(plan);
    for (const SweepCell& cell : plan->cells) QVERIFY(!cell.problem);
    QVERIFY(!dialog.grab().isNull());
  }

  void theReportIsAlsoAPdf() {
    ComparePage page(testCatalog());
    const QByteArray pdf = reportPdf(
        "<html><head><title>T</title></head><body><h1>Words</h1><svg "
        "xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"50\"><rect width=\"100\" "
        "height=\"50\" fill=\"#0072b2\"/></svg><p>End</p></body></html>");
    QVERIFY(pdf.startsWith("%PDF"));
    QVERIFY(pdf.size() > 1500);
    QVERIFY(pdf.contains("/Image"));
  }
};

QTEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
