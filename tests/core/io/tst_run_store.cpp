// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders, their files, the index, and the cache of fitted steps.
#include <signal.h>

#include <QProcess>
#include <QtTest>
#include <bit>
#include <limits>
#include <random>

#include "core/io/files.h"
#include "core/io/fit_cache.h"
#include "core/io/run_store.h"

using namespace qonvolve;

namespace {

RunRecord sampleRecord() {
  RunRecord record;
  record.status = RunStatus::Finished;
  record.name = "Sample \"run\"";
  record.started = utcNow();
  record.ended = utcNow();
  setOwnProcess(record);
  record.program = programVersion();
  record.instructionSet = "avx2";
  record.threads = 2;
  record.seed = std::numeric_limits<std::uint64_t>::max();
  record.designHash = "0123456789ab";
  record.encoding = "angle";
  record.ansatz = "so4, su4";
  record.optimizer = "adam";
  record.dataFolder = "/data";
  record.classNames = {"a", "b"};
  record.qubits = 8;
  record.parameters = 51;
  record.totalSteps = 100;
  record.epochs = 10;
  record.steps = 100;
  record.seconds = 1.25;
  record.samplesPerSecond = 2000;
  record.last = {0.5, 0.75};
  record.hasValidation = true;
  record.lastValidation = {0.6, 0.7};
  record.bestEpoch = 9;
  record.best = {0.4, 0.8};
  record.test = {
      4, 0.3, 0.1, 0.75, 0.3, 0.95, {{1, 0.5, 2.0 / 3, 2}, {0.5, 1, 2.0 / 3, 2}}, {{1, 1}, {0, 2}}};
  return record;
}

Checkpoint sampleCheckpoint() {
  std::mt19937_64 random(3);
  const auto some = [&](std::size_t count) {
    std::vector<double> values;
    while (values.size() < count) {
      const auto value = std::bit_cast<double>(random());
      if (std::isfinite(value)) values.push_back(value);
    }
    return values;
  };
  Checkpoint c;
  c.epoch = 3;
  c.step = 34;
  c.seconds = 0.1;
  c.parameters = some(51);
  c.optimizer = {{"mean", some(51)}, {"square", some(51)}, {"steps", {34}}};
  c.bestParameters = some(51);
  c.bestEpoch = 2;
  c.best = {0.1, std::nextafter(0.9, 1.0)};
  c.epochsSinceBest = 1;
  c.epochLossSum = 1.0 / 3;
  c.epochCorrect = 17;
  c.epochSamples = 25;
  c.epochSquaredNorm = 1e-300;
  c.gradientWindow = {some(51), some(51)};
  return c;
}

bool sameBits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
           return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
         });
}

// Without the safety (and the time) of writeFile().
bool put(const QString& path, const std::string& text) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) &&
         file.write(text.data(), static_cast<qint64>(text.size())) ==
             static_cast<qint64>(text.size());
}

RunRow rowAt(const RunStore& store, const QString& path) {
  for (const RunRow& row : store.list()) {
    if (row.path == path) return row;
  }
  return {};
}

}  // namespace

class TestRunStore : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;

  RunFolder finishedRun(const QString& runs, const std::string& name) {
    auto folder = RunFolder::create(runs, name);
    RunRecord record = sampleRecord();
    record.name = name;
    [&] { QVERIFY(folder->writeRecord(record)); }();
    return *folder;
  }

 private slots:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", dir_.filePath("cache").toUtf8());
    qunsetenv("QONVOLVE_RUNS");
    setApplicationIdentity();
  }

  void foldersAreNeverShared() {
    QSet<QString> paths;
    for (int i = 0; i < 100; ++i) {
      const auto folder = RunFolder::create(dir_.filePath("many"), "Größe: 8 qubits/../x");
      QVERIFY(folder);
      QVERIFY(QFileInfo(folder->path()).isDir());
      paths.insert(folder->path());
    }
    QCOMPARE(paths.size(), 100);
    const QString name = QFileInfo(*paths.begin()).fileName();
    const QRegularExpression form("^\\d{8}T\\d{6}Z-gro-e-8-qubits-x-[0-9a-f]{6}$");
    QVERIFY2(form.match(name).hasMatch(), qPrintable(name));
    QCOMPARE(QFileInfo(*paths.begin()).dir().path(), dir_.filePath("many"));
  }

  void runsGoToTheUsersDataFolderUnlessTold() {
    QCOMPARE(defaultRunsFolder(), dir_.filePath("data/qonvolve/runs"));
    qputenv("QONVOLVE_RUNS", "/elsewhere");
    QCOMPARE(defaultRunsFolder(), QString("/elsewhere"));
    qunsetenv("QONVOLVE_RUNS");
  }

  void recordsReadBack() {
    const RunRecord record = sampleRecord();
    const auto back = readRecord(recordJson(record));
    QVERIFY(back);
    QCOMPARE(writeJson(recordJson(*back)), writeJson(recordJson(record)));
    QCOMPARE(back->seed, record.seed);
    QCOMPARE(back->test.confusion, record.test.confusion);
    QCOMPARE(back->train.samples, std::size_t{0});
  }

  void newerRecordsAreRefused() {
    Json json = recordJson(sampleRecord());
    json.set("version", 2);
    QVERIFY(!readRecord(json));
    QVERIFY(!readRecord(Json::object()));
  }

  void checkpointsReadBackBitForBit() {
    const auto folder = RunFolder::create(dir_.path(), "checkpoint");
    const Checkpoint c = sampleCheckpoint();
    QVERIFY(folder->writeCheckpoint(c));
    const auto back = folder->checkpoint();
    QVERIFY2(back, back ? "" : toText(back.error()).c_str());
    QCOMPARE(back->step, c.step);
    QVERIFY(sameBits(back->parameters, c.parameters));
    QVERIFY(sameBits(back->bestParameters, c.bestParameters));
    QCOMPARE(back->optimizer.size(), std::size_t{3});
    QVERIFY(sameBits(back->optimizer.at("square"), c.optimizer.at("square")));
    QCOMPARE(back->gradientWindow.size(), std::size_t{2});
    QVERIFY(sameBits(back->gradientWindow[1], c.gradientWindow[1]));
    QVERIFY(sameBits({back->epochLossSum, back->epochSquaredNorm, back->best.accuracy},
                     {c.epochLossSum, c.epochSquaredNorm, c.best.accuracy}));
  }

  void damagedCheckpointsAreErrors() {
    const auto folder = RunFolder::create(dir_.path(), "damaged");
    QVERIFY(folder->writeCheckpoint(sampleCheckpoint()));
    const std::string text = *readFile(folder->file("checkpoint.json"));
    std::mt19937 random(5);
    for (int i = 0; i < 300; ++i) {
      QVERIFY(put(folder->file("checkpoint.json"), text.substr(0, random() % text.size())));
      QVERIFY(!folder->checkpoint());
    }
    QVERIFY(writeFile(folder->file("checkpoint.json"),
                      "{\"format\":\"qonvolve-checkpoint\",\"version\":1}"));
    QVERIFY(!folder->checkpoint());
  }

  void fittedPreprocessingReadsBack() {
    const auto folder = RunFolder::create(dir_.path(), "fitted");
    FittedPreprocessing fitted;
    fitted.classNames = {"T-shirt/top", "\"x\""};
    fitted.shape = {784, 28, 28};
    Matrix m(2, 3);
    m << 1.0 / 3, -2, 1e-308, 4, std::numeric_limits<double>::infinity(), 6;
    fitted.steps = {{.numbers = {{"components", m}, {"empty", Matrix(0, 0)}}},
                    {.numbers = {}, .texts = {{"words", {"", "caf\u00e9", "\"x\""}}}}};
    QVERIFY(folder->writePreprocessing(fitted));
    const auto back = folder->preprocessing();
    QVERIFY2(back, back ? "" : toText(back.error()).c_str());
    QCOMPARE(back->classNames, fitted.classNames);
    QVERIFY(back->shape == fitted.shape);
    QCOMPARE(back->steps.size(), std::size_t{2});
    QVERIFY(back->steps[0].at("components") == m);
    QCOMPARE(back->steps[0].at("empty").size(), Eigen::Index{0});
    QVERIFY(back->steps[1].texts == fitted.steps[1].texts);
  }

  void matricesOfWrongSizeAreErrors() {
    const auto folder = RunFolder::create(dir_.path(), "wrong");
    QVERIFY(writeFile(folder->file("preprocess.json"),
                      R"({"format":"qonvolve-preprocess","version":1,"steps":[)"
                      R"({"m":{"rows":4611686018427387904,"columns":4,"values":[1.0]}}]})"));
    QVERIFY(!folder->preprocessing());
  }

  void historyIsAppendedAndReadBack() {
    const auto folder = RunFolder::create(dir_.path(), "history");
    const std::vector<std::string> groups = {"Convolution 1", "odd, \"name\""};
    {
      auto writer = HistoryWriter::open(*folder, groups, 0, 0);
      QVERIFY(writer);
      for (std::uint64_t step = 1; step <= 6; ++step) {
        (*writer)->append(StepDone{step, 1.0 / double(step), 0.1});
        (*writer)->append(GradientsMeasured{step, {{0.5, 0.25}, {1e-9, 2}}, {}});
        if (step % 2 == 0) {
          (*writer)->append(
              EpochDone{step / 2, step, {0.3, 0.9}, step == 4, {0.2, 0.8}, 0.7, 1.5, step == 4});
        }
      }
      QVERIFY(!(*writer)->problem());
    }
    History history = folder->history();
    QCOMPARE(history.steps.size(), std::size_t{6});
    QCOMPARE(history.steps[2].loss, 1.0 / 3);
    QCOMPARE(history.epochs.size(), std::size_t{3});
    QVERIFY(!history.epochs[0].hasValidation && history.epochs[1].hasValidation);
    QVERIFY(history.epochs[1].best);
    QCOMPARE(history.gradients.size(), std::size_t{6});
    QCOMPARE(history.gradients[0].groups[1].meanSquare, 2.0);

    // Going on after step 3 drops what came later, also a torn last line.
    QFile torn(folder->file("steps.csv"));
    QVERIFY(torn.open(QIODevice::Append));
    torn.write("7,0.1");
    torn.close();
    QVERIFY(HistoryWriter::open(*folder, groups, 1, 3));
    history = folder->history();
    QCOMPARE(history.steps.size(), std::size_t{3});
    QCOMPARE(history.epochs.size(), std::size_t{1});
    QCOMPARE(history.gradients.size(), std::size_t{3});
  }

  void aRunWhoseProcessIsGoneIsInterrupted() {
    const auto folder = RunFolder::create(dir_.path(), "dead");
    RunRecord record = sampleRecord();
    record.status = RunStatus::Running;
    QVERIFY(folder->writeRecord(record));
    QCOMPARE(folder->record()->status, RunStatus::Running);  // this process

    QProcess other;
    other.start("sleep", {"60"});
    QVERIFY(other.waitForStarted());
    record.pid = other.processId();
    record.processStart = 0;
    QVERIFY(folder->writeRecord(record));
    QCOMPARE(folder->record()->status, RunStatus::Running);
    other.kill();
    QVERIFY(other.waitForFinished());
    QCOMPARE(folder->record()->status, RunStatus::Interrupted);

    // The same process id given to another process later.
    setOwnProcess(record);
    record.processStart += 1;
    QVERIFY(folder->writeRecord(record));
    QCOMPARE(folder->record()->status, RunStatus::Interrupted);
  }

  void theIndexFollowsTheFolders() {
    const QString runs = dir_.filePath("indexed");
    const RunFolder first = finishedRun(runs, "first");
    finishedRun(runs, "second");
    QVERIFY(makeFolder(runs + "/not a run"));
    RunStore store(runs);
    QVERIFY(store.refresh());
    QCOMPARE(store.list().size(), std::size_t{2});
    const RunRow row = rowAt(store, first.path());
    QCOMPARE(row.path, first.path());
    QCOMPARE(row.seed, std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(row.bestEpoch, 9);
    QCOMPARE(*row.bestAccuracy, 0.8);
    QCOMPARE(*row.testAccuracy, 0.75);
    QCOMPARE(row.test95.low, 0.3);
    QCOMPARE(row.test95.high, 0.95);
    QCOMPARE(row.totalSteps, 100);
    QVERIFY(!row.trainAccuracy);
    QCOMPARE(row.encoding, QString("angle"));
    QCOMPARE(row.ansatz, QString("so4, su4"));

    QVERIFY(first.writeNotes({{"good", "keep"}, "a note", false, true}));
    QVERIFY(store.refresh());
    const RunRow noted = rowAt(store, first.path());
    QCOMPARE(noted.tags, QStringList({"good", "keep"}));
    QVERIFY(noted.pinned && !noted.archived);

    // A second program sees the same index.
    RunStore other(runs);
    QCOMPARE(other.list().size(), std::size_t{2});

    QVERIFY(store.remove(first.path()));
    QVERIFY(!QFileInfo::exists(first.path()));
    QVERIFY(other.refresh());
    QCOMPARE(other.list().size(), std::size_t{1});
    QVERIFY(store.size() > 100);
  }

  void onlyRunFoldersAreDeleted() {
    const QString precious = dir_.filePath("precious");
    QVERIFY(makeFolder(precious));
    QVERIFY(writeFile(precious + "/thesis.txt", "x"));
    RunStore store(dir_.filePath("indexed"));
    QVERIFY(!store.remove(precious));
    QVERIFY(QFile::exists(precious + "/thesis.txt"));
  }

  void aDamagedIndexIsMadeAnew() {
    const QString runs = dir_.filePath("damaged-index");
    finishedRun(runs, "one");
    const QString index = dir_.filePath("broken.sqlite");
    QVERIFY(writeFile(index, std::string(5000, 'x')));
    RunStore store(runs, index);
    QVERIFY(store.refresh());
    QCOMPARE(store.list().size(), std::size_t{1});
    QVERIFY(store.rebuild());
    QCOMPARE(store.list().size(), std::size_t{1});
  }

  void withoutAPlaceForTheIndexRunsAreListedAllTheSame() {
    const QString runs = dir_.filePath("no-index");
    finishedRun(runs, "one");
    const QString file = dir_.filePath("a file");
    QVERIFY(writeFile(file, "x"));
    RunStore store(runs, file + "/runs.sqlite");
    QVERIFY(store.refresh());
    QCOMPARE(store.list().size(), std::size_t{1});
    QVERIFY(store.rebuild());
    QCOMPARE(store.list().size(), std::size_t{1});
    QCOMPARE(*readFile(file), std::string("x"));
  }

  void fitsAreCachedByKeyAndLimited() {
    const QString folder = dir_.filePath("fits");
    Matrix m(10, 100);
    m.setConstant(1.0 / 3);
    const FitCache cache = diskFitCache(folder, 20'000);
    QVERIFY(!cache.load("a"));
    cache.store("a", {.numbers = {{"m", m}}});
    const auto back = cache.load("a");
    QVERIFY(back && back->at("m") == m);
    QVERIFY(!cache.load("b"));
    for (int i = 0; i < 5; ++i) cache.store("k" + std::to_string(i), {.numbers = {{"m", m}}});
    QVERIFY(QDir(folder).entryList(QDir::Files).size() <= 2);
  }

  void damagedFitsAreIgnored() {
    const QString folder = dir_.filePath("damaged-fits");
    const FitCache cache = diskFitCache(folder);
    cache.store("a", {.numbers = {{"m", Matrix::Ones(8, 8)}}});
    const QString path = folder + "/" + QDir(folder).entryList({"*.fit"}).at(0);
    const std::string whole = *readFile(path);
    std::mt19937 random(2);
    for (int i = 0; i < 200; ++i) {
      QVERIFY(put(path, whole.substr(0, random() % whole.size())));
      QVERIFY(!cache.load("a"));
    }
    for (int i = 0; i < 500; ++i) {
      std::string flipped = whole;
      flipped[random() % 60] ^= static_cast<char>(1 << random() % 8);
      QVERIFY(put(path, flipped));
      static_cast<void>(cache.load("a"));
    }
  }
};

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
