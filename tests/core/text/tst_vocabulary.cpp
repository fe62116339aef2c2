// SPDX-License-Identifier: GPL-3.0-or-later
// Ids, counts, lengths and TF-IDF values.
#include "core/text/vocabulary.h"

#include <QtTest>
#include <cmath>

#include "core/text/features.h"

using namespace qonvolve;

namespace {

using Texts = std::vector<std::vector<std::string>>;

const Texts kTexts{{"b", "a", "b"}, {"c", "a"}, {"b", "d"}};

}  // namespace

class TestVocabulary : public QObject {
  Q_OBJECT
 private slots:
  void idsFollowCountsThenFirstAppearance() {
    const Vocabulary v = buildVocabulary(kTexts, {});
    QCOMPARE(v.words, (std::vector<std::string>{"<unk>", "<pad>", "b", "a", "c", "d"}));
    QCOMPARE(v.id("c"), 4U);
    QCOMPARE(v.id("e"), kUnknownId);
    QCOMPARE(v.id("<pad>"), kUnknownId);  // a word of a text, not the padding
    QCOMPARE(v.idf[0], 1.0);
    QCOMPARE(v.idf[1], 1.0);
    QCOMPARE(v.idf[2], std::log(4.0 / 3) + 1);
    QCOMPARE(v.idf[5], std::log(4.0 / 2) + 1);
  }
  void limitsLeaveOutRareWords() {
    QCOMPARE(buildVocabulary(kTexts, {.minCount = 2}).words,
             (std::vector<std::string>{"<unk>", "<pad>", "b", "a"}));
    QCOMPARE(buildVocabulary(kTexts, {.mostIds = 3}).words,
             (std::vector<std::string>{"<unk>", "<pad>", "b"}));
  }
  void usesCountTextsAndClasses() {
    const std::vector<int> labels{0, 1, 1};
    const auto uses = wordUses(kTexts, labels, 2, buildVocabulary(kTexts, {.minCount = 2}));
    QCOMPARE(uses.size(), std::size_t{4});
    QCOMPARE(uses[0].word, std::string("b"));
    QCOMPARE(uses[0].count, std::size_t{3});
    QCOMPARE(uses[0].documents, std::size_t{2});
    QCOMPARE(uses[0].perClass, (std::vector<std::size_t>{2, 1}));
    QCOMPARE(uses[2].id, kUnknownId);
    QCOMPARE(uses[2].idf, std::log(2.0) + 1);
  }
  void wiresAreTheLogarithm() {
    QCOMPARE(wiresFor(2), 1U);
    QCOMPARE(wiresFor(3), 2U);
    QCOMPARE(wiresFor(19), 5U);
    QCOMPARE(wiresFor(32), 5U);
    QCOMPARE(wiresFor(98), 7U);
    QCOMPARE(wiresFor(129), 8U);
  }
  void lengthsAreCutAndPaddedAtEitherSide() {
    using Ids = std::vector<std::uint32_t>;
    const auto end = TextSide::End;
    const auto start = TextSide::Start;
    QCOMPARE(fitLength({5, 6, 7}, 2, end, end), (Ids{5, 6}));
    QCOMPARE(fitLength({5, 6, 7}, 2, end, start), (Ids{6, 7}));
    QCOMPARE(fitLength({5}, 3, end, end), (Ids{5, 1, 1}));
    QCOMPARE(fitLength({5}, 3, start, end), (Ids{1, 1, 5}));
    QCOMPARE(fitLength({}, 1, end, end), (Ids{1}));
  }
  // Worked out by hand: counts 1, 0, 1, 2 of ids 0 to 3 over 4, times idf.
  void tfIdfIsAUnitVectorWithTheUnknownWordAlwaysIn() {
    const Vocabulary v = restoreVocabulary({"<unk>", "<pad>", "x", "y"}, {1, 1, 2, 1.5});
    const std::vector<std::uint32_t> ids{3, 2, 3, 1, 1};
    std::vector<double> values(4);
    tfIdf(ids, v, TfIdfNorm::Exact, values);
    const double norm = std::sqrt(1.0 + 4 + 9);
    const std::vector<double> exact{1 / norm, 0, 2 / norm, 3 / norm};
    for (std::size_t i = 0; i < 4; ++i) QVERIFY(std::abs(values[i] - exact[i]) < 1e-15);

    tfIdf(ids, v, TfIdfNorm::Published, values);
    const double most = 0.75 + 1e-5;
    const double length = std::sqrt(0.0625 + 0.25 + 0.5625) / most + 1e-5;
    QVERIFY(std::abs(values[2] - 0.5 / most / length) < 1e-15);
    tfIdf({}, v, TfIdfNorm::Exact, values);
    QCOMPARE(values, (std::vector<double>{1, 0, 0, 0}));
  }
};

QTEST_GUILESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"
