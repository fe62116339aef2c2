// SPDX-License-Identifier: GPL-3.0-or-later
// Labelled texts of every usual shape, and what is said of the others.
#include "core/text/corpus.h"

#include <QtTest>

using namespace qonvolve;

namespace {

std::string bytes(const QString& text) {
  return text.toStdString();
}

// "label=text" of every row.
QString rowsText(const Corpus& corpus) {
  QStringList rows;
  for (const CorpusRow& row : corpus.rows) {
    rows << QString::fromStdString(row.label + "=" + row.text);
  }
  return rows.join(" / ");
}

QString read(const std::string& text, const CorpusFormat& format = {}) {
  const auto corpus = parseCorpus(text, "f", format);
  return corpus ? rowsText(*corpus) : QString::fromStdString(toText(corpus.error()));
}

}  // namespace

class TestCorpus : public QObject {
  Q_OBJECT
 private slots:
  void shapesAreFound_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("shape");
    const QString four = "1=a man cooks / 0=he runs it / 1=she bakes / 0=it runs";
    QTest::addRow("label and text") << "1  a man cooks\n0  he runs it\n1  she bakes\n0  it runs\n"
                                    << four << "label before the first blank, text behind it";
    QTest::addRow("text and label") << "a man cooks 1\nhe runs it 0\nshe bakes 1\nit runs 0" << four
                                    << "text before the last blank, label behind it";
    QTest::addRow("tab") << "1\ta man cooks\n0\the runs it\n1\tshe bakes\n0\tit runs\n"
                         << four << "table with tabs, label in column 1, text in column 2";
    QTest::addRow("tab, text first, CRLF")
        << "a man cooks\t1\r\nhe runs it\t0\r\nshe bakes\t1\r\nit runs\t0\r\n"
        << four << "table with tabs, label in column 2, text in column 1";
    QTest::addRow("csv with header")
        << "text,label\na man cooks,1\nhe runs it,0\nshe bakes,1\nit runs,0\n"
        << four << "table with commas, label in column \"label\", text in column \"text\"";
    QTest::addRow("byte order mark and other names")
        << "\uFEFFy;x\n1;a man cooks\n0;he runs it\n1;she bakes\n0;it runs\n"
        << four << "table with semicolons, label in column \"y\", text in column \"x\"";
    QTest::addRow("words as labels, quotes, commas inside")
        << "category,message\nham,\"well, yes\"\nspam,\"buy \"\"it\"\"\"\nham,\"two\nlines\"\n"
        << "ham=well, yes / spam=buy \"it\" / ham=two\nlines"
        << "table with commas, label in column \"category\", text in column \"message\"";
    QTest::addRow("commas not quoted, label first")
        << "0, I came, I saw\n1, go\n0, well\n1, no, never, no\n"
        << "0=I came, I saw / 1=go / 0=well / 1=no, never, no"
        << "label before the first comma, text behind it";
    QTest::addRow("commas not quoted, label last")
        << "I came, I saw, 0\ngo, 1\nwell, 0\nno, never, no, 1\n"
        << "0=I came, I saw / 1=go / 0=well / 1=no, never, no"
        << "text before the last comma, label behind it";
    QTest::addRow("open quotes in a tab table")
        << "ham\t\"well she said\nspam\tbuy \"it\" now\nham\tno\n"
        << "ham=\"well she said / spam=buy \"it\" now / ham=no"
        << "table with tabs, label in column 1, text in column 2";
    QTest::addRow("many columns")
        << "id,class,comment,date\n1,pos,nice it was,2020\n2,neg,bad it was,2021\n3,pos,good "
           "day,2020\n4,neg,worst of all,2022\n"
        << "pos=nice it was / neg=bad it was / pos=good day / neg=worst of all"
        << "table with commas, label in column \"class\", text in column \"comment\"";
    QTest::addRow("empty columns at the end")
        << "v1,v2,,\nham,go until,,\nspam,win now,,\nham,ok then,,\n"
        << "ham=go until / spam=win now / ham=ok then"
        << "table with commas, label in column \"v1\", text in column \"v2\"";
    QTest::addRow("next line inside a row")
        << "1 one\u0085two three\n0 four\u2028five\n1 six\n0 seven\n"
        << "1=one\u0085two three / 0=four\u2028five / 1=six / 0=seven"
        << "label before the first blank, text behind it";
    QTest::addRow("blank lines") << "\n\n1 a b\n\n0 c d\n   \n1 e\n0 f\n\n"
                                 << "1=a b / 0=c d / 1=e / 0=f"
                                 << "label before the first blank, text behind it";
    QTest::addRow("colon") << "pos: nice\nneg: bad it is\npos: good\nneg: no\n"
                           << "pos=nice / neg=bad it is / pos=good / neg=no"
                           << "label before the first blank, text behind it";
    QTest::addRow("repeats") << "1 a b\n1 a b\n0 a b\n0 c\n"
                             << "1=a b / 1=a b / 0=a b / 0=c"
                             << "label before the first blank, text behind it";
    QTest::addRow("emoji") << "😀\tgreat day 🎉\n😡\tbad\n😀\tfine\n😡\tno 👎🏽\n"
                           << "😀=great day 🎉 / 😡=bad / 😀=fine / 😡=no 👎🏽"
                           << "table with tabs, label in column 1, text in column 2";
  }
  void shapesAreFound() {
    QFETCH(QString, text);
    QFETCH(QString, rows);
    QFETCH(QString, shape);
    const auto corpus = parseCorpus(bytes(text), "f", {});
    QVERIFY2(corpus, corpus ? "" : toText(corpus.error()).c_str());
    QCOMPARE(rowsText(*corpus), rows);
    QCOMPARE(QString::fromStdString(corpus->shape), shape);
  }

  void columnsCanBeNamedOrNumbered() {
    const std::string table = "a,b,c\n0,1,long text here\n1,1,other\n0,0,third\n1,0,more\n";
    QCOMPARE(read(table), QString("0=long text here / 1=other / 0=third / 1=more"));
    QCOMPARE(read(table, {.label = "B"}), QString("1=long text here / 1=other / 0=third / 0=more"));
    QCOMPARE(read(table, {.label = "2"}), QString("1=long text here / 1=other / 0=third / 0=more"));
    QCOMPARE(read(table, {.text = "b", .label = "a"}), QString("0=1 / 1=1 / 0=0 / 1=0"));
    QCOMPARE(read("x\t0\ny\t1\n", {.header = CorpusFormat::Header::Yes, .labels = {}}),
             QString("f:1: No label can be told from the texts. The first line is \"x 0\". Every "
                     "line needs a label and a text: \"1 some words\", or columns separated by "
                     "tab, comma or semicolon; at least two labels must occur."));
  }

  void encodingsAreRead_data() {
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("note");
    const QString text = QString::fromUtf8("1 schön “gut”\n0 café é\n1 ja\n0 nein\n");
    QByteArray little("\xFF\xFE");
    QByteArray big("\xFE\xFF");
    for (const QChar c : text) {
      little.append(static_cast<char>(c.unicode() & 0xFF))
          .append(static_cast<char>(c.unicode() >> 8));
      big.append(static_cast<char>(c.unicode() >> 8)).append(static_cast<char>(c.unicode() & 0xFF));
    }
    QByteArray windows;
    for (const QChar c : text) {
      windows.append(c == QChar(0x201C)   ? '\x93'
                     : c == QChar(0x201D) ? '\x94'
                                          : static_cast<char>(c.unicode()));
    }
    QTest::addRow("UTF-8") << text.toUtf8() << "";
    QTest::addRow("UTF-16 little endian") << little << "";
    QTest::addRow("UTF-16 big endian") << big << "";
    QTest::addRow("Windows-1252")
        << windows << "The file is not UTF-8; it was read as Windows-1252 (Latin-1).";
  }
  void encodingsAreRead() {
    QFETCH(QByteArray, raw);
    QFETCH(QString, note);
    const auto corpus = parseCorpus(raw.toStdString(), "f", {});
    QVERIFY2(corpus, corpus ? "" : toText(corpus.error()).c_str());
    QCOMPARE(rowsText(*corpus), QString::fromUtf8("1=schön “gut” / 0=café é / 1=ja / 0=nein"));
    QCOMPARE(corpus->notes.size(), std::size_t{note.isEmpty() ? 0U : 1U});
    if (!note.isEmpty()) QCOMPARE(QString::fromStdString(corpus->notes[0]), note);
  }

  void problemsAreNamed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::addRow("empty") << QByteArray() << "f: The file is empty. It must hold one text a line.";
    QTest::addRow("blank") << QByteArray("\n \n")
                           << "f: The file is empty. It must hold one text a line.";
    QTest::addRow("one label")
        << QByteArray("1 a b\n1 c d\n1 e f\n1 g h\n")
        << "f: All texts have the same label, \"1\". A classifier needs texts of at least two "
           "classes.";
    QTest::addRow("no label")
        << QByteArray("a b\nc d\ne f\ng h\n")
        << "f:1: No label can be told from the texts. The first line is \"a b\". Every line "
           "needs a label and a text: \"1 some words\", or columns separated by tab, comma or "
           "semicolon; at least two labels must occur.";
    QTest::addRow("zero bytes") << QByteArray("1 a\0b\n0 c\n", 10)
                                << "f: Byte 4 is zero: this is not a text file. Name a file with "
                                   "one text a line.";
    QTest::addRow("half a character") << QByteArray(
                                             "\xFF\xFE"
                                             "1",
                                             3)
                                      << "f: The UTF-16 text ends in the middle of a character. "
                                         "The file is cut off; save it again.";
    QByteArray ragged("label,text\n");
    for (int i = 0; i < 100; ++i) ragged += i % 2 ? "1,\"x, y\"\n" : "0,z\n";
    QTest::addRow("one row too wide") << ragged + "1,a,b\n"
                                      << "f:102: This line has 3 cells; the first line has 2. "
                                         "Every line must have one label and one text. Quote texts "
                                         "that hold the separator.";
    QTest::addRow("label missing") << ragged + ",a\n"
                                   << "f:102: The label of the text \"a\" is missing. Fill it in "
                                      "or remove the line.";
    QTest::addRow("long text") << ragged + "1," + QByteArray(100'001, 'x') + "\n"
                               << "f:102: This text has 100001 bytes; at most 100000 are allowed. "
                                  "Cut it, or look for a quote that is not closed.";
  }
  void problemsAreNamed() {
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    QCOMPARE(read(text.toStdString()), says);
  }
  void aWrongEncodingIsNamed() {
    QCOMPARE(read("1 a\n0 caf\xE9\n", {.encoding = TextEncoding::Utf8}),
             QString("f:2: Byte 10 is not valid UTF-8. Choose another encoding, or save the file "
                     "in the encoding UTF-8."));
  }

  void oddRowsAreNoted() {
    std::string text;
    for (int i = 0; i < 40; ++i) text += i % 2 ? "1 good day\n" : "0 bad day\n";
    const auto corpus = parseCorpus(text + "1\nO odd\n0 \n", "f", {});
    QVERIFY2(corpus, corpus ? "" : toText(corpus.error()).c_str());
    QCOMPARE(corpus->rows.size(), std::size_t{41});
    QCOMPARE(corpus->notes.size(), std::size_t{2});
    QCOMPARE(corpus->notes[0],
             std::string("2 rows without text were left out, the first on line 41."));
    QCOMPARE(corpus->notes[1], std::string("Only line 42 has the label \"O\"."));
  }
  void withoutLabelsEveryLineIsAText() {
    const CorpusFormat optional{.labels = CorpusFormat::Labels::Optional};
    const auto corpus =
        parseCorpus("man cooks meal\nwoman runs program\nhe bakes\n", "f", optional);
    QVERIFY(corpus && !corpus->labelled);
    QCOMPARE(corpus->rows.size(), std::size_t{3});
    QCOMPARE(corpus->rows[1].text, std::string("woman runs program"));
    QVERIFY(parseCorpus("1 a\n0 b\n", "f", optional)->labelled);
    QCOMPARE(parseCorpus("text\na b\nc d\n", "f", optional)->rows.size(), std::size_t{2});
  }
  void knownClassesTellLabelsFromWords() {
    CorpusFormat known{.labels = CorpusFormat::Labels::Optional};
    known.classes = {"pos", "neg"};
    QVERIFY(!parseCorpus("sun is out\nrain again\n", "f", known)->labelled);
    const auto one = parseCorpus("pos sun is out\n", "f", known);
    QVERIFY(one->labelled);
    QCOMPARE(rowsText(*one), QString("pos=sun is out"));
    QVERIFY(parseCorpus("text\tlabel\nsun\tneg\nrain\tneg\n", "f", known)->labelled);
  }
  void tenThousandRowsAndWordsAreQuick() {
    std::string text = "label\tsentence\n";
    for (int i = 0; i < 10'000; ++i) {
      text += i % 10 == 0 ? "spam\t" : "ham\t";
      for (int k = 0; k < 20; ++k) text += "w" + std::to_string((i * 7 + k * 131) % 10'000) + " ";
      text += "\n";
    }
    const auto corpus = parseCorpus(text, "f", {});
    QVERIFY(corpus && corpus->rows.size() == 10'000);
    QCOMPARE(corpus->rows.back().line, std::size_t{10'001});
  }
};

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
