// SPDX-License-Identifier: GPL-3.0-or-later
// Class selection, row subsets and the refusal of values that are not numbers.
#include "core/data/source.h"

#include <QtTest>
#include <limits>

#include "tests/core/data/builders.h"

using namespace qonvolve;

namespace {

Dataset fruit() {
  Dataset data = makeDataset({{0}, {1}, {2}, {3}, {4}}, {0, 1, 2, 1, 0});
  data.classNames = {"apple", "pear", "7", "plum"};
  return data;
}

}  // namespace

class TestSource : public QObject {
  Q_OBJECT
 private slots:
  void subsetKeepsOrderAndNames() {
    const Dataset part = subset(fruit(), {3, 0});
    QCOMPARE(part.x(0, 0), 3.0);
    QCOMPARE(part.x(1, 0), 0.0);
    QCOMPARE(part.y, (std::vector<int>{1, 0}));
    QCOMPARE(part.classNames, fruit().classNames);
  }
  void chosenClassesAreRelabelledInTheirOrder() {
    const auto data = selectClasses(fruit(), {"pear", "0"}, "/data/classes");
    QVERIFY(data.has_value());
    QCOMPARE(data->classNames, (std::vector<std::string>{"pear", "apple"}));
    QCOMPARE(data->y, (std::vector<int>{1, 0, 0, 1}));
    QCOMPARE(data->x(2, 0), 3.0);
  }
  void aNameWinsOverANumber() {
    const auto data = selectClasses(fruit(), {"7", "0"}, "");
    QVERIFY(data.has_value());
    QCOMPARE(data->classNames, (std::vector<std::string>{"7", "apple"}));
    QCOMPARE(classCounts(*data), (std::vector<int>{1, 2}));
  }
  void aTestSetMayLackAClass() {
    SourceData data{fruit(), subset(fruit(), {0, 4})};
    const auto chosen = selectClasses(std::move(data), {"pear", "apple"}, "");
    QVERIFY(chosen.has_value());
    QCOMPARE(chosen->test->y, (std::vector<int>{1, 1}));
    QCOMPARE(chosen->test->classNames.size(), std::size_t{2});
  }
  void wrongClassesAreNamed_data() {
    QTest::addColumn<QStringList>("classes");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown") << QStringList{"aple", "pear"}
                             << "/c: There is no class \"aple\". Did you mean \"apple\"? "
                                "Allowed: apple, pear, 7, plum.";
    QTest::newRow("number too large") << QStringList{"0", "4"}
                                      << "/c: There is no class \"4\". Did you mean \"7\"? "
                                         "Allowed: apple, pear, 7, plum.";
    QTest::newRow("twice") << QStringList{"apple", "0"}
                           << "/c: Class \"0\" is named twice. Name each class once.";
    QTest::newRow("one") << QStringList{"apple"}
                         << "/c: Only one class is chosen (apple). "
                            "Choose at least two, or none to keep all.";
    QTest::newRow("empty") << QStringList{"apple", "plum"}
                           << "/c: Class \"plum\" has no samples. Classes with samples: apple.";
    QTest::newRow("empty among all") << QStringList{}
                                     << "/c: Class \"plum\" has no samples. "
                                        "Classes with samples: apple, pear, 7.";
  }
  void wrongClassesAreNamed() {
    QFETCH(QStringList, classes);
    QFETCH(QString, text);
    std::vector<std::string> names;
    for (const QString& name : classes) names.push_back(name.toStdString());
    QCOMPARE(errorText(selectClasses(fruit(), names, "/c")), text);
  }
  void aSingleClassIsRefused() {
    QCOMPARE(errorText(selectClasses(makeDataset({{1}}, {0}), {}, "/c")),
             QString("/c: The data have only one class (a). A classifier needs at least two."));
  }
  void valuesThatAreNotFiniteAreNamed() {
    Dataset data = makeDataset({{0, 1}, {2, 3}}, {0, 1});
    QVERIFY(checkFinite(data, "source", "", "").has_value());
    data.x(1, 0) = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(errorText(checkFinite(data, "test", "/data/source", "Repair it.")),
             QString("/data/source: Sample 2 of the test data: feature 1 is nan. Repair it."));
    data.x(0, 1) = -std::numeric_limits<double>::infinity();
    data.featureNames = {"length", "width"};
    QCOMPARE(errorText(checkFinite(data, "test", "", "")),
             QString("Sample 1 of the test data: feature \"width\" is -inf."));
  }
};

QTEST_GUILESS_MAIN(TestSource)
#include "tst_source.moc"
