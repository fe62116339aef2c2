// SPDX-License-Identifier: GPL-3.0-or-later
// Saving while the disk fills up or the program is killed: the file is the old one or the new one.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QProcess>
#include <QtTest>
#include <array>
#include <cstdio>
#include <random>

#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"

using namespace qonvolve;

namespace {

// Project number `i`; `i` can be read back from the name and from the length of the description.
Experiment numbered(const Catalog& catalog, int i) {
  Experiment e = *loadExample("lines", catalog);
  e.name = std::to_string(i);
  e.description = std::string(static_cast<std::size_t>(i % 7) * 4000 + 10, 'x');
  return e;
}

bool whole(const Experiment& e) {
  const int i = std::stoi(e.name);
  return e.description.size() == static_cast<std::size_t>(i % 7) * 4000 + 10;
}

// Largest file this process may write; a write beyond it fails like one on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

// What the started copy of this program does: save again and again under new names, the first one
// given, and say so once.
int saveForEver(const QString& path, int first) {
  const Catalog catalog = makeCatalog();
  for (int i = first;; ++i) {
    if (!saveExperiment(path, numbered(catalog, i))) return 1;
    if (i > first) continue;
    std::puts("saved");
    std::fflush(stdout);
  }
}

}  // namespace

class TestSaveFaults : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  Catalog catalog_ = makeCatalog();

 private slots:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    setApplicationIdentity();
  }

  void aFullDiskLeavesTheOldFile() {
    const QString path = dir_.filePath("full.qonv");
    const Experiment old = numbered(catalog_, 1), fresh = numbered(catalog_, 2);
    QVERIFY(saveExperiment(path, old));
    const std::string before = *readFile(path);
    const std::size_t size = experimentText(fresh).size();
    int failures = 0;
    for (std::size_t limit = 0; limit < size; limit += size / 150) {
      Result<void> saved;
      {
        const FileSizeLimit full(static_cast<rlim_t>(limit));
        saved = writeFile(path, experimentText(fresh));
      }
      QVERIFY2(!saved, qPrintable(QString::number(limit)));
      QVERIFY(saved.error().where == path.toStdString());
      QCOMPARE(*readFile(path), before);
      ++failures;
    }
    QVERIFY(failures >= 150);
    // Nothing is left beside the file, and the next save works.
    QCOMPARE(QDir(dir_.path()).entryList({"full.qonv*"}, QDir::Files).size(), 1);
    QVERIFY(saveExperiment(path, fresh));
    QCOMPARE(loadExperiment(path, catalog_)->experiment.name, std::string("2"));
  }

  // A file in the place of /dev/null would harm every program of the machine.
  void pipesAndDevicesStayWhatTheyAre() {
    const QByteArray path = dir_.filePath("pipe").toUtf8();
    QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    const int reader = ::open(path.constData(), O_RDONLY | O_NONBLOCK);
    QVERIFY(reader >= 0);
    const auto written = writeFile(path, "words");
    std::array<char, 16> buffer{};
    const ssize_t count = ::read(reader, buffer.data(), buffer.size());
    ::close(reader);
    QVERIFY(written);
    QCOMPARE(QByteArray(buffer.data(), std::max<qsizetype>(0, count)), QByteArray("words"));
    struct stat after{};
    QCOMPARE(::stat(path.constData(), &after), 0);
    QVERIFY(S_ISFIFO(after.st_mode));
  }

  void killedWhileSavingLeavesAWholeFile() {
    const QString path = dir_.filePath("killed.qonv");
    QVERIFY(saveExperiment(path, numbered(catalog_, 0)));
    std::mt19937 random(3);
    std::string last = "0";
    for (int round = 0; round < 40; ++round) {
      QProcess saver;
      saver.start(QCoreApplication::applicationFilePath(),
                  {"save-for-ever", path, QString::number(10000 * round + 1)});
      QVERIFY(saver.waitForReadyRead());
      QTest::qWait(static_cast<int>(random() % 20));
      ::kill(static_cast<pid_t>(saver.processId()), SIGKILL);
      QVERIFY(saver.waitForFinished());
      const auto loaded = loadExperiment(path, catalog_);
      QVERIFY2(loaded, loaded ? "" : toText(loaded.error()).c_str());
      QVERIFY(whole(loaded->experiment));
      QVERIFY(loaded->experiment.name != last);
      last = loaded->experiment.name;
    }
  }
};

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  const QStringList arguments = QCoreApplication::arguments();
  if (arguments.value(1) == "save-for-ever") {
    setApplicationIdentity();
    return saveForEver(arguments.value(2), arguments.value(3).toInt());
  }
  TestSaveFaults test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_save_faults.moc"
