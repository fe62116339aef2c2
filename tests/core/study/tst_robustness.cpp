// SPDX-License-Identifier: GPL-3.0-or-later
// Which strengths and shots a robustness study takes, and what it says of values that are none.
#include <QTest>
#include <algorithm>

#include "core/base/text.h"
#include "core/study/robustness.h"

using namespace qonvolve;

class TestRobustness : public QObject {
  Q_OBJECT

 private slots:
  // As mixing with I/2 these are 0, 0.001, 0.005, 0.01, 0.02, 0.05 and 0.1; written as short
  // numbers.
  void usualProbabilitiesAreShortNumbers() {
    const Catalog catalog = makeCatalog();
    const std::vector<double> usual = usualStrengths(*catalog.noise.find("depolarizing"));
    std::string text;
    for (const double p : usual) text += numberText(p) + " ";
    QCOMPARE(QString::fromStdString(text), QString("0 0.00075 0.00375 0.0075 0.015 0.0375 0.075 "));
  }
  void everyNoiseHasUsualStrengthsInItsRange() {
    const Catalog catalog = makeCatalog();
    for (const NoiseType& noise : catalog.noise.entries()) {
      const std::vector<double> usual = usualStrengths(noise);
      QVERIFY2(usual.size() >= 5 && usual.front() == 0, noise.info.id.c_str());
      QVERIFY2(std::ranges::is_sorted(usual), noise.info.id.c_str());
      for (const double strength : usual) {
        const auto made = noise.make({{noise.strength().key, strength}}, "noise");
        QVERIFY2(made, made ? "" : toText(made.error()).c_str());
      }
    }
  }
  void listsAreRead() {
    const Catalog catalog = makeCatalog();
    const NoiseType& noise = *catalog.noise.find("depolarizing");
    const auto strengths = parseStrengths(noise, "0, 1e-3 ,0.5", "--noise-scan");
    QVERIFY(strengths);
    QCOMPARE(*strengths, (std::vector<double>{0, 1e-3, 0.5}));
    const auto shots = parseShotCounts(" 10, 0", "");
    QVERIFY(shots);
    QCOMPARE(*shots, (std::vector<std::int64_t>{10, 0}));
  }
  void whatIsNoNumberIsNamed_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("strength");
    QTest::addColumn<QString>("shots");
    QTest::addRow("a word") << "0, some" << "\"some\"" << "\"some\"";
    QTest::addRow("nothing") << "" << "\"\"" << "\"\"";
    QTest::addRow("a comma too many") << "0.1," << "\"\"" << "\"0.1\"";
    QTest::addRow("out of range") << "1.5" << "is 1.5; it must be 0 to 1" << "\"1.5\"";
    QTest::addRow("negative") << "-1" << "it must be 0 to 1" << "\"-1\"";
  }
  void whatIsNoNumberIsNamed() {
    QFETCH(QString, text);
    QFETCH(QString, strength);
    QFETCH(QString, shots);
    const Catalog catalog = makeCatalog();
    const auto strengths =
        parseStrengths(*catalog.noise.find("depolarizing"), text.toStdString(), "--noise-scan");
    QVERIFY(!strengths);
    QVERIFY2(toText(strengths.error()).find(strength.toStdString()) != std::string::npos,
             toText(strengths.error()).c_str());
    const auto counts = parseShotCounts(text.toStdString(), "--shots-scan");
    QVERIFY(!counts);
    QVERIFY2(toText(counts.error()).find(shots.toStdString()) != std::string::npos,
             toText(counts.error()).c_str());
  }
};

QTEST_GUILESS_MAIN(TestRobustness)
#include "tst_robustness.moc"
