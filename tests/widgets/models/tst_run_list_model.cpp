// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs: read in the background, filtered and sorted at once, notes with undo.
#include <QAbstractItemModelTester>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>

#include "tests/support/sample_runs.h"
#include "tests/widgets/window_test.h"
#include "widgets/models/run_list_model.h"

using namespace qonvolve;
using namespace qonvolve::ui;
using test::sampleRun;
using test::writeRun;

namespace {

constexpr int kMany = 10000;

QString accuracyOf(const RunListModel& model, int row) {
  return model.index(row, RunListModel::Accuracy).data().toString();
}

}  // namespace

class TestRunListModel : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void runsAreListedAndFollowTheFolder() {
    QTemporaryDir home;
    const QString runs = home.filePath("runs");
    RunListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setFolder(runs, home.filePath("index.sqlite"));
    QSignalSpy listed(&model, &RunListModel::listed);
    QTRY_VERIFY(listed.count() >= 2);
    QCOMPARE(model.rowCount(), 0);
    for (int i = 0; i < 2; ++i) {
      RunRecord run = sampleRun(i);
      run.started = utcNow();
      QVERIFY(writeRun(runs + QString("/run-%1").arg(i), run));
      model.refresh();
      QTRY_COMPARE(model.rowCount(), i + 1);
      QTest::qWait(5);
    }
    QCOMPARE(inserted.count(), 2);  // not a reset
    QCOMPARE(model.index(0, RunListModel::Name).data().toString(), QString("Moons"));
    QCOMPARE(model.index(0, RunListModel::Test).data().toString(),
             QString("75.0 % (95 %: 66.0 to 82.0 %)"));
    QCOMPARE(model.rowOf(model.run(1).path), 1);
    QTRY_VERIFY(model.bytes() > 1000);
  }

  void notesAreChangedAndTakenBack() {
    QTemporaryDir home;
    const QString runs = home.filePath("runs");
    for (int i = 0; i < 5; ++i) QVERIFY(writeRun(runs + QString("/run-%1").arg(i), sampleRun(i)));
    RunListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFolder(runs, home.filePath("index.sqlite"));
    QTRY_COMPARE(model.rowCount(), 5);
    const QString last = model.run(4).path;
    QVERIFY(!model.changeNotes({last}, [](RunNotes& own) { own.pinned = true; }).empty());
    QCOMPARE(model.run(0).path, last);  // pinned runs come first

    const QStringList two{model.run(1).path, model.run(2).path};
    const NotesOfRuns before = model.changeNotes(two, [](RunNotes& own) { own.archived = true; });
    QCOMPARE(before.size(), std::size_t(2));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.archivedRuns().size(), 2);
    QVERIFY(model.setFilter("archived"));
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.setFilter(""));
    model.setArchivedShown(true);
    QCOMPARE(model.rowCount(), 5);
    QVERIFY(model.setFilter("-archived"));
    QCOMPARE(model.rowCount(), 3);
    QTRY_VERIFY(RunFolder(two.first()).notes().archived);  // on disk, too
    model.setNotes(before);
    QCOMPARE(model.rowCount(), 5);
    QTRY_VERIFY(!RunFolder(two.first()).notes().archived);
    QVERIFY(model.changeNotes(two, [](RunNotes&) {}).empty());

    static_cast<void>(model.changeNotes(two, [](RunNotes& own) { own.archived = true; }));
    model.remove(two);
    QTRY_COMPARE(model.total(), 3);
    QVERIFY(!QFile::exists(two.first()));
  }

  void tenThousandRunsFilterWithinAKeystroke() {
    // In memory where possible: ten thousand folders keep a disk busy for minutes.
    const QString memory = QStringLiteral("/dev/shm");
    QTemporaryDir home((QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) +
                       "/qonvolve-runs-XXXXXX");
    const QString runs = home.filePath("runs");
    for (int i = 0; i < kMany; ++i) {
      QVERIFY(writeRun(runs + QString("/run-%1").arg(i), sampleRun(i)));
    }
    const QString index = home.filePath("index.sqlite");
    RunListModel model;
    QElapsedTimer clock;
    clock.start();
    model.setFolder(runs, index);
    QVERIFY(model.rowCount() < kMany);  // the window does not wait for them
    QTRY_COMPARE(model.rowCount(), kMany);
    qInfo("index of 10,000 runs made from their folders in %lld ms", clock.elapsed());

    double worst = 0;
    const auto expect = [&](const QString& text, int wanted) {
      // As it is typed: each beginning is a filter of its own.
      for (int n = 1; n <= text.size(); ++n) {
        QElapsedTimer key;
        key.start();
        static_cast<void>(model.setFilter(text.left(n)));
        worst = std::max(worst, static_cast<double>(key.nsecsElapsed()) / 1e6);
      }
      return model.rowCount() == wanted;
    };
    int sgd = 0, good = 0, goodMoonsAdam = 0;
    for (int i = 0; i < kMany; ++i) {
      sgd += i % 5 == 0 ? 1 : 0;
      good += i % 1000 > 900 ? 1 : 0;
      goodMoonsAdam += i % 1000 > 900 && i % 2 == 1 && i % 5 != 0 ? 1 : 0;
    }
    QVERIFY(expect("sgd", sgd));
    QVERIFY(expect("acc>0.9", good));
    QVERIFY(expect("acc>90% moons -optimizer:sgd", goodMoonsAdam));
    QVERIFY(expect("seed=4711", 1));
    QVERIFY(expect("status:diverged", kMany / 50));
    QVERIFY(expect("nothing like it", 0));
    QVERIFY(model.setFilter(""));
    QCOMPARE(model.rowCount(), kMany);
    qInfo("slowest keystroke over 10,000 runs: %.1f ms (target 50)", worst);

    clock.restart();
    model.sort(RunListModel::Accuracy, Qt::DescendingOrder);
    qInfo("sorted in %lld ms", clock.elapsed());
    QVERIFY(accuracyOf(model, 0).startsWith("99.9"));
    QVERIFY(accuracyOf(model, kMany - 1).startsWith("0.0"));
    QVERIFY(!model.setFilter("acc>>"));
    QCOMPARE(model.rowCount(), kMany);  // a bad filter changes nothing
  }

  void theIndexIsMadeAgainWhenMissing() {
    QTemporaryDir home;
    const QString runs = home.filePath("runs");
    const QString index = home.filePath("index.sqlite");
    for (int i = 0; i < 3; ++i) QVERIFY(writeRun(runs + QString("/run-%1").arg(i), sampleRun(i)));
    for (int round = 0; round < 2; ++round) {
      {
        RunListModel model;
        model.setFolder(runs, index);
        QTRY_COMPARE(model.rowCount(), 3);
      }
      for (const char* suffix : {"", "-wal", "-shm"}) QFile::remove(index + suffix);
    }
  }
};

QTEST_MAIN(TestRunListModel)
#include "tst_run_list_model.moc"
