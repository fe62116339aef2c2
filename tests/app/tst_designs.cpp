// SPDX-License-Identifier: GPL-3.0-or-later
// One design after the other in one window: nothing of the one before is left, undo leads to what
// it changed, and the next start opens what was open.
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/app/real_window.h"
#include "widgets/canvas/block_card.h"
#include "widgets/canvas/stack_canvas.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/quick_add.h"
#include "widgets/panels/message_strip.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/results_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestDesigns : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void anotherDesignShowsNothingOfTheOneBefore() {
    RealWindow window;
    QVERIFY(window.train(2));
    QVERIFY(curves(window) > 0);
    QVERIFY(window->results()->results() != nullptr);
    // The same design again has had this run.
    window->document().undoStack().setClean();
    QVERIFY(window->openExample("lines"));
    QVERIFY(window->openExample("moons"));
    QCOMPARE(curves(window), 0);
    QVERIFY(window->results()->results() == nullptr);
    QVERIFY(!window->plots()->loss()->toCsv().contains("validation,"));
  }

  void aRunThatGoesOnDrawsOnItsOwnDesignOnly() {
    RealWindow window;
    QSignalSpy progressed(window->session(), &TrainingSession::progressed);
    window->trainFor(100000);
    QTRY_VERIFY(progressed.count() > 2);
    window->document().undoStack().setClean();
    QVERIFY(window->openExample("moons"));
    const auto seen = progressed.count();
    QTRY_VERIFY(progressed.count() > seen + 3);
    QCOMPARE(curves(window), 0);
    window->actions().stop->trigger();
    QTRY_VERIFY(!window->session()->isBusy());
  }

  void undoAndRedoSelectWhatTheyChange() {
    RealWindow window;
    const std::vector<BlockId> ids = idsInOrder(window->document().experiment().stack);
    const auto add = [&](const char* type) {
      return insertEntry(window->document(), {PaletteEntry::Kind::Block, type}, {0, 2});
    };
    const BlockId added = add("convolution");
    window->stack()->setCurrent(ids[5]);
    window->actions().undo->trigger();
    QCOMPARE(window->stack()->current(), ids[1]);
    window->stack()->setCurrent(ids[5]);
    window->actions().redo->trigger();
    QCOMPARE(window->stack()->current(), added);
    QVERIFY(window->document().setOption("axis", "/stack/0/options/axis", "rx"));
    window->actions().undo->trigger();
    QCOMPARE(window->stack()->current(), ids[0]);
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "77"));
    window->actions().undo->trigger();
    QCOMPARE(window->inspector()->currentIndex(), int{Inspector::TrainingTab});
    window->document().undoStack().setClean();
  }

  void theNextStartKnowsTheFile() {
    RealWindow window;
    const QString path = window.path("work.qonv");
    QVERIFY(window->document().save(path));
    QVERIFY(window->openFile(path));
    QCOMPARE(window.settings().value(QLatin1String(kLastProject)), path.toUtf8());
    QVERIFY(window->openExample("moons"));
    QVERIFY(window->close());
    QCOMPARE(window.settings().value(QLatin1String(kLastProject)), path.toUtf8());
  }

  void spaceAddsWhereverNoControlWantsIt() {
    RealWindow window;
    window->circuit()->view()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    auto* popup = window->findChild<QuickAdd*>();
    QVERIFY(popup->isVisible());
    popup->close();
    QVERIFY(window->showPage("plateau"));
    QTest::keyClick(&*window, Qt::Key_Slash);
    QVERIFY(!popup->isVisible());
  }

  void whatIsShownOfARunSaysThatItsDesignWasAnother() {
    RealWindow window;
    QVERIFY(window.train(25));
    const auto* badge = window->findChild<QLabel*>("stateBadge");
    const auto* note = window->findChild<QLabel*>("earlierDesign");
    window->showPage("progress");
    const QString ended = badge->text();
    QVERIFY(ended.contains("At the end: ") && note->isHidden());
    const QImage card = cardPicture(window);
    QVERIFY(window->document().setOption("kind", "/stack/2/options/kind", "trivial"));
    QTRY_VERIFY2(badge->text().contains("Earlier design: "), qPrintable(badge->text()));
    QVERIFY(badge->toolTip().contains("changed since"));
    QVERIFY(note->isVisible());
    QVERIFY(cardPicture(window) != card);  // without the sparkline
    window->document().undoStack().undo();
    QTRY_COMPARE(badge->text(), ended);
    QVERIFY(note->isHidden());
    QCOMPARE(cardPicture(window), card);
    window->document().undoStack().setClean();
  }

  void allProblemsAreMendedByOneButton() {
    RealWindow window;
    QVERIFY(window->document().setOption("kind", "/stack/0/type", "amplitude"));
    QVERIFY(!window->document().checked().runnable());
    auto* all = window->findChild<QPushButton*>("fixAll");
    const int steps = window->document().undoStack().index();
    all->click();
    QTRY_VERIFY2(window->document().checked().runnable(), qPrintable(window->strip()->text()));
    QCOMPARE(window->document().undoStack().index(), steps + 1);
    window->document().undoStack().setClean();
  }

 private:
  /// The first convolution on the stack.
  static QImage cardPicture(RealWindow& window) {
    const auto* canvas = window->stack()->findChild<StackCanvas*>();
    return canvas->card(canvas->order()[2])->grab().toImage();
  }

  /// Cards with a curve of their gradient.
  static int curves(RealWindow& window) {
    const auto* canvas = window->stack()->findChild<StackCanvas*>();
    int count = 0;
    for (const BlockId id : canvas->order())
      count += canvas->card(id)->sparkline().isEmpty() ? 0 : 1;
    return count;
  }

  QTemporaryDir home_;
};

QTEST_MAIN(TestDesigns)
#include "tst_designs.moc"
