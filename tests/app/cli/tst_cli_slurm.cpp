// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps on a real Slurm of one node, started for the test: arrays, killed tasks, nodes and
// submitters, cancelling.
#include <signal.h>

#include <set>

#include "core/io/files.h"
#include "core/io/sweep_results.h"
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

// Long enough that something can be killed in the middle: about a second of training a run.
QByteArray sweepText(int epochs, int seeds) {
  return R"({"format": "qonvolve-sweep", "version": 1, "name": "Cluster", "base": "example:lines",
    "axes": [{"name": "optimizer", "path": "/train/optimizer/type", "values": ["adam", "sgd"]}],
    "seeds": {"first": "1", "count": )" +
         QByteArray::number(seeds) + R"(}, "budget": {"epochs": )" + QByteArray::number(epochs) +
         "}}";
}

}  // namespace

class TestCliSlurm : public QObject {
  Q_OBJECT
  Cli cli_;
  QTemporaryDir cluster_;
  bool running_ = false;

  Output script(const QString& command) {
    QProcess process;
    process.start(
        "bash", {QString::fromUtf8(qgetenv("QONVOLVE_SOURCE")) + "/tests/app/cli/slurm_cluster.sh",
                 command, cluster_.path()});
    Output output;
    process.waitForFinished(kPatience);
    output.code = process.exitCode();
    output.out = process.readAllStandardOutput();
    return output;
  }

  QByteArray slurm(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessEnvironment(cli_.environment());
    process.start(program, arguments);
    process.waitForFinished(kPatience);
    return process.readAllStandardOutput();
  }

  QStringList command(const QString& name, int epochs, int seeds, int tasks) {
    const QString file = cli_.write(name + ".qsweep", sweepText(epochs, seeds));
    return {"sweep",    file,    "--out",   cli_.path(name),
            "--engine", "slurm", "--tasks", QString::number(tasks),
            "--json"};
  }

  struct Counted {
    std::set<std::string> folders;
    double done = 0;
  };
  Counted count(const Output& output) {
    Counted counted;
    for (const QByteArray& line : output.out.split('\n')) {
      if (line.isEmpty()) continue;
      auto json = parseJson(line.toStdString());
      if (!json) continue;
      if (json->find("runDir") != nullptr) counted.folders.insert(text(*json, "runDir"));
      if (json->find("done") != nullptr) counted.done = number(*json, {"done"});
    }
    return counted;
  }

  int finishedRuns(const QString& name) {
    int finished = 0;
    for (const QString& id :
         QDir(cli_.path(name)).entryList({"*-*"}, QDir::Dirs | QDir::NoDotAndDotDot)) {
      const auto record = RunFolder(cli_.path(name) + "/" + id).record();
      finished += record && record->status == RunStatus::Finished ? 1 : 0;
    }
    return finished;
  }

 private slots:
  void initTestCase() {
    const Output started = script("start");
    if (started.code == 77) QSKIP(("skipped: " + started.out.trimmed()).constData());
    QCOMPARE(started.code, 0);
    running_ = true;
    cli_.environment().insert("SLURM_CONF", cluster_.path() + "/slurm.conf");
  }

  void cleanupTestCase() {
    if (running_) script("stop");
  }

  void anArrayMakesAllRunsAndGivesTheSameNumbers() {
    const Output output = cli_.run(command("plain", 2, 4, 3));
    COMPARE_CODE(output, 0);
    const Counted counted = count(output);
    QCOMPARE(counted.folders.size(), std::size_t{8});
    QCOMPARE(counted.done, 8.0);
    const QDir logs(cli_.path("plain/slurm"));
    QCOMPARE(logs.entryList({"*.exit"}).size(), 3);
    QCOMPARE(logs.entryList({"*.log"}).size(), 3);
    for (const QString& name : logs.entryList({"*.exit"})) {
      QCOMPARE(readFile(logs.filePath(name)).value(), std::string("0\n"));
    }
    QStringList local = command("local", 2, 4, 1);
    local[5] = "local";
    COMPARE_CODE(cli_.run(local), 0);
    for (const std::string& folder : counted.folders) {
      const QString id = QFileInfo(QString::fromStdString(folder)).fileName();
      const auto here = RunFolder(cli_.path("local/" + id)).record();
      const auto there = RunFolder(QString::fromStdString(folder)).record();
      QVERIFY(here && there);
      QCOMPARE(there->best.loss, here->best.loss);
      QCOMPARE(there->test.loss, here->test.loss);
    }
  }

  void aKilledTaskLosesNoFinishedRunAndIsMadeAgain() {
    if (!qEnvironmentVariableIsSet("QONVOLVE_LONG")) QSKIP("skipped: QONVOLVE_LONG is not set");
    const QStringList arguments = command("task", 400, 4, 2);
    QProcess process;
    cli_.start(process, arguments);
    QTRY_VERIFY_WITH_TIMEOUT(finishedRuns("task") >= 1, 120'000);
    const QByteArray job = readFile(cli_.path("task/slurm/job")).value().c_str();
    slurm("scancel", {"--signal=KILL", "--full", job.trimmed() + "_0"});
    QVERIFY(process.waitForFinished(180'000));
    QCOMPARE(process.exitCode(), 0);
    Output output;
    output.out = process.readAllStandardOutput();
    QCOMPARE(count(output).done, 8.0);
    // It took a second array.
    QVERIFY(QByteArray(readFile(cli_.path("task/slurm/job")).value().c_str()) != job);
  }

  void aKilledSubmitterLosesNothingAndFollowsAgain() {
    if (!qEnvironmentVariableIsSet("QONVOLVE_LONG")) QSKIP("skipped: QONVOLVE_LONG is not set");
    const QStringList arguments = command("submitter", 400, 4, 2);
    QProcess process;
    cli_.start(process, arguments);
    QTRY_VERIFY_WITH_TIMEOUT(finishedRuns("submitter") >= 1, 120'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    const auto job = readFile(cli_.path("submitter/slurm/job")).value();
    const Output output = cli_.run(arguments, 180'000);
    COMPARE_CODE(output, 0);
    QCOMPARE(count(output).done, 8.0);
    QCOMPARE(readFile(cli_.path("submitter/slurm/job")).value(), job);  // no second array
  }

  void aKilledNodeLosesNoFinishedRun() {
    if (!qEnvironmentVariableIsSet("QONVOLVE_LONG")) QSKIP("skipped: QONVOLVE_LONG is not set");
    const QStringList arguments = command("node", 400, 4, 2);
    QProcess process;
    cli_.start(process, arguments);
    QTRY_VERIFY_WITH_TIMEOUT(finishedRuns("node") >= 1, 120'000);
    const auto pid = readFile(cluster_.filePath("slurmd.pid")).value();
    ::kill(static_cast<pid_t>(std::stoi(pid)), SIGKILL);
    const int finished = finishedRuns("node");
    QTest::qWait(500);
    COMPARE_CODE(script("node"), 0);
    QVERIFY(process.waitForFinished(240'000));
    QCOMPARE(process.exitCode(), 0);
    Output output;
    output.out = process.readAllStandardOutput();
    QCOMPARE(count(output).done, 8.0);
    QVERIFY(finished >= 1);
  }

  void interruptingCancelsTheJobAndKeepsCheckpoints() {
    const QStringList arguments = command("cancelled", 100'000, 1, 2);
    QProcess process;
    cli_.start(process, arguments);
    QTRY_VERIFY_WITH_TIMEOUT(
        QFileInfo::exists(cli_.path("cancelled/slurm/job")) &&
            QDir(cli_.path("cancelled")).entryList({"*-1"}, QDir::Dirs).size() == 2,
        120'000);
    QTest::qWait(1000);
    const QByteArray job = readFile(cli_.path("cancelled/slurm/job")).value().c_str();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(90'000));
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(slurm("squeue", {"-h", "-j", job.trimmed(), "-t", "RUNNING,PENDING"}).isEmpty());
    for (const QString& id : QDir(cli_.path("cancelled")).entryList({"*-1"}, QDir::Dirs)) {
      const RunFolder folder(cli_.path("cancelled/" + id));
      QVERIFY(folder.hasCheckpoint());
      QVERIFY(folder.record()->steps > 0);
    }
  }

  void whatSlurmRefusesIsSaid() {
    QStringList arguments = command("refused", 2, 1, 1);
    arguments << "--slurm" << "--partition=none";
    const Output output = cli_.run(arguments);
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.contains("partition"), output.err.constData());
  }
};

QTEST_GUILESS_MAIN(TestCliSlurm)
#include "tst_cli_slurm.moc"
