// SPDX-License-Identifier: GPL-3.0-or-later
// Help, man page, usage errors, list, validate, describe, draw, bench, and what the program links.
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

const QStringList kCommands = {"list",     "train",    "resume", "evaluate",  "validate",
                               "simulate", "describe", "scan",   "layerwise", "draw",
                               "bench",    "sweep",    "data"};

}  // namespace

class TestCliCommands : public QObject {
  Q_OBJECT
  Cli cli_;

 private slots:
  // The section stands in no file as long as it is at its defaults; noisy gates get dashed boxes.
  void noiseCanBeSetAndDrawn() {
    const Output out =
        cli_.run({"draw", "example:moons", "--noise", "--detail", "gates", "--width", "0", "--set",
                  "/simulation/noise=[{\"type\": \"depolarizing\", \"options\": {\"p\": 0.01}}]"});
    QCOMPARE(out.code, 0);
    QVERIFY(out.out.contains("depolarizing(p 0.01)"));
  }

  void helpAndManPageNameEveryCommandAndOption() {
    const Output help = cli_.run({"--help"});
    COMPARE_CODE(help, 0);
    const Output man = cli_.run({"--man"});
    COMPARE_CODE(man, 0);
    QVERIFY(man.out.startsWith(".TH QONVOLVE"));
    for (const QString& command : kCommands) {
      QVERIFY2(help.out.contains("\n  " + command.toUtf8() + " "), qPrintable(command));
      QVERIFY2(man.out.contains(".SS " + command.toUtf8()), qPrintable(command));
      const Output own = cli_.run({command, "--help"});
      COMPARE_CODE(own, 0);
      QVERIFY(own.out.startsWith("qonvolve-cli " + command.toUtf8()));
      const QRegularExpression option("^  (--?[a-z-]+)", QRegularExpression::MultilineOption);
      auto found = option.globalMatch(QString::fromUtf8(own.out));
      while (found.hasNext()) {
        const QString name = found.next().captured(1);
        QVERIFY2(man.out.contains("\n.B " + QString(name).replace("-", "\\-").toUtf8()),
                 qPrintable(command + " " + name));
      }
    }
    for (const QByteArray& line : help.out.split('\n')) QVERIFY(line.size() <= 100);
  }

  void theManPageIsCleanTroff() {
    if (QStandardPaths::findExecutable("groff").isEmpty()) QSKIP("skipped: no groff");
    cli_.write("cli.1", cli_.run({"--man"}).out);
    QProcess groff;
    groff.start("groff", {"-man", "-Tutf8", "-ww", "-z", cli_.path("cli.1")});
    QVERIFY(groff.waitForFinished());
    QCOMPARE(groff.readAllStandardError(), QByteArray());
  }

  void versionNamesCompilerSimdAndCommit() {
    const Output version = cli_.run({"--version"});
    COMPARE_CODE(version, 0);
    for (const char* part : {"qonvolve-cli ", "commit ", "compiler ", "SIMD ", "Qt "}) {
      QVERIFY2(version.out.contains(part), part);
    }
  }

  void wrongUsageIsExitCode2_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    QTest::newRow("nothing") << QStringList{} << "";
    QTest::newRow("command") << QStringList{"trian"} << "Did you mean \"train\"?";
    QTest::newRow("option") << QStringList{"train", "example:lines", "--epoch", "3"}
                            << "Did you mean \"--epochs\"?";
    QTest::newRow("value") << QStringList{"train", "example:lines", "--epochs"} << "needs a value";
    QTest::newRow("missing") << QStringList{"train"} << "EXPERIMENT is missing";
    QTest::newRow("empty value") << QStringList{"train", "example:lines", "--out", ""}
                                 << "has an empty value";
    QTest::newRow("empty argument") << QStringList{"validate", ""} << "An argument is empty";
    QTest::newRow("too many") << QStringList{"validate", "a", "b"} << "one argument too many";
    QTest::newRow("twice") << QStringList{"train", "x", "--seed", "1", "--seed", "2"} << "twice";
    QTest::newRow("flag") << QStringList{"train", "x", "--json=yes"} << "takes no value";
    QTest::newRow("kind") << QStringList{"list", "optimisers"} << "Did you mean \"optimizers\"?";
    QTest::newRow("format") << QStringList{"draw", "example:lines", "--format", "sgv"}
                            << "Did you mean \"svg\"?";
    QTest::newRow("pdf") << QStringList{"draw", "example:lines", "--format", "pdf"}
                         << "qonvolve --export";
    QTest::newRow("bench") << QStringList{"bench", "w9"} << "W1, W2, W3";
  }
  void wrongUsageIsExitCode2() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, part);
    const Output output = cli_.run(arguments);
    COMPARE_CODE(output, 2);
    QVERIFY2(output.err.contains(part.toUtf8()), output.err.constData());
  }

  void everythingIsListed() {
    const Json all = cli_.run({"list", "--json"}).json();
    const auto& items = *all.as<JsonArray>();
    QVERIFY(items.size() > 40);
    QSet<QString> kinds;
    for (const Json& item : items) {
      kinds.insert(QString::fromStdString(text(item, "kind")));
      QVERIFY(!text(item, "id").empty() && !text(item, "label").empty());
      for (const Json& option : *item.find("options")->as<JsonArray>()) {
        for (const char* key : {"key", "type", "default", "label", "help"}) {
          QVERIFY2(option.find(key) != nullptr, key);
        }
      }
    }
    QCOMPARE(kinds.size(), 14);
    const Json ansatzes = cli_.run({"list", "ansatzes", "--json"}).json();
    QCOMPARE(ansatzes.as<JsonArray>()->size(), std::size_t{11});
    const Output plain = cli_.run({"list", "optimizers"});
    COMPARE_CODE(plain, 0);
    QVERIFY(plain.out.contains("learning_rate = "));
  }

  void validateReportsAllProblems() {
    COMPARE_CODE(cli_.run({"validate", "example:lines"}), 0);
    const Output bad = cli_.run({"validate", "example:lines", "--json", "--set",
                                 "/stack/7/bypassed=true", "--set", "/train/batch_size=1000000"});
    COMPARE_CODE(bad, 1);
    bool found = false;
    const Json issues = bad.json();
    for (const Json& issue : *issues.as<JsonArray>()) {
      for (const char* key : {"severity", "where", "message", "hint", "fixes"}) {
        QVERIFY2(issue.find(key) != nullptr, key);
      }
      found = found || text(issue, "severity") == "error";
    }
    QVERIFY(found);
  }

  void settingsThatDoNotExistNameTheNearest_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("part");
    QTest::newRow("path") << "/train/epoch=3" << "/train/epochs";
    QTest::newRow("entry") << "/train/optimizer/type=adamm" << "\"adam\"";
    QTest::newRow("choice") << "/stack/1/options/ansatz=su5" << "su4";
    QTest::newRow("range") << "/train/epochs=0" << "1 to";
    QTest::newRow("kind") << "/train/epochs=many" << "whole number";
    QTest::newRow("no value") << "/train/epochs" << "POINTER=VALUE";
    QTest::newRow("part") << "/data/preproces=[]" << "\"preprocess\"";
    QTest::newRow("JSON") << "/data/preprocess=[{" << "ends too early";
    QTest::newRow("JSON type") << "/data/preprocess=[{\"type\": 3}]" << "/data/preprocess/0/type";
    QTest::newRow("index") << "/stack/99/options/ansatz=su4" << "/stack/";
  }
  void settingsThatDoNotExistNameTheNearest() {
    QFETCH(QString, setting);
    QFETCH(QString, part);
    const Output output = cli_.run({"train", "example:lines", "--set", setting});
    QVERIFY2(output.code == 1 || output.code == 2, output.err.constData());
    QVERIFY2(output.err.contains(part.toUtf8()), output.err.constData());
    QVERIFY(output.out.isEmpty());
  }

  void circuitsAreDrawn() {
    const Output drawn = cli_.run({"draw", "example:lines"});
    COMPARE_CODE(drawn, 0);
    QVERIFY(drawn.out.contains("q0 = least significant bit"));
    QVERIFY(drawn.out.contains("q7:"));
    const Output ascii =
        cli_.run({"draw", "example:lines", "--format", "ascii", "--detail", "gates"});
    for (const char c : ascii.out) QVERIFY((c & '\x80') == 0);
    const QString file = cli_.path("circuit.svg");
    const Output written = cli_.run({"draw", "example:lines", "--format", "svg", "-o", file});
    COMPARE_CODE(written, 0);
    QVERIFY(written.out.isEmpty());
    QCOMPARE(written.err, "Written to " + file.toUtf8() + ".\n");
    QFile svg(file);
    QVERIFY(svg.open(QIODevice::ReadOnly));
    QVERIFY(svg.readAll().contains("</svg>"));
    COMPARE_CODE(cli_.run({"draw", "example:lines", "-o", "/no/such/folder/x"}), 1);
  }

  void describeMeasuresEveryCircuit() {
    // RY(a) and CX make cos(a/2)|00> + sin(a/2)|11>: Q = sin^2 a, one half at random angles.
    const QString file = cli_.write("pair.json", R"({"kind":"circuit","n_qubits":2,
      "parameters":{"a":0.1},"ops":[{"gate":"ry","qubits":[0],"params":["a"]},
                                    {"gate":"cx","qubits":[0,1]}]})");
    const QStringList words{"describe", file, "--pairs", "1000", "--seed", "3", "--json"};
    const Json json = cli_.run(words).json();
    const Json& one = json.as<JsonArray>()->at(0);
    QVERIFY(*one.find("qubits") == Json(std::uint64_t{2}));
    QVERIFY(*one.find("depth") == Json(std::uint64_t{2}));
    const double q = *one.find("meyerWallach")->find("mean")->as<double>();
    const double error = *one.find("meyerWallach")->find("standardError")->as<double>();
    QVERIFY(std::abs(q - 0.5) < 5 * error && error < 0.02);
    QCOMPARE(one.find("cutEntropies")->as<JsonArray>()->size(), std::size_t{1});
    QVERIFY(cli_.run(words).out == cli_.run(words).out);

    const Output text = cli_.run({"describe", "example:lines", "--pairs", "20"});
    COMPARE_CODE(text, 0);
    for (const char* part : {"8 qubits", "expressibility", "Meyer-Wallach", "q0..q6 | q7 "}) {
      QVERIFY2(text.out.contains(part), text.out.constData());
    }
    COMPARE_CODE(cli_.run({"describe", "example:lines", "--pairs", "1"}), 2);
  }

  void benchPrintsTheShareOfThePeak() {
    const Output output = cli_.run({"bench", "W1", "--quick", "--engine", "generic", "--json"});
    COMPARE_CODE(output, 0);
    const Json json = output.json();
    QVERIFY(number(json, {"machine", "doubleGflops"}) > 0);
    const auto& results = *json.find("results")->as<JsonArray>();
    QCOMPARE(results.size(), std::size_t{2});
    for (const Json& result : results) {
      QVERIFY(number(result, {"median"}) > 0);
      QVERIFY(number(result, {"fractionOfPeak"}) > 0);
      QVERIFY(number(result, {"check"}) > 0.1);
    }
  }

  void noGuiLibraryIsLinked() {
    QProcess ldd;
    ldd.start("ldd", {QONVOLVE_CLI});
    if (!ldd.waitForStarted()) QSKIP("skipped: no ldd");
    QVERIFY(ldd.waitForFinished());
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY(libraries.contains("libQt6Core"));
    for (const char* gui : {"Gui", "Widgets", "libX11", "libxcb", "libGL", "wayland"}) {
      QVERIFY2(!libraries.contains(gui), gui);
    }
  }
};

QTEST_GUILESS_MAIN(TestCliCommands)
#include "tst_cli_commands.moc"
