// SPDX-License-Identifier: GPL-3.0-or-later
// The item models obey Qt's rules through edits, and say what is true of the design.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "core/base/rng.h"
#include "core/io/run_folder.h"
#include "tests/widgets/window_test.h"
#include "widgets/models/issue_model.h"
#include "widgets/models/palette_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/stack_model.h"
#include "widgets/models/stack_text.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestModels : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void modelsStayConsistentThroughEdits() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    StackModel stack(document);
    PaletteModel palette(document);
    IssueModel issues(document);
    QAbstractItemModelTester stackTester(&stack,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester paletteTester(&palette,
                                           QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester issueTester(&issues,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    Rng rng(3);
    for (int i = 0; i < 120; ++i) {
      const auto ids = idsInOrder(document.experiment().stack);
      const BlockId id = ids.empty() ? 0 : ids[rng.below(ids.size())];
      document.edit("edit", [&](Experiment& e) {
        switch (rng.below(9)) {
          case 0:
            insertNode(e.stack, positionAfter(e.stack, id),
                       makeNode({PaletteEntry::Kind::Block, "pooling"}, 4));
            break;
          case 1:
            insertNode(e.stack, {0, rng.below(5)},
                       makeNode({PaletteEntry::Kind::Section, "repeat"}, 4));
            break;
          case 2:
            removeNode(e.stack, id);
            break;
          case 3:
            duplicateNode(e.stack, id);
            break;
          case 4:
            insertNode(e.stack, positionAfter(e.stack, id),
                       makeNode({PaletteEntry::Kind::Section, "lanes"}, 4));
            break;
          case 5:
            moveNodeAcross(e.stack, id, rng.below(2) == 0 ? 1 : -1);
            break;
          case 6:
            addLane(e.stack, laneOf(e.stack, id));
            break;
          default:
            moveNodeBy(e.stack, id, rng.below(2) == 0 ? 1 : -1);
        }
      });
      if (rng.below(5) == 0 && document.undoStack().canUndo()) document.undoStack().undo();
      if (i % 20 == 0) palette.refreshNow();
      QCOMPARE(stack.rowCount(), static_cast<int>(document.experiment().stack.size()));
      for (const BlockId each : idsInOrder(document.experiment().stack)) {
        QVERIFY(stack.indexOf(each).isValid());
        QCOMPARE(stack.idOf(stack.indexOf(each)), each);
      }
    }
  }

  void movingABlockMovesItsRow() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    StackModel model(document);
    QPersistentModelIndex first = model.index(0, 0);
    const BlockId id = model.idOf(first);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    document.edit("Move", [&](Experiment& e) { moveNodeBy(e.stack, id, 1); });
    QCOMPARE(first.row(), 1);
    QCOMPARE(model.idOf(first), id);
    QCOMPARE(resets.count(), 0);
  }

  void cardsTellWiresAndParameters() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    StackModel model(document);
    const QModelIndex convolution = model.index(1, 0);
    const QModelIndex pooling = model.index(2, 0);
    QCOMPARE(convolution.data(StackModel::WiresInRole).toInt(), 8);
    QCOMPARE(convolution.data(StackModel::WiresOutRole).toInt(), 8);
    QCOMPARE(convolution.data(StackModel::ParametersRole).toInt(), 15);
    QCOMPARE(pooling.data(StackModel::WiresOutRole).toInt(), 4);
    QVERIFY(pooling.data(Qt::AccessibleTextRole).toString().contains("8 to 4 qubits"));
  }

  // Its circuits have names of their own; the card tells the block.
  void aBlockWithPartsIsCalledByItsOwnName() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment("text-transformer"));
    StackModel model(document);
    QCOMPARE(model.index(1, 0).data().toString(), QString("Self-attention"));
    document.reset(exampleExperiment("lines"));
    QCOMPARE(model.index(1, 0).data().toString(), QString("Convolution 1"));
  }
  void bypassingIsShownAndUndone() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    StackModel model(document);
    QVERIFY(model.setData(model.index(1, 0), true, StackModel::BypassedRole));
    QVERIFY(model.index(1, 0).data(StackModel::BypassedRole).toBool());
    QCOMPARE(model.index(1, 0).data(StackModel::WiresInRole).toInt(), -1);
    document.undoStack().undo();
    QCOMPARE(model.index(1, 0).data(StackModel::WiresInRole).toInt(), 8);
  }

  void problemsShowAtTheirBlock() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    StackModel model(document);
    IssueModel issues(document);
    QCOMPARE(issues.errorCount(), 0);
    document.edit("Unknown", [](Experiment& e) {
      std::get<Block>(e.stack[1]).choice.type = "from_the_future";
    });
    QCOMPARE(model.index(1, 0).data(StackModel::SeverityRole).toInt(),
             static_cast<int>(Severity::Error));
    QVERIFY(issues.errorCount() > 0);
    QCOMPARE(blockAt(document.experiment().stack, "/stack/1/type"), model.idOf(model.index(1, 0)));
    QCOMPARE(blockAt(document.experiment().stack, "/stack/10"), BlockId{0});
    QCOMPARE(placeName(document.experiment(), *testCatalog(), "/train/epochs"),
             QString("Training"));
  }

  void paletteKnowsWhatFits() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    PaletteModel palette(document);
    const QModelIndex pooling = palette.indexOf({PaletteEntry::Kind::Block, "pooling"});
    const QModelIndex convolution = palette.indexOf({PaletteEntry::Kind::Block, "convolution"});
    QVERIFY(pooling.isValid());
    palette.setInsertionPoint({0, 1});
    palette.refreshNow();
    QVERIFY(palette.flags(pooling).testFlag(Qt::ItemIsEnabled));
    QCOMPARE(convolution.data(PaletteModel::ParametersRole).toInt(), 15);
    palette.setInsertionPoint({0, 7});  // one qubit is left
    palette.refreshNow();
    QVERIFY(!palette.flags(pooling).testFlag(Qt::ItemIsEnabled));
    QVERIFY(!pooling.data(PaletteModel::ReasonRole).toString().isEmpty());
    QVERIFY(pooling.data(Qt::ToolTipRole)
                .toString()
                .contains(pooling.data(PaletteModel::ReasonRole).toString().toHtmlEscaped()));
  }

  void paletteSwapsBlocksOfAKind() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    PaletteModel palette(document);
    const BlockId encoding = idsInOrder(document.experiment().stack).front();
    palette.setInsertionPoint({0, 1}, encoding);
    const PaletteEntry amplitude{PaletteEntry::Kind::Block, "amplitude"};
    palette.refreshNow();
    QVERIFY(!palette.indexOf(amplitude).data(PaletteModel::ReplacesRole).toString().isEmpty());
    QCOMPARE(palette.apply(amplitude), encoding);
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(findBlock(document.experiment().stack, encoding)->choice.type,
             std::string("amplitude"));
  }

  void entriesTravelAsMimeData() {
    for (const PaletteEntry& entry : {PaletteEntry{PaletteEntry::Kind::Block, "pooling"},
                                      PaletteEntry{PaletteEntry::Kind::Preprocess, "pca"},
                                      PaletteEntry{PaletteEntry::Kind::Section, ""}}) {
      QVERIFY(entryFromMime(*entryMime(entry)) == entry);
    }
    QMimeData foreign;
    foreign.setText("pooling");
    QVERIFY(!entryFromMime(foreign));
  }

  void everyCategoryHasAGlyph() {
    for (const BlockType& type : testCatalog()->blocks.entries()) {
      const QString category = QString::fromStdString(type.info.category);
      QVERIFY2(categoryIcon(category) != "block-other", type.info.category.c_str());
    }
  }
};

QTEST_MAIN(TestModels)
#include "tst_models.moc"
