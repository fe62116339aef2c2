// SPDX-License-Identifier: GPL-3.0-or-later
// JSON documents: exact values, positions, limits.
#include <QtTest>
#include <cmath>
#include <limits>
#include <random>

#include "core/io/json_reader.h"
#include "core/io/migrations/migrations.h"

using namespace qonvolve;

namespace {

std::string errorOf(std::string_view text) {
  const auto json = parseJson(text, "a.json");
  return json ? std::string("no error") : toText(json.error());
}

}  // namespace

class TestJson : public QObject {
  Q_OBJECT
 private slots:
  void doublesReadBackToTheSameBits() {
    std::mt19937_64 random(7);
    for (int i = 0; i < 20000; ++i) {
      const auto value = std::bit_cast<double>(random());
      if (!std::isfinite(value)) continue;
      const std::string text = writeJson(value, JsonLayout::Compact);
      QVERIFY(text.find_first_of(".e") != std::string::npos);
      const auto back = parseJson(text);
      QVERIFY(back);
      QCOMPARE(std::bit_cast<std::uint64_t>(*back->as<double>()),
               std::bit_cast<std::uint64_t>(value));
    }
    QCOMPARE(writeJson(1.0, JsonLayout::Compact), std::string("1.0"));
    QCOMPARE(writeJson(-0.0, JsonLayout::Compact), std::string("-0.0"));
  }

  void integersKeepAll64Bits() {
    const auto json = parseJson("[9007199254740993, -9223372036854775808, 18446744073709551615]");
    QVERIFY(json);
    const auto& list = *json->as<JsonArray>();
    QCOMPARE(*list[0].as<std::int64_t>(), std::int64_t{9007199254740993});
    QCOMPARE(*list[1].as<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(*list[2].as<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  }

  void nonFiniteNumbersAreTexts() {
    Json json = Json::object();
    json.set("x", jsonNumber(std::numeric_limits<double>::infinity()));
    json.set("y", jsonNumber(std::nan("")));
    const std::string text = writeJson(json, JsonLayout::Compact);
    QCOMPARE(text, std::string(R"({"x":"inf","y":"nan"})"));
    const auto back = parseJson(text);
    ReadLog log;
    const JsonReader reader(*back, "", log);
    QCOMPARE(*reader.real("x"), std::numeric_limits<double>::infinity());
    QVERIFY(std::isnan(*reader.real("y")));
    QVERIFY(log.errors.empty());
  }

  void valuesKnowTheirPosition() {
    const auto json = parseJson("{\n  \"a\": [1, 2.5],\n\t\"b\\\"\": {\"c\": \"x\\ny\"}\n}");
    QVERIFY(json);
    const Json& second = (*json->find("a")->as<JsonArray>())[1];
    QCOMPARE(second.line, 2U);
    QCOMPARE(second.column, 12U);
    const Json& c = *json->find("b\"")->find("c");
    QCOMPARE(c.line, 3U);
    QCOMPARE(c.column, 15U);
  }

  void messagesNamePathLineAndColumn() {
    const auto json = parseJson("{\"stack\": [\n {\"type\": 5}]}");
    ReadLog log;
    const JsonReader root(*json, "", log);
    QVERIFY(!root.items("stack").front().text("type"));
    QCOMPARE(log.errors.front().where, std::string("/stack/0/type (line 2, column 11)"));
    QCOMPARE(log.errors.front().message, std::string("Found a whole number; text is needed here."));
  }

  void badTextIsAnErrorWithPosition_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << QByteArray() << "a.json:1:1";
    QTest::newRow("cut") << QByteArray("{\n \"a\": [1,") << "a.json:2";
    QTest::newRow("trailing") << QByteArray("[1] x") << "a.json:1:5";
    QTest::newRow("duplicate") << QByteArray("{\"a\":1,\n\"a\":2}")
                               << "a.json:2:1: The member \"a\"";
    QTest::newRow("too large") << QByteArray("[1e400]") << "too large";
    QTest::newRow("lone surrogate") << QByteArray("[\"\\ud800\"]") << "a.json:1";
    QTest::newRow("not UTF-8") << QByteArray("[\"\xff\"]") << "a.json:1";
    QTest::newRow("NUL") << QByteArray("[\0]", 3) << "a.json:1";
    QTest::newRow("deep") << QByteArray(65, '[') << "deeper than 64";
    QTest::newRow("million deep") << QByteArray(1'000'000, '[') << "deeper than 64";
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(70) << "deeper than 64";
  }
  void badTextIsAnErrorWithPosition() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const std::string error = errorOf(std::string_view(text.data(), std::size_t(text.size())));
    QVERIFY2(QString::fromStdString(error).contains(part), error.c_str());
  }

  void sixtyFourLevelsAreAllowed() {
    QVERIFY(parseJson(std::string(64, '[') + std::string(64, ']')));
  }

  void byteOrderMarkIsSkipped() {
    const auto json = parseJson("\xEF\xBB\xBF[1]");
    QVERIFY(json);
    QCOMPARE((*json->as<JsonArray>())[0].line, 1U);
  }

  void aMillionKeysAreRead() {
    std::string text = "{";
    for (int i = 0; i < 1'000'000; ++i) {
      text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
    }
    text += "}";
    const auto json = parseJson(text);
    QVERIFY(json);
    QCOMPARE(json->as<JsonObject>()->size(), std::size_t{1'000'000});
  }

  void prettyTextReadsBack() {
    Json json = Json::object();
    json.set("short", JsonArray{1, 2, 3});
    json.set("text", "quote \" backslash \\ tab \t control \x01 umlaut \xC3\xBC");
    JsonArray numbers;
    for (int i = 0; i < 100; ++i) numbers.emplace_back(i * 0.1);
    json.set("numbers", numbers);
    json.set("empty", Json::object());
    Json nested = Json::object();
    nested.set("deep", JsonArray{JsonArray{}, Json(), true});
    json.set("nested", nested);
    const std::string text = writeJson(json);
    const auto back = parseJson(text);
    QVERIFY2(back, text.c_str());
    QVERIFY(*back == json);
    for (const QByteArray& line : QByteArray::fromStdString(text).split('\n')) {
      QVERIFY2(line.size() <= 102, line.constData());
    }
  }

  void textThatIsNotUtf8IsWrittenAsReplacement() {
    const std::string text = writeJson(Json("a\xFFz"), JsonLayout::Compact);
    QCOMPARE(text, std::string("\"a\xEF\xBF\xBDz\""));
  }

  void unknownMembersAreKeptAndWarnedAbout() {
    const auto json = parseJson(R"({"epochs": 3, "epocs": 4, "deep": {"x": [1]}})");
    ReadLog log;
    const JsonReader root(*json, "/train", log);
    QCOMPARE(root.unknown({"epochs"}), std::string(R"({"epocs":4,"deep":{"x":[1]}})"));
    QCOMPARE(log.warnings.size(), std::size_t{2});
    QVERIFY(log.warnings[0].hint.find("epochs") != std::string::npos);
    QVERIFY(log.errors.empty());
  }

  void pointersEscapeSlashAndTilde() { QCOMPARE(pointerToken("a/b~c"), std::string("a~1b~0c")); }

  void migrationsRunInOrder() {
    const std::vector<Migration> steps = {
        {1,
         [](Json json, std::vector<std::string>& notes) -> Result<Json> {
           json.set("two", *json.find("one"));
           json.remove("one");
           notes.emplace_back("one is called two now.");
           return json;
         }},
        {2, [](Json json, std::vector<std::string>&) -> Result<Json> {
           json.set("three", true);
           return json;
         }}};
    std::vector<std::string> notes;
    const auto done = migrate(*parseJson(R"({"version": 1, "one": 5})"), 3, steps, notes);
    QVERIFY(done);
    QCOMPARE(writeJson(*done, JsonLayout::Compact),
             std::string(R"({"version":3,"two":5,"three":true})"));
    QCOMPARE(notes.size(), std::size_t{1});
  }

  void versionsThatCannotBeReadAreRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("newer") << R"({"version": 4})"
                           << "made by a newer version (format 4; this one reads up to 1). "
                              "Nothing was changed.";
    QTest::newRow("none") << "{}" << "missing";
    QTest::newRow("text") << R"({"version": "1"})" << "missing or not a whole number";
    QTest::newRow("zero") << R"({"version": 0})" << "never published";
    QTest::newRow("negative") << R"({"version": -9223372036854775808})" << "never published";
  }
  void versionsThatCannotBeReadAreRefused() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    std::vector<std::string> notes;
    const auto done = migrate(*parseJson(text.toStdString()), 1, experimentMigrations(), notes);
    QVERIFY(!done);
    QVERIFY2(QString::fromStdString(done.error().message).contains(part),
             done.error().message.c_str());
  }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
