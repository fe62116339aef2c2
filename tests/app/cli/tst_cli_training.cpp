// SPDX-License-Identifier: GPL-3.0-or-later
// train, resume and evaluate as a user runs them.
#include <signal.h>

#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/training_run.h"
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

class TestCliTraining : public QObject {
  Q_OBJECT
  Cli cli_;

  QStringList runFolders() const {
    return QDir(cli_.runs()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
  }

 private slots:
  void init() { QDir(cli_.runs()).removeRecursively(); }

  void oneRunPrintsOneDocument() {
    const Output output = cli_.run({"train", "example:lines", "--epochs", "3", "--json"});
    COMPARE_CODE(output, 0);
    const Json json = output.json();
    for (const char* key : {"runDir", "seed", "parameters", "qubits", "epochs", "steps", "seconds",
                            "samplesPerSecond", "loss", "train", "validation", "test", "best",
                            "perClass", "confusion"}) {
      QVERIFY2(json.find(key) != nullptr, key);
    }
    QCOMPARE(number(json, {"seed"}), 7.0);
    QCOMPARE(number(json, {"epochs"}), 3.0);
    QCOMPARE(number(json, {"parameters"}), 51.0);
    QCOMPARE(runFolders().size(), 1);
    QCOMPARE(QString::fromStdString(text(json, "runDir")), cli_.runs() + "/" + runFolders()[0]);
    QVERIFY(number(json, {"test", "low95"}) <= number(json, {"test", "accuracy"}));
  }

  void theLibraryAndTheProgramGiveTheSameLoss() {
    const Json json =
        cli_.run({"train", "example:lines", "--epochs", "4", "--seed", "11", "--json"}).json();
    const Catalog catalog = makeCatalog();
    Experiment e = *loadExample("lines", catalog);
    e.train.settings.epochs = 4;
    e.seed = 11;
    ThreadPool pool(1);
    auto data = std::make_shared<const PreparedData>(*prepareData(e, catalog, ""));
    auto run = TrainingRun::create(e, catalog, data, pool, {});
    const RunRecord& record = (*run)->run({});
    QCOMPARE(number(json, {"loss"}), record.last.loss);
    QCOMPARE(number(json, {"test", "loss"}), record.test.loss);
    QCOMPARE(number(json, {"best", "loss"}), record.best.loss);
  }

  void threadsChangeNoBit() {
    const QStringList common = {"train", "example:lines", "--epochs", "3", "--json", "--no-folder"};
    const Json one = cli_.run(common + QStringList{"--threads", "1"}).json();
    for (const char* threads : {"2", "5"}) {
      const Json more = cli_.run(common + QStringList{"--threads", threads}).json();
      QVERIFY(*one.find("loss") == *more.find("loss"));
      QVERIFY(*one.find("test") == *more.find("test"));
      QVERIFY(*one.find("best") == *more.find("best"));
    }
    QVERIFY(one.find("runDir")->isNull());
    QVERIFY(runFolders().isEmpty());
  }

  void severalSeedsGiveStatistics() {
    const Output output = cli_.run({"train", "example:lines", "--epochs", "2", "--seed", "5",
                                    "--seeds", "4", "--json", "--threads", "2"});
    COMPARE_CODE(output, 0);
    const Json json = output.json();
    const auto& runs = *json.find("runs")->as<JsonArray>();
    QCOMPARE(runs.size(), std::size_t{4});
    QCOMPARE(runFolders().size(), 4);
    double sum = 0;
    std::vector<double> losses;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      QCOMPARE(number(runs[i], {"seed"}), 5.0 + double(i));
      losses.push_back(number(runs[i], {"test", "loss"}));
      sum += losses.back();
    }
    std::sort(losses.begin(), losses.end());
    QCOMPARE(number(json, {"mean", "test", "loss"}), sum / 4);
    QCOMPARE(number(json, {"min", "test", "loss"}), losses.front());
    QCOMPARE(number(json, {"max", "test", "loss"}), losses.back());
    QCOMPARE(number(json, {"median", "test", "loss"}), (losses[1] + losses[2]) / 2);
    QVERIFY(number(json, {"std", "test", "loss"}) > 0);
    // Each seed gives what it gives alone.
    const Json alone =
        cli_.run({"train", "example:lines", "--epochs", "2", "--seed", "7", "--json"}).json();
    QVERIFY(*alone.find("test") == *runs[2].find("test"));
    const Output table = cli_.run({"train", "example:lines", "--epochs", "1", "--seeds", "2"});
    QVERIFY(table.out.contains("median"));
  }

  void settingsAreApplied() {
    const Json json = cli_.run({"train", "example:lines", "--steps", "7", "--json", "--set",
                                "/train/optimizer/type=sgd", "--set", "/stack/1/options/ansatz=so4",
                                "--set", "/train/batch_size=10"})
                          .json();
    QCOMPARE(number(json, {"steps"}), 7.0);
    QCOMPARE(number(json, {"parameters"}), 42.0);
    const auto text =
        readFile(QString::fromStdString(test::text(json, "runDir")) + "/experiment.qonv");
    QVERIFY(text && text->find("\"sgd\"") != std::string::npos);
  }

  void interruptedRunsResumeToTheSameResult() {
    const QStringList settings = {"example:lines", "--epochs", "400", "--set",
                                  "/train/batch_size=5"};
    const Json whole = cli_.run(QStringList{"train"} + settings + QStringList{"--json"}).json();
    QDir(cli_.runs()).removeRecursively();
    QProcess process;
    cli_.start(process, QStringList{"train"} + settings + QStringList{"--json"});
    QVERIFY(process.waitForStarted());
    // Interrupt once it has trained for a while.
    QTRY_VERIFY(!runFolders().isEmpty());
    const QString folder = cli_.runs() + "/" + runFolders()[0];
    QTRY_VERIFY(RunFolder(folder).history().epochs.size() > 3);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(kPatience));
    const QByteArray messages = process.readAllStandardError();
    if (process.exitCode() == 0) QSKIP("skipped: finished before it could be interrupted");
    QCOMPARE(process.exitCode(), 130);
    QVERIFY2(messages.contains("resume"), messages.constData());
    const auto stopped = parseJson(process.readAllStandardOutput().toStdString());
    QVERIFY(stopped);
    QCOMPARE(test::text(*stopped, "status"), std::string("stopped"));
    QVERIFY(RunFolder(folder).hasCheckpoint());

    const Output resumed = cli_.run({"resume", folder, "--json"});
    COMPARE_CODE(resumed, 0);
    const Json rest = resumed.json();
    QVERIFY(*rest.find("loss") == *whole.find("loss"));
    QVERIFY(*rest.find("test") == *whole.find("test"));
    QVERIFY(*rest.find("best") == *whole.find("best"));
    QCOMPARE(RunFolder(folder).history().epochs.size(), std::size_t{400});
    COMPARE_CODE(cli_.run({"resume", folder}), 1);  // nothing left to do
  }

  void aKilledRunCanBeResumed() {
    QProcess process;
    cli_.start(process, {"train", "example:lines", "--epochs", "100000"});
    QTRY_VERIFY(!runFolders().isEmpty());
    const QString folder = cli_.runs() + "/" + runFolders()[0];
    QTRY_VERIFY(!RunFolder(folder).history().epochs.empty());
    process.kill();
    QVERIFY(process.waitForFinished());
    QCOMPARE(RunFolder(folder).record()->status, RunStatus::Interrupted);
    QProcess again;
    cli_.start(again, {"resume", folder});
    QVERIFY(again.waitForStarted());
    QTRY_VERIFY(RunFolder(folder).record()->status == RunStatus::Running);
    ::kill(static_cast<pid_t>(again.processId()), SIGHUP);  // the terminal was closed
    QVERIFY(again.waitForFinished(kPatience));
    QCOMPARE(again.exitCode(), 130);
  }

  void evaluateScoresAsTrainingDid() {
    const Json trained = cli_.run({"train", "example:lines", "--epochs", "5", "--json"}).json();
    const QString folder = QString::fromStdString(text(trained, "runDir"));
    const Json test = cli_.run({"evaluate", folder, "--json"}).json();
    QCOMPARE(number(test, {"accuracy"}), number(trained, {"test", "accuracy"}));
    QCOMPARE(number(test, {"loss"}), number(trained, {"test", "loss"}));
    QVERIFY(*test.find("confusion") == *trained.find("confusion"));
    const QString csv = cli_.path("predictions.csv");
    const Json train =
        cli_.run({"evaluate", folder, "--part", "train", "--predictions", csv, "--json"}).json();
    QCOMPARE(number(train, {"loss"}), number(trained, {"train", "loss"}));
    const auto text = readFile(csv);
    QVERIFY(text && text->starts_with("sample,predicted,label,p(horizontal),p(vertical)\n1,"));
    QCOMPARE(std::count(text->begin(), text->end(), '\n'),
             std::ptrdiff_t(1 + number(train, {"samples"})));
    COMPARE_CODE(cli_.run({"evaluate", folder, "--part", "tset"}), 2);
    COMPARE_CODE(cli_.run({"evaluate", cli_.path("nowhere")}), 1);
  }

  void evaluateUnderShotsAndNoise() {
    const Json trained = cli_.run({"train", "example:lines", "--epochs", "3", "--json"}).json();
    const QString folder = QString::fromStdString(text(trained, "runDir"));
    const QStringList noisy{"evaluate", folder,
                            "--shots",  "500",
                            "--noise",  "readout_error=0.1",
                            "--noise",  "bit_flip=0.02:after=end",
                            "--seed",   "3",
                            "--json"};
    const Json first = cli_.run(noisy).json();
    // Exact values without noise stand beside, noise makes the loss worse, the seed fixes it all.
    QCOMPARE(number(first, {"exact", "loss"}), number(trained, {"test", "loss"}));
    QVERIFY(number(first, {"loss"}) != number(trained, {"test", "loss"}));
    QVERIFY(number(first, {"lossError"}) > 0);
    QVERIFY(text(first, "simulation").find("500 shots") != std::string::npos);
    const Json again = cli_.run(noisy + QStringList{"--threads", "1"}).json();
    QCOMPARE(number(again, {"loss"}), number(first, {"loss"}));
    QVERIFY(cli_.run({"evaluate", folder, "--shots", "100"}).out.contains("without noise"));
    for (const char* wrong : {"depolarising=0.1", "depolarizing=2", "depolarizing:afta=end"}) {
      const Output output = cli_.run({"evaluate", folder, "--noise", wrong});
      COMPARE_CODE(output, 2);
      QVERIFY2(output.err.contains("--noise"), output.err.constData());
    }
  }

  void ownTablesAreTrainedOnAndPredicted() {
    QByteArray table = "x,y,kind\n", unlabelled = "x,y\n", wrong = "x,y,z,kind\n";
    for (int i = 0; i < 60; ++i) {
      const double x = 0.1 * (i % 10), y = i % 2 == 0 ? 0.3 : 2.6;
      table +=
          QByteArray::number(x) + "," + QByteArray::number(y) + (i % 2 == 0 ? ",low\n" : ",high\n");
      unlabelled += QByteArray::number(x) + "," + QByteArray::number(y) + "\n";
      wrong += "1,2,3,low\n";
    }
    const QString file = cli_.write("table.csv", table);
    const QStringList settings = {
        "--set", "/data/source/type=csv",           "--set", "/data/source/options/file=table.csv",
        "--set", "/data/source/options/label=kind", "--set", "/stack/3/bypassed=true",
        "--set", "/stack/4/bypassed=true",          "--set", "/stack/5/bypassed=true",
        "--set", "/stack/6/bypassed=true"};
    const Output trained =
        cli_.run(QStringList{"train", "example:lines", "--epochs", "20", "--json"} + settings);
    COMPARE_CODE(trained, 0);
    const Json json = trained.json();
    QCOMPARE(number(json, {"qubits"}), 2.0);
    const QString folder = QString::fromStdString(text(json, "runDir"));
    const Output scored = cli_.run({"evaluate", folder, "--data", file, "--json"});
    COMPARE_CODE(scored, 0);
    QCOMPARE(number(scored.json(), {"samples"}), 60.0);
    QVERIFY(number(scored.json(), {"accuracy"}) > 0.9);

    cli_.write("new.csv", unlabelled);
    const QString out = cli_.path("out.csv");
    COMPARE_CODE(cli_.run({"evaluate", folder, "--data", "new.csv"}), 1);
    COMPARE_CODE(cli_.run({"evaluate", folder, "--data", "new.csv", "--predictions", out}), 0);
    const auto predictions = readFile(out);
    QVERIFY(predictions->starts_with("sample,predicted,p(high),p(low)\n"));
    QCOMPARE(std::count(predictions->begin(), predictions->end(), '\n'), std::ptrdiff_t{61});

    cli_.write("wrong.csv", wrong);
    const Output misfit = cli_.run({"evaluate", folder, "--data", "wrong.csv"});
    COMPARE_CODE(misfit, 1);
    QVERIFY2(misfit.err.contains("3 features"), misfit.err.constData());
    COMPARE_CODE(cli_.run({"evaluate", folder, "--data", "nothing.csv"}), 1);
  }

  void aCommaLocaleChangesNothing() {
    const QStringList arguments = {"train", "example:lines", "--epochs",
                                   "2",     "--json",        "--no-folder"};
    const Json plain = cli_.run(arguments).json();
    Cli other;
    // Qt and the C library take the locale from here whether it is installed or not.
    for (const char* name : {"LC_ALL", "LANG", "LC_NUMERIC"})
      other.environment().insert(name, "de_DE.UTF-8");
    const Json german = other.run(arguments).json();
    QVERIFY(*plain.find("loss") == *german.find("loss"));
    QVERIFY(*plain.find("test") == *german.find("test"));
    const Output table = other.run({"train", "example:lines", "--epochs", "2"});
    QVERIFY(!table.out.contains("0,"));
    const QString runs = other.runs();
    const QString folder =
        runs + "/" + QDir(runs).entryList(QDir::Dirs | QDir::NoDotAndDotDot).at(0);
    QCOMPARE(RunFolder(folder).history().epochs.size(), std::size_t{2});
    QVERIFY(RunFolder(folder).history().epochs[1].train.loss > 0);
  }

  void progressIsALineEveryFewSecondsIntoAPipe() {
    QProcess process;
    cli_.start(process, {"train", "example:lines", "--epochs", "1000000", "--no-folder"});
    QVERIFY(process.waitForStarted());
    process.setReadChannel(QProcess::StandardError);
    QTRY_VERIFY(process.canReadLine());
    const QByteArray line = process.readLine();
    for (const char* part : {"training ", " %", "epoch ", "loss ", "samples/s", " left"}) {
      QVERIFY2(line.contains(part), line.constData());
    }
    QVERIFY(!line.contains('\r'));
    process.terminate();
    QVERIFY(process.waitForFinished(kPatience));
    QCOMPARE(process.exitCode(), 130);
  }
};

QTEST_GUILESS_MAIN(TestCliTraining)
#include "tst_cli_training.moc"
