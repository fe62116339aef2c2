// SPDX-License-Identifier: GPL-3.0-or-later
// From opening to exporting, once with the keyboard alone and once with the mouse alone; stopping
// and closing in every phase of a run.
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>

#include "tests/app/real_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/palette_view.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/results/results_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

/// Tab until the keyboard is where it should be; at most once round the window.
bool tabTo(const std::function<bool(QWidget*)>& there) {
  for (int i = 0; i < 120; ++i) {
    if (QApplication::focusWidget() != nullptr && there(QApplication::focusWidget())) return true;
    press(Qt::Key_Tab);
  }
  return false;
}

bool isFix(QWidget* widget) {
  return qobject_cast<QPushButton*>(widget) != nullptr &&
         qobject_cast<MessageStrip*>(widget->parentWidget()) != nullptr;
}

const std::string& encodingOf(RealWindow& window) {
  return std::get<Block>(window->document().experiment().stack.front()).choice.type;
}

void click(QWidget* widget, QPoint at = {}) {
  QTest::mouseClick(widget, Qt::LeftButton, Qt::NoModifier,
                    at.isNull() ? widget->rect().center() : at);
}

/// The button on screen that triggers an action.
QToolButton* buttonOf(RealWindow& window, const QAction* action) {
  for (auto* button : window->findChildren<QToolButton*>()) {
    if (button->defaultAction() == action && button->isVisible()) return button;
  }
  return nullptr;
}

/// Opens the popup of a combo box and clicks on an entry.
bool pick(QComboBox* box, const QString& data) {
  click(box);
  QAbstractItemView* list = box->view();
  if (!QTest::qWaitFor([&] { return list->isVisible(); }, kPatience)) return false;
  const QModelIndex index = list->model()->index(box->findData(data), 0);
  list->scrollTo(index);
  // The popup takes its first release for the end of the click that opened it.
  QTest::qWait(QApplication::doubleClickInterval() + 10);
  const QPoint at = list->visualRect(index).center();
  QTest::mouseMove(list->viewport(), at);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, at);
  return QTest::qWaitFor([&] { return !list->isVisible(); }, kPatience);
}

bool dragTo(QWidget* target, const QPoint& point, const QMimeData& mime) {
  QDragEnterEvent enter(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(target, &enter);
  if (!enter.isAccepted()) return false;
  QDragMoveEvent move(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(target, &move);
  QDropEvent drop(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(target, &drop);
  return drop.isAccepted();
}

}  // namespace

class TestJourneys : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void byKeyboardAlone() {
    RealWindow window;
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    // 1 and 2: it opens ready, Train has the keyboard; F5 trains.
    auto* button = qobject_cast<QToolButton*>(QApplication::focusWidget());
    QVERIFY(button != nullptr && button->defaultAction() == window->actions().train);
    press(Qt::Key_F5);
    QVERIFY(window->session()->isBusy());
    QTRY_COMPARE(answered.count(), 1);
    QVERIFY2(window->results()->scoreText().contains("95 %"),
             qPrintable(window->results()->scoreText()));
    // 3: another encoding, and the remedies for what no longer fits.
    QVERIFY(tabTo([](QWidget* at) { return qobject_cast<BlockCard*>(at) != nullptr; }));
    press(Qt::Key_Home);
    press(Qt::Key_Down);
    press(Qt::Key_Return);
    QVERIFY(qobject_cast<QComboBox*>(QApplication::focusWidget()) != nullptr);
    QTest::keyClicks(QApplication::focusWidget(), "amp");
    QCOMPARE(encodingOf(window), std::string("amplitude"));
    QVERIFY(!window->document().checked().runnable());
    for (int i = 0; i < 10 && !window->document().checked().runnable(); ++i) {
      QVERIFY(tabTo(isFix));
      press(Qt::Key_Space);
      RealWindow::settle();
    }
    QVERIFY(window->document().checked().runnable());
    press(Qt::Key_F5);
    QTRY_COMPARE(answered.count(), 2);
    // 4: both runs, one after the other, from the table.
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), window->runs()->filterField());
    QTest::keyClicks(QApplication::focusWidget(), "encoding:amplitude");
    QCOMPARE(table->model()->rowCount(), 1);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Delete);
    QCOMPARE(table->model()->rowCount(), 2);
    press(Qt::Key_Return);
    QVERIFY(table->hasFocus());
    press(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(window->runs()->selectedRuns().size(), 2);
    // The design of the first run comes back.
    press(Qt::Key_Up);
    press(Qt::Key_Down);
    QCOMPARE(window->runs()->selectedRuns().size(), 1);
    window->document().undoStack().setClean();  // as if saved
    press(Qt::Key_Return);
    QTRY_COMPARE(encodingOf(window), std::string("angle"));
    // 5: a picture on the clipboard.
    press(Qt::Key_E, Qt::ControlModifier);
    auto* dialog = window->findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->activateWindow();  // what a window manager does with a new window
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    QVERIFY(tabTo([](QWidget* at) { return at->objectName() == "exportFormat"; }));
    QTest::keyClicks(QApplication::focusWidget(), "png");
    QCOMPARE(dialog->format(), QString("png"));
    QVERIFY(tabTo([](QWidget* at) { return at->objectName() == "exportCopy"; }));
    press(Qt::Key_Space);
    QVERIFY(!QApplication::clipboard()->image().isNull());
    QVERIFY(dialog->saveTo(window.path("circuit.png")));
    press(Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    QVERIFY(QFileInfo(window.path("circuit.png")).size() > 1000);
  }

  void byMouseAlone() {
    RealWindow window;
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    QToolButton* train = buttonOf(window, window->actions().train);
    QVERIFY(train != nullptr);
    click(train);
    QVERIFY(window->session()->isBusy());
    QTRY_COMPARE(answered.count(), 1);
    // Another encoding.
    const auto* canvas = window->stack()->findChild<StackCanvas*>();
    click(canvas->card(canvas->order()[1]));
    auto* kinds = window->findChild<QComboBox*>("blockKind");
    QVERIFY(kinds != nullptr && kinds->isVisible());
    QVERIFY(pick(kinds, "amplitude"));
    QCOMPARE(encodingOf(window), std::string("amplitude"));
    for (int i = 0; i < 10 && !window->document().checked().runnable(); ++i) {
      QPushButton* fix = nullptr;
      for (auto* button : window->strip()->findChildren<QPushButton*>()) {
        if (fix == nullptr && button->isVisible()) fix = button;
      }
      QVERIFY(fix != nullptr);
      click(fix);
      RealWindow::settle();
    }
    QVERIFY(window->document().checked().runnable());
    // A block dragged from the palette, and a card dragged to another place.
    const int steps = window->document().undoStack().count();
    const std::size_t before = window->document().experiment().stack.size();
    const auto* gap = canvas->gaps()[1];
    const auto mime = entryMime({PaletteEntry::Kind::Block, "convolution"});
    const auto at = [&](const WireGap* place) {
      return place->mapTo(window->stack()->viewport(), place->rect().center());
    };
    QVERIFY(dragTo(window->stack()->viewport(), at(gap), *mime));
    QCOMPARE(window->document().experiment().stack.size(), before + 1);
    QMimeData card;
    const BlockId added = window->stack()->current();
    card.setData(kCardFormat, QByteArray::number(qulonglong{added}));
    RealWindow::settle();
    QVERIFY(dragTo(window->stack()->viewport(), at(canvas->gaps()[3]), card));
    QCOMPARE(canvas->order()[3], added);
    click(buttonOf(window, window->actions().undo));
    click(buttonOf(window, window->actions().undo));
    QCOMPARE(window->document().undoStack().index(), steps);
    click(train);
    QTRY_COMPARE(answered.count(), 2);
    // Both runs by a click on the tab and on rows.
    QTabBar* tabs = window->trainingTabs()->tabBar();
    const int runs = window->trainingTabs()->indexOf(window->runs());
    click(tabs, tabs->tabRect(runs).center());
    QTableView* table = window->runs()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    const auto rowAt = [&](int row) {
      return table->visualRect(table->model()->index(row, 1)).center();
    };
    click(table->viewport(), rowAt(0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, rowAt(1));
    QCOMPARE(window->runs()->selectedRuns().size(), 2);
    // The menu File, Export.
    QMenuBar* menus = window->menuBar();
    QAction* file = menus->actions().first();
    click(menus, menus->actionGeometry(file).center());
    QTRY_VERIFY(file->menu()->isVisible());
    click(file->menu(), file->menu()->actionGeometry(window->actions().exportView).center());
    auto* dialog = window->findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr);
    auto* topics = dialog->findChild<QListWidget*>("exportTopics");
    for (int row = 0; row < topics->count() && dialog->topic() != QLatin1String("plot"); ++row) {
      click(topics->viewport(), topics->visualItemRect(topics->item(row)).center());
    }
    QCOMPARE(dialog->topic(), QString("plot"));
    click(dialog->findChild<QPushButton*>("exportCopy"));
    QVERIFY(!QApplication::clipboard()->mimeData()->formats().isEmpty());
    dialog->close();
  }

  void phases_data() {
    QTest::addColumn<QString>("phase");
    for (const char* phase : {"at once", "started", "running", "paused", "going on", "answering"}) {
      QTest::addRow("%s", phase) << phase;
    }
  }

  void stopsInEveryPhase_data() { phases_data(); }
  void stopsInEveryPhase() {
    QFETCH(QString, phase);
    RealWindow window;
    QVERIFY(goTo(window, phase));
    TrainingSession& session = *window->session();
    QElapsedTimer clock;
    clock.start();
    window->actions().stop->trigger();
    const double visible = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    QTRY_VERIFY(!session.isBusy() && session.state() != TrainingSession::State::Paused);
    qInfo("%s: visible after %.1f ms, idle after %lld ms (targets 16 and 250)", qPrintable(phase),
          visible, clock.elapsed());
    // Nothing is stuck: the next run trains.
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "1"));
    QVERIFY(window->actions().train->isEnabled());
    QVERIFY(window.train(1));
  }

  void closesInEveryPhase_data() { phases_data(); }
  void closesInEveryPhase() {
    QFETCH(QString, phase);
    RealWindow window;
    QVERIFY(goTo(window, phase));
    window.close();
    // What was recorded can be listed and gone on with.
    window.open("lines");
    const bool recorded = phase != QLatin1String("at once");
    QTRY_VERIFY(!recorded || window->runs()->table()->model()->rowCount() == 1);
  }

 private:
  /// Starts a run that is far from its end and brings it to a phase.
  static bool goTo(RealWindow& window, const QString& phase) {
    TrainingSession& session = *window->session();
    QSignalSpy started(&session, &TrainingSession::started);
    QSignalSpy progressed(&session, &TrainingSession::progressed);
    QSignalSpy finished(&session, &TrainingSession::finished);
    const auto reached = [](const QSignalSpy& spy, int count = 1) {
      return QTest::qWaitFor([&] { return spy.count() >= count; }, kPatience);
    };
    window->trainFor(phase == QLatin1String("answering") ? 1 : 100000);
    if (phase == QLatin1String("at once")) return session.isBusy();
    if (phase == QLatin1String("started")) return reached(started);
    if (phase == QLatin1String("answering")) return reached(finished);
    if (!reached(progressed, 3)) return false;
    if (phase == QLatin1String("running")) return true;
    window->actions().pause->trigger();
    const bool paused = QTest::qWaitFor(
        [&] { return session.state() == TrainingSession::State::Paused; }, kPatience);
    if (!paused || phase == QLatin1String("paused")) return paused;
    window->actions().train->trigger();
    return session.isBusy();
  }

  QTemporaryDir home_;
};

QTEST_MAIN(TestJourneys)
#include "tst_journeys.moc"
