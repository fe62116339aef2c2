// SPDX-License-Identifier: GPL-3.0-or-later
// The real program: pictures without a display, exit codes, and a start under a virtual X server.
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/patience.h"

using qonvolve::kPatience;

namespace {

struct Ended {
  int code = -1;
  QString out;
  QString err;
};

Ended run(const QString& program, const QStringList& arguments, const QTemporaryDir& home,
          bool offscreen = true) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name :
       {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
    environment.insert(name, home.path());
  }
  if (offscreen) {
    environment.insert("QT_QPA_PLATFORM", "offscreen");
  } else {
    environment.remove("QT_QPA_PLATFORM");
  }
  process.setProcessEnvironment(environment);
  process.start(program, arguments);
  if (!process.waitForFinished(kPatience)) {
    process.kill();
    process.waitForFinished();
    return {};
  }
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

const QString kProgram = QStringLiteral(QONVOLVE_PROGRAM);

}  // namespace

class TestProgram : public QObject {
  Q_OBJECT

 private slots:
  void screenshots_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QSize>("size");
    QTest::newRow("default") << QStringList{} << QSize(1280, 800);
    QTest::newRow("dark, smallest")
        << QStringList{"--dark", "--size", "1024x640"} << QSize(1024, 640);
    QTest::newRow("trained") << QStringList{"--train", "2", "--example", "moons"}
                             << QSize(1280, 800);
    QTest::newRow("data page") << QStringList{"--page", "data"} << QSize(1280, 800);
  }
  void screenshots() {
    QFETCH(QStringList, options);
    QFETCH(QSize, size);
    QTemporaryDir home;
    const QString file = home.filePath("shot.png");
    const Ended ended = run(kProgram, QStringList{"--screenshot", file} + options, home);
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    const QImage image(file);
    QCOMPARE(image.size(), size);
  }

  void exportsCircuits_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("magic");
    QTest::newRow("svg") << "svg" << QByteArray("<");
    QTest::newRow("pdf") << "pdf" << QByteArray("%PDF");
    QTest::newRow("png") << "png" << QByteArray("\x89PNG");
    QTest::newRow("qasm3") << "qasm3" << QByteArray("// Lines, 8 qubits\n");
    QTest::newRow("qasm2") << "qasm2" << QByteArray("// Lines, 8 qubits\n");
    QTest::newRow("quantikz") << "quantikz" << QByteArray("% Lines, 8 qubits\n");
  }
  void exportsCircuits() {
    QFETCH(QString, format);
    QFETCH(QByteArray, magic);
    QTemporaryDir home;
    QFile file(home.filePath("circuit." + format));
    const Ended ended = run(kProgram, {"--export", format, file.fileName()}, home);
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith(magic));
  }

  void mistakesAreUsageErrors() {
    QTemporaryDir home;
    QCOMPARE(run(kProgram, {"--frobnicate"}, home).code, 2);
    const Ended missing =
        run(kProgram, {"--example", "nonsense", "--screenshot", home.filePath("a.png")}, home);
    QCOMPARE(missing.code, 1);
  }

  void versionAndHelp() {
    QTemporaryDir home;
    QVERIFY(run(kProgram, {"--version"}, home).out.startsWith("qonvolve 0"));
    const Ended help = run(kProgram, {"--help"}, home);
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains("--screenshot"));
  }

  void startsUnderARealXServer() {
    const QString xvfb = QStandardPaths::findExecutable("xvfb-run");
    if (xvfb.isEmpty()) QSKIP("skipped: xvfb-run is not installed");
    QTemporaryDir home;
    const QString file = home.filePath("shot.png");
    const Ended ended = run(
        xvfb, {"-a", "-s", "-screen 0 1400x900x24", kProgram, "--screenshot", file, "--train", "3"},
        home, false);
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    QCOMPARE(QImage(file).size(), QSize(1280, 800));
  }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
