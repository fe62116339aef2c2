// SPDX-License-Identifier: GPL-3.0-or-later
// Splitting texts into words, whatever is in them; the grammar's sentences.
#include "core/text/tokenizer.h"

#include <QtTest>
#include <set>

#include "core/text/grammar.h"
#include "core/text/unicode.h"

using namespace qonvolve;

namespace {

QString words(const QString& text, const TokenizerOptions& options) {
  QStringList list;
  for (const std::string& word : tokenize(text.toStdString(), options)) {
    list << QString::fromStdString(word);
  }
  return list.join('|');
}

}  // namespace

class TestTokenizer : public QObject {
  Q_OBJECT
 private slots:
  void wordsAreSplit_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("dropped");
    QTest::addColumn<QString>("published");
    QTest::addColumn<QString>("kept");
    QTest::addRow("plain") << "man prepares meal ." << "man|prepares|meal" << "man|prepares|meal"
                           << "man|prepares|meal|.";
    QTest::addRow("empty") << "" << "" << "" << "";
    QTest::addRow("blanks") << " \t\n " << "" << "" << "";
    QTest::addRow("only marks") << " ... !?" << "" << "" << ".|.|.|!|?";
    QTest::addRow("double blanks") << "a  b" << "a|b" << "a|b" << "a|b";
    QTest::addRow("contraction") << "don't" << "don|t" << "don|t" << "don|'|t";
    QTest::addRow("typographic") << QString::fromUtf8("don’t “go”") << "don|t|go"
                                 << QString::fromUtf8("don’t|“go”")
                                 << QString::fromUtf8("don|’|t|“|go|”");
    QTest::addRow("headline") << "STOCKS: up 3% (again)" << "STOCKS|up|3|again"
                              << "STOCKS|up|3%|again" << "STOCKS|:|up|3|%|(|again|)";
    QTest::addRow("quotes") << "say \"hi\"" << "say|hi" << "say|\"hi\"" << "say|\"|hi|\"";
    QTest::addRow("next line") << QString::fromUtf8("one\u0085two\u2028three\u00A0four")
                               << "one|two|three|four" << "one|two|three|four"
                               << "one|two|three|four";
    QTest::addRow("emoji") << QString::fromUtf8("good😀😀 day")
                           << QString::fromUtf8("good|😀|😀|day")
                           << QString::fromUtf8("good😀😀|day")
                           << QString::fromUtf8("good|😀|😀|day");
    QTest::addRow("joined emoji") << QString::fromUtf8("👩‍🚀 👍🏽!")
                                  << QString::fromUtf8("👩‍🚀|👍🏽")
                                  << QString::fromUtf8("👩‍🚀|👍🏽")
                                  << QString::fromUtf8("👩‍🚀|👍🏽|!");
    QTest::addRow("ideographs") << QString::fromUtf8("我爱你。ok")
                                << QString::fromUtf8("我|爱|你|ok")
                                << QString::fromUtf8("我爱你。ok")
                                << QString::fromUtf8("我|爱|你|。|ok");
  }
  void wordsAreSplit() {
    QFETCH(QString, text);
    QFETCH(QString, dropped);
    QFETCH(QString, published);
    QFETCH(QString, kept);
    TokenizerOptions options;
    QCOMPARE(words(text, options), dropped);
    options.punctuation = "published";
    QCOMPARE(words(text, options), published);
    options.punctuation = "keep";
    QCOMPARE(words(text, options), kept);
  }
  void blanksOnlyKeepsMarks() {
    QCOMPARE(words("it's, well.", {.punctuation = "blanks"}), QString("it's,|well."));
  }
  void capitalsOfSeveralAlphabets() {
    QCOMPARE(QString::fromStdString(lowerCase("Hi ÄÉŠŽŁĲ ΑΩΆΏ ДЁЖ Ő ẞ ß × 5")),
             QString::fromUtf8("hi äéšžłĳ αωάώ дёж ő ß ß × 5"));
    QCOMPARE(words("The CAT", {.lowerCase = true}), QString("the|cat"));
  }
  void numbersAreKeptJoinedOrDropped() {
    const QString text = "at 10 or 1,000.5 or 7b";
    QCOMPARE(words(text, {.punctuation = "blanks"}), QString("at|10|or|1,000.5|or|7b"));
    QCOMPARE(words(text, {.punctuation = "blanks", .numbers = "one"}), QString("at|0|or|0|or|7b"));
    QCOMPARE(words(text, {.punctuation = "blanks", .numbers = "drop"}), QString("at|or|or|7b"));
  }
  void stopWordsGoButNegationsStay() {
    QCOMPARE(words("The cat is not on a mat", {.stopWords = true}), QString("cat|not|mat"));
    QVERIFY(!isStopWord(""));
  }
  void runsOfWordsAreWords() {
    QCOMPARE(words("a b c", {.ngram = 2}), QString("a|a_b|b|b_c|c"));
    QCOMPARE(words("a b c", {.ngram = 3}), QString("a|a_b|a_b_c|b|b_c|c"));
  }
  void aLongTextIsQuick() {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "word" + std::to_string(i) + ", ";
    QCOMPARE(tokenize(text, {}).size(), std::size_t{20'000});
  }

  void grammarMakesDifferentSentencesInTurn_data() {
    QTest::addColumn<int>("style");
    QTest::addRow("topics") << static_cast<int>(GrammarStyle::Topics);
    QTest::addRow("clauses") << static_cast<int>(GrammarStyle::Clauses);
  }
  void grammarMakesDifferentSentencesInTurn() {
    QFETCH(int, style);
    const auto kind = static_cast<GrammarStyle>(style);
    const std::size_t all = 2 * grammarSize(kind);
    const auto sentences = makeSentences(kind, all, Rng(3));
    QCOMPARE(std::set<std::string>(sentences.begin(), sentences.end()).size(), all);
    const auto first = makeSentences(kind, 20, Rng(3));
    QVERIFY(std::equal(first.begin(), first.end(), sentences.begin()));
    QVERIFY(makeSentences(kind, 20, Rng(4)) != first);
  }
  void onlyTheOrderOfAClauseTellsItsClass() {
    std::array<std::multiset<std::multiset<std::string>>, 2> bags;
    const auto sentences =
        makeSentences(GrammarStyle::Clauses, 2 * grammarSize(GrammarStyle::Clauses), Rng(1));
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const auto list = tokenize(sentences[i], {});
      QCOMPARE(list.size(), std::size_t{4});
      bags[i % 2].insert({list.begin(), list.end()});
    }
    QVERIFY(bags[0] == bags[1]);
  }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
