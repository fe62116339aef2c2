// SPDX-License-Identifier: GPL-3.0-or-later
// What every entry of the catalog promises: ids, words, defaults, options that can be read.
#include "core/experiment/catalog.h"

#include <QtTest>
#include <functional>
#include <set>

using namespace qonvolve;

namespace {

struct Row {
  std::string kind;
  EntryInfo info;
  std::vector<Field> fields;
};

template <class Entry>
void addRows(const std::string& kind, const Registry<Entry>& registry, std::vector<Row>& rows) {
  for (const Entry& entry : registry.entries()) rows.push_back({kind, entry.info, entry.fields()});
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    const Catalog catalog = makeCatalog();
    std::vector<Row> list;
    addRows("block", catalog.blocks, list);
    addRows("source", catalog.sources, list);
    addRows("preprocessor", catalog.preprocessors, list);
    addRows("optimizer", catalog.optimizers, list);
    addRows("loss", catalog.losses, list);
    addRows("initializer", catalog.initializers, list);
    addRows("noise", catalog.noise, list);
    return list;
  }();
  return all;
}

bool isId(const std::string& text) {
  if (text.empty() || text.front() < 'a' || text.front() > 'z') return false;
  for (const char c : text) {
    if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

}  // namespace

class TestCatalog : public QObject {
  Q_OBJECT
 private slots:
  void holdsEveryKind() {
    const Catalog catalog = makeCatalog();
    for (const char* id : {"angle", "amplitude", "convolution", "pooling", "readout", "dense"}) {
      QVERIFY2(catalog.blocks.find(id) != nullptr, id);
    }
    for (const char* id : {"sgd", "momentum", "nesterov", "adam"}) {
      QVERIFY2(catalog.optimizers.find(id) != nullptr, id);
    }
    QVERIFY(catalog.sources.find("lines") != nullptr);
    QVERIFY(catalog.preprocessors.find("scale") != nullptr);
  }

  void everyEntryIsDescribed_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < rows().size(); ++i) {
      QTest::addRow("%s %s", rows()[i].kind.c_str(), rows()[i].info.id.c_str())
          << static_cast<int>(i);
    }
  }
  void everyEntryIsDescribed() {
    QFETCH(int, index);
    const Row& row = rows()[static_cast<std::size_t>(index)];
    QVERIFY(isId(row.info.id));
    QVERIFY(!row.info.label.empty());
    QVERIFY(!row.info.category.empty());
    QVERIFY(!row.info.summary.empty());
    QVERIFY(!row.info.help.empty());
    QVERIFY(!row.info.paper.empty());
    std::set<std::string> keys;
    for (const Field& field : row.fields) {
      QVERIFY2(isId(field.key), field.key.c_str());
      QVERIFY2(keys.insert(field.key).second, field.key.c_str());
      QVERIFY2(!field.label.empty(), field.key.c_str());
      QVERIFY2(!field.help.empty(), field.key.c_str());
      QVERIFY2(checkValue(field, field.defaultValue, ""), field.key.c_str());
      const auto back = parseValue(field, valueText(field.defaultValue), "");
      QVERIFY2(back, field.key.c_str());
      QVERIFY2(*back == field.defaultValue, field.key.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
