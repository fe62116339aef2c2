// SPDX-License-Identifier: GPL-3.0-or-later
// Several windows of one program: one line of runs, one window a document, recovery for each.
#include <QDir>
#include <QListWidget>
#include <QTableView>

#include "tests/app/real_window.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/queue_view.h"
#include "widgets/panels/runs_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;
using State = TrainingSession::State;

class TestWindows : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() {
    failOnWarnings();
    files_ = std::make_unique<WindowFiles>();
    first_ = new MainWindow(testCatalog(), files_->settings(), files_->folders());
    first_->setAttribute(Qt::WA_DeleteOnClose);
    QVERIFY(first_->openExample("lines"));
    first_->show();
  }
  void cleanup() {
    for (const MainWindow* window : MainWindow::windows()) delete window;
    files_.reset();
  }

  void aNewWindowHasADesignOfItsOwn() {
    first_->actions().newWindow->trigger();
    QCOMPARE(MainWindow::windows().size(), std::size_t{2});
    MainWindow* second = other();
    QVERIFY(second->document().setOption("seed", "/seed", "99"));
    QVERIFY(first_->document().experiment().seed != 99);
    QVERIFY(!first_->isWindowModified());
    QVERIFY(second->isWindowModified());
  }

  void oneTrainsAndTheOtherWaitsForItsTurn() {
    MainWindow* second = first_->newWindow();
    QVERIFY(second->openExample("lines"));
    QVERIFY(first_->document().setOption("epochs", "/train/epochs", "100000"));
    QVERIFY(second->document().setOption("epochs", "/train/epochs", "2"));
    first_->actions().train->trigger();
    QTRY_COMPARE(first_->session()->state(), State::Training);
    QSignalSpy finished(second->session(), &TrainingSession::finished);
    second->actions().train->trigger();
    QCOMPARE(second->session()->state(), State::Waiting);
    QVERIFY(second->actions().stop->isEnabled());
    // Both windows show the same line.
    for (const MainWindow* window : {first_, second}) {
      QCOMPARE(window->findChild<QueueView*>()->list()->count(), 2);
    }
    QTest::qWait(100);
    QCOMPARE(second->session()->state(), State::Waiting);
    first_->actions().stop->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(first_->queue()->entries().isEmpty());
    // Each window's table has the runs of both.
    QTRY_COMPARE(first_->runs()->table()->model()->rowCount(), 2);
    QTRY_COMPARE(second->runs()->table()->model()->rowCount(), 2);
  }

  void waitingEndsByStopOrByWithdrawing() {
    MainWindow* second = first_->newWindow();
    QVERIFY(second->openExample("lines"));
    QVERIFY(first_->document().setOption("epochs", "/train/epochs", "100000"));
    first_->actions().train->trigger();
    second->actions().train->trigger();
    QCOMPARE(second->session()->state(), State::Waiting);
    second->actions().stop->trigger();
    QCOMPARE(second->session()->state(), State::Idle);
    second->actions().train->trigger();
    auto* view = first_->findChild<QueueView*>();
    view->list()->setCurrentRow(1);
    QVERIFY(clickOn(*view, "Withdraw"));
    QCOMPARE(second->session()->state(), State::Idle);
    QCOMPARE(first_->queue()->entries().size(), 1);
  }

  void aPausedRunStaysPausedWhenItsTurnIsGivenUp() {
    MainWindow* second = first_->newWindow();
    QVERIFY(second->openExample("lines"));
    for (MainWindow* window : {first_, second}) {
      QVERIFY(window->document().setOption("epochs", "/train/epochs", "100000"));
    }
    second->actions().train->trigger();
    QTRY_COMPARE(second->session()->state(), State::Training);
    second->actions().pause->trigger();
    QTRY_COMPARE(second->session()->state(), State::Paused);
    QTRY_VERIFY(first_->queue()->entries().isEmpty());  // a pause makes place
    first_->actions().train->trigger();
    QTRY_COMPARE(first_->session()->state(), State::Training);
    second->actions().train->trigger();
    QCOMPARE(second->session()->state(), State::Waiting);
    first_->queue()->withdraw(first_->queue()->entries().last().ticket);
    QCOMPARE(second->session()->state(), State::Paused);
  }

  void closingOneLeavesTheOthersAndTheirRuns() {
    MainWindow* second = first_->newWindow();
    QVERIFY(second->openExample("lines"));
    QVERIFY(second->document().setOption("epochs", "/train/epochs", "100000"));
    second->document().undoStack().setClean();
    QVERIFY(first_->document().setOption("epochs", "/train/epochs", "100000"));
    QVERIFY(second->document().setOption("epochs", "/train/epochs", "100000"));
    second->document().undoStack().setClean();
    second->actions().train->trigger();
    QTRY_COMPARE(second->session()->state(), State::Training);
    first_->actions().train->trigger();
    QCOMPARE(first_->session()->state(), State::Waiting);
    second->actions().closeWindow->trigger();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(MainWindow::windows().size(), std::size_t{1});
    QTRY_COMPARE(first_->session()->state(), State::Training);
  }

  void aDocumentIsShownOnce() {
    const QString file = files_->path("design.qonv");
    QVERIFY(first_->document().save(file));
    MainWindow* second = first_->newWindow();
    QVERIFY(second->openFile(file));
    QVERIFY(second->document().fileName().isEmpty());
    QTRY_VERIFY(first_->isActiveWindow());
    QVERIFY(first_->openFile(file));  // in its own window it is read again
    QCOMPARE(QFileInfo(first_->document().fileName()), QFileInfo(file));
  }

  void everyLostDesignComesBackInAWindowOfItsOwn() {
    const QString folder = files_->path("recovery");
    MainWindow* second = first_->newWindow();
    QVERIFY(first_->document().setOption("name", "/name", "One"));
    QVERIFY(second->document().setOption("name", "/name", "Two"));
    QTRY_COMPARE(QDir(folder).entryList({"*.recovery"}).size(), 2);
    int number = 0;
    for (const QString& name : QDir(folder).entryList({"*.recovery"})) {
      QVERIFY(QFile::copy(folder + "/" + name, folder + QString("/lost%1.recovery").arg(++number)));
    }
    // The same one again: left by a crash before anybody had answered.
    QVERIFY(QFile::copy(folder + "/lost1.recovery", folder + "/lost3.recovery"));
    for (const MainWindow* window : MainWindow::windows()) delete window;
    auto* start = new MainWindow(testCatalog(), files_->settings(), files_->folders());
    start->offerRecovery();
    start->show();
    QStringList names;
    for (MainWindow* window : MainWindow::windows()) {
      names << QString::fromStdString(window->document().experiment().name);
      QVERIFY(window->strip()->text().contains("Recovered"));
    }
    names.sort();
    QCOMPARE(names, (QStringList{"One", "Two"}));
    // An answer in one window is about its design only.
    QVERIFY(clickOn(*start->strip(), "Keep"));
    QCOMPARE(QDir(folder).entryList({"lost*.recovery"}).size(), 1);
  }

 private:
  MainWindow* other() const {
    for (MainWindow* window : MainWindow::windows()) {
      if (window != first_) return window;
    }
    return nullptr;
  }

  QTemporaryDir home_;
  std::unique_ptr<WindowFiles> files_;
  MainWindow* first_ = nullptr;
};

QTEST_MAIN(TestWindows)
#include "tst_windows.moc"
