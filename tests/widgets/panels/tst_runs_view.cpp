// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does with runs: filter with words on mistakes, archive with undo, tags and notes.
#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTimer>

#include "core/experiment/edit.h"
#include "core/io/run_folder.h"
#include "tests/widgets/window_test.h"
#include "widgets/panels/runs_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestRunsView : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    home_ = std::make_unique<QTemporaryDir>();
    const QString runs = home_->filePath("runs");
    for (int i = 0; i < 4; ++i) {
      auto folder = RunFolder::create(runs, "run");
      QVERIFY(folder);
      RunRecord record;
      record.status = i == 0 ? RunStatus::Stopped : RunStatus::Finished;
      record.name = i < 2 ? "Lines" : "Moons";
      record.started = utcNow();
      record.optimizer = "adam";
      record.hasValidation = true;
      record.bestEpoch = 3;
      record.best.accuracy = 0.6 + 0.1 * i;
      QVERIFY(folder->writeRecord(record));
      QTest::qSleep(2);
    }
    model_ = std::make_unique<RunListModel>();
    model_->setFolder(runs, home_->filePath("index.sqlite"));
    view_ = std::make_unique<RunsView>(*model_, testCatalog());
    view_->resize(1000, 240);
    view_->show();
    QTRY_COMPARE(model_->rowCount(), 4);
  }
  void cleanup() {
    view_.reset();
    model_.reset();
  }

  void filterMistakesAreExplainedInPlace() {
    auto* error = view_->findChild<QLabel*>("runFilterError");
    view_->filterField()->setText("acc>0.75");
    QCOMPARE(model_->rowCount(), 2);
    QVERIFY(!error->isVisible());
    QVERIFY(view_->findChild<QLabel*>("runCount")->text().contains("2 of 4"));
    view_->filterField()->setText("acc>0.75 optimiser:adam");
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().contains("optimizer"), qPrintable(error->text()));
    QCOMPARE(model_->rowCount(), 2);  // as before the mistake
    view_->filterField()->setText("moons");
    QVERIFY(!error->isVisible());
    QCOMPARE(model_->rowCount(), 2);
    view_->filterField()->clear();
    QCOMPARE(model_->rowCount(), 4);
  }

  void actionsFitTheSelection() {
    const RunActions& actions = view_->actions();
    QVERIFY(!actions.open->isEnabled() && !actions.archive->isEnabled());
    QVERIFY(!actions.cleanUp->isEnabled());
    view_->table()->selectRow(3);  // the oldest, which was stopped
    QVERIFY(actions.open->isEnabled() && actions.resume->isEnabled());
    view_->table()->selectRow(0);
    QVERIFY(actions.open->isEnabled() && !actions.resume->isEnabled());
    view_->table()->selectAll();
    QVERIFY(!actions.open->isEnabled() && actions.archive->isEnabled());
    QSignalSpy again(view_.get(), &RunsView::againRequested);
    view_->table()->selectRow(1);
    actions.again->trigger();
    QCOMPARE(again.count(), 1);
    QCOMPARE(again[0][0].toString(), model_->run(1).path);
  }

  void aSelectionIsToldOnce() {
    QSignalSpy selected(view_.get(), &RunsView::runSelected);
    for (int row = 0; row < 4; ++row) view_->table()->selectRow(row);  // passing over
    QTRY_COMPARE(selected.count(), 1);
    QCOMPARE(selected[0][0].toString(), model_->run(3).path);
  }

  void ofSeveralRunsItSaysWhatDiffers() {
    Experiment experiment = exampleExperiment();
    QVERIFY(RunFolder(model_->run(0).path).writeExperiment(experiment));
    QVERIFY(changeSetting(experiment, *testCatalog(), "/stack/1/options/ansatz", "so4"));
    QVERIFY(RunFolder(model_->run(1).path).writeExperiment(experiment));
    const auto* differences = view_->findChild<QPlainTextEdit*>("runDifferences");
    view_->table()->selectRow(0);
    QVERIFY(differences->isHidden());
    const int last = RunListModel::ColumnCount - 1;
    view_->table()->selectionModel()->select({model_->index(0, 0), model_->index(1, last)},
                                             QItemSelectionModel::ClearAndSelect);
    QVERIFY(differences->isVisible());
    const QString said = differences->toPlainText();
    QVERIFY2(said.startsWith("Convolution 1: Circuit: ") && said.contains("SO(4)"),
             qPrintable(said));
    QCOMPARE(said.count(QLatin1Char('\n')), 0);
    QVERIFY(view_->findChild<QPlainTextEdit*>("runNotes")->isHidden());
  }

  void bulkArchiveCanBeUndone() {
    std::function<void()> undo;
    connect(view_.get(), &RunsView::undoable, this,
            [&](const QString&, const std::function<void()>& back) { undo = back; });
    view_->filterField()->setText("lines");
    view_->table()->selectAll();
    view_->actions().archive->trigger();
    QCOMPARE(model_->rowCount(), 0);
    view_->filterField()->clear();
    QCOMPARE(model_->rowCount(), 2);
    QVERIFY(view_->actions().cleanUp->isEnabled());
    QVERIFY(undo != nullptr);
    undo();
    QCOMPARE(model_->rowCount(), 4);
  }

  void deletingForGoodAsks() {
    view_->table()->selectRow(0);
    const QString path = model_->run(0).path;
    view_->actions().archive->trigger();
    bool remove = false;
    const auto answer = [&remove] {
      QTimer::singleShot(0, qApp, [&remove] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        QVERIFY(box != nullptr);
        for (QAbstractButton* button : box->buttons()) {
          const bool destructive = box->buttonRole(button) == QMessageBox::DestructiveRole;
          if (destructive == remove) {
            button->click();
            return;
          }
        }
      });
    };
    answer();
    view_->actions().cleanUp->trigger();
    QTest::qWait(50);
    QVERIFY(QFileInfo::exists(path));
    remove = true;
    answer();
    view_->actions().cleanUp->trigger();
    QTRY_VERIFY(!QFileInfo::exists(path));
    QTRY_COMPARE(model_->total(), 3);
  }

  void tagsAndNotesAreKept() {
    view_->table()->selectRow(2);
    const QString path = model_->run(2).path;
    auto* tags = view_->findChild<QLineEdit*>("runTags");
    auto* notes = view_->findChild<QPlainTextEdit*>("runNotes");
    QVERIFY(tags->isEnabled());
    tags->setFocus();
    QTest::keyClicks(tags, "paper,  good one , paper");
    QTest::keyClick(tags, Qt::Key_Return);
    QCOMPARE(model_->find(path)->tags, QStringList({"paper", "good one"}));
    notes->setFocus();
    QTest::keyClicks(notes, "Try more layers");
    view_->table()->selectRow(0);  // leaving keeps what was typed
    QCOMPARE(model_->find(path)->notes, QString("Try more layers"));
    QVERIFY(notes->toPlainText().isEmpty());
    QTRY_COMPARE(RunFolder(path).notes().notes, QString("Try more layers"));
    view_->filterField()->setText("tag:\"good one\"");
    QCOMPARE(model_->rowCount(), 1);
    view_->selectRun(path);
    QCOMPARE(tags->text(), QString("paper, good one"));
  }

  void pinnedRunsStayOnTop() {
    view_->table()->selectRow(3);
    const QString path = model_->run(3).path;
    view_->actions().pin->trigger();
    QCOMPARE(model_->run(0).path, path);
    QCOMPARE(view_->selectedRuns(), QStringList{path});  // the selection follows
    view_->actions().pin->trigger();
    QCOMPARE(model_->run(3).path, path);
  }

 private:
  std::unique_ptr<QTemporaryDir> home_;
  std::unique_ptr<RunListModel> model_;
  std::unique_ptr<RunsView> view_;
};

QTEST_MAIN(TestRunsView)
#include "tst_runs_view.moc"
