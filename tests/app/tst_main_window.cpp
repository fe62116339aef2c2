// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window: audits of actions and accessibility, and a journey by keyboard alone.
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include "app/dialogs.h"
#include "app/main_window.h"
#include "app/pages.h"
#include "tests/widgets/window_test.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/quick_add.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/results_view.h"
#include "widgets/theme/theme.h"
#include "widgets/training/run_controls.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

void collect(const QMenu& menu, QList<QAction*>& actions) {
  for (QAction* action : menu.actions()) {
    if (action->isSeparator()) continue;
    if (action->menu() != nullptr) {
      collect(*action->menu(), actions);
    } else {
      actions.append(action);
    }
  }
}

QList<QAction*> menuActions(const QMainWindow& window) {
  QList<QAction*> actions;
  for (const QAction* top : window.menuBar()->actions()) collect(*top->menu(), actions);
  return actions;
}

}  // namespace

class TestMainWindow : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() {
    failOnWarnings();
    scratch_ = std::make_unique<QTemporaryDir>();
    settings_ = std::make_unique<Settings>(scratch_->filePath("settings.ini"));
    makeWindow();
  }
  void cleanup() {
    window_.reset();
    settings_.reset();
  }

  void opensReadyToTrain() {
    QVERIFY(window_->document().checked().runnable());
    QVERIFY(window_->actions().train->isEnabled());
    QVERIFY(!window_->isWindowModified());
    QVERIFY(window_->windowTitle().contains("Lines, 8 qubits"));
    QVERIFY(window_->strip()->isVisible());
    QVERIFY(window_->strip()->text().contains("F5"));
    const QString status = window_->findChild<QLabel*>("status")->text();
    QVERIFY2(status.contains("8 qubits"), qPrintable(status));
    QVERIFY2(status.endsWith("Ready"), qPrintable(status));
  }

  void everyActionHasTextTipIconAndAPlaceInAMenu() {
    QSet<QString> keys;
    for (const QAction* action : menuActions(*window_)) {
      const QString name = action->objectName() + ": " + action->text();
      QVERIFY2(!action->text().isEmpty(), qPrintable(name));
      QVERIFY2(!action->toolTip().isEmpty(), qPrintable(name));
      QVERIFY2(!action->icon().isNull(), qPrintable(name));
      QVERIFY2(!action->icon().pixmap(24, 24).isNull(), qPrintable(name));
      for (const QKeySequence& key : action->shortcuts()) {
        QVERIFY2(!keys.contains(key.toString()), qPrintable(name + " " + key.toString()));
        keys.insert(key.toString());
      }
    }
    QVERIFY(keys.size() > 20);
    for (const char* taken : {"F10", "Shift+F10", "F11"}) QVERIFY(!keys.contains(taken));
  }

  void iconsAreDrawn() {
    // An icon that cannot be found or read would be an empty picture.
    for (const QAction* action : menuActions(*window_)) {
      const QImage image = action->icon().pixmap(24, 24).toImage();
      bool drawn = false;
      for (int y = 0; y < image.height() && !drawn; ++y) {
        for (int x = 0; x < image.width() && !drawn; ++x) drawn = qAlpha(image.pixel(x, y)) > 64;
      }
      QVERIFY2(drawn, qPrintable(action->text()));
    }
  }

  void menusHaveUniqueMnemonics() {
    for (const QAction* top : window_->menuBar()->actions()) {
      QSet<QChar> seen;
      for (const QAction* action : top->menu()->actions()) {
        const qsizetype at = action->text().indexOf('&');
        if (at < 0) continue;
        const QChar key = action->text().at(at + 1).toLower();
        QVERIFY2(!seen.contains(key), qPrintable(top->text() + " > " + action->text()));
        seen.insert(key);
      }
    }
  }

  void everythingThatTakesTheKeyboardHasAName() {
    for (const QString page :
         {"block", "data", "training", "dataset", "results", "runs", "problems", "log"}) {
      QVERIFY(window_->showPage(page + "Page") || window_->showPage(page));
      for (QWidget* widget : window_->findChildren<QWidget*>()) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)) continue;
        if (widget->objectName().startsWith("qt_")) continue;
        QString name = QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
        if (name.isEmpty() && widget->focusProxy() != nullptr) continue;
        QVERIFY2(!name.isEmpty(), qPrintable(QString("%1 %2 on %3")
                                                 .arg(widget->metaObject()->className(),
                                                      widget->objectName(), page)));
      }
    }
  }

  void shortcutsHelpListsEveryKey() {
    const QString html = shortcutsHtml(*window_->menuBar());
    for (const QAction* action : menuActions(*window_)) {
      for (const QKeySequence& key : action->shortcuts()) {
        QVERIFY2(html.contains(key.toString(QKeySequence::NativeText).toHtmlEscaped()),
                 qPrintable(key.toString()));
      }
    }
  }

  void journeyByKeyboard() {
    // F5 trains; meanwhile the design can be edited; then the encoding is changed and it trains
    // again.
    QSignalSpy finished(window_->session(), &TrainingSession::finished);
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QVERIFY(window_->session()->isBusy());
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(window_->strip()->text().contains("accuracy"), qPrintable(window_->strip()->text()));
    const auto outcome = finished[0][0].value<std::shared_ptr<const RunOutcome>>();
    QVERIFY(outcome->record.best.accuracy > 0.9);

    window_->stack()->focusCurrent();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);  // to its settings
    auto* kinds = qobject_cast<QComboBox*>(QApplication::focusWidget());
    QVERIFY(kinds != nullptr);
    const int steps = window_->document().undoStack().count();
    QTest::keyClicks(kinds, "dense");
    QCOMPARE(window_->document().undoStack().count(), steps + 1);
    const auto& first = std::get<Block>(window_->document().experiment().stack.front());
    QCOMPARE(first.choice.type, std::string("dense_angle"));
    // Four qubits now: the third pooling has too few and says so, with remedies.
    int tries = 0;
    while (!window_->document().checked().runnable() && tries++ < 10) {
      QPushButton* fix = nullptr;
      for (auto* button : window_->strip()->findChildren<QPushButton*>()) {
        if (button->isVisible() && fix == nullptr) fix = button;
      }
      QVERIFY(fix != nullptr);
      fix->setFocus();
      QTest::keyClick(fix, Qt::Key_Space);
    }
    QVERIFY(window_->document().checked().runnable());
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QTRY_COMPARE(finished.count(), 2);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->document().undoStack().canRedo());
  }

  void anEditIsWorkedOutAtOnce() {
    // Circuit, problems, palette, inspector and status within 50 ms of the edit.
    std::vector<qint64> times;
    for (int i = 0; i < 9; ++i) {
      QElapsedTimer timer;
      timer.start();
      QVERIFY(
          window_->document().setOption("axis", "/stack/0/options/axis", i % 2 == 0 ? "rx" : "ry"));
      QCoreApplication::processEvents();
      times.push_back(timer.elapsed());
    }
    std::sort(times.begin(), times.end());
    qInfo("edit to picture: median %lld ms (target 50)", times[4]);
    QVERIFY(times[4] <= 2000);  // window_bench measures the target; here no machine is too slow
  }

  void spaceAddsABlock() {
    window_->stack()->setCurrent(idsInOrder(window_->document().experiment().stack)[1]);
    window_->stack()->focusCurrent();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    auto* popup = window_->findChild<QuickAdd*>();
    QVERIFY(popup->isVisible());
    const std::size_t before = window_->document().experiment().stack.size();
    QTest::keyClicks(popup->view()->searchField(), "convolution");
    QTest::keyClick(popup->view()->searchField(), Qt::Key_Return);
    QVERIFY(!popup->isVisible());
    QCOMPARE(window_->document().experiment().stack.size(), before + 1);
  }

  void blockKeysWorkInTheStackOnly() {
    const BlockId id = idsInOrder(window_->document().experiment().stack)[1];
    window_->stack()->setCurrent(id);
    window_->stack()->focusCurrent();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_B);
    QVERIFY(findBlock(window_->document().experiment().stack, id)->bypassed);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_B);
    QVERIFY(!findBlock(window_->document().experiment().stack, id)->bypassed);
    const std::size_t before = window_->document().experiment().stack.size();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(window_->document().experiment().stack.size(), before + 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QCOMPARE(window_->document().experiment().stack.size(), before);
    // In a text field the same keys type.
    auto* search = window_->findChild<QLineEdit*>("paletteSearch");
    search->setFocus();
    QTest::keyClicks(search, "b /");
    QCOMPARE(search->text(), QString("b /"));
    QCOMPARE(window_->document().experiment().stack.size(), before);
  }

  void editingDuringARunIsAllowed() {
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "2000"));
    QSignalSpy progressed(window_->session(), &TrainingSession::progressed);
    QSignalSpy finished(window_->session(), &TrainingSession::finished);
    window_->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 2);
    QVERIFY(!window_->actions().train->isEnabled());
    QVERIFY(window_->document().setOption("axis", "/stack/0/options/axis", "rx"));
    window_->document().edit("Remove", [](Experiment& e) { e.stack.erase(e.stack.begin() + 1); });
    const int seen = static_cast<int>(progressed.count());
    QTRY_VERIFY(progressed.count() > seen + 2);
    window_->actions().stop->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(window_->actions().train->isEnabled());
  }

  void pauseAndResume() {
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "5000"));
    QSignalSpy progressed(window_->session(), &TrainingSession::progressed);
    const auto* controls = window_->findChild<RunControls*>();
    const auto focused = [&] {
      const auto* button = qobject_cast<QToolButton*>(window_->focusWidget());
      return button && controls->isAncestorOf(button) ? button->text() : QString();
    };
    QCOMPARE(focused(), QString("Train"));
    window_->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 1);
    QCOMPARE(focused(), QString("Pause"));  // Space pauses, and goes on again
    window_->actions().pause->trigger();
    QTRY_COMPARE(window_->session()->state(), TrainingSession::State::Paused);
    QVERIFY(window_->actions().train->text().contains("Resume"));
    QCOMPARE(focused(), QString("Resume"));
    // Another design trains anew.
    QVERIFY(window_->document().setOption("axis", "/stack/0/options/axis", "rx"));
    QVERIFY(window_->actions().train->text().contains("Train"));
    window_->document().undoStack().undo();
    window_->actions().train->trigger();
    QTRY_COMPARE(window_->session()->state(), TrainingSession::State::Training);
    window_->actions().stop->trigger();
    QTRY_VERIFY(!window_->session()->isBusy());
  }

  void twoLanesStandInFullAtTheUsualSize() {
    window_->resize(1280, 800);
    QVERIFY(window_->openExample("two-lanes"));
    QTRY_COMPARE(window_->stack()->horizontalScrollBar()->maximum(), 0);
    // The same for a design that is there before the window.
    window_->hide();
    QVERIFY(window_->openExample("lines"));
    window_->actions().resetLayout->trigger();
    QVERIFY(window_->openExample("two-lanes"));
    window_->show();
    QTRY_COMPARE(window_->stack()->horizontalScrollBar()->maximum(), 0);
  }

  void theDecisionSurfaceIsThatOfTheEnd() {
    QVERIFY(window_->openExample("moons"));
    QSignalSpy answered(window_->session(), &TrainingSession::answered);
    window_->trainFor(3);
    QTRY_COMPARE(answered.count(), 1);
    const QImage atTheEnd = window_->plots()->plane()->grab().toImage();
    // The same from the run's folder.
    QTableView* table = window_->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    window_->plots()->plane()->clear();
    window_->results()->setMessage("none");
    table->selectRow(0);
    QTRY_VERIFY(!window_->plots()->plane()->isEmpty());
    QVERIFY(window_->plots()->plane()->grab().toImage() == atTheEnd);
  }

  void damagedFilesOfferTheirBackup() {
    const QString path = scratch_->filePath("mine.qonv");
    QVERIFY(window_->document().save(path));
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "77"));
    QVERIFY(window_->document().save(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
    file.close();
    QVERIFY(window_->openExample("moons"));
    QVERIFY(!window_->openFile(path));
    QVERIFY2(window_->strip()->text().contains("cut off"), qPrintable(window_->strip()->text()));
    QVERIFY2(window_->strip()->text().contains("Its backup of"),
             qPrintable(window_->strip()->text()));
    QVERIFY2(window_->windowTitle().contains("moons"), qPrintable(window_->windowTitle()));
    QPushButton* open = nullptr;
    for (auto* button : window_->strip()->findChildren<QPushButton*>()) {
      if (button->isVisible() && button->text().contains("backup")) open = button;
    }
    QVERIFY(open != nullptr);
    open->click();
    QCOMPARE(window_->document().experiment(), exampleExperiment());
    QCOMPARE(window_->document().fileName(), path);
    QVERIFY(window_->isWindowModified());
  }

  void theBadgeSaysWhetherItsRunStillGoesOn() {
    const auto* badge = window_->findChild<QLabel*>("stateBadge");
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "5000"));
    window_->actions().train->trigger();
    QTRY_VERIFY(badge->isVisible());
    QVERIFY2(badge->text().contains("●"), qPrintable(badge->text()));
    QVERIFY(!badge->text().contains("At the end"));
    window_->actions().pause->trigger();
    QTRY_COMPARE(window_->session()->state(), TrainingSession::State::Paused);
    QVERIFY2(badge->text().contains("When paused: "), qPrintable(badge->text()));
    window_->actions().train->trigger();
    QTRY_COMPARE(window_->session()->state(), TrainingSession::State::Training);
    QVERIFY(badge->text().contains("●"));
    window_->actions().stop->trigger();
    QTRY_VERIFY(!window_->session()->isBusy());
    QVERIFY2(badge->text().contains("At the end: "), qPrintable(badge->text()));
    QVERIFY(badge->text().contains(Theme::fromPalette(badge->palette()).mutedText.name()));
    QVERIFY(badge->accessibleDescription().startsWith("At the end: "));
  }

  void finishedRunsShowTheirResultsAndCurves() {
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "3"));
    QSignalSpy answered(window_->session(), &TrainingSession::answered);
    QStringList scores;
    for (const char* seed : {"7", "8"}) {
      QVERIFY(window_->document().setOption("seed", "/seed", seed));
      window_->actions().train->trigger();
      QTRY_VERIFY(answered.count() > scores.size());
      scores << window_->results()->scoreText();
      QVERIFY2(scores.last().contains("95 %"), qPrintable(scores.last()));
    }
    // The first run again, from its folder.
    QTableView* table = window_->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    window_->plots()->loss()->clearData();
    table->selectRow(1);
    QTRY_COMPARE(window_->results()->scoreText(), scores.first());
    QCOMPARE(window_->plots()->loss()->toCsv().count(QStringLiteral("\nvalidation,")), 3);

    // The same seed again gives the same numbers.
    window_->runs()->actions().again->trigger();
    QTRY_COMPARE(answered.count(), 3);
    QCOMPARE(window_->results()->scoreText(), scores.first());
    QTRY_COMPARE(table->model()->rowCount(), 3);
  }

  void archivedRunsComeBackByTheStrip() {
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy answered(window_->session(), &TrainingSession::answered);
    window_->actions().train->trigger();
    QTRY_COMPARE(answered.count(), 1);
    QTableView* table = window_->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QTest::keyClick(window_.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), window_->runs()->filterField());
    table->selectRow(0);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(table->model()->rowCount(), 0);
    QPushButton* undo = nullptr;
    for (auto* button : window_->strip()->findChildren<QPushButton*>()) {
      if (button->text() == "Undo") undo = button;
    }
    QVERIFY(undo != nullptr);
    undo->click();
    QCOMPARE(table->model()->rowCount(), 1);
  }

  void destroyingTheWindowWhileTrainingIsSafe() {
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "100000"));
    QSignalSpy progressed(window_->session(), &TrainingSession::progressed);
    window_->actions().train->trigger();
    QTRY_VERIFY(progressed.count() > 1);
    window_.reset();
  }

  void problemsAreCountedAndLeadToTheirPlace() {
    window_->document().edit("Unknown", [](Experiment& e) {
      std::get<Block>(e.stack[2]).choice.options["kind"] = std::string("nonsense");
    });
    QTabWidget* tabs = window_->trainingTabs();
    bool counted = false;
    for (int i = 0; i < tabs->count(); ++i) counted = counted || tabs->tabText(i).contains("(1");
    QVERIFY(counted || window_->document().checked().issues.size() > 1);
    QVERIFY(!window_->actions().train->isEnabled());
    QVERIFY(window_->strip()->isVisible());
  }

  void savingKeepsTheTitleHonest() {
    const QString path = scratch_->filePath("saved.qonv");
    QVERIFY(window_->document().setOption("name", "/name", "Mine"));
    QVERIFY(window_->isWindowModified());
    QVERIFY(window_->document().save(path));
    QVERIFY(!window_->isWindowModified());
    QVERIFY(window_->windowTitle().startsWith("saved[*] (Mine)"));
    QVERIFY(window_->openFile(path));
    QCOMPARE(settings_->recentFiles(), QStringList{path});
    QVERIFY(!window_->openFile(scratch_->filePath("missing.qonv")));
    QVERIFY(window_->strip()->text().contains("missing.qonv"));
    QVERIFY(window_->windowTitle().startsWith("saved[*] (Mine)"));
  }

  void closingAsksOnlyWhenSomethingIsLost() {
    QVERIFY(window_->close());
    makeWindow();
    QVERIFY(window_->document().setOption("name", "/name", "Changed"));
    bool asked = false;
    QTimer::singleShot(0, this, [&] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (box == nullptr) return;
      asked = true;
      box->escapeButton()->click();
    });
    QVERIFY(!window_->close());
    QVERIFY(asked);
    window_->document().undoStack().undo();
    QVERIFY(window_->close());
  }

  void theLayoutIsRememberedAndCanBeReset() {
    auto* dock = window_->findChild<QDockWidget*>("paletteDock");
    dock->hide();
    QVERIFY(window_->close());
    makeWindow();
    dock = window_->findChild<QDockWidget*>("paletteDock");
    QVERIFY(!dock->isVisible());
    window_->actions().resetLayout->trigger();
    QVERIFY(dock->isVisible());
  }

  void pagesKeepThePanelsOfTheDesign() {
    window_->pages()->addPage("probe", "Pro&be", "layout", new QLineEdit(window_.get()));
    auto* dock = window_->findChild<QDockWidget*>("trainingDock");
    QVERIFY(window_->showPage("probe"));
    QVERIFY(!dock->isVisible());
    QVERIFY(!window_->stack()->isVisible());
    QVERIFY(!window_->strip()->isVisible());  // it speaks of the design
    window_->actions().resetLayout->trigger();
    QVERIFY(!dock->isVisible());
    QVERIFY(window_->showPage("design"));
    QVERIFY(dock->isVisible());
    QVERIFY(window_->stack()->isVisible());
  }

  void theThemeFollowsThePalette() {
    const QRgb light = window_->grab().toImage().pixel(5, 400);
    applyTheme(*qApp, ThemeChoice::Dark);
    QCoreApplication::processEvents();
    const QRgb dark = window_->grab().toImage().pixel(5, 400);
    applyTheme(*qApp, ThemeChoice::Light);
    QVERIFY(qGray(dark) + 60 < qGray(light));
  }

  void crashesLeaveAnOffer() {
    const QString folder = scratch_->filePath("recovery");
    QVERIFY(window_->document().setOption("name", "/name", "Unsaved work"));
    // As if the program was killed: its file stays without a lock.
    QTRY_VERIFY(!QDir(folder).entryList({"*.recovery"}).isEmpty());
    const QString file = QDir(folder).entryList({"*.recovery"}).first();
    QVERIFY(QFile::copy(folder + "/" + file, folder + "/killed.recovery"));
    window_->document().undoStack().undo();
    makeWindow();
    window_->offerRecovery();
    QVERIFY(window_->strip()->text().contains("Recovered"));
    QVERIFY(window_->windowTitle().startsWith("Unsaved work"));
    QVERIFY(window_->isWindowModified());
    window_->strip()->findChildren<QPushButton*>().first()->click();
    QVERIFY(!QFile::exists(folder + "/killed.recovery"));
    window_->document().reset(exampleExperiment());
  }

 private:
  void makeWindow() {
    window_.reset();
    window_ = std::make_unique<MainWindow>(
        testCatalog(), *settings_,
        WindowFolders{scratch_->filePath("runs"), scratch_->filePath("index.sqlite"),
                      scratch_->filePath("recovery")});
    QVERIFY(window_->openExample("lines"));
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get(), kPatience));
  }

  QTemporaryDir home_;
  std::unique_ptr<QTemporaryDir> scratch_;
  std::unique_ptr<Settings> settings_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
