// SPDX-License-Identifier: GPL-3.0-or-later
// sweep as a user runs it: JSON Lines, killed and given again, interrupted, mistakes.
#include <signal.h>

#include <set>

#include "core/io/files.h"
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

constexpr const char* kSweep = R"({
  "format": "qonvolve-sweep", "version": 1, "name": "Small sweep", "base": "example:lines",
  "axes": [{"name": "optimizer", "path": "/train/optimizer/type", "values": ["adam", "sgd"]}],
  "seeds": {"first": "1", "count": 3},
  "budget": {"epochs": 2},
  "baselines": ["logistic"]
})";

}  // namespace

class TestCliSweep : public QObject {
  Q_OBJECT
  Cli cli_;

  std::vector<Json> lines(const Output& output) {
    std::vector<Json> list;
    for (const QByteArray& line : output.out.split('\n')) {
      if (line.isEmpty()) continue;
      auto json = parseJson(line.toStdString());
      [&] { QVERIFY2(json, line.constData()); }();
      list.push_back(std::move(*json));
    }
    return list;
  }

 private slots:
  void everyRunIsALineAndTheSummaryTheLast() {
    const QString file = cli_.write("small.qsweep", kSweep);
    const Output output = cli_.run({"sweep", file, "--json"});
    COMPARE_CODE(output, 0);
    const auto all = lines(output);
    QCOMPARE(all.size(), std::size_t{10});
    std::set<std::string> folders;
    for (std::size_t i = 0; i < 9; ++i) {
      folders.insert(*all[i].find("runDir")->as<std::string>());
      QVERIFY(all[i].find("axes") != nullptr && all[i].find("test") != nullptr);
    }
    QCOMPARE(folders.size(), std::size_t{9});
    QCOMPARE(number(all[9], {"done"}), 9.0);
    QCOMPARE(all[9].find("cells")->as<JsonArray>()->size(), std::size_t{3});
    QVERIFY(QDir(cli_.runs() + "/sweeps/small-sweep").exists());
    // Given again: nothing to do, the same summary.
    const auto again = lines(cli_.run({"sweep", file, "--json"}));
    QCOMPARE(again.size(), std::size_t{10});
    QCOMPARE(*again[9].find("sentence"), *all[9].find("sentence"));
    QCOMPARE(number(again[9], {"runsPerSecond"}), 0.0);
    // A run of a sweep is a run like any other.
    const Output resumed =
        cli_.run({"evaluate", QString::fromStdString(*folders.begin()), "--json"});
    COMPARE_CODE(resumed, 0);
  }

  void theTableNamesDesignsAndSaysWhatMayBeSaid() {
    const QString file = cli_.write("small.qsweep", kSweep);
    const Output output = cli_.run({"sweep", file, "--seeds", "1", "--out", cli_.path("one")});
    COMPARE_CODE(output, 0);
    for (const char* part : {"adam", "sgd", "Logistic regression", "may be chance", "parameters"}) {
      QVERIFY2(output.out.contains(part), output.out.constData());
    }
  }

  // One option gives the paired table; settings are those of the whole design.
  void aDesignIsAblated() {
    const Output output = cli_.run({"sweep", "example:two-lanes", "--ablate", "--seeds", "2",
                                    "--set", "/train/epochs=1", "--out", cli_.path("ablated")});
    COMPARE_CODE(output, 0);
    for (const char* part : {"nothing", "Fusion", "Cartan part of Fusion"}) {
      QVERIFY2(output.out.contains(part), output.out.constData());
    }
    const Output nothing = cli_.run({"sweep", "example:text-tfidf-linear", "--ablate"});
    COMPARE_CODE(nothing, 1);
    QVERIFY2(nothing.err.contains("could do without"), nothing.err.constData());
  }

  void reportsAndComparisonsHoldEverything() {
    const QString file = cli_.write("small.qsweep", kSweep);
    COMPARE_CODE(cli_.run({"sweep", file, "--out", cli_.path("report")}), 0);
    const Output written = cli_.run({"report", cli_.path("report"), "-o", cli_.path("r.html"),
                                     "--csv", cli_.path("r.csv"), "--jsonl", cli_.path("r.jsonl")});
    COMPARE_CODE(written, 0);
    const QByteArray html = readFile(cli_.path("r.html")).value().c_str();
    for (const char* part :
         {"<svg", "Fair: same data", "adam", "Logistic regression", "qonvolve-cli sweep",
          "qonvolve-sweep", "/train/optimizer/type", "instructions", "Convolution"}) {
      QVERIFY2(html.contains(part), part);
    }
    // Well-formed as far as XML goes: every tag that opens closes.
    for (const char* tag : {"table", "tr", "td", "svg", "details", "p", "h2", "pre"}) {
      QCOMPARE(html.count(QByteArray("<") + tag + ">") + html.count(QByteArray("<") + tag + " "),
               html.count(QByteArray("</") + tag + ">"));
    }
    QCOMPARE(QByteArray(readFile(cli_.path("r.csv")).value().c_str()).count('\n'), 10);
    QCOMPARE(QByteArray(readFile(cli_.path("r.jsonl")).value().c_str()).count('\n'), 9);
    // Any runs, by their folders.
    QStringList folders;
    for (const QString& id : QDir(cli_.path("report")).entryList({"*-*"}, QDir::Dirs)) {
      folders << cli_.path("report/" + id);
    }
    QCOMPARE(folders.size(), 9);
    const Output compared = cli_.run(QStringList{"compare", "--json"} + folders);
    COMPARE_CODE(compared, 0);
    const Json json = compared.json();
    QCOMPARE(json.find("designs")->as<JsonArray>()->size(), std::size_t{3});
    QVERIFY(!json.find("differingSettings")->as<JsonArray>()->empty());
    QCOMPARE(json.find("unfair")->as<JsonArray>()->size(), std::size_t{0});
    for (const Json& metric : *json.find("metrics")->as<JsonArray>()) {
      QCOMPARE(metric.find("mean")->as<JsonArray>()->size(), std::size_t{3});
      QVERIFY(metric.find("ci95")->as<JsonArray>()->front().isNull());
      QVERIFY(metric.find("ci95")->as<JsonArray>()->back().isArray());
    }
    COMPARE_CODE(cli_.run({"compare", cli_.path("nowhere")}), 1);
    COMPARE_CODE(cli_.run({"report", folders[0]}), 2);
    COMPARE_CODE(cli_.run({"compare"}), 2);
  }

  void comparedDesignsAreNamedByWhatDiffers() {
    QStringList folders;
    for (const char* ansatz : {"ttn", "so4"}) {
      COMPARE_CODE(cli_.run({"train", "example:lines", "--epochs", "2", "--out", cli_.path("named"),
                             "--set", QString("/stack/1/options/ansatz=%1").arg(ansatz)}),
                   0);
    }
    for (const QString& id : QDir(cli_.path("named")).entryList({"*-*"}, QDir::Dirs)) {
      folders << cli_.path("named/" + id);
    }
    const Output compared = cli_.run(QStringList{"compare"} + folders);
    COMPARE_CODE(compared, 0);
    QVERIFY2(compared.out.contains("Convolution 1: Circuit 6 (SO(4))"), compared.out.constData());
    QVERIFY2(!compared.out.contains("Circuit Circuit"), compared.out.constData());
    // Epochs are whole numbers.
    const QRegularExpression epochs("best epoch +[12] +[12]\\n");
    QVERIFY2(epochs.match(compared.out).hasMatch(), compared.out.constData());
  }

  void killedItLosesNoFinishedRun() {
    QByteArray text = kSweep;
    text.replace("\"epochs\": 2", "\"epochs\": 40");
    text.replace("\"count\": 3", "\"count\": 6");
    const QString file = cli_.write("long.qsweep", text);
    const QStringList command = {"sweep", file, "--out", cli_.path("killed"), "--json"};
    QProcess process;
    cli_.start(process, command);
    QVERIFY(process.waitForReadyRead(60'000));  // the first run is done
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    const int finished = static_cast<int>(process.readAllStandardOutput().count('\n'));
    QVERIFY(finished >= 1);
    const Output output = cli_.run(command);
    COMPARE_CODE(output, 0);
    QCOMPARE(lines(output).size(), std::size_t{19});
    // As many were trained as were not finished.
    QVERIFY(output.err.count('\n') <= 18 - finished);
    QVERIFY(output.err.count('\n') >= 1);
  }

  void interruptedItStopsAndGoesOn() {
    QByteArray text = kSweep;
    text.replace("\"epochs\": 2", "\"epochs\": 100000");
    const QString file = cli_.write("endless.qsweep", text);
    const QStringList command = {"sweep", file, "--out", cli_.path("stopped")};
    QProcess process;
    cli_.start(process, command);
    QTRY_VERIFY(!QDir(cli_.path("stopped")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty());
    QTest::qWait(500);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(kPatience));
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(process.readAllStandardError().contains("Interrupted"));
  }

  void mistakesAreNamed_data() {
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("example") << QByteArray("example:lines") << QByteArray("example:linse")
                             << QByteArray("lines");
    QTest::newRow("baseline") << QByteArray("[\"logistic\"]") << QByteArray("[\"none\"]")
                              << QByteArray("no baseline");
    QTest::newRow("axis") << QByteArray("[\"adam\", \"sgd\"]") << QByteArray("[]")
                          << QByteArray("no values");
  }
  void mistakesAreNamed() {
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replace);
    QFETCH(QByteArray, part);
    QByteArray text = kSweep;
    text.replace(find, replace);
    const Output output = cli_.run({"sweep", cli_.write("bad.qsweep", text)});
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.contains(part), output.err.constData());
    QVERIFY(output.out.isEmpty());
  }
};

QTEST_GUILESS_MAIN(TestCliSweep)
#include "tst_cli_sweep.moc"
