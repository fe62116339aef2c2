// SPDX-License-Identifier: GPL-3.0-or-later
// CSV: every accepted shape, every refused one with its place, and noise that must not crash.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/rng.h"
#include "core/data/csv_file.h"
#include "core/data/sources/sources.h"
#include "tests/core/data/builders.h"

using namespace qonvolve;

class TestCsv : public QObject {
  Q_OBJECT
 private slots:
  void acceptedShapesGiveTheSameTable_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("x1,x2,label\n1,2.5,cat\n-3,4e-1,dog\n");
    QTest::newRow("no last line end") << QByteArray("x1,x2,label\n1,2.5,cat\n-3,4e-1,dog");
    QTest::newRow("CRLF") << QByteArray("x1,x2,label\r\n1,2.5,cat\r\n-3,4e-1,dog\r\n");
    QTest::newRow("CR") << QByteArray("x1,x2,label\r1,2.5,cat\r-3,4e-1,dog\r");
    QTest::newRow("byte order mark")
        << QByteArray("\xEF\xBB\xBFx1,x2,label\n1,2.5,cat\n-3,.4,dog\n");
    QTest::newRow("semicolon") << QByteArray("x1;x2;label\n1;2.5;cat\n-3;0.4;dog\n");
    QTest::newRow("tab") << QByteArray("x1\tx2\tlabel\n1\t2.5\tcat\n-3\t0.4\tdog\n");
    QTest::newRow("quotes") << QByteArray(
        "\"x1\",\"x2\",\"label\"\n\"1\",2.5,\"cat\"\n-3,\"0.4\",dog\n");
    QTest::newRow("spaces") << QByteArray(" x1 , x2, label\n 1, 2.5 ,cat \n-3 ,+0.4,  dog\n");
    QTest::newRow("blank lines") << QByteArray("\n\nx1,x2,label\n\n1,2.5,cat\n\r\n-3,0.4,dog\n\n");
    QTest::newRow("label in the middle") << QByteArray("x1,label,x2\n1,cat,2.5\n-3,dog,0.4\n");
    QTest::newRow("last column") << QByteArray("x1,x2,animal\n1,2.5,cat\n-3,0.4,dog\n");
  }
  void acceptedShapesGiveTheSameTable() {
    QFETCH(QByteArray, text);
    const auto data = parseCsv({text.data(), static_cast<std::size_t>(text.size())}, "t.csv", {});
    QCOMPARE(errorText(data), QString("no error"));
    Matrix expected(2, 2);
    expected << 1, 2.5, -3, 0.4;
    QVERIFY(data->x == expected);
    QCOMPARE(data->y, (std::vector<int>{0, 1}));
    QCOMPARE(data->classNames, (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(data->featureNames, (std::vector<std::string>{"x1", "x2"}));
    QCOMPARE(data->shape.features, 2U);
  }
  void quotedTextMayHoldAnything() {
    const auto data = parseCsv("a,b\n1,\"x, \"\"y\"\"\nz\"\n2,plain\n", "t.csv", {"b", ','});
    QVERIFY(data.has_value());
    QCOMPARE(data->classNames, (std::vector<std::string>{"plain", "x, \"y\"\nz"}));
  }
  void classesAreSorted_data() {
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("order");
    QTest::newRow("numbers") << "10 9 2 -1" << "-1 2 9 10";
    QTest::newRow("texts") << "b a 10 9" << "10 9 a b";
  }
  void classesAreSorted() {
    QFETCH(QString, labels);
    QFETCH(QString, order);
    QString text = "x,label\n";
    for (const QString& label : labels.split(' ')) text += "0," + label + "\n";
    const auto data = parseCsv(text.toStdString(), "t.csv", {});
    QVERIFY(data.has_value());
    QStringList names;
    for (const int label : data->y) {
      names << QString::fromStdString(data->classNames[static_cast<std::size_t>(label)]);
    }
    QCOMPARE(names.join(' '), labels);
    names.clear();
    for (const std::string& name : data->classNames) names << QString::fromStdString(name);
    QCOMPARE(names.join(' '), order);
  }
  void refusedShapesSayWhere_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, QByteArray text, const char* message) {
      QTest::newRow(name) << text << QString::fromUtf8(message);
    };
    row("empty", "", "t.csv: The file is empty.");
    row("only blank lines", "\n\r\n", "t.csv: The file is empty.");
    row("no data", "x,label\n", "t.csv: The file has column names but no line of data.");
    row("no header", "1,2\n3,4\n", "t.csv:1:1: The first line holds only numbers.");
    row("one column", "label\na\n", "t.csv:1:1: There is only one column, \"label\".");
    row("same names", "x,x,label\n", "t.csv:1:3: There are two columns \"x\".");
    row("text in a number column", "x,y,label\n1,2,a\n3,four,b\n",
        "t.csv:3:3: \"four\" in column \"y\" is not a number. Every column but the label must hold "
        "numbers only.");
    row("decimal comma", "x;label\n1,5;a\n",
        "t.csv:2:1: \"1,5\" in column \"x\" is not a number. Write decimal numbers with a point.");
    row("missing value", "x,y,label\n1,,a\n", "t.csv:2:3: The value in column \"y\" is missing.");
    row("nan", "x,label\n1,a\nnan,b\n",
        "t.csv:3:1: The value in column \"x\" is \"nan\"; it must be a finite number.");
    row("infinite", "x,label\n-inf,a\n",
        "t.csv:2:1: The value in column \"x\" is \"-inf\"; it must be a finite number.");
    row("beyond double", "x,label\n1e400,a\n",
        "t.csv:2:1: \"1e400\" in column \"x\" is not a number.");
    row("missing label", "x,label\n1,\n", "t.csv:2:3: The label in column \"label\" is missing.");
    row("short line", "x,y,label\n1,2\n",
        "t.csv:2:3: This line has 2 cells; the first line has 3.");
    row("long line", "x,label\n1,a,2\n", "t.csv:2:5: This line has 3 cells; the first line has 2.");
    row("open quote", "x,label\n1,\"a\n2,b\n",
        "t.csv:2:3: The quoted text that starts here has no closing quote.");
    row("text after quote", "x,label\n1,\"a\"b\n",
        "t.csv:2:6: There is text after the closing quote: \"b?\".");
    row("line counted through quotes", "x,label\n1,\"a\nb\"\nno,c\n",
        "t.csv:4:1: \"no\" in column \"x\" is not a number.");
    row("zero byte", QByteArray("x,label\n1,a\0b\n", 14),
        "t.csv: Byte 12 is zero: this is not a text");
    row("UTF-16", QByteArray("\xFF\xFEx\0,\0", 6), "t.csv: The file is in the encoding UTF-16.");
    row("gzip", QByteArray("\x1F\x8B\x08\x00", 4), "t.csv: The file is compressed with gzip.");
    row("Latin-1 header",
        "gr\xF6\xDF"
        "e,label\n",
        "t.csv:1:1: The column name \"gr??e\" is not UTF-8.");
    row("Latin-1 label", "x,label\n1,K\xF6ln\n", "t.csv:2:3: The label \"K?ln\" is not UTF-8.");
    row("long garbage", "x,label\n" + QByteArray(1000, 'z') + ",a\n",
        "t.csv:2:1: \"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz...\" in column \"x\" is not a "
        "number.");
    QByteArray many = "x,price\n";
    for (int i = 0; i < 300; ++i) many += "1," + QByteArray::number(i) + "\n";
    row("label with a number each", many,
        "t.csv:258:3: Column \"price\" has more than 256 different values; classes are expected.");
  }
  void refusedShapesSayWhere() {
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    const QString found =
        errorText(parseCsv({text.data(), static_cast<std::size_t>(text.size())}, "t.csv", {}));
    QVERIFY2(found.startsWith(message), qPrintable(found));
  }
  void anUnknownLabelColumnIsNamed() {
    QCOMPARE(errorText(parseCsv("x,species\n1,a\n", "t.csv", {"specie", 0})),
             QString("t.csv:1:1: There is no column \"specie\". Did you mean \"species\"? "
                     "Allowed: x, species."));
  }
  void utf8LabelsAreKept() {
    const auto data = parseCsv("x,label\n1,K\xC3\xB6ln\n2,\xE6\x9D\xB1\xE4\xBA\xAC\n", "t.csv", {});
    QVERIFY(data.has_value());
    QCOMPARE(data->classNames[0], std::string("K\xC3\xB6ln"));
  }
  void aTenMegabyteLineIsRead() {
    std::string header = "label";
    std::string line = "a";
    for (int i = 0; i < 700'000; ++i) {
      header += ",c" + std::to_string(i);
      line += ",0.125";
    }
    const auto data = parseCsv(header.substr(0, 60) + "\n", "t.csv", {});
    QVERIFY(!data);  // names only
    const auto wide =
        parseCsv("x,label\n1," + std::string(10'000'000, 'q') + "\n2,b\n", "t.csv", {});
    QVERIFY(wide.has_value());
    QCOMPARE(wide->classNames.back().size(), std::size_t{10'000'000});
  }
  void noiseNeverCrashes() {
    const std::string seed = "x1,x2,label\n1,2.5,\"c\"\"at\"\r\n-3,4e-1,dog\n\n7;\t8,\"a\nb\"\n";
    Rng rng(5);
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
      std::string text = seed;
      for (std::uint64_t edits = 1 + rng.below(6); edits > 0 && !text.empty(); --edits) {
        const std::size_t at = rng.below(text.size());
        switch (rng.below(4)) {
          case 0:
            text.erase(at, 1 + rng.below(5));
            break;
          case 1:
            text[at] = static_cast<char>(rng.below(256));
            break;
          case 2:
            text.insert(at, 1, ",;\t\"\n\r"[rng.below(6)]);
            break;
          default:
            text.resize(at);
            break;
        }
      }
      const auto data = parseCsv(text, "t.csv", {});
      if (!data) {
        QVERIFY(data.error().where.starts_with("t.csv"));
        continue;
      }
      ++accepted;
      QVERIFY(checkFinite(*data, "source", "", "").has_value());
      QCOMPARE(static_cast<std::size_t>(data->x.rows()), data->size());
    }
    QVERIFY(accepted > 0);
  }

  void readingStopsWhenAsked() {
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(errorText(parseCsv("a,label\n1,x\n", "t.csv", {}, stop.get_token())),
             QString("t.csv: This was stopped."));
    QVERIFY(parseCsv("a,label\n1,x\n", "t.csv", {}));
  }

  void theSourceReadsAFileBesideTheExperiment() {
    QTemporaryDir folder;
    QFile file(folder.filePath("iris.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("a,b,c,d,kind\n1,2,3,4,x\n5,6,7,8,y\n");
    file.close();
    const SourceContext context{"/data/source", folder.path().toStdString(), {"y", "x"}};
    const Values options{
        {"file", std::string("iris.csv")}, {"height", std::int64_t{2}}, {"width", std::int64_t{2}}};
    const auto data = csvSource().load(context, options, Rng(1));
    QCOMPARE(errorText(data), QString("no error"));
    QVERIFY(data->train.shape == (FeatureShape{4, 2, 2}));
    QCOMPARE(data->train.y, (std::vector<int>{1, 0}));
    QVERIFY(!data->test);
  }
  void theSourceSaysWhatIsMissing_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("height");
    QTest::addColumn<QString>("message");
    QTest::newRow("no file") << "" << 0 << "/data/source/options/file: No CSV file is given.";
    QTest::newRow("no such file") << "none.csv" << 0 << "none.csv: There is no such file.";
    QTest::newRow("folder") << "." << 0 << ": This is not a file.";
    QTest::newRow("image size")
        << "t.csv" << 3
        << "/data/source/options/height: Images of 3 x 0 pixels need 0 feature "
           "columns; the file has 1.";
  }
  void theSourceSaysWhatIsMissing() {
    QFETCH(QString, file);
    QFETCH(int, height);
    QFETCH(QString, message);
    QTemporaryDir folder;
    QFile table(folder.filePath("t.csv"));
    QVERIFY(table.open(QIODevice::WriteOnly));
    table.write("x,label\n1,a\n2,b\n");
    table.close();
    const Values options{{"file", file.toStdString()}, {"height", std::int64_t{height}}};
    const QString found = errorText(
        csvSource().load({"/data/source", folder.path().toStdString(), {}}, options, Rng(1)));
    QVERIFY2(found.contains(message), qPrintable(found));
  }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
