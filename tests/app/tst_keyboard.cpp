// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that a field or a panel could keep from the window: undo, export, gates, panels, help.
#include <QLineEdit>
#include <QTextBrowser>

#include "app/dialogs.h"
#include "tests/app/real_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/circuit_view.h"
#include "widgets/inspector/inspector.h"
#include "widgets/panels/export_dialog.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

QLineEdit* classesOf(RealWindow& window) {
  window->showPage("data");
  auto* classes = window->inspector()->findChild<QLineEdit*>("classes");
  classes->setFocus();
  return classes;
}

}  // namespace

class TestKeyboard : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void theKeyboardStaysInTheListThroughUndoAndRedo() {
    RealWindow window;
    StackView* stack = window->stack();
    stack->focusCurrent();
    press(Qt::Key_End);
    const std::size_t blocks = window->document().experiment().stack.size();
    press(Qt::Key_Delete);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window->document().experiment().stack.size(), blocks);
    QVERIFY(stack->isAncestorOf(QApplication::focusWidget()));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window->document().experiment().stack.size(), blocks - 1);
    QVERIFY(stack->isAncestorOf(QApplication::focusWidget()));
  }

  void undoReachesTheFirstEditFromAnyField() {
    RealWindow window;
    const Experiment before = window->document().experiment();
    QUndoStack& undo = window->document().undoStack();
    QVERIFY(window->document().setOption("circles", "/data/source/type", "circles"));
    QVERIFY(window->document().setOption("table", "/data/source/type", "csv"));
    classesOf(window);
    for (const auto& [key, text] : {std::pair{"file", "no.csv"}, std::pair{"label", "kind"}}) {
      auto* field = window->inspector()->findChild<QLineEdit*>(key);
      QVERIFY2(field != nullptr, key);
      field->setFocus();
      field->selectAll();
      QTest::keyClicks(field, text);
      press(Qt::Key_Return);
    }
    QCOMPARE(undo.index(), 4);
    for (int left = 3; left >= 0; --left) {
      QVERIFY(QApplication::focusWidget() != nullptr);
      press(Qt::Key_Z, Qt::ControlModifier);
      QCOMPARE(undo.index(), left);
    }
    QVERIFY(window->document().experiment() == before);
    classesOf(window);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(undo.index(), 1);
  }

  void typingIsTakenBackFirst() {
    RealWindow window;
    QUndoStack& undo = window->document().undoStack();
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "7"));
    QLineEdit* classes = classesOf(window);
    QTest::keyClicks(classes, "0");
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(classes->text().isEmpty());
    QCOMPARE(undo.index(), 1);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(undo.index(), 0);
  }

  void exportOpensFromAField() {
    RealWindow window;
    classesOf(window);
    press(Qt::Key_E, Qt::ControlModifier);
    QVERIFY(window->findChild<ExportDialog*>() != nullptr);
  }

  void gatesAreWalkedAfterADoubleClick() {
    RealWindow window;
    CircuitView* view = window->circuit()->view();
    CircuitScene* scene = view->circuitScene();
    QVERIFY(scene->gateCount() > 2);
    const QPoint at = view->mapFromScene(scene->gateRect(1).center());
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
    RealWindow::settle();
    QVERIFY(view->hasFocus());
    const int gate = scene->currentGate();
    press(Qt::Key_BracketRight);
    QCOMPARE(scene->currentGate(), gate + 1);
    press(Qt::Key_BracketLeft);
    QCOMPARE(scene->currentGate(), gate);
  }

  void aWalkBeginsAtTheBlockThatWasClicked() {
    RealWindow window;
    CircuitView* view = window->circuit()->view();
    CircuitScene* scene = view->circuitScene();
    window->stack()->setCurrent(nodeId(window->document().experiment().stack.back()));
    scene->setCurrentGate(-1);
    view->setFocus();
    press(Qt::Key_BracketRight);
    QVERIFY(scene->currentGate() > 0);
    QCOMPARE(scene->currentGate(), scene->firstHighlightedGate());
  }

  void panelsTakeTurns() {
    RealWindow window;
    window->stack()->focusCurrent();
    const QWidget* start = QApplication::focusWidget();
    QVERIFY(window->stack()->isAncestorOf(start));
    QList<QWidget*> order{window->circuit(), window->inspector(), window->trainingTabs()};
    for (QWidget* panel : order) {
      press(Qt::Key_F6, Qt::ControlModifier);
      QVERIFY2(panel->isAncestorOf(QApplication::focusWidget()), panel->metaObject()->className());
    }
    for (int i = 0; i < order.size(); ++i) {
      press(Qt::Key_F6, Qt::ControlModifier | Qt::ShiftModifier);
    }
    QCOMPARE(QApplication::focusWidget(), start);
  }

  void helpShowsTheFirstSteps() {
    const QString text = gettingStartedText();
    QVERIFY(text.startsWith("## Five minutes"));
    QVERIFY(text.contains("Press **F5**"));
    QVERIFY(!text.contains("](resources"));
    QVERIFY(!text.contains("## Will it train"));
    RealWindow window;
    press(Qt::Key_F1);
    auto* dialog = window->findChild<QDialog*>("gettingStartedDialog");
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QVERIFY(dialog->findChild<QTextBrowser*>()->toPlainText().startsWith("Five minutes"));
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
