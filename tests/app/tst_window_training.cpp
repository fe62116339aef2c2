// SPDX-License-Identifier: GPL-3.0-or-later
// Training in the window: editing meanwhile, pausing, and what a run shows when it is over.
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include "tests/app/real_window.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/results_view.h"
#include "widgets/training/run_controls.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestWindowTraining : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void editingDuringARunIsAllowed() {
    RealWindow window;
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "2000"));
    QSignalSpy progressed(window->session(), &TrainingSession::progressed);
    QSignalSpy finished(window->session(), &TrainingSession::finished);
    window->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 2);
    QVERIFY(!window->actions().train->isEnabled());
    QVERIFY(window->document().setOption("axis", "/stack/0/options/axis", "rx"));
    window->document().edit("Remove", [](Experiment& e) { e.stack.erase(e.stack.begin() + 1); });
    const int seen = static_cast<int>(progressed.count());
    QTRY_VERIFY(progressed.count() > seen + 2);
    window->actions().stop->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(window->actions().train->isEnabled());
  }

  void pauseAndResume() {
    RealWindow window;
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "5000"));
    QSignalSpy progressed(window->session(), &TrainingSession::progressed);
    const auto* controls = window->findChild<RunControls*>();
    const auto focused = [&] {
      const auto* button = qobject_cast<QToolButton*>(window->focusWidget());
      return button && controls->isAncestorOf(button) ? button->text() : QString();
    };
    QCOMPARE(focused(), QString("Train"));
    window->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 1);
    QCOMPARE(focused(), QString("Pause"));  // Space pauses, and goes on again
    window->actions().pause->trigger();
    QTRY_COMPARE(window->session()->state(), TrainingSession::State::Paused);
    QVERIFY(window->actions().train->text().contains("Resume"));
    QCOMPARE(focused(), QString("Resume"));
    // Another design trains anew.
    QVERIFY(window->document().setOption("axis", "/stack/0/options/axis", "rx"));
    QVERIFY(window->actions().train->text().contains("Train"));
    window->document().undoStack().undo();
    window->actions().train->trigger();
    QTRY_COMPARE(window->session()->state(), TrainingSession::State::Training);
    window->actions().stop->trigger();
    QTRY_VERIFY(!window->session()->isBusy());
  }

  void aStoppedRunOfADesignWithoutANameSaysSoAndGoesOn() {
    RealWindow window;
    window->actions().newDesign->trigger();
    QVERIFY(window->windowTitle().startsWith("Untitled"));
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "100000"));
    const auto trainABit = [&](const auto& begin) {
      QSignalSpy progressed(window->session(), &TrainingSession::progressed);
      begin();
      return QTest::qWaitFor([&] { return progressed.count() > 3; }, kPatience);
    };
    const auto stop = [&] {
      QSignalSpy answered(window->session(), &TrainingSession::answered);
      window->actions().stop->trigger();
      return QTest::qWaitFor([&] { return answered.count() > 0; }, kPatience);
    };
    QVERIFY(trainABit([&] { window->actions().train->trigger(); }));
    QVERIFY(stop());
    QVERIFY2(window->strip()->text().contains(" of 100000 epochs."),
             qPrintable(window->strip()->text()));
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, RunListModel::Name).data().toString(), QString("Untitled"));
    const QString folder = window->session()->run()->folder;

    // By the strip and by the table: no question, and the design keeps its changes to undo.
    QVERIFY(trainABit([&] { QVERIFY(clickOn(*window->strip(), "Go on with it")); }));
    QVERIFY2(window->strip()->text().isEmpty() || !window->strip()->isVisible(),
             qPrintable(window->strip()->text()));
    QVERIFY(stop());
    QVERIFY(trainABit([&] { emit window->runs()->resumeRequested(folder); }));
    QVERIFY(stop());
    QCOMPARE(window->session()->run()->folder, folder);
    QVERIFY(window->session()->run()->stepsDone > 0);
    QVERIFY(window->document().undoStack().canUndo());
    QVERIFY(window->document().isModified());
    QVERIFY(window->document().experiment().name.empty());
    window->document().undoStack().setClean();
    emit window->runs()->openRequested(folder);
    QVERIFY(window->document().experiment().name.empty());
  }

  void theBadgeSaysWhetherItsRunStillGoesOn() {
    RealWindow window;
    const auto* badge = window->findChild<QLabel*>("stateBadge");
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "5000"));
    window->actions().train->trigger();
    QTRY_VERIFY(badge->isVisible());
    QVERIFY2(badge->text().contains("●"), qPrintable(badge->text()));
    QVERIFY(!badge->text().contains("At the end"));
    window->actions().pause->trigger();
    QTRY_COMPARE(window->session()->state(), TrainingSession::State::Paused);
    QVERIFY2(badge->text().contains("When paused: "), qPrintable(badge->text()));
    window->actions().train->trigger();
    QTRY_COMPARE(window->session()->state(), TrainingSession::State::Training);
    QVERIFY(badge->text().contains("●"));
    window->actions().stop->trigger();
    QTRY_VERIFY(!window->session()->isBusy());
    QVERIFY2(badge->text().contains("At the end: "), qPrintable(badge->text()));
    QVERIFY(badge->text().contains(Theme::fromPalette(badge->palette()).mutedText.name()));
    QVERIFY(badge->accessibleDescription().startsWith("At the end: "));
  }

  void theDecisionSurfaceIsThatOfTheEnd() {
    RealWindow window;
    QVERIFY(window->openExample("moons"));
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    window->trainFor(3);
    QTRY_COMPARE(answered.count(), 1);
    const QImage atTheEnd = window->plots()->plane()->grab().toImage();
    // The same from the run's folder.
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    window->plots()->plane()->clear();
    window->results()->setMessage("none");
    table->selectRow(0);
    QTRY_VERIFY(!window->plots()->plane()->isEmpty());
    QVERIFY(window->plots()->plane()->grab().toImage() == atTheEnd);
  }

  void finishedRunsShowTheirResultsAndCurves() {
    RealWindow window;
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "3"));
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    QStringList scores;
    for (const char* seed : {"7", "8"}) {
      QVERIFY(window->document().setOption("seed", "/seed", seed));
      window->actions().train->trigger();
      QTRY_VERIFY(answered.count() > scores.size());
      scores << window->results()->scoreText();
      QVERIFY2(scores.last().contains("95 %"), qPrintable(scores.last()));
    }
    // The first run again, from its folder.
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    window->plots()->loss()->clearData();
    table->selectRow(1);
    QTRY_COMPARE(window->results()->scoreText(), scores.first());
    QCOMPARE(window->plots()->loss()->toCsv().count(QStringLiteral("\nvalidation,")), 3);

    // The same seed again gives the same numbers.
    window->runs()->actions().again->trigger();
    QTRY_COMPARE(answered.count(), 3);
    QCOMPARE(window->results()->scoreText(), scores.first());
    QTRY_COMPARE(table->model()->rowCount(), 3);
  }

  void archivedRunsComeBackByTheStrip() {
    RealWindow window;
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    window->actions().train->trigger();
    QTRY_COMPARE(answered.count(), 1);
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QTest::keyClick(&*window, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), window->runs()->filterField());
    table->selectRow(0);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(table->model()->rowCount(), 0);
    QVERIFY(clickOn(*window->strip(), "Undo"));
    QCOMPARE(table->model()->rowCount(), 1);
  }

  void destroyingTheWindowWhileTrainingIsSafe() {
    RealWindow window;
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "100000"));
    QSignalSpy progressed(window->session(), &TrainingSession::progressed);
    window->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 1);
    window.close();
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestWindowTraining)
#include "tst_window_training.moc"
