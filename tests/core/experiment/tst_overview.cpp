// SPDX-License-Identifier: GPL-3.0-or-later
// The map of a design: every block is on it, wires lead from one to the next, dropped ones end.
#include <QtTest>
#include <algorithm>

#include "core/experiment/overview.h"
#include "core/experiment/validate.h"
#include "core/io/examples.h"

using namespace qonvolve;

namespace {

bool overlap(const DiagramRect& a, const DiagramRect& b) {
  constexpr double kTouch = 1e-9;
  return a.x + a.width > b.x + kTouch && b.x + b.width > a.x + kTouch &&
         a.y + a.height > b.y + kTouch && b.y + b.height > a.y + kTouch;
}

}  // namespace

class TestOverview : public QObject {
  Q_OBJECT

 private slots:
  void everyExampleHasASoundMap_data() {
    QTest::addColumn<QString>("id");
    for (const ExampleInfo& example : examples(catalog_)) {
      QTest::newRow(example.id.c_str()) << QString::fromStdString(example.id);
    }
  }
  void everyExampleHasASoundMap() {
    QFETCH(QString, id);
    auto experiment = loadExample(id.toStdString(), catalog_);
    QVERIFY(experiment);
    assignIds(experiment->stack);
    const Model model = check(*experiment, catalog_).model;
    const OverviewMap map = makeOverview(experiment->stack, model);
    std::size_t drawn = 0;
    for (const OverviewBox& box : map.boxes) {
      drawn += box.copies;
      QVERIFY(box.rect.x >= 0 && box.rect.y >= 0);
      QVERIFY(box.rect.x + box.rect.width <= map.width);
      QVERIFY(box.rect.y + box.rect.height <= map.height);
      QVERIFY(box.rect.height > 3);
    }
    QCOMPARE(drawn, model.spans.size());
    for (std::size_t i = 0; i < map.boxes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        QVERIFY2(!overlap(map.boxes[i].rect, map.boxes[j].rect),
                 (map.boxes[i].name + " on " + map.boxes[j].name).c_str());
      }
    }
    for (const OverviewWire& wire : map.wires) QVERIFY(wire.x1 > wire.x0);
    for (const OverviewLink& link : map.links) QVERIFY(link.x1 > link.x0 && link.values > 0);
  }

  void droppedWiresAreThoseOfThePoolings() {
    auto experiment = loadExample("lines", catalog_);
    QVERIFY(experiment);
    assignIds(experiment->stack);
    const OverviewMap map = makeOverview(experiment->stack, check(*experiment, catalog_).model);
    const auto dropped = std::ranges::count_if(map.wires, &OverviewWire::dropped);
    QCOMPARE(dropped, std::ptrdiff_t{7});  // 8 qubits to 1
    QVERIFY(map.links.empty());            // one circuit
    const auto readout = std::ranges::find(map.boxes, "Readout", &OverviewBox::category);
    QVERIFY(readout != map.boxes.end());
    QCOMPARE(readout->wiresIn, std::size_t{1});
    // The readout stands on the wire that is left.
    const auto last = std::ranges::max_element(map.wires, {}, &OverviewWire::x1);
    QVERIFY(!last->dropped);
    QCOMPARE(last->x1, readout->rect.x);
  }

  void lanesStandBelowEachOtherUnderTheirNames() {
    auto experiment = loadExample("two-lanes", catalog_);
    QVERIFY(experiment);
    assignIds(experiment->stack);
    const OverviewMap map = makeOverview(experiment->stack, check(*experiment, catalog_).model);
    std::vector<const OverviewSection*> lanes;
    for (const OverviewSection& section : map.sections) {
      if (findLane(experiment->stack, section.id) != nullptr) lanes.push_back(&section);
    }
    QCOMPARE(lanes.size(), std::size_t{2});
    QVERIFY(!lanes[0]->title.empty());
    QVERIFY(lanes[0]->rect.y + lanes[0]->rect.height <= lanes[1]->rect.y + 20);
    QVERIFY(!overlap(lanes[0]->rect, lanes[1]->rect));
  }

  void aBypassedBlockIsNotOnTheMap() {
    auto experiment = loadExample("lines", catalog_);
    QVERIFY(experiment);
    assignIds(experiment->stack);
    const std::size_t before =
        makeOverview(experiment->stack, check(*experiment, catalog_).model).boxes.size();
    auto& block = std::get<Block>(experiment->stack[1]);
    block.bypassed = true;
    const OverviewMap map = makeOverview(experiment->stack, check(*experiment, catalog_).model);
    QCOMPARE(map.boxes.size(), before - 1);
    QVERIFY(std::ranges::none_of(map.boxes,
                                 [&](const OverviewBox& box) { return box.block == block.id; }));
  }

  void anEmptyDesignHasAnEmptyMap() { QVERIFY(makeOverview({}, {}).boxes.empty()); }

 private:
  Catalog catalog_ = makeCatalog();
};

QTEST_GUILESS_MAIN(TestOverview)
#include "tst_overview.moc"
