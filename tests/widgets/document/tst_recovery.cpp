// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery: what a killed program leaves behind is found, a closed one leaves nothing.
#include <QDir>
#include <QTest>

#include "tests/widgets/window_test.h"
#include "widgets/document/recovery.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestRecovery : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void changesAreOnDiskWithinTheDelay() {
    QTemporaryDir folder;
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    RecoveryWriter writer(document, folder.path());
    document.edit("Rename", [](Experiment& e) { e.name = "changed"; });
    QVERIFY(!QFile::exists(writer.file()));
    QTRY_VERIFY(QFile::exists(writer.file()));
  }

  void anotherProgramsFileIsFoundOnceItIsGone() {
    QTemporaryDir folder;
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    auto writer = std::make_unique<RecoveryWriter>(document, folder.path());
    document.edit("Rename", [](Experiment& e) { e.name = "unsaved"; });
    writer->flush();
    // The writer is alive and holds its lock: not ours to recover.
    QVERIFY(findRecoverable(folder.path(), *testCatalog()).empty());
    // A killed program: its file stays and its lock is free.
    const QString left = folder.filePath("left.recovery");
    QVERIFY(QFile::copy(writer->file(), left));
    const auto found = findRecoverable(folder.path(), *testCatalog());
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(found[0].experiment.name), QString("unsaved"));
    QVERIFY(found[0].time.secsTo(QDateTime::currentDateTime()) < 60);
    forgetRecovered(found[0]);
    QVERIFY(!QFile::exists(left));
  }

  void closingInOrderLeavesNothing() {
    QTemporaryDir folder;
    {
      ExperimentDocument document(*testCatalog());
      document.reset(exampleExperiment());
      RecoveryWriter writer(document, folder.path());
      document.edit("Rename", [](Experiment& e) { e.name = "x"; });
      writer.flush();
      QVERIFY(QFile::exists(writer.file()));
    }
    QVERIFY(QDir(folder.path()).entryList({"*.recovery"}).isEmpty());
  }

  void savingRemovesTheFile() {
    QTemporaryDir folder;
    ExperimentDocument document(*testCatalog());
    document.reset(exampleExperiment());
    RecoveryWriter writer(document, folder.path());
    document.edit("Rename", [](Experiment& e) { e.name = "x"; });
    writer.flush();
    QVERIFY(document.save(folder.filePath("saved.qonv")));
    writer.flush();
    QVERIFY(!QFile::exists(writer.file()));
  }

  void damagedFilesAreSkipped() {
    QTemporaryDir folder;
    QFile file(folder.filePath("bad.recovery"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"experiment\": \"{]\"}");
    file.close();
    QVERIFY(findRecoverable(folder.path(), *testCatalog()).empty());
  }
};

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
