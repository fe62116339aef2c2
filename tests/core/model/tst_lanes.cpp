// SPDX-License-Identifier: GPL-3.0-or-later
// Lanes side by side: how they are compiled, what a fusion does with them, and what cannot be.
#include <QtTest>
#include <cmath>
#include <numbers>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

constexpr auto kShare = Lane::Features::Share;

std::string id(const char* text) {
  return text;
}

/// One qubit a lane, a fusion, and <Z> of the first or last qubit that is left.
Model fusedPair(const Values& fusion, const char* which) {
  const Compiled result =
      compiled({lanes({lane({block("angle")}, kShare), lane({block("angle")}, kShare)},
                      block("fusion", fusion)),
                block("readout", {{"which", id(which)}})},
               2);
  if (!result.errors.empty()) qWarning("%s", errorText(result).c_str());
  return result.model;
}

/// Two lanes with circuits of their own: different encodings, depths and widths.
Stack twoScales(Block fusion) {
  const Values so4 = {{"ansatz", id("so4")}};
  const Values ttn = {{"ansatz", id("ttn")}};
  return {lanes({lane({block("dense_angle"), block("convolution", so4)}),
                 lane({block("zz"), block("convolution", ttn),
                       repeated(1, {block("pooling", {{"kind", id("crot")}})})})},
                std::move(fusion)),
          block("convolution", ttn), block("readout")};
}

}  // namespace

class TestLanes : public QObject {
  Q_OBJECT

 private slots:
  void fusionGateReproducesPublishedNumbers() {
    const std::vector<double> x = {0.4, 1.1};
    const std::vector<double> theta = {.1, .2, .3, .4, .5, .6, .7};
    const Values all = {{"keep", id("all")}};
    QVERIFY(std::abs(evaluate(fusedPair({}, "last"), theta, x).outputs[0] - 0.46753624) < 1e-8);
    QVERIFY(std::abs(evaluate(fusedPair(all, "first"), theta, x).outputs[0] + 0.80298927) < 1e-8);
    const std::vector<double> zero(7, 0);
    QVERIFY(std::abs(evaluate(fusedPair({}, "last"), zero, x).outputs[0] - std::cos(1.1)) < 1e-12);
    QVERIFY(std::abs(evaluate(fusedPair(all, "first"), zero, x).outputs[0] + std::cos(.4)) < 1e-12);
  }

  // theta2 = theta3 = theta4 = pi/2 is a SWAP up to a phase: the first lane takes over.
  void fusionReachesTheSwap() {
    std::vector<double> theta(7, 0);
    std::fill(theta.begin() + 2, theta.begin() + 5, std::numbers::pi / 2);
    const double z = evaluate(fusedPair({}, "last"), theta, {0.4, 1.1}).outputs[0];
    QVERIFY(std::abs(z - std::cos(0.4)) < 1e-12);
  }

  void parametersFollowTheOptions_data() {
    QTest::addColumn<QString>("gate");
    QTest::addColumn<QString>("sharing");
    QTest::addColumn<int>("parameters");
    QTest::newRow("cartan") << "cartan" << "separate" << 14;
    QTest::newRow("cartan shared") << "cartan" << "shared" << 7;
    QTest::newRow("controlled") << "controlled" << "separate" << 8;
    QTest::newRow("su4 shared") << "su4" << "shared" << 15;
  }
  void parametersFollowTheOptions() {
    QFETCH(QString, gate);
    QFETCH(QString, sharing);
    const Compiled result = compiled(
        {lanes({lane({block("angle")}), lane({block("angle")})},
               block("fusion", {{"gate", gate.toStdString()}, {"sharing", sharing.toStdString()}})),
         block("readout")},
        2);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    QTEST(static_cast<int>(result.model.parameterCount), "parameters");
    QCOMPARE(circuitOf(result.model).wires, 4U);
    QCOMPARE(result.model.spans.back().wiresIn.size(), std::size_t{2});
  }

  void lanesOfTheirOwnBecomeOneCircuit() {
    const Compiled result = compiled(twoScales(block("fusion")), 4);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    const Model& model = result.model;
    QCOMPARE(model.stages.size(), std::size_t{1});
    const Circuit& circuit = circuitOf(model);
    QCOMPARE(circuit.wires, 2U + 4U);
    QCOMPARE(circuit.inputs, 8U);
    std::size_t next = 0;
    for (const BlockSpan& span : model.spans) {
      QCOMPARE(span.stage, 0U);
      QCOMPARE(std::size_t{span.firstOp}, next);
      next += span.opCount;
      for (std::size_t k = span.firstOp; k < next; ++k) QCOMPARE(circuit.ops[k].block, span.block);
    }
    QCOMPARE(next, circuit.ops.size());
  }

  // Without a fusion gate the joint state is a product, so each lane alone gives the same value.
  void lanesDoNotTouchEachOther() {
    const Stack first = {block("dense_angle"), block("convolution", {{"ansatz", id("so4")}})};
    const Stack second = {block("zz"), block("convolution", {{"ansatz", id("ttn")}})};
    const auto alone = [&](Stack stack, const char* which) {
      stack.push_back(block("readout", {{"which", id(which)}}));
      return compiled(stack, 4).model;
    };
    const auto beside = [&](const char* which) {
      return compiled({lanes({lane(first), lane(second)}, block("join")),
                       block("readout", {{"which", id(which)}})},
                      4)
          .model;
    };
    const std::vector<double> x = {.3, 1.2, .7, -.5};
    const Model both = beside("first");
    const std::vector<double> theta = randomValues(both.parameterCount, "theta");
    const std::vector<double> head(theta.begin(), theta.begin() + 6);
    const std::vector<double> tail(theta.begin() + 6, theta.end());
    QVERIFY(largestDifference(evaluate(both, theta, x).outputs,
                              evaluate(alone(first, "first"), head, x).outputs) < 1e-12);
    QVERIFY(largestDifference(evaluate(beside("last"), theta, x).outputs,
                              evaluate(alone(second, "last"), tail, x).outputs) < 1e-12);
  }

  void gradientsPassThroughLanes_data() {
    QTest::addColumn<QString>("fusion");
    QTest::addColumn<bool>("measured");
    QTest::newRow("gate") << "fusion" << false;
    QTest::newRow("join") << "join" << false;
    QTest::newRow("values into the gate") << "fusion" << true;
    QTest::newRow("values side by side") << "join" << true;
    QTest::newRow("sum") << "add" << true;
  }
  void gradientsPassThroughLanes() {
    QFETCH(QString, fusion);
    QFETCH(bool, measured);
    Stack stack;
    if (measured) {
      stack = {lanes(
          {lane({block("angle"), block("convolution", {{"ansatz", id("ttn")}}), block("measure")}),
           lane({block("amplitude", {{"qubits", integer(3)}}),
                 block("convolution", {{"ansatz", id("ttn")}}), block("measure")})},
          block(fusion.toStdString()))};
      if (fusion != "fusion") stack.push_back(block("dense"));
      if (fusion == "fusion") stack.push_back(block("readout"));
    } else {
      stack = twoScales(block(fusion.toStdString()));
    }
    const Compiled result = compiled(stack, measured ? 3 : 4);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    const Model& model = result.model;
    const auto theta = randomValues(model.parameterCount, "theta");
    const auto x = randomValues(model.features, "x", 0.2, 1.4);
    const std::vector<double> weights = randomValues(model.head.outputs, "weights");
    const ModelGradient exact = evaluate(model, theta, x, weights);
    const ModelGradient differences = finiteDifferences(model, theta, x, weights);
    QVERIFY(largestDifference(exact.parameters, differences.parameters) < 1e-9);
    QVERIFY(largestDifference(exact.inputs, differences.inputs) < 1e-9);
  }

  void lanesOnAnEncodingShareItsQubits() {
    const Compiled result = compiled(
        {block("angle"),
         lanes({lane({block("convolution")}), lane({block("pooling"), block("convolution")})},
               block("fusion")),
         block("readout")},
        8);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    const auto& spans = result.model.spans;
    QVERIFY((spans[1].wiresIn == std::vector<Wire>{0, 1, 2, 3}));
    QVERIFY((spans[2].wiresIn == std::vector<Wire>{4, 5, 6, 7}));
    QVERIFY((spans[3].wiresIn == std::vector<Wire>{4, 6}));
    // The first two of lane 1 meet the two of lane 2; the others go on beside them.
    QVERIFY((spans[4].wiresIn == std::vector<Wire>{0, 1, 2, 3, 4, 6}));
    QVERIFY((spans[4].wiresOut == std::vector<Wire>{2, 3, 4, 6}));
  }

  void aShareIsAPartOfTheFeatures() {
    const Compiled result =
        compiled({lanes({lane({block("angle")}, kShare), lane({block("angle")}, kShare),
                         lane({block("angle")}, kShare)},
                        block("join")),
                  block("readout")},
                 7);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    const PlacedStage& placed = result.model.stages[0];
    QCOMPARE(placed.inputs.size(), std::size_t{7});
    for (std::uint32_t i = 0; i < 7; ++i) QCOMPARE(placed.inputs[i].index, i);
    QCOMPARE(result.model.spans[0].wiresOut.size(), std::size_t{2});
    QCOMPARE(result.model.spans[2].wiresOut.size(), std::size_t{3});
  }

  // Two channels at each word: shares of whole words keep them, others have one.
  void sharesKeepChannelsOfWholeWords_data() {
    QTest::addColumn<std::uint32_t>("words");
    QTest::addColumn<int>("parameters");  // of the pointwise convolutions, 4 each
    QTest::newRow("whole words") << 4U << 8;
    QTest::newRow("cut words") << 3U << 0;
  }
  void sharesKeepChannelsOfWholeWords() {
    QFETCH(std::uint32_t, words);
    QFETCH(int, parameters);
    const auto withLanes = [&](const Block& first, const Block& each, const Block& last) {
      return compiledText({first, lanes({lane({each}, kShare), lane({each}, kShare)}, last),
                           block(last.choice.type == "join" ? "readout" : "dense")},
                          words, 5);
    };
    const Compiled qubits = withLanes(block("token_table", {{"channels", integer(2)}}),
                                      block("pointwise"), block("join"));
    QVERIFY2(qubits.errors.empty(), errorText(qubits).c_str());
    int found = 0;
    for (const BlockSpan& span : qubits.model.spans) {
      if (span.typeId == "pointwise") found += static_cast<int>(span.parameterCount);
    }
    QCOMPARE(found, parameters);
    const Compiled values = withLanes(block("word_vectors", {{"width", integer(2)}}),
                                      block("attention", {{"kind", id("softmax")}}), block("add"));
    QVERIFY2(values.errors.empty(), errorText(values).c_str());
    for (const PlacedStage& placed : values.model.stages) {
      QCOMPARE(placed.copies * inputsOf(placed.stage), std::uint32_t(placed.inputs.size()));
    }
  }

  void aBypassedLaneLeavesTheOthersAlone() {
    Stack stack = twoScales(block("fusion"));
    std::get<Parallel>(stack[0]).lanes[0].bypassed = true;
    std::get<Block>(stack[1]).bypassed = true;
    const Compiled result = compiled(stack, 4);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    QCOMPARE(circuitOf(result.model).wires, 4U);
    for (const BlockSpan& span : result.model.spans) QVERIFY(span.typeId != "fusion");
  }

  void threeLanesFoldFromTheLeft() {
    const Compiled result =
        compiled({lanes({lane({block("angle")}), lane({block("angle")}), lane({block("angle")})},
                        block("fusion")),
                  block("readout")},
                 2);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    QCOMPARE(result.model.parameterCount, 28U);
    QVERIFY((result.model.spans.back().wiresIn == std::vector<Wire>{4, 5}));
  }

  void lanesWithinLanes() {
    const Compiled result = compiled(
        {block("angle"),
         lanes({lane({lanes({lane({block("convolution")}), lane({})}, block("fusion"))}), lane({})},
               block("join")),
         block("readout")},
        8);
    QVERIFY2(result.errors.empty(), errorText(result).c_str());
    QVERIFY((result.model.spans[1].wiresIn == std::vector<Wire>{0, 1}));
    QVERIFY((result.model.spans[2].wiresOut == std::vector<Wire>{2, 3}));
    QVERIFY((result.model.spans[3].wiresOut == std::vector<Wire>{2, 3, 4, 5, 6, 7}));
  }

  void mistakesAreSaidWhereTheyAre_data() {
    QTest::addColumn<QString>("design");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("words");
    QTest::newRow("mixed") << "mixed" << "/stack/0" << "some end with qubits and some with values";
    QTest::newRow("readout") << "readout" << "/stack/0/lanes/1/1" << "cannot stand in a lane";
    QTest::newRow("measure") << "measure" << "/stack/1/lanes/0/0" << "share the qubits";
    QTest::newRow("add") << "add" << "/stack/0/fusion" << "not measured yet";
    QTest::newRow("lengths") << "lengths" << "/stack/0/fusion" << "3 and 4";
    QTest::newRow("alone") << "alone" << "/stack/1" << "no lanes here";
    QTest::newRow("none left") << "none" << "/stack/0" << "all are bypassed";
    QTest::newRow("too wide") << "wide" << "/stack/0" << "together they need 32 qubits";
    QTest::newRow("few qubits") << "few" << "/stack/1" << "3 lanes share 2 qubits";
    QTest::newRow("no fusion") << "wrong" << "/stack/0/fusion/type" << "does not join lanes";
  }
  void mistakesAreSaidWhereTheyAre() {
    QFETCH(QString, design);
    const Lane plain = lane({block("angle")});
    const Lane measured = lane({block("angle"), block("measure")});
    std::uint32_t features = 4;
    Stack stack{lanes({plain, plain}, block("fusion")), block("readout")};
    auto& first = std::get<Parallel>(stack[0]);
    if (design == "mixed") first.lanes[1] = measured;
    if (design == "readout") first.lanes[1].body.push_back(block("readout"));
    if (design == "add") first.fusion = block("add");
    if (design == "lengths") {
      first = lanes({measured, lane({block("angle"), block("measure")}, kShare)}, block("add"));
      first.lanes[0] = lane({block("dense", {{"outputs", integer(3)}})});
      first.lanes[1] = measured;
    }
    if (design == "alone") stack = {block("angle"), block("fusion"), block("readout")};
    if (design == "none") first.lanes[0].bypassed = first.lanes[1].bypassed = true;
    if (design == "wide") features = 16;
    if (design == "few") {
      stack = {block("angle"), lanes({lane({}), lane({}), lane({})}, block("join")),
               block("readout")};
      features = 2;
    }
    if (design == "wrong") first.fusion = block("pooling");
    if (design == "measure") {
      stack = {block("angle"), lanes({lane({block("measure")}), lane({})}, block("join")),
               block("readout")};
    }
    const Compiled result = compiled(stack, features);
    QVERIFY(!result.errors.empty());
    QTEST(QString::fromStdString(result.errors[0].where), "where");
    QFETCH(QString, words);
    QVERIFY2(QString::fromStdString(result.errors[0].message).contains(words),
             result.errors[0].message.c_str());
    QVERIFY(!result.errors[0].hint.empty());
  }

  void deepNestingIsRefused() {
    Stack body{block("convolution")};
    for (int depth = 0; depth < 8; ++depth) body = {repeated(100, body)};
    body.insert(body.begin(), block("angle"));
    const Compiled result = compiled(body, 2);
    QVERIFY(!result.errors.empty());
    QVERIFY(result.errors[0].message.find("deep") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
