// SPDX-License-Identifier: GPL-3.0-or-later
// Light cones, factors and cuts of circuits that are easily worked out by hand.
#include <QtTest>

#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/engine.h"
#include "core/gradient/reduced_plan.h"

using namespace qonvolve;

namespace {

Op rotation(GateId gate, Wire wire, std::uint32_t parameter) {
  return {.gate = gate, .wires = {wire}, .angles = {Angle::parameter(parameter)}};
}

Op pair(GateId gate, Wire a, Wire b, std::uint32_t parameter) {
  return {.gate = gate, .wires = {a, b}, .angles = {Angle::parameter(parameter)}};
}

Circuit encoded(Wire wires) {
  Circuit c;
  c.wires = c.inputs = wires;
  for (Wire w = 0; w < wires; ++w) {
    c.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
  return c;
}

}  // namespace

class TestReducedPlan : public QObject {
  Q_OBJECT

 private slots:
  void gatesNoOutputSeesAreDropped() {
    Circuit c = encoded(4);
    c.ops.push_back(pair(GateId::RXX, 0, 1, 0));
    c.ops.push_back(pair(GateId::RXX, 2, 3, 1));
    c.ops.push_back(rotation(GateId::RX, 1, 2));
    c.outputs = {Observable::pauliZ(0)};
    const auto plan = reducedPlanKeeping(c, {}, 32);
    QVERIFY(plan);
    // Two encodings and one pair; wires 2 and 3, and the last rotation, are out of the light cone.
    QCOMPARE(plan->left.circuit.ops.size(), std::size_t{3});
    QCOMPARE(plan->left.factors.back().wires, (std::vector<Wire>{1, 0}));
    QCOMPARE(plan->traced, std::vector<Wire>{1});
    QCOMPARE(plan->right.controls, std::vector<Wire>{0});
    QVERIFY(plan->right.steps.empty());
  }

  void poolingIsCutBeforeItsControls() {
    Circuit c = encoded(4);
    c.ops.push_back(pair(GateId::RXX, 0, 1, 0));
    c.ops.push_back(pair(GateId::RXX, 2, 3, 1));
    c.ops.push_back(pair(GateId::CRX, 1, 0, 2));
    c.ops.push_back({.gate = GateId::X, .wires = {1}});
    c.ops.push_back(pair(GateId::CRZ, 1, 0, 3));
    c.ops.push_back(pair(GateId::CRX, 3, 2, 2));
    c.ops.push_back(pair(GateId::RXX, 0, 2, 4));
    c.outputs = {Observable::pauliZ(0)};
    const auto plan = reducedPlanKeeping(c, {0, 2}, 32);
    QVERIFY(plan);
    QCOMPARE(plan->right.kept, (std::vector<Wire>{0, 2}));
    QCOMPARE(plan->right.controls.size(), std::size_t{2});
    QVERIFY(plan->traced.empty());
    // Of the two outcomes of Z the one that is not the base is read: half of the rows.
    QCOMPARE(plan->right.rows.size(), std::size_t{2});
    QCOMPARE(plan->right.values, std::size_t{2});
    QCOMPARE(plan->left.circuit.ops.size(), std::size_t{6});
    QCOMPARE(plan->right.steps.size(), std::size_t{3});
    QVERIFY(plan->right.steps[0].controlled && plan->right.steps[1].controlled);
    QCOMPARE(plan->right.steps[0].patterns, 2U);
    QCOMPARE(plan->right.steps[1].patterns, 1U);
    QCOMPARE(plan->right.steps[2].patterns, 0U);
    // Factors 0|1 and 2|3 meet only at the cut.
    QCOMPARE(plan->left.factors.size(), std::size_t{7});
    QVERIFY(plan->left.factors.back().steps.empty());
  }

  void factorsMeetWhereTheyAreSmall() {
    Circuit c = encoded(8);
    for (const auto& [a, b] : {std::pair{0, 1}, {2, 3}, {4, 5}, {6, 7}, {1, 2}, {3, 4}, {5, 6}}) {
      c.ops.push_back(pair(GateId::RXX, static_cast<Wire>(a), static_cast<Wire>(b), 0));
    }
    c.outputs = {{.terms = {{1.0, 0, 0x2A}}}};  // Z1 Z3 Z5
    const auto plan = reducedPlanKeeping(c, {}, 32);
    QVERIFY(plan);
    // Pairs, two fours, then all: (5,6) does not wait for (3,4).
    std::vector<std::size_t> sizes;
    for (const Factor& f : plan->left.factors) {
      if (f.start == Factor::Start::Product) sizes.push_back(f.wires.size());
    }
    QCOMPARE(sizes, (std::vector<std::size_t>{2, 2, 2, 2, 4, 4, 8}));
  }

  void anglesOfTheSampleStayBeforeTheCut() {
    Circuit c = encoded(2);
    c.ops.push_back(pair(GateId::CRX, 1, 0, 0));
    c.ops.push_back({.gate = GateId::RY, .wires = {0}, .angles = {Angle::feature(1)}});
    c.ops.push_back(rotation(GateId::RX, 0, 1));
    c.ops.back().block = 1;  // a gate of another block than the one before the cut
    c.outputs = {Observable::pauliZ(0)};
    const auto plan = reducedPlanKeeping(c, {0}, 32);
    QVERIFY(plan);
    QCOMPARE(plan->left.circuit.ops.size(), std::size_t{4});
    QCOMPARE(plan->right.steps.size(), std::size_t{1});
    QCOMPARE(plan->traced, std::vector<Wire>{1});
  }

  void outputsShareTheirRows() {
    Circuit c = encoded(3);
    for (std::uint32_t k = 0; k < 4; ++k) c.outputs.push_back(Observable::probability(3, k));
    c.ops.push_back(pair(GateId::RXX, 0, 1, 0));
    const auto plan = reducedPlanKeeping(c, {0, 1}, 32);
    QVERIFY(plan);
    // Four probabilities, one of which is the base; the third wire is in no light cone.
    QCOMPARE(plan->right.values, std::size_t{4});
    QCOMPARE(plan->right.rows.size(), std::size_t{3});
    QCOMPARE(plan->left.factors.back().wires.size(), std::size_t{2});
    double sum = 0;
    for (const double base : plan->right.base) sum += base;
    QCOMPARE(sum, 1.0);
  }

  void axesThatExcludeEachOtherAreRefused() {
    Circuit c = encoded(2);
    c.outputs = {{.terms = {{1.0, 1, 0}}}, {.terms = {{1.0, 0, 1}}}};
    QVERIFY(!makeReducedPlan(c, 32));
    const auto choice = chooseEngine(c);
    QVERIFY(choice);
    QCOMPARE(choice->engine->id, std::string_view("generic"));
    c.outputs = {{.terms = {{1.0, 1, 2}, {0.5, 2, 2}}}};  // X0 Z1 and Y1
    QVERIFY(!makeReducedPlan(c, 32));
    c.outputs = {{.terms = {{1.0, 3, 2}, {0.5, 2, 2}}}};  // X0 Y1 and Y1
    QVERIFY(makeReducedPlan(c, 32));
  }

  void theBenchmarkIsCutAtItsFirstPooling() {
    const auto plan = makeReducedPlan(benchmarkQcnn(), 32);
    QVERIFY(plan);
    QCOMPARE(plan->right.kept, (std::vector<Wire>{0, 2, 4, 6}));
    QCOMPARE(plan->right.controls.size(), std::size_t{4});
    QCOMPARE(plan->right.rows.size(), std::size_t{8});
    QCOMPARE(plan->left.circuit.ops.size(), std::size_t{8 + 8 * 10});
    // The pairs (3,4) and (7,0) join two halves; 3 and 7 are discarded after them. Both are split,
    // and their second parts come first after the cut.
    const std::vector<Split>& splits = plan->left.factors.back().splits;
    QCOMPARE(splits.size(), std::size_t{2});
    QCOMPARE(splits[0].wires, (std::array<Wire, 2>{3, 4}));
    QCOMPARE(splits[1].wires, (std::array<Wire, 2>{7, 0}));
    QCOMPARE(splits[0].kind, splits[1].kind);
    QVERIFY(plan->left.factors.back().steps.empty());
    QCOMPARE(std::ranges::count_if(plan->right.steps,
                                   [&](const RightStep& s) { return s.split == splits[0].kind; }),
             std::ptrdiff_t{2});
    const auto choice = chooseEngine(benchmarkQcnn());
    QVERIFY(choice);
    QCOMPARE(choice->engine->id, std::string_view("reduced"));
    QVERIFY(choice->speedup > 2);
    QVERIFY(choice->text().starts_with("exact, reduced: "));
  }

  void circuitsWithoutUsefulCutAreLeftToTheGenericEngine() {
    // Rings of entanglers on wires that are all read: nothing is ever discarded.
    Circuit c = benchmarkLayers(6, 6);
    c.outputs.clear();
    for (Wire w = 0; w < 6; ++w) c.outputs.push_back({.terms = {{1.0, 0, std::uint64_t{1} << w}}});
    for (std::uint32_t w = 0; w < 6; ++w) {
      c.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
    }
    c.inputs = 6;
    const auto choice = chooseEngine(c);
    QVERIFY(choice);
    QCOMPARE(choice->engine->id, std::string_view("generic"));
    QVERIFY(choice->speedup == 1);
  }
};

QTEST_GUILESS_MAIN(TestReducedPlan)
#include "tst_reduced_plan.moc"
