// SPDX-License-Identifier: GPL-3.0-or-later
// Schemas and registries: defaults, ranges, kinds, texts of errors.
#include <QtTest>
#include <limits>

#include "core/registry/registry.h"
#include "core/registry/schema.h"

using namespace qonvolve;

namespace {

struct Options {
  bool flag = true;
  std::int64_t count = 3;
  double rate = 0.05;
  std::string kind = "b";
  std::string file;
};

Schema<Options> schema() {
  return Schema<Options>{}
      .boolean("flag", &Options::flag, {"Flag", "A flag."})
      .integer("count", &Options::count, 1, 4, {"Count", "How many."})
      .real("rate", &Options::rate, 0, 10, {"Rate", "How fast."})
      .choice("kind", &Options::kind, {{"a", "A", ""}, {"b", "B", ""}}, {"Kind", "Which."})
      .path("file", &Options::file, {"File", "Where."});
}

struct Entry {
  EntryInfo info;
};

}  // namespace

class TestSchema : public QObject {
  Q_OBJECT
 private slots:
  void defaultsAreThoseOfTheStruct() {
    const auto options = schema().read({}, "/x");
    QVERIFY(options);
    QCOMPARE(options->count, std::int64_t{3});
    QCOMPARE(schema().fields()[1].defaultValue, Value(std::int64_t{3}));
    QCOMPARE(schema().fields()[3].defaultValue, Value(std::string("b")));
  }

  void writeAndReadAreInverse() {
    const Options options{false, 4, 1e-3, "a", "data.csv"};
    const auto read = schema().read(schema().write(options), "/x");
    QVERIFY(read);
    QCOMPARE(schema().write(*read), schema().write(options));
  }

  void badValuesNamePlaceRuleAndRemedy_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("above") << "count" << "9" << "Count is 9; it must be 1 to 4.";
    QTest::newRow("below") << "rate" << "-1" << "Rate is -1; it must be 0 to 10.";
    QTest::newRow("nan") << "rate" << "nan" << "Rate is nan; it must be 0 to 10.";
    QTest::newRow("no integer") << "count" << "1.5" << "Count is \"1.5\"; it must be a whole number.";
    QTest::newRow("no flag") << "flag" << "yes" << "Flag is \"yes\"; it must be true or false.";
    QTest::newRow("no choice") << "kind" << "c" << "Kind is \"c\", which does not exist.";
  }
  void badValuesNamePlaceRuleAndRemedy() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto options = schema();
    for (const Field& field : options.fields()) {
      if (field.key != key.toStdString()) continue;
      const auto value = parseValue(field, text.toStdString(), "/x/" + field.key);
      QVERIFY(!value);
      QCOMPARE(QString::fromStdString(value.error().message), message);
      QCOMPARE(value.error().where, "/x/" + field.key);
      QVERIFY(!value.error().hint.empty());
    }
  }

  void wrongKindsInFilesAreErrorsNotDefaults() {
    QVERIFY(!schema().read({{"count", std::string("3")}}, "/x"));
    QVERIFY(!schema().read({{"count", 3.0}}, "/x"));
    QVERIFY(!schema().read({{"flag", std::int64_t{1}}}, "/x"));
    const auto integerAsReal = schema().read({{"rate", std::int64_t{2}}}, "/x");
    QVERIFY(integerAsReal);
    QCOMPARE(integerAsReal->rate, 2.0);
  }

  void registryFindsByIdAndByOldId() {
    Registry<Entry> registry("fruit");
    registry.add({{.id = "apple", .label = "Apple", .category = "", .summary = "", .help = "",
                   .paper = "", .replaces = {"pomme"}}});
    QVERIFY(registry.find("apple") != nullptr);
    QCOMPARE(registry.find("pomme"), registry.find("apple"));
    QVERIFY(registry.find("pear") == nullptr);
    const auto missing = registry.require("aple", "/x/type");
    QVERIFY(!missing);
    QCOMPARE(missing.error().message, std::string("There is no fruit \"aple\"."));
    QVERIFY(missing.error().hint.find("apple") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
