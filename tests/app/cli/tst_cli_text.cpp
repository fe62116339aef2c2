// SPDX-License-Identifier: GPL-3.0-or-later
// Texts from files of every kind through the command line: data, train, evaluate --text.
#include "core/io/experiment_json.h"
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

QString rows(int count, const std::function<QString(int)>& row) {
  QString text;
  for (int i = 0; i < count; ++i) text += row(i);
  return text;
}

QString words(int count, int from, int different) {
  QStringList list;
  for (int k = 0; k < count; ++k) list << QString("w%1").arg((from + k * 131) % different);
  return list.join(' ');
}

}  // namespace

class TestCliText : public QObject {
  Q_OBJECT
  Cli cli_;

  // A design that takes whatever comes: TF-IDF values as amplitudes.
  QString design(const QString& file, Values textOptions) const {
    Experiment e;
    e.name = "texts";
    e.data.source = {.type = "text", .options = {{"file", file.toStdString()}}};
    e.data.preprocess = {{.type = "text", .options = std::move(textOptions)}};
    for (const char* type : {"amplitude", "convolution", "pooling", "readout"}) {
      e.stack.emplace_back(Block{.choice = {.type = type, .options = {}}, .name = {}});
    }
    e.train.optimizer = {.type = "adam"};
    e.train.loss = {.type = "cross_entropy"};
    e.train.initializer = {.type = "normal"};
    e.train.settings.epochs = 1;
    assignIds(e.stack);
    return cli_.write("texts.qonv", QByteArray::fromStdString(experimentText(e)));
  }

 private slots:
  void filesOfEveryKindLoad_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("vocabulary");  // at most 1024 ids are kept
    QTest::addColumn<QString>("says");    // in notes or warnings
    QTest::addRow("Latin-1, CRLF") << rows(40,
                                           [](int i) {
                                             return i % 2 ? QString::fromUtf8("1\tschöner Tag\r\n")
                                                          : QString("0\tmüde heute\r\n");
                                           })
                                          .toLatin1()
                                   << 40 << 6 << "Windows-1252";
    QByteArray utf16("\xFF\xFE");
    for (const QChar c :
         rows(40, [](int i) { return i % 2 ? QString("1,good day\n") : QString("0,bad day\n"); })) {
      utf16.append(static_cast<char>(c.unicode() & 0xFF))
          .append(static_cast<char>(c.unicode() >> 8));
    }
    QTest::addRow("UTF-16") << utf16 << 40 << 5 << "table with commas";
    QTest::addRow("unequal classes, empty lines")
        << rows(200,
                [](int i) {
                  return (i % 20 ? QString("ham see you %1\n\n").arg(i % 7)
                                 : QString("spam win now\n"));
                })
               .toUtf8()
        << 200 << 13 << "before the first blank";
    QTest::addRow("emoji") << rows(30,
                                   [](int i) {
                                     return QString::fromUtf8(i % 2 ? "😀 party 🎉🎉\n"
                                                                    : "😡 rain ☔\n");
                                   })
                                  .toUtf8()
                           << 30 << 6 << "occur more than once";
    QTest::addRow("long messages")
        << rows(40, [](int i) { return QString("%1\t%2\n").arg(i % 2).arg(words(190, i, 400)); })
               .toUtf8()
        << 40 << 402 << "The longest has 190";
    QTest::addRow("10,000 rows and words")
        << rows(10'000,
                [](int i) { return QString("%1\t%2\n").arg(i % 2).arg(words(6, i * 7, 10'000)); })
               .toUtf8()
        << 10'000 << 1024 << "are unknown to the training part";
  }
  void filesOfEveryKindLoad() {
    QFETCH(QByteArray, file);
    QFETCH(int, samples);
    QFETCH(int, vocabulary);
    QFETCH(QString, says);
    const QString path = design(cli_.write("texts.txt", file), {});
    const Output output = cli_.run({"data", path, "--json"});
    COMPARE_CODE(output, 0);
    const Json json = output.json();
    double total = 0;
    for (const char* part : {"train", "validation", "test"}) {
      for (const auto& [name, count] : *json.find("samples")->find(part)->as<JsonObject>()) {
        total += static_cast<double>(*count.as<std::int64_t>());
      }
    }
    QCOMPARE(static_cast<int>(total), samples);
    QCOMPARE(static_cast<int>(number(json, {"text", "vocabulary"})), vocabulary);
    QVERIFY2(output.out.contains(says.toUtf8()), output.out.constData());
    COMPARE_CODE(cli_.run({"validate", path}), 0);
  }

  void wrongFilesSayWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("says");
    QTest::addRow("no label")
        << rows(20, [](int i) { return QString("a%1 text b%1\n").arg(i); }).toUtf8()
        << "No label can be told from the texts";
    QTest::addRow("one class")
        << rows(20, [](int i) { return QString("ham\tsee you %1\n").arg(i); }).toUtf8()
        << "All texts have the same label, \"ham\"";
    QTest::addRow("one row") << QByteArray("ham\tsee you at lunch\n") << "at least two classes";
    QTest::addRow("empty lines only") << QByteArray("\n\r\n  \n") << "texts.txt";
  }
  void wrongFilesSayWhatIsWrong() {
    QFETCH(QByteArray, file);
    QFETCH(QString, says);
    const QString path = design(cli_.write("texts.txt", file), {});
    const Output output = cli_.run({"train", path});
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.contains(says.toUtf8()), output.err.constData());
    QVERIFY2(output.err.contains("texts.txt"), output.err.constData());
    // Not just refused: what to do is said too, on a second line.
    QVERIFY2(output.err.trimmed().contains('\n') || output.err.count('.') > 1,
             output.err.constData());
  }

  void cutTextsAreSaidBeforeTraining() {
    const QByteArray file = rows(40, [](int i) {
                              return QString("%1\t%2\n").arg(i % 2).arg(words(190, i, 40));
                            }).toUtf8();
    const QString path = design(cli_.write("texts.txt", file), {});
    const Output trained = cli_.run({"train", path, "--seeds", "2"});
    COMPARE_CODE(trained, 0);
    QCOMPARE(trained.err.count("have more than 6 words and are cut. The longest has 190."), 1);
    QVERIFY(trained.err.contains("--set /data/preprocess/0/options/long_texts=windows"));
  }

  void longTextsAreTrainedInWindowsAndSentencesAnswered() {
    const QByteArray file = rows(40, [](int i) {
                              return QString(i % 2 ? "bad\train rain %1\n" : "good\tsun sun %1\n")
                                  .arg(words(30, i, 40));
                            }).toUtf8();
    const QString path = design(cli_.write("texts.txt", file),
                                {{"long_texts", "windows"}, {"length", std::int64_t{8}}});
    const Output trained = cli_.run({"train", path, "--json"});
    COMPARE_CODE(trained, 0);
    QVERIFY2(!trained.err.contains("are cut"), trained.err.constData());
    const QString run = QString::fromStdString(text(trained.json(), "runDir"));
    QCOMPARE(number(trained.json(), {"test", "samples"}), 8.0);  // texts, not windows
    QCOMPARE(number(trained.json(), {"test", "majority"}), 0.5);
    const Output scored = cli_.run({"evaluate", run, "--json"});
    COMPARE_CODE(scored, 0);
    QCOMPARE(number(scored.json(), {"accuracy"}), number(trained.json(), {"test", "accuracy"}));

    const Output answer =
        cli_.run({"evaluate", run, "--text", "sun zebra", "--text", "rain", "--json"});
    COMPARE_CODE(answer, 0);
    const Json list = answer.json();
    QCOMPARE(list.as<JsonArray>()->size(), std::size_t{2});
    const Json& first = list.as<JsonArray>()->front();
    QCOMPARE(text(first, "text"), std::string("sun zebra"));
    const Json& zebra = first.find("words")->as<JsonArray>()->back();
    QCOMPARE(number(zebra, {"id"}), 0.0);
    const double sum =
        number(first, {"probabilities", "good"}) + number(first, {"probabilities", "bad"});
    QVERIFY(std::abs(sum - 1) < 1e-12);

    QVERIFY2(!answer.err.contains("warning"), answer.err.constData());
    const Output nothing =
        cli_.run({"evaluate", run, "--text", " ", "--text", "zebra okapi", "--text", "sun okapi"});
    COMPARE_CODE(nothing, 0);
    QCOMPARE(nothing.out.count('\n'), 3);
    QCOMPARE(nothing.err.count("warning"), 2);
    QVERIFY2(nothing.err.contains("has no words, so nothing was read."), nothing.err.constData());
    QVERIFY2(nothing.err.contains("No word of \"zebra okapi\" is in the vocabulary"),
             nothing.err.constData());

    const QString own = cli_.write("own.txt", "sun is out\nrain again\n");
    const QString csv = cli_.path("own.csv");
    COMPARE_CODE(cli_.run({"evaluate", run, "--data", own, "--predictions", csv}), 0);
    QFile written(csv);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray table = written.readAll();
    QVERIFY2(table.startsWith("sample,predicted,p(bad),p(good),text\n"), table.constData());
    QVERIFY(table.contains(",sun is out\n"));
  }
};

QTEST_GUILESS_MAIN(TestCliText)
#include "tst_cli_text.moc"
