// SPDX-License-Identifier: GPL-3.0-or-later
// The real program is killed while it trains; started again, the design is back and the run goes on
// with the losses it would have had.
#include <QDirIterator>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "app/main_window.h"
#include "tests/widgets/window_test.h"
#include "widgets/panels/message_strip.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

constexpr int kEpochs = 20000;  // far more than it gets to

QProcessEnvironment environmentIn(const QTemporaryDir& home) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name :
       {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
    environment.insert(name, home.path());
  }
  environment.insert("QONVOLVE_RUNS", home.filePath("runs"));
  environment.insert("QT_QPA_PLATFORM", "offscreen");
  return environment;
}

QStringList entries(const QString& folder, const QString& pattern) {
  QStringList found;
  QDirIterator files(folder, {pattern}, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) found << files.next();
  return found;
}

/// Losses of the first `count` steps of the same run without interruption.
std::vector<double> uninterrupted(const Experiment& experiment, std::size_t count) {
  ThreadPool pool(2);
  auto data = prepareDataCached(experiment, *testCatalog(), "");
  auto run = TrainingRun::create(experiment, *testCatalog(),
                                 std::make_shared<const PreparedData>(std::move(*data)), pool, {});
  std::vector<double> losses;
  std::stop_source stop;
  (*run)->run(stop.get_token(), [&](const TrainEvent& event) {
    if (const auto* step = std::get_if<StepDone>(&event)) losses.push_back(step->loss);
    if (losses.size() >= count) stop.request_stop();
  });
  losses.resize(std::min(losses.size(), count));
  return losses;
}

}  // namespace

class TestKillAndRestart : public QObject {
  Q_OBJECT

 private slots:
  void designIsBackAndTheRunGoesOn() {
    failOnWarnings();
    QTemporaryDir home;
    isolateFromUser(home);
    QProcess program;
    program.setProcessEnvironment(environmentIn(home));
    program.start(QStringLiteral(QONVOLVE_PROGRAM), {"--train", QString::number(kEpochs)});
    QVERIFY(program.waitForStarted());
    // Until both the run and the unsaved change (the number of epochs) are on the disk.
    QTRY_VERIFY(!entries(home.filePath("runs"), "checkpoint.json").isEmpty());
    QTRY_VERIFY(!entries(home.path(), "*.recovery").isEmpty());
    QTest::qWait(200);
    program.kill();  // SIGKILL
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
    const QString folder =
        QFileInfo(entries(home.filePath("runs"), "checkpoint.json").first()).absolutePath();
    QCOMPARE(RunFolder(folder).record()->status, RunStatus::Interrupted);
    const std::uint64_t kept = RunFolder(folder).checkpoint()->step;
    QVERIFY(kept > 0);

    // The program itself starts again, unharmed; killed before anybody answers, it loses nothing.
    program.start(QStringLiteral(QONVOLVE_PROGRAM), {});
    QVERIFY(program.waitForStarted());
    QTest::qWait(1500);
    QCOMPARE(program.state(), QProcess::Running);
    program.kill();
    QVERIFY(program.waitForFinished());

    Settings settings(home.filePath("settings.ini"));
    MainWindow window(testCatalog(), settings,
                      {.runs = home.filePath("runs"),
                       .runIndex = home.filePath("index.sqlite"),
                       .recovery = recoveryFolderIn(home)});
    window.openExample("lines");
    window.offerRecovery();
    window.show();
    QVERIFY(window.strip()->text().contains("Recovered"));
    QCOMPARE(window.document().experiment().train.settings.epochs, std::int64_t{kEpochs});
    QTRY_VERIFY2(window.strip()->text().contains("interrupted run"),
                 qPrintable(window.strip()->text()));
    QPushButton* goOn = nullptr;
    for (auto* button : window.strip()->findChildren<QPushButton*>()) {
      if (button->text().contains("Go on")) goOn = button;
    }
    QVERIFY(goOn != nullptr);
    QSignalSpy progressed(window.session(), &TrainingSession::progressed);
    QSignalSpy finished(window.session(), &TrainingSession::finished);
    goOn->click();
    QTRY_VERIFY(progressed.count() > 5);
    QVERIFY(window.session()->run()->stepsDone >= kept);
    window.actions().stop->trigger();
    QTRY_COMPARE(finished.count(), 1);

    const History history = RunFolder(folder).history();
    QVERIFY(history.steps.size() > kept);
    const std::vector<double> expected =
        uninterrupted(window.document().experiment(), history.steps.size());
    QCOMPARE(expected.size(), history.steps.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      QCOMPARE(history.steps[i].step, std::uint64_t(i + 1));
      QVERIFY2(history.steps[i].loss == expected[i], qPrintable(QString::number(i + 1)));
    }
    qInfo("killed after step %llu, went on to step %zu with identical losses",
          static_cast<unsigned long long>(kept), expected.size());
  }

 private:
  static QString recoveryFolderIn(const QTemporaryDir& home) {
    const QStringList files = entries(home.path(), "*.recovery");
    return files.isEmpty() ? home.path() : QFileInfo(files.first()).absolutePath();
  }
};

QTEST_MAIN(TestKillAndRestart)
#include "tst_kill_and_restart.moc"
