// SPDX-License-Identifier: GPL-3.0-or-later
// Words and expressions pick the runs they say, and bad ones are explained.
#include "core/io/run_filter.h"

#include <QtTest>

using namespace qonvolve;

namespace {

RunRow sample() {
  RunRow row;
  row.name = "Lines, 8 qubits";
  row.status = RunStatus::Finished;
  row.started = "2026-05-17T10:20:30.123Z";
  row.designHash = "abc123";
  row.encoding = "dense_angle";
  row.ansatz = "so4";
  row.optimizer = "adam";
  row.seed = 7;
  row.qubits = 8;
  row.parameters = 45;
  row.epochs = 30;
  row.bestEpoch = 12;
  row.bestAccuracy = 0.95;
  row.lastAccuracy = 0.9;
  row.tags = {"paper", "good start"};
  row.notes = "Second try";
  row.pinned = true;
  return row;
}

}  // namespace

class TestRunFilter : public QObject {
  Q_OBJECT

 private slots:
  void matches_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char* text, bool fits) { QTest::newRow(text) << text << fits; };
    row("", true);
    row("  ", true);
    row("lines", true);
    row("LINES adam", true);
    row("lines sgd", false);
    row("-sgd", true);
    row("-lines", false);
    row("\"8 qubits\"", true);
    row("\"qubits 8\"", false);
    row("second", true);
    row("finished", true);
    row("abc1", true);
    row("so4", true);
    row("ansatz:so4", true);
    row("ansatz:su4", false);
    row("acc>0.9", true);
    row("acc>0.95", false);
    row("acc>=0.95", true);
    row("acc>94%", true);
    row("acc<90%", false);
    row("ACC=0.95", true);
    row("-acc>0.9", false);
    row("test>0", false);  // there is no test score
    row("test<1", false);
    row("-test>0", true);
    row("last!=0.9", false);
    row("epochs<=30 epochs>29", true);
    row("seed:7", true);
    row("seed=8", false);
    row("params>40 qubits==8 best=12", true);
    row("optimizer:ada", true);
    row("optimizer=ada", false);
    row("optimizer!=sgd", true);
    row("encoding:angle", true);
    row("tag:good", true);
    row("tag=good", false);
    row("tag=\"good start\"", true);
    row("tag:\"d s\"", true);
    row("-tag:paper", false);
    row("note:try status:fin name:lines hash:abc", true);
    row("started>2026-05-16", true);
    row("started>2026-05-17", false);
    row("started>=2026-05-17", true);
    row("started:2026-05", true);
    row("started<2026", false);
    row("pinned", true);
    row("-pinned", false);
    row("archived", false);
    row("-archived", true);
    row("\"acc>2\"", false);  // a phrase, not an expression
    row("- lines", false);    // a lone dash is a word
  }
  void matches() {
    QFETCH(QString, text);
    QFETCH(bool, fits);
    const auto filter = RunFilter::parse(text);
    QVERIFY(filter);
    const RunRow row = sample();
    QCOMPARE(filter->matches(row, RunFilter::wordsOf(row)), fits);
  }

  void mistakesAreExplained_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown field") << "lines optimiser:adam" << "Did you mean \"optimizer\"?";
    QTest::newRow("no number") << "acc>high" << "not with \"high\"";
    QTest::newRow("nothing yet") << "acc>" << "acc> needs a number";
    QTest::newRow("percent") << "acc>95" << "acc>90%";
    QTest::newRow("no percent") << "epochs>50%" << "epochs<=30";
    QTest::newRow("text compared") << "optimizer>adam" << "optimizer is a text";
    QTest::newRow("empty text") << "tag:" << "tag needs a text";
    QTest::newRow("date") << "started>yesterday" << "started>2026-05-01";
  }
  void mistakesAreExplained() {
    QFETCH(QString, text);
    QFETCH(QString, says);
    const auto filter = RunFilter::parse(text);
    QVERIFY(!filter);
    const QString message = QString::fromStdString(toText(filter.error()));
    QVERIFY2(message.contains(says), qPrintable(message));
  }

  void archivedIsNoticed() {
    QVERIFY(!RunFilter::parse("lines")->mentionsArchived());
    QVERIFY(RunFilter::parse("lines archived")->mentionsArchived());
    QVERIFY(RunFilter::parse("-archived")->mentionsArchived());
    QVERIFY(!RunFilter::parse("\"archived\"")->mentionsArchived());
  }

  void everyFieldCanBeAskedFor() {
    for (const QString& name : RunFilter::numberFields()) QVERIFY(RunFilter::parse(name + ">0"));
    for (const QString& name : RunFilter::textFields()) QVERIFY(RunFilter::parse(name + ":2026"));
  }
};

QTEST_GUILESS_MAIN(TestRunFilter)
#include "tst_run_filter.moc"
