// SPDX-License-Identifier: GPL-3.0-or-later
// Options of the window program: what is read and what is refused.
#include <QTest>

#include "app/command_line.h"

using namespace qonvolve::ui;

class TestCommandLine : public QObject {
  Q_OBJECT

 private slots:
  void refusesNonsense_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown option") << QStringList{"--frobnicate"};
    QTest::newRow("size in words") << QStringList{"--size", "large"};
    QTest::newRow("no epochs") << QStringList{"--train", "0"};
    QTest::newRow("unknown format") << QStringList{"--export", "gif", "a.gif"};
    QTest::newRow("resolution") << QStringList{"--export", "png", "--dpi", "5", "a.png"};
    QTest::newRow("no file to export to") << QStringList{"--export", "svg"};
    QTest::newRow("no file to plot to") << QStringList{"--plot", "run"};
    QTest::newRow("picture of two projects")
        << QStringList{"--screenshot", "s.png", "a.qonv", "b.qonv"};
  }
  void refusesNonsense() {
    QFETCH(QStringList, arguments);
    const auto options = parseCommandLine(QStringList{"qonvolve"} + arguments);
    QVERIFY(!options);
    QVERIFY(!options.error().message.empty());
    QVERIFY(!options.error().hint.empty());
  }

  void readsEverything() {
    const auto options =
        parseCommandLine({"qonvolve", "--example", "moons", "--screenshot", "a.png", "--size",
                          "1024x640", "--page", "runs", "--dark", "--train", "3"});
    QVERIFY(options);
    QCOMPARE(options->example, QString("moons"));
    QVERIFY(!options->lastProject);
    QCOMPARE(options->size, QSize(1024, 640));
    QCOMPARE(options->page, QString("runs"));
    QVERIFY(options->dark);
    QCOMPARE(options->trainEpochs, 3);
  }

  void anExampleCanStandForAFile() {
    const auto options =
        parseCommandLine({"qonvolve", "--export", "svg", "example:moons", "a.svg"});
    QVERIFY(options);
    QCOMPARE(options->example, QString("moons"));
    QVERIFY(!options->lastProject);
    QVERIFY(options->files.isEmpty());
  }

  void severalProjectsOpenSeveralWindows() {
    const auto options = parseCommandLine({"qonvolve", "a.qonv", "b.qonv"});
    QVERIFY(options);
    QCOMPARE(options->files, (QStringList{"a.qonv", "b.qonv"}));
  }

  void theLastFileIsTheOneToWrite() {
    const auto options =
        parseCommandLine({"qonvolve", "--export", "svg", "design.qonv", "out.svg"});
    QVERIFY(options);
    QCOMPARE(options->files, QStringList{"design.qonv"});
    QCOMPARE(options->exportFile, QString("out.svg"));
  }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
