// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares: made, stopped and found again; what it says and shows.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
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
    QTRY_VERIFY(page.session().isOpen() && !page.session().isRunning() &&
                page.session().view().results.done == page.session().view().results.total);
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
    QCOMPARE(page.matrix()->columnSpan(2, 0), 2);  // a baseline has no pooling
    QCOMPARE(page.matrix()->columnSpan(1, 0), 1);
    QVERIFY(model->headerData(2, Qt::Vertical).toString().contains("Logistic"));
    for (int tab = 0; tab < page.tabs()->count(); ++tab) {
      page.tabs()->setCurrentIndex(tab);
      QTest::qWait(50);
      QVERIFY(!page.grab().isNull());
    }
    // Restarted, it finds everything done.
    ComparePage again(testCatalog());
    again.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(again.session().isOpen());
    QCOMPARE(again.session().view().results.done, std::size_t{18});
    QCOMPARE(again.sentence(), page.sentence());
  }

  void aStoppedSweepGoesOn() {
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("stopped"));
    page.openSweep(spec(2000), {}, ComparePage::Begin::Yes);
    QTRY_VERIFY(page.session().isRunning());
    QTest::qWait(300);
    page.session().stop();
    QTRY_VERIFY(!page.session().isRunning());
    const SweepResults& results = page.session().view().results;
    QVERIFY(results.done < results.total);
    const auto partial = std::count_if(
        page.session().view().statuses.begin(), page.session().view().statuses.end(),
        [](const SweepStatus& status) { return status.state == SweepState::Partial; });
    QVERIFY(partial > 0);
    page.session().start(2);
    QTRY_VERIFY(page.session().isRunning());
  }

  void theMatrixIsAProperModelAndAxesCanBeChosen() {
    ComparePage page(testCatalog());
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(page.session().isOpen());
    MatrixModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSweep(&page.session().view());
    QCOMPARE(model.axisNames(), (QStringList{"optimizer", "pooling", "loss"}));
    const auto first = model.planCell(model.index(0, 0));
    model.arrange(2, 0, -1, {0, 1, 0});
    QCOMPARE(model.headerData(1, Qt::Vertical, Qt::DisplayRole).toString(), QString("mse"));
    const auto other = model.planCell(model.index(0, 0));
    QVERIFY(first && other && *first != *other);
    QCOMPARE(page.session().view().plan->cells[*other].labels,
             (std::vector<std::string>{"adam", "trivial", "cross_entropy"}));
    const QString words = model.index(0, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(words.contains("trivial") && words.contains("percent"), qPrintable(words));
  }

  void aThirdAxisStandsSideBySide() {
    ComparePage page(testCatalog());
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(page.session().isOpen());
    MatrixModel model;
    model.setSweep(&page.session().view());
    model.arrange(0, 1, 2, {0, 0, 0});
    QCOMPARE(model.columnCount(), 4);
    QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QString("mse\nzx"));
    const auto cell = model.planCell(model.index(1, 3));
    QVERIFY(cell);
    QCOMPARE(page.session().view().plan->cells[*cell].labels,
             (std::vector<std::string>{"sgd", "trivial", "mse"}));
    QVERIFY(model.cell(model.index(0, 2)).firstOfFacet);
    QVERIFY(!model.cell(model.index(0, 3)).firstOfFacet);
  }

  void cellsShowTheCoursesOfTheirRuns() {
    ComparePage page(testCatalog());
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(page.session().isOpen());
    QTRY_VERIFY(!page.session().view().losses.back().empty());
    MatrixModel model;
    model.setSweep(&page.session().view());
    const MatrixCell cell = model.cell(model.index(0, 0));
    QCOMPARE(cell.courses.size(), std::size_t{2});
    for (const QPolygonF& course : cell.courses) QCOMPARE(course.size(), qsizetype{2});
  }

  void everyPlotIsSavedInEveryFormat() {
    ComparePage page(testCatalog());
    QVERIFY(!page.plot(0, "svg", 96, 1));
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(page.session().isOpen());
    page.resize(1100, 700);
    const QStringList names = page.plotNames();
    for (int i = 0; i < names.size(); ++i) {
      for (const auto& [format, begin] :
           {std::pair{"svg", "<?xml"}, {"pdf", "%PDF"}, {"png", "\x89PNG"}, {"csv", ""}}) {
        const auto file = page.plot(i, format, 96, 1);
        QVERIFY2(file, qPrintable(names[i] + " " + format));
        QVERIFY2(file->startsWith(begin), qPrintable(names[i] + " " + format));
        QVERIFY(file->size() > 60);
      }
    }
    QVERIFY(!page.plot(1, "gif", 96, 1));
    QCOMPARE(page.plot(0, "csv", 96, 1)->count('\n'), 4);  // names, two optimizers, a baseline
    QCOMPARE(page.runsTable("csv")->count('\n'), 19);
    QCOMPARE(page.runsTable("jsonl")->count('\n'), 18);
  }

  void sweepsWaitInTheLineOfWork() {
    auto queue = std::make_shared<WorkQueue>();
    const WorkQueue::Ticket other = queue->enter("training", [] {}, [] {});
    ComparePage page(testCatalog());
    page.setQueue(queue);
    page.setSweepsFolder(home_.filePath("line"));
    page.openSweep(spec(), {}, ComparePage::Begin::Yes);
    QTRY_COMPARE(page.session().state(), SweepSession::State::Waiting);
    QCOMPARE(queue->entries().size(), 2);
    QVERIFY(queue->entries()[1].title.contains("0 of 18"));
    QTest::qWait(300);
    QCOMPARE(page.session().view().results.done, std::size_t{0});
    queue->leave(other);
    QCOMPARE(page.session().state(), SweepSession::State::Here);
    waitForEnd(page);
    QVERIFY(queue->entries().isEmpty());
    // Withdrawn while it waits, it does nothing.
    const WorkQueue::Ticket again = queue->enter("training", [] {}, [] {});
    page.openSweep(spec(3), {}, ComparePage::Begin::Yes);
    QTRY_COMPARE(page.session().state(), SweepSession::State::Waiting);
    queue->withdraw(queue->entries()[1].ticket);
    QCOMPARE(page.session().state(), SweepSession::State::Idle);
    queue->leave(again);
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
    QTRY_VERIFY([&] {
      const auto labels = page.tabs()->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(),
                         [](const QLabel* label) { return label->text().contains("both right"); });
    }());
    QSignalSpy failed(&page, &ComparePage::failed);
    page.compareRuns({home_.filePath("nothing")});
    QCOMPARE(failed.size(), 1);
  }

  void baselinesAreAddedToSelectedRuns() {
    ComparePage page(testCatalog());
    page.openSweep(home_.filePath("sweeps/test"));
    QTRY_VERIFY(page.session().isOpen());
    // Both losses of the first optimizer and pooling, one of them with one seed only.
    QStringList folders;
    for (const std::size_t cell : {0U, 1U}) {
      for (const std::size_t run : page.session().view().plan->cells[cell].runs) {
        const std::string& id = page.session().view().plan->runs[run].id;
        folders << home_.filePath("sweeps/test/" + QString::fromStdString(id));
      }
    }
    folders.removeLast();
    page.setSweepsFolder(home_.filePath("added"));
    QSignalSpy failed(&page, &ComparePage::failed);
    page.compareRuns(folders);
    page.addBaselines();
    waitForEnd(page);
    QVERIFY(failed.isEmpty());
    const SweepPlan& plan = *page.session().view().plan;
    QCOMPARE(plan.spec.axes.size(), std::size_t{1});
    QCOMPARE(plan.spec.axes[0].values.size(), std::size_t{2});
    QVERIFY(plan.cells.size() >= 7);
    // The runs are those that were selected, not made again.
    for (const QString& folder : folders) {
      const QString copy = page.session().folder() + "/" + QFileInfo(folder).fileName();
      QCOMPARE(RunFolder(copy).record()->started, RunFolder(folder).record()->started);
    }
    QCOMPARE(page.session().view().results.total, 2 * plan.cells.size());
  }

  void equalRunsAreCountedOnce() {
    const QDir sweep(home_.filePath("sweeps/test"));
    const QStringList ids = sweep.entryList({"*-1"}, QDir::Dirs, QDir::Name);
    QStringList folders;
    for (const QString& id : {ids[0], ids[0], ids[1]}) folders << sweep.filePath(id);
    ComparePage page(testCatalog());
    page.compareRuns(folders);
    QVERIFY2(page.fairness().contains("Repeats"), qPrintable(page.fairness()));
    QCOMPARE(page.runsTable("csv")->count('\n'), 3);
    page.compareRuns({folders.front()});
    QVERIFY2(page.fairness().contains("nothing to compare"), qPrintable(page.fairness()));
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
    // With and without in one row, and the baselines below; five seeds each.
    const auto baselines = page.matrix()->model()->rowCount() - 1;
    QVERIFY(baselines >= 5);
    QCOMPARE(page.session().view().results.total, std::size_t(10 + 5 * baselines));
    QCOMPARE(page.matrix()->model()->headerData(0, Qt::Horizontal).toString(), QString("nothing"));
    QVERIFY(page.matrix()->model()->index(0, 1).data().toString().contains("±"));
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

  void valuesThatCannotBeHadAreSaidBeforeTraining() {
    NewSweepDialog dialog(testCatalog(), exampleExperiment());
    const auto* start = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    QVERIFY(start->isEnabled());
    QLineEdit* values = nullptr;
    for (auto* line : dialog.findChildren<QLineEdit*>()) {
      if (line->accessibleName() == "Columns: values") values = line;
    }
    QVERIFY(values != nullptr);
    // In words, and by words or ids.
    QVERIFY2(values->text().startsWith("Adam, "), qPrintable(values->text()));
    values->setText("Adam, sgd");
    QCOMPARE(dialog.spec().axes[1].values[0].changes[0].value, std::string("adam"));
    QCOMPARE(dialog.spec().axes[1].values[1].changes[0].value, std::string("sgd"));
    values->setText("adam, sdg");
    QVERIFY(!start->isEnabled());
    QStringList said;
    for (const auto* label : dialog.findChildren<QLabel*>()) said << label->text();
    const QString words = said.join(' ');
    QVERIFY2(words.contains("cannot be \"sdg\""), qPrintable(words));
    QVERIFY2(words.contains("Did you mean \"sgd\"?"), qPrintable(words));
    values->setText("adam, sgd");
    QVERIFY(start->isEnabled());
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
