// SPDX-License-Identifier: GPL-3.0-or-later
// The commands scan and layerwise: JSON, text, exit codes, the same numbers on any threads.
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

class TestCliScan : public QObject {
  Q_OBJECT
  Cli cli_;

 private slots:
  void scanPrintsPointsFitsAndVerdict() {
    const QStringList words{"scan",         "example:lines", "--qubits", "2,4,3", "--cost",
                            "local,global", "--samples",     "60",       "--json"};
    const Output output = cli_.run(words + QStringList{"--threads", "1"});
    COMPARE_CODE(output, 0);
    const Json json = output.json();
    const JsonArray& points = *json.find("points")->as<JsonArray>();
    QCOMPARE(points.size(), std::size_t{6});
    QCOMPARE(number(points[0], {"qubits"}), 2.0);
    QCOMPARE(text(points[1], "cost"), std::string("global"));
    for (const Json& point : points) {
      QVERIFY(number(point, {"variance"}) > 0);
      QVERIFY(number(point, {"standardError"}) > 0);
      QVERIFY(number(point, {"kurtosis"}) >= 1);
      QCOMPARE(number(point, {"samples"}), 60.0);
    }
    QVERIFY(number(json, {"fits", "exponential", "b"}) != 0);
    QVERIFY(std::isfinite(number(json, {"fits", "power", "k"})));
    QVERIFY(std::isfinite(number(json, {"fits", "deltaAICc"})));
    QCOMPARE(text(json, "verdict"), std::string("undecided"));
    QVERIFY(text(json, "message").find("five sizes") != std::string::npos);
    QCOMPARE(json.find("verdicts")->as<JsonArray>()->size(), std::size_t{2});
    // Times differ, nothing else.
    const auto withoutSeconds = [](Json document) {
      for (Json& point : *document.find("points")->as<JsonArray>()) point.remove("seconds");
      return document;
    };
    const Json again = cli_.run(words + QStringList{"--threads", "3"}).json();
    QVERIFY(withoutSeconds(json) == withoutSeconds(again));
  }

  void scanSaysItsVerdictInWords() {
    const Output output = cli_.run({"scan", "example:plateau-random", "--qubits", "2,3,4,5,6",
                                    "--samples", "200", "--parameter", "first"});
    COMPARE_CODE(output, 0);
    QVERIFY2(output.out.contains("Barren plateau. Gradients fall about"), output.out.constData());
    QVERIFY(output.err.contains("about "));
  }

  void mistakesAreSaid_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<int>("code");
    QTest::newRow("cost") << QStringList{"example:lines", "--cost", "locl"} << QByteArray("local")
                          << 1;
    QTest::newRow("sizes") << QStringList{"example:lines", "--qubits", "two"}
                           << QByteArray("not a number of qubits") << 2;
    QTest::newRow("too many qubits")
        << QStringList{"example:lines", "--qubits", "99"} << QByteArray("between 2 and 28") << 1;
    QTest::newRow("initialization")
        << QStringList{"example:lines", "--init", "zhan"} << QByteArray("zhang") << 1;
    QTest::newRow("parameter") << QStringList{"example:lines", "--parameter", "many"}
                               << QByteArray("first, middle, all") << 1;
    QTest::newRow("no experiment") << QStringList{} << QByteArray("--self-check") << 2;
  }
  void mistakesAreSaid() {
    QFETCH(QStringList, words);
    QFETCH(QByteArray, part);
    QFETCH(int, code);
    const Output output = cli_.run(QStringList{"scan"} + words);
    COMPARE_CODE(output, code);
    QVERIFY2(output.err.contains(part), output.err.constData());
    QVERIFY(output.out.isEmpty());
  }

  void landscapesBecomeTables() {
    const QString file = cli_.path("planes.csv");
    const Output output =
        cli_.run({"scan", "example:plateau-random", "--qubits", "2,4", "--landscape", file});
    COMPARE_CODE(output, 0);
    QVERIFY(output.out.contains("2 qubits: the cost varies by"));
    QFile table(file);
    QVERIFY(table.open(QIODevice::ReadOnly));
    QCOMPARE(table.readLine(), QByteArray("qubits,x,y,cost\n"));
    QCOMPARE(table.readAll().count('\n'), qsizetype{2 * 41 * 41});
  }

  void layerwiseWritesAStart() {
    const QString file = cli_.path("start.csv");
    const QStringList design{
        "--set", "/data/source/options/samples=40", "--set",
        R"(/stack=[{"type":"angle"},{"type":"layers","options":{"layers":2,"entangler":"rzz"}},{"type":"readout"}])"};
    const Output grown = cli_.run(
        QStringList{"layerwise", "example:lines", "--epochs", "1", "--out", file} + design);
    COMPARE_CODE(grown, 0);
    QVERIFY(grown.err.contains("phase 2"));
    const Output trained = cli_.run(QStringList{"train", "example:lines", "--epochs", "1", "--set",
                                                "/train/initializer/type=warm_start", "--set",
                                                "/train/initializer/options/file=" + file} +
                                    design);
    COMPARE_CODE(trained, 0);
    COMPARE_CODE(cli_.run({"layerwise", "example:lines", "--epochs", "1"}), 1);
    // The width grows instead.
    const Output narrow = cli_.run({"layerwise", "example:lines", "--qubits", "4", "--epochs", "1",
                                    "--out", file, "--set", "/data/source/options/samples=40"});
    COMPARE_CODE(narrow, 0);
    QVERIFY(narrow.err.contains("4 qubits"));
    COMPARE_CODE(cli_.run({"train", "example:lines", "--epochs", "1", "--set",
                           "/train/initializer/type=warm_start", "--set",
                           "/train/initializer/options/file=" + file, "--set",
                           "/train/initializer/options/align=last"}),
                 0);
    COMPARE_CODE(cli_.run({"layerwise", "example:lines", "--qubits", "8"}), 1);
  }
};

QTEST_GUILESS_MAIN(TestCliScan)
#include "tst_cli_scan.moc"
