// SPDX-License-Identifier: GPL-3.0-or-later
// The stack editor by keyboard and by drag: every edit one undo step, focus where it belongs.
#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/widgets/window_test.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/document/stack_edit.h"
#include "widgets/models/palette_entry.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestStackView : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    view_.reset();
    model_.reset();
    document_ = std::make_unique<ExperimentDocument>(*testCatalog());
    document_->reset(exampleExperiment());
    model_ = std::make_unique<StackModel>(*document_);
    view_ = std::make_unique<StackView>(*document_, *model_);
    view_->resize(360, 900);
    view_->show();
    QVERIFY(QTest::qWaitForWindowActive(view_.get(), kPatience));
    canvas_ = view_->findChild<StackCanvas*>();
  }
  void cleanup() { view_.reset(); }

  void arrowsWalkThroughTheCards() {
    view_->setCurrent(0);
    view_->focusCurrent();
    for (const BlockId id : canvas_->order()) {
      QCOMPARE(view_->current(), id);
      QVERIFY(canvas_->card(id)->hasFocus());
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
    QCOMPARE(view_->current(), BlockId{0});
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_End);
    QCOMPARE(view_->current(), canvas_->order().back());
  }

  void tabLeavesTheStackAtOnce() {
    // Only the current card is a stop of the Tab key.
    view_->setCurrent(canvas_->order()[2]);
    int stops = 0;
    for (const BlockId id : canvas_->order()) {
      if (canvas_->card(id)->focusPolicy() & Qt::TabFocus) ++stops;
    }
    QCOMPARE(stops, 1);
  }

  void enterAsksForTheSettings() {
    QSignalSpy activated(view_.get(), &StackView::activated);
    view_->setCurrent(canvas_->order()[1]);
    view_->focusCurrent();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
  }

  void deletingKeepsAFocusedCard() {
    const BlockId second = canvas_->order()[2];
    const BlockId third = canvas_->order()[3];
    view_->setCurrent(second);
    view_->focusCurrent();
    view_->removeCurrent();
    QCOMPARE(view_->current(), third);
    QVERIFY(canvas_->card(third)->hasFocus());
    QCOMPARE(document_->undoStack().count(), 1);
    document_->undoStack().undo();
    QVERIFY(canvas_->card(second) != nullptr);
    // The data card cannot be deleted.
    view_->setCurrent(0);
    view_->removeCurrent();
    QVERIFY(!document_->undoStack().canUndo());
  }

  void deletingAllLeavesAHint() {
    while (canvas_->order().size() > 1) {
      view_->setCurrent(canvas_->order().back());
      view_->removeCurrent();
    }
    QCOMPARE(view_->current(), BlockId{0});
    QVERIFY(document_->experiment().stack.empty());
    while (document_->undoStack().canUndo()) document_->undoStack().undo();
    QCOMPARE(canvas_->order().size(), document_->experiment().stack.size() + 1);
  }

  void movingKeepsTheCardAndItsFocus() {
    const BlockId id = canvas_->order()[2];
    BlockCard* card = canvas_->card(id);
    view_->setCurrent(id);
    view_->focusCurrent();
    view_->moveCurrentDown();
    QCOMPARE(canvas_->order()[3], id);
    QCOMPARE(canvas_->card(id), card);
    QVERIFY(card->hasFocus());
    view_->moveCurrentUp();
    QCOMPARE(canvas_->order()[2], id);
    QCOMPARE(document_->undoStack().count(), 2);
  }

  void duplicatingSelectsTheCopy() {
    view_->setCurrent(canvas_->order()[2]);
    view_->duplicateCurrent();
    QCOMPARE(canvas_->order()[3], view_->current());
  }

  void renamingInPlace() {
    const BlockId id = canvas_->order()[2];
    view_->setCurrent(id);
    view_->focusCurrent();
    view_->renameCurrent();
    auto* editor = canvas_->card(id)->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    QTest::keyClicks(editor, "Edges");
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(canvas_->card(id)->content().title, QString("Edges"));
    QVERIFY(canvas_->card(id)->hasFocus());
    QCOMPARE(document_->undoStack().count(), 1);
  }

  void escapeCancelsRenaming() {
    const BlockId id = canvas_->order()[2];
    view_->setCurrent(id);
    view_->focusCurrent();
    view_->renameCurrent();
    auto* editor = canvas_->card(id)->findChild<QLineEdit*>();
    QTest::keyClicks(editor, "Edges");
    QTest::keyClick(editor, Qt::Key_Escape);
    QCOMPARE(document_->undoStack().count(), 0);
  }

  void theBypassButtonWorks() {
    const BlockId id = canvas_->order()[2];
    view_->setCurrent(id);
    auto* button = canvas_->card(id)->findChild<QToolButton*>();
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(findBlock(document_->experiment().stack, id)->bypassed);
    QVERIFY(canvas_->card(id)->content().bypassed);
    QVERIFY(button->isChecked());
  }

  void clickingSelects() {
    QSignalSpy changed(view_.get(), &StackView::currentChanged);
    const BlockId id = canvas_->order()[3];
    QTest::mouseClick(canvas_->card(id), Qt::LeftButton);
    QCOMPARE(view_->current(), id);
    QCOMPARE(changed.count(), 1);
  }

  void droppingAnEntryInsertsItInTheGap() {
    WireGap* gap = canvas_->gaps()[2];
    drop(*entryMime({PaletteEntry::Kind::Block, "convolution"}), gap);
    QCOMPARE(document_->undoStack().count(), 1);
    QCOMPARE(canvas_->order()[3], view_->current());
    for (const WireGap* each : canvas_->gaps()) QVERIFY(!each->isTarget());
  }

  void draggingShowsWhereItWouldLand() {
    WireGap* gap = canvas_->gaps()[2];
    const auto mime = entryMime({PaletteEntry::Kind::Block, "convolution"});
    const QPoint point = gap->mapTo(view_->viewport(), gap->rect().center());
    QDragEnterEvent enter(point, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(view_->viewport(), &enter);
    QVERIFY(enter.isAccepted());
    QDragMoveEvent move(point, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(view_->viewport(), &move);
    QVERIFY(gap->isTarget());
    QDragLeaveEvent leave;
    QApplication::sendEvent(view_->viewport(), &leave);
    QVERIFY(!gap->isTarget());
  }

  void droppingACardMovesIt() {
    const BlockId id = canvas_->order()[1];
    QMimeData mime;
    mime.setData(kCardFormat, QByteArray::number(qulonglong{id}));
    drop(mime, canvas_->gaps()[3]);
    QCOMPARE(canvas_->order()[3], id);
    QCOMPARE(document_->undoStack().count(), 1);
  }

  void foreignDragsAreRefused() {
    QMimeData mime;
    mime.setText("hello");
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(view_->viewport(), &enter);
    QVERIFY(!enter.isAccepted());
  }

  void sectionsAreFramedGroups() {
    const BlockId section =
        insertEntry(*document_, {PaletteEntry::Kind::Section, "repeat"}, {0, 1});
    QVERIFY(canvas_->card(section) != nullptr);
    const Repeat* repeat = findRepeat(document_->experiment().stack, section);
    for (const StackNode& node : repeat->body) {
      BlockCard* card = canvas_->card(nodeId(node));
      QVERIFY(card != nullptr);
      QCOMPARE(card->parentWidget(), canvas_->card(section)->parentWidget());
    }
    // What stands before it does not work: no rounds, but there are blocks inside.
    document_->edit("Remove", [](Experiment& e) { e.stack.erase(e.stack.begin()); });
    QVERIFY(!document_->checked().runnable());
    QCOMPARE(canvas_->card(section)->content().detail, QString("0 rounds in this design"));
    document_->edit("Empty", [&](Experiment& e) {
      for (const BlockId inside : childIds(e.stack, section)) removeNode(e.stack, inside);
    });
    QCOMPARE(canvas_->card(section)->content().detail, QString("add blocks inside"));
  }

  void lanesStandSideBySide() {
    view_->resize(900, 900);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get(), kPatience));
    document_->reset(Experiment());
    const BlockId id = insertEntry(*document_, {PaletteEntry::Kind::Section, "lanes"}, {0, 0});
    const Parallel& lanes = *findParallel(document_->experiment().stack, id);
    const auto place = [&](BlockId card) {
      BlockCard* widget = canvas_->card(card);
      return QRect(widget->mapTo(canvas_, QPoint(0, 0)), widget->size());
    };
    QTRY_VERIFY(place(lanes.lanes[1].id).left() > place(lanes.lanes[0].id).right());
    QCOMPARE(place(lanes.lanes[0].id).top(), place(lanes.lanes[1].id).top());
    QVERIFY(place(lanes.fusion.id).top() > place(nodeId(lanes.lanes[0].body.back())).bottom());
    QVERIFY(place(lanes.fusion.id).width() > place(lanes.lanes[0].id).width());

    // Left and right go from card to card beside it; a drop lands in the lane under it.
    view_->setCurrent(nodeId(lanes.lanes[0].body[1]));
    view_->focusCurrent();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(view_->current(), nodeId(lanes.lanes[1].body[1]));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
    QCOMPARE(view_->current(), nodeId(lanes.lanes[0].body[1]));
    const BlockId second = lanes.lanes[1].id;
    const auto gap = std::ranges::find_if(canvas_->gaps(), [&](const WireGap* g) {
      return g->position() == StackPosition{second, 2};
    });
    QVERIFY(gap != canvas_->gaps().end());
    drop(*entryMime({PaletteEntry::Kind::Block, "pooling"}), *gap);
    QCOMPARE(findLane(document_->experiment().stack, second)->body.size(), std::size_t{3});

    view_->addLaneToCurrent();
    QCOMPARE(findParallel(document_->experiment().stack, id)->lanes.size(), std::size_t{3});
    view_->toggleBypass();
    QVERIFY(findLane(document_->experiment().stack, view_->current())->bypassed);
    document_->undoStack().setIndex(0);
    QVERIFY(document_->experiment().stack.empty());
    document_->undoStack().setIndex(document_->undoStack().count());
    QCOMPARE(findParallel(document_->experiment().stack, id)->lanes.size(), std::size_t{3});
  }

  void cardsSpeakForThemselves() {
    for (const BlockId id : canvas_->order()) {
      QVERIFY(!canvas_->card(id)->accessibleName().isEmpty());
    }
  }

  void longNamesWrapOnNarrowCards() {
    BlockCard card(1);
    CardContent content;
    content.title = QStringLiteral("Depthwise convolution");
    content.wires = QStringLiteral("8 q");
    content.canBypass = true;
    card.setContent(content);
    card.resize(300, card.sizeHint().height());
    card.show();
    QCOMPARE(card.titleLines(), QStringList{content.title});
    const int low = card.sizeHint().height();
    card.resize(card.minimumSizeHint());
    QCOMPARE(card.titleLines(), (QStringList{"Depthwise", "convolution"}));
    QVERIFY(card.sizeHint().height() > low);
    card.setSelected(true);  // brings a button, but does not make it taller
    QCOMPARE(card.titleLines().size(), qsizetype{2});
    content.title = QStringLiteral("Hybrid angle encoding (as published)");
    card.setContent(content);
    QCOMPARE(card.titleLines().size(), qsizetype{2});
    QVERIFY(card.titleLines().last().endsWith(QChar(0x2026)));
    content.title = QStringLiteral("PCA");
    card.setContent(content);
    QCOMPARE(card.sizeHint().height(), low);
  }

  void sparklinesKeepTheWholeRun() {
    Sparkline line;
    for (int i = 1; i <= 1000; ++i) line.append(1.0 / i);
    line.append(-1);
    line.append(0);
    QVERIFY(line.size() <= Sparkline::kPoints);
    QVERIFY(line.size() >= Sparkline::kPoints / 2);
    QVERIFY(line.last() < 0.01);
    line.clear();
    QVERIFY(line.isEmpty());
  }

 private:
  void drop(const QMimeData& mime, WireGap* gap) {
    const QPoint point = gap->mapTo(view_->viewport(), gap->rect().center());
    QDragEnterEvent enter(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(view_->viewport(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(view_->viewport(), &event);
  }

  std::unique_ptr<ExperimentDocument> document_;
  std::unique_ptr<StackModel> model_;
  std::unique_ptr<StackView> view_;
  StackCanvas* canvas_ = nullptr;
};

QTEST_MAIN(TestStackView)
#include "tst_stack_view.moc"
