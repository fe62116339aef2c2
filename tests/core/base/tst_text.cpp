// SPDX-License-Identifier: GPL-3.0-or-later
// Number text in any locale, splitting, and "did you mean".
#include "core/base/text.h"

#include <QtTest>
#include <clocale>
#include <cmath>
#include <limits>

#include "core/base/result.h"

using namespace qonvolve;

class TestText : public QObject {
  Q_OBJECT
 private slots:
  void numbersRoundTrip_data() {
    QTest::addColumn<double>("value");
    QTest::newRow("tenth") << 0.1;
    QTest::newRow("third") << 1.0 / 3;
    QTest::newRow("tiny") << std::numeric_limits<double>::denorm_min();
    QTest::newRow("large") << -1.7976931348623157e308;
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity();
    QTest::newRow("integer") << 3.0;
  }
  void numbersRoundTrip() {
    QFETCH(double, value);
    const auto read = parseDouble(numberText(value));
    QVERIFY(read.has_value());
    QCOMPARE(*read, value);
  }

  void numbersIgnoreTheLocale() {
    // Not installed everywhere; where it is, strtod would read "0.5" as 0.
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    QCOMPARE(numberText(0.5), std::string("0.5"));
    QCOMPARE(fixedText(0.125, 2), std::string("0.12"));
    QCOMPARE(parseDouble("0.5").value_or(0), 0.5);
    std::setlocale(LC_ALL, "C");
  }

  void textThatIsNoNumberIsRefused_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"", " 1", "1 ", "1,5", "0x10", "one", "1e", "--1", "+"}) {
      QTest::newRow(text) << text;
    }
  }
  void textThatIsNoNumberIsRefused() {
    QFETCH(QString, text);
    QVERIFY(!parseDouble(text.toStdString()).has_value());
    QVERIFY(!parseInteger(text.toStdString()).has_value());
  }
  void integersAreWhole() {
    QVERIFY(!parseInteger("1.5").has_value());
    QVERIFY(!parseUnsigned("-1").has_value());
    QCOMPARE(parseUnsigned("18446744073709551615").value_or(0), ~std::uint64_t{0});
    QVERIFY(!parseUnsigned("18446744073709551616").has_value());
    QCOMPARE(parseInteger("+4").value_or(0), std::int64_t{4});
  }

  void splitAndJoinAreInverse() {
    const std::vector<std::string> parts = {"a", "", "b c", ""};
    QCOMPARE(split(join(parts, ";"), ';'), parts);
    QCOMPARE(trimmed(" \t a b\r\n"), std::string_view("a b"));
    QCOMPARE(trimmed(" \n"), std::string_view());
  }

  void nearestNameFindsTypingErrors() {
    const std::vector<std::string> names = {"adam", "nesterov", "momentum", "sgd"};
    QCOMPARE(nearestName("adma", names).value_or(""), std::string("adam"));
    QCOMPARE(nearestName("nestrov", names).value_or(""), std::string("nesterov"));
    QCOMPARE(nearestName("ADMA", names).value_or(""), std::string("adam"));
    QVERIFY(!nearestName("", names).has_value());
    QVERIFY(!nearestName("zzzzzzzz", names).has_value());
    QCOMPARE(suggestion("sdg", names),
             std::string("Did you mean \"sgd\"? Allowed: adam, nesterov, momentum, sgd."));
  }

  void errorsReadAsOneLine() {
    QCOMPARE(toText(Error{"/a", "It is wrong.", "Mend it."}),
             std::string("/a: It is wrong. Mend it."));
    QCOMPARE(toText(Error{"", "It is wrong.", ""}), std::string("It is wrong."));
  }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
