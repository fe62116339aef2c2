// SPDX-License-Identifier: GPL-3.0-or-later
// The document: undo, merging, files, and 200 random edits there and back.
#include <QSignalSpy>
#include <QTest>

#include "core/base/rng.h"
#include "core/experiment/edit.h"
#include "tests/widgets/window_test.h"
#include "widgets/document/stack_edit.h"
#include "widgets/models/palette_entry.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

/// One random edit of any kind the window can do.
void randomEdit(ExperimentDocument& document, Rng& rng) {
  const Catalog& catalog = document.catalog();
  const std::vector<BlockId> ids = idsInOrder(document.experiment().stack);
  const BlockId id = ids.empty() ? 0 : ids[rng.below(ids.size())];
  const auto& blocks = catalog.blocks.entries();
  const auto& steps = catalog.preprocessors.entries();
  switch (rng.below(9)) {
    case 0:
      insertEntry(document, {PaletteEntry::Kind::Block, blocks[rng.below(blocks.size())].info.id},
                  positionAfter(document.experiment().stack, id));
      break;
    case 1:
      insertEntry(document, {PaletteEntry::Kind::Section, ""}, {0, rng.below(4)});
      break;
    case 2:
      document.edit("remove", [&](Experiment& e) { removeNode(e.stack, id); });
      break;
    case 3:
      document.edit("duplicate", [&](Experiment& e) { duplicateNode(e.stack, id); });
      break;
    case 4:
      document.edit("move",
                    [&](Experiment& e) { moveNodeBy(e.stack, id, rng.below(2) == 0 ? 1 : -1); });
      break;
    case 5:
      document.edit("bypass", [&](Experiment& e) {
        if (Block* block = findBlock(e.stack, id)) block->bypassed = !block->bypassed;
      });
      break;
    case 6:
      insertEntry(document,
                  {PaletteEntry::Kind::Preprocess, steps[rng.below(steps.size())].info.id}, {});
      break;
    case 7: {
      const std::string epochs = std::to_string(1 + rng.below(100));
      QVERIFY(document.setOption("epochs", "/train/epochs", epochs,
                                 rng.below(2) == 0 ? "epochs" : QString()));
      break;
    }
    default: {
      const auto paths = settingPaths(document.experiment(), catalog);
      const std::string& path = paths[rng.below(paths.size())];
      const char* values[] = {"0", "1", "2", "0.5", "true", "false", "su4", "zx", "ry", "adam"};
      static_cast<void>(document.setOption("set", path, values[rng.below(10)]));
      break;
    }
  }
}

}  // namespace

class TestDocument : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void everyEditIsOneUndoStep() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    QVERIFY(!document.isModified());
    QSignalSpy modified(&document, &ExperimentDocument::modifiedChanged);
    QVERIFY(document.edit("Rename", [](Experiment& e) { e.name = "other"; }));
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(document.undoStack().undoText(), QString("Rename"));
    QVERIFY(document.isModified());
    document.undoStack().undo();
    QVERIFY(!document.isModified());
    QCOMPARE(modified.count(), 2);
  }

  void editsThatChangeNothingAddNoStep() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    QVERIFY(!document.edit("Nothing", [](Experiment&) {}));
    QCOMPARE(document.undoStack().count(), 0);
  }

  void stepsWithOneKeyMergeAndVanishWhenBackAtTheStart() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    for (const char* epochs : {"31", "32", "33"}) {
      QVERIFY(document.setOption("epochs", "/train/epochs", epochs, "held"));
    }
    QCOMPARE(document.undoStack().count(), 1);
    QVERIFY(document.setOption("epochs", "/train/epochs", "30", "held"));
    QCOMPARE(document.undoStack().count(), 0);
    QCOMPARE(document.experiment().train.settings.epochs, std::int64_t{30});
  }

  void refusedValuesLeaveTheDocumentAlone() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    const Experiment before = document.experiment();
    const auto result = document.setOption("epochs", "/train/epochs", "-3");
    QVERIFY(!result);
    QVERIFY(!result.error().message.empty());
    QVERIFY(document.experiment() == before);
    QCOMPARE(document.undoStack().count(), 0);
  }

  void problemsFollowEveryEdit() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    QVERIFY(document.checked().runnable());
    const std::size_t parameters = document.checked().model.parameterCount;
    document.edit("No readout", [](Experiment& e) { e.stack.pop_back(); });
    QVERIFY(!document.checked().runnable());
    document.undoStack().undo();
    QVERIFY(document.checked().runnable());
    QCOMPARE(document.checked().model.parameterCount, parameters);
  }

  void fixesAreOneUndoStepAndWork() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    QVERIFY(document.setOption("type", "/stack/0/type", "amplitude"));
    int fixed = 0;
    while (!document.checked().runnable() && fixed < 20) {
      const Issue issue = document.checked().issues.front();
      QVERIFY2(!issue.fixes.empty(), issue.message.c_str());
      const int steps = document.undoStack().count();
      QVERIFY(document.applyFix(issue.fixes.front()));
      QCOMPARE(document.undoStack().count(), steps + 1);
      ++fixed;
    }
    QVERIFY(fixed > 0);
    QVERIFY(document.checked().runnable());
  }

  void savingCleansAndOpeningRestores() {
    QTemporaryDir folder;
    const QString path = folder.filePath("design.qonv");
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    document.edit("Rename", [](Experiment& e) { e.name = "saved"; });
    QVERIFY(document.save(path));
    QVERIFY(!document.isModified());
    QCOMPARE(document.fileName(), path);
    ExperimentDocument other(*testCatalog());
    QVERIFY(other.open(path));
    QCOMPARE(QString::fromStdString(experimentText(other.experiment())),
             QString::fromStdString(experimentText(document.experiment())));
  }

  void failedOpeningKeepsTheDocument() {
    QTemporaryDir folder;
    QFile file(folder.filePath("broken.qonv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": \"qonvolve-experiment\", \"version\": 1, ");
    file.close();
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    const Experiment before = document.experiment();
    QVERIFY(!document.open(file.fileName()));
    QVERIFY(document.experiment() == before);
  }

  void savingIntoNowhereFailsAndStaysModified() {
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    document.edit("Rename", [](Experiment& e) { e.name = "x"; });
    QVERIFY(!document.save("/nonexistent-folder/x.qonv"));
    QVERIFY(document.isModified());
    QVERIFY(document.fileName().isEmpty());
  }

  void randomEditsUndoToTheSameBytes_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 5; ++seed) QTest::addRow("seed %d", seed) << seed;
  }
  void randomEditsUndoToTheSameBytes() {
    QFETCH(int, seed);
    Rng rng(static_cast<std::uint64_t>(seed));
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    const std::string start = experimentText(document.experiment());
    for (int i = 0; i < 200; ++i) randomEdit(document, rng);
    const std::string end = experimentText(document.experiment());
    QVERIFY(start != end);
    QVERIFY(document.undoStack().count() > 50);
    while (document.undoStack().canUndo()) document.undoStack().undo();
    QCOMPARE(QString::fromStdString(experimentText(document.experiment())),
             QString::fromStdString(start));
    while (document.undoStack().canRedo()) document.undoStack().redo();
    QCOMPARE(QString::fromStdString(experimentText(document.experiment())),
             QString::fromStdString(end));
  }
};

QTEST_MAIN(TestDocument)
#include "tst_document.moc"
