// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares on a real Slurm of one node: submitted, followed, left, cancelled.
#include <QLabel>
#include <QProcess>
#include <QSignalSpy>

#include "core/io/files.h"
#include "core/io/sweep_folder.h"
#include "tests/widgets/window_test.h"
#include "widgets/compare/cluster_dialog.h"
#include "widgets/compare/compare_page.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestCompareCluster : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  QTemporaryDir cluster_;
  bool running_ = false;

  int script(const QString& command, QByteArray* words = nullptr) {
    QProcess process;
    process.start(
        "bash", {QString::fromUtf8(qgetenv("QONVOLVE_SOURCE")) + "/tests/app/cli/slurm_cluster.sh",
                 command, cluster_.path()});
    process.waitForFinished(kPatience);
    if (words != nullptr) *words = process.readAllStandardOutput();
    return process.exitCode();
  }

  static SweepSpec spec(int epochs) {
    SweepSpec spec;
    spec.name = "Cluster";
    SweepAxis axis{.name = "optimizer", .values = {}};
    for (const char* value : {"adam", "sgd"}) {
      axis.values.push_back({value, {{"/train/optimizer/type", value}}});
    }
    spec.axes = {axis};
    spec.seeds = {1, 2};
    spec.budget.epochs = epochs;
    return spec;
  }

  static SlurmOptions options() {
    ClusterDialog dialog;
    SlurmOptions options = dialog.options();
    options.tasks = 2;
    return options;
  }

  static QString jobText(const ComparePage& page) {
    return page.findChild<QLabel*>(QStringLiteral("jobText"))->text();
  }

  static std::size_t partial(ComparePage& page) {
    const auto& statuses = page.session().view().statuses;
    return static_cast<std::size_t>(std::count_if(
        statuses.begin(), statuses.end(),
        [](const SweepStatus& status) { return status.record && status.record->steps > 0; }));
  }

 private slots:
  void initTestCase() {
    isolateFromUser(home_);
    QByteArray words;
    const int code = script("start", &words);
    if (code == 77) QSKIP(("skipped: " + words.trimmed()).constData());
    QCOMPARE(code, 0);
    running_ = true;
    qputenv("SLURM_CONF", (cluster_.path() + "/slurm.conf").toUtf8());
    qputenv("PATH", QFileInfo(QStringLiteral(QONVOLVE_CLI)).absolutePath().toUtf8() + ":" +
                        qgetenv("PATH"));
  }
  void cleanupTestCase() {
    if (running_) script("stop");
  }

  void aSweepIsSubmittedFollowedAndComesToItsEnd() {
    QVERIFY(QFileInfo(commandLineProgram()).isExecutable());
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("sweeps"));
    QSignalSpy failed(&page, &ComparePage::failed);
    page.openSweep(spec(2), {}, ComparePage::Begin::No);
    QTRY_VERIFY(page.session().isOpen());
    page.session().startOnCluster(options());
    QCOMPARE(page.session().state(), SweepSession::State::Cluster);
    QTRY_VERIFY(jobText(page).contains("Slurm job"));
    QTRY_COMPARE(page.session().state(), SweepSession::State::Idle);
    QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : "failed");
    QCOMPARE(page.session().view().results.done, std::size_t{4});
    QVERIFY(jobText(page).isEmpty());
  }

  void leftAloneTheJobGoesOnAndIsFoundAgainAndCancelled() {
    QString folder;
    {
      ComparePage page(testCatalog());
      page.setSweepsFolder(home_.filePath("long"));
      page.openSweep(spec(100'000), {}, ComparePage::Begin::No);
      QTRY_VERIFY(page.session().isOpen());
      folder = page.session().folder();
      page.session().startOnCluster(options());
      // Partial results are seen while it runs.
      QTRY_VERIFY(partial(page) >= 2);
      QVERIFY(jobText(page).contains("at work"));
    }
    ComparePage again(testCatalog());
    again.openSweep(folder);
    QTRY_COMPARE(again.session().state(), SweepSession::State::Cluster);
    QTRY_VERIFY(jobText(again).contains("at work"));
    again.session().stop();
    QTRY_COMPARE_WITH_TIMEOUT(again.session().state(), SweepSession::State::Idle, 90'000);
    QProcess queue;
    queue.start("squeue", {"-h", "-t", "RUNNING,PENDING"});
    QVERIFY(queue.waitForFinished(kPatience));
    QVERIFY(queue.readAllStandardOutput().isEmpty());
    QVERIFY(partial(again) >= 2);
  }

  void whatSlurmRefusesIsSaid() {
    ComparePage page(testCatalog());
    page.setSweepsFolder(home_.filePath("refused"));
    QSignalSpy failed(&page, &ComparePage::failed);
    page.openSweep(spec(2), {}, ComparePage::Begin::No);
    QTRY_VERIFY(page.session().isOpen());
    SlurmOptions wrong = options();
    wrong.arguments << "--partition=none";
    page.session().startOnCluster(wrong);
    QTRY_COMPARE(failed.size(), 1);
    const auto error = failed[0][0].value<Error>();
    QVERIFY2(error.message.find("partition") != std::string::npos, error.message.c_str());
    QCOMPARE(page.session().state(), SweepSession::State::Idle);
  }
};

QTEST_MAIN(TestCompareCluster)
#include "tst_compare_cluster.moc"
