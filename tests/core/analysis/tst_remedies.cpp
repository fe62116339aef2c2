// SPDX-License-Identifier: GPL-3.0-or-later
// What is offered against a plateau changes the design as it says, and runs.
#include "core/analysis/remedies.h"

#include <QtTest>
#include <set>

#include "core/experiment/validate.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

const Catalog& catalog() {
  static const Catalog kCatalog = makeCatalog();
  return kCatalog;
}

Experiment deep(const char* readout) {
  Experiment e = linesExample();
  e.stack = {blockOf("angle"),
             blockOf("layers", {{"layers", std::int64_t{6}}, {"per_qubit", true}}),
             blockOf("readout", {{"kind", std::string(readout)}})};
  assignIds(e.stack);
  return e;
}

std::set<std::string> idsOf(const Experiment& e) {
  std::set<std::string> ids;
  for (const Remedy& remedy : remediesFor(e, catalog())) ids.insert(remedy.id);
  return ids;
}

}  // namespace

class TestRemedies : public QObject {
  Q_OBJECT
 private slots:
  void onlyWhatWouldChangeSomethingIsOffered() {
    QVERIFY((idsOf(deep("parity")) ==
             std::set<std::string>{"local_cost", "identity", "small_angles", "fewer_layers"}));
    QVERIFY(!idsOf(deep("one")).contains("local_cost"));
    Experiment small = deep("one");
    small.train.initializer = {.type = "small_gaussian"};
    QVERIFY(!idsOf(small).contains("small_angles"));
    Experiment shallow = linesExample();
    QVERIFY(!idsOf(shallow).contains("fewer_layers"));
  }

  void everyRemedyLeavesADesignThatRuns() {
    const Experiment before = deep("all_zero");
    for (const Remedy& remedy : remediesFor(before, catalog())) {
      Experiment after = before;
      remedy.apply(after);
      QVERIFY2(after != before, remedy.id.c_str());
      QVERIFY2(check(after, catalog()).runnable(), remedy.id.c_str());
      QVERIFY(!remedy.label.empty() && !remedy.help.empty());
      // Once is enough, except for layers, of which half is left each time.
      Experiment again = after;
      remedy.apply(again);
      if (remedy.id != "fewer_layers") QVERIFY2(again == after, remedy.id.c_str());
    }
  }

  void fewerLayersStopGrowing() {
    Experiment e = deep("one");
    for (const Remedy& remedy : remediesFor(e, catalog())) {
      if (remedy.id == "fewer_layers") remedy.apply(e);
    }
    const Values& options = std::get<Block>(e.stack[1]).choice.options;
    QCOMPARE(std::get<std::int64_t>(options.at("layers")), std::int64_t{3});
    QCOMPARE(std::get<bool>(options.at("per_qubit")), false);
  }
};

QTEST_GUILESS_MAIN(TestRemedies)
#include "tst_remedies.moc"
