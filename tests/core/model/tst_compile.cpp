// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled structure: wiring of layers, names, spans, parameters, repeated sections, readouts.
#include <QtTest>
#include <bit>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

/// The wire pairs of the two-wire operations in [first, first + count), "01 23 12".
QString pairsOf(const Circuit& circuit, const BlockSpan& span) {
  QStringList pairs;
  for (std::uint32_t k = span.firstOp; k < span.firstOp + span.opCount; ++k) {
    const Op& op = circuit.ops[k];
    if (gateInfo(op.gate).wires != 2) continue;
    pairs << QString("%1%2").arg(op.wires[0]).arg(op.wires[1]);
  }
  return pairs.join(' ');
}

std::vector<QString> convolutionPairs(const Stack& stack, std::uint32_t features) {
  const auto result = compiled(stack, features);
  std::vector<QString> pairs;
  for (const BlockSpan& span : result.model.spans) {
    if (span.typeId == "convolution") pairs.push_back(pairsOf(circuitOf(result.model), span));
  }
  return pairs;
}

Block ttn(const std::string& boundary, const std::string& order) {
  return block("convolution",
               {{"ansatz", std::string("ttn")}, {"boundary", boundary}, {"order", order}});
}

/// A design around one block; with tokens the features are a vocabulary.
struct Sample {
  Stack stack;
  std::uint32_t features = 0;
  std::uint32_t tokens = 0;
};

Sample smallestWith(const BlockType& type, std::uint32_t n) {
  const std::string& id = type.info.id;
  const Block it = block(id);
  const auto is = [&](std::initializer_list<const char*> ids) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  if (id == "token_table") return {{it, block("readout")}, n, n};
  if (is({"word_embedding", "word_vectors"})) return {{it, block("dense")}, n, n};
  if (id == "attention") {
    return {{block("word_vectors", {{"width", integer(6)}}), it, block("dense")}, n, n};
  }
  if (is({"sentence_embedding", "sentence_vector", "depthwise_values", "pointwise_values",
          "mean_positions", "positions", "classical_convolution", "max_pooling"})) {
    return {{it, block("dense")}, n};
  }
  if (is({"logit", "dense"})) return {{it}, n};
  if (is({"readout", "fully_connected"})) return {{block("angle"), it}, n};
  if (id == "measure") return {{block("angle"), it, block("dense")}, n};
  if (type.info.category == "Encoding") {
    std::uint32_t features = n;
    if (id == "amplitude") features = 1U << n;
    if (id == "hde") features = n / 2 * 4;
    if (id.starts_with("hae")) features = n / 2 * 3;
    if (id == "dense_angle") features = 2 * n;
    return {{it, block("readout")}, features};
  }
  if (type.info.category == "Fusion") {
    const Stack body{block("angle"), block("measure")};
    return {{lanes({lane(body), lane(body)}, it), block(id == "fusion" ? "readout" : "dense")}, n};
  }
  return {{block("angle"), it, block("measure"), block("dense")}, n};
}

}  // namespace

class TestCompile : public QObject {
  Q_OBJECT

 private slots:
  void wiresConvolutions_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("boundary");
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("pairs");
    const auto row = [](int width, const char* boundary, const char* order, const char* pairs) {
      QTest::addRow("%d %s %s", width, boundary, order) << width << boundary << order << pairs;
    };
    row(2, "periodic", "ring", "01");
    row(2, "periodic", "published", "01");
    row(3, "periodic", "ring", "01 12 20");
    row(3, "open", "ring", "01 12");
    row(4, "periodic", "ring", "01 23 12 30");
    row(4, "periodic", "published", "03 01 23 12");
    row(4, "open", "published", "01 23 12");
    row(5, "periodic", "ring", "01 23 12 34 40");
    row(5, "open", "ring", "01 23 12 34");
    row(6, "periodic", "ring", "01 23 45 12 34 50");
    row(7, "periodic", "ring", "01 23 45 12 34 56 60");
    row(7, "periodic", "published", "06 01 23 45 12 34 56");
    row(8, "periodic", "ring", "01 23 45 67 12 34 56 70");
    row(8, "periodic", "published", "07 01 23 45 67 12 34 56");
    row(8, "open", "ring", "01 23 45 67 12 34 56");
    row(9, "periodic", "ring", "01 23 45 67 12 34 56 78 80");
  }
  void wiresConvolutions() {
    QFETCH(int, width);
    QFETCH(QString, boundary);
    QFETCH(QString, order);
    QFETCH(QString, pairs);
    const auto found = convolutionPairs(
        {block("angle"), ttn(boundary.toStdString(), order.toStdString()), block("readout")},
        static_cast<std::uint32_t>(width));
    QCOMPARE(found.at(0), pairs);
  }

  void wiresThePublishedNetwork() {
    const auto result = compiled(publishedNetwork(block("angle"), "ttn", "zx"), 8);
    QStringList all;
    for (const BlockSpan& span : result.model.spans) {
      if (span.category != "Encoding") all << pairsOf(circuitOf(result.model), span);
    }
    QCOMPARE(all.join(" | "), QString("07 01 23 45 67 12 34 56 | 10 10 32 32 54 54 76 76 | "
                                      "06 02 46 24 | 20 20 64 64 | 04 | 04 04 | "));
    QVERIFY(circuitOf(result.model).outputs == std::vector<Observable>{Observable::pauliZ(4)});
  }

  void wiresTheRingNetworkByDefault() {
    const auto result =
        compiled({block("angle"), block("convolution"), block("pooling"), block("convolution"),
                  block("pooling"), block("convolution"),
                  block("pooling", {{"keep", std::string("second")}}), block("readout")},
                 8);
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(result.model.parameterCount, 51U);
    QVERIFY(circuitOf(result.model).outputs == std::vector<Observable>{Observable::pauliZ(4)});
    QCOMPARE(convolutionPairs({block("angle"), ttn("periodic", "ring"), block("pooling"),
                               ttn("periodic", "ring"), block("pooling"), ttn("periodic", "ring"),
                               block("readout")},
                              8),
             (std::vector<QString>{"01 23 45 67 12 34 56 70", "02 46 24 60", "04"}));
  }

  void poolsAnyWidthToTheCeilingOfHalf_data() {
    QTest::addColumn<int>("width");
    for (int width = 2; width <= 9; ++width) QTest::addRow("%d", width) << width;
  }
  void poolsAnyWidthToTheCeilingOfHalf() {
    QFETCH(int, width);
    for (const char* keep : {"first", "second"}) {
      const auto result = compiled(
          {block("angle"), block("pooling", {{"keep", std::string(keep)}}), block("readout")},
          static_cast<std::uint32_t>(width));
      const std::vector<Wire> left = result.model.spans.at(1).wiresOut;
      std::vector<Wire> expected;
      const bool first = std::string(keep) == "first";
      for (int q = 0; q + 1 < width; q += 2)
        expected.push_back(static_cast<Wire>(first ? q : q + 1));
      if (width % 2 == 1) expected.push_back(static_cast<Wire>(width - 1));
      QVERIFY(left == expected);
    }
  }

  void repeatsUntilOneWire_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("repetitions");
    QTest::newRow("1") << 1 << 0;
    QTest::newRow("2") << 2 << 1;
    QTest::newRow("3") << 3 << 2;
    QTest::newRow("5") << 5 << 3;
    QTest::newRow("8") << 8 << 3;
    QTest::newRow("9") << 9 << 4;
    QTest::newRow("16") << 16 << 4;
  }
  void repeatsUntilOneWire() {
    QFETCH(int, width);
    QFETCH(int, repetitions);
    const auto result = compiled(
        {block("angle"), untilOneWire({block("convolution"), block("pooling")}), block("readout")},
        static_cast<std::uint32_t>(width));
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(result.model.parameterCount, static_cast<std::uint32_t>(17 * repetitions));
    QCOMPARE(result.model.spans.size(), static_cast<std::size_t>(2 * repetitions + 2));
    QCOMPARE(result.model.spans.back().wiresIn.size(), std::size_t{1});
    for (std::size_t k = 1; k + 1 < result.model.spans.size(); ++k) {
      QCOMPARE(result.model.spans[k].repetition, static_cast<std::uint32_t>((k - 1) / 2));
      QCOMPARE(result.model.spans[k].block, result.model.spans[k % 2 == 1 ? 1 : 2].block);
    }
  }

  void repeatsANumberOfTimesWithNewParameters() {
    const auto result =
        compiled({block("angle"), repeated(3, {block("convolution")}), block("readout")}, 4);
    QCOMPARE(result.model.parameterCount, 45U);
    QCOMPARE(result.model.spans[3].firstParameter, 30U);
  }

  void countsParametersBySharingAndLayers() {
    const auto count = [](Block first, std::uint32_t features) {
      return compiled({block("angle"), first, block("readout")}, features).model.parameterCount;
    };
    const std::string separate = "separate";
    const std::string open = "open";
    QCOMPARE(count(block("convolution", {{"layers", integer(3)}}), 5), 45U);
    QCOMPARE(count(block("convolution", {{"sharing", separate}}), 5), 75U);
    QCOMPARE(count(block("convolution", {{"sharing", separate}, {"boundary", open}}), 5), 60U);
    QCOMPARE(count(block("pooling", {{"sharing", separate}}), 5), 4U);
    for (const auto& [kind, parameters] : {std::pair{"zx", 2U},
                                           {"generalized", 6U},
                                           {"trivial", 0U},
                                           {"crot", 3U},
                                           {"measure", 3U},
                                           {"qiskit", 3U}}) {
      QCOMPARE(count(block("pooling", {{"kind", std::string(kind)}}), 5), parameters);
    }
    QCOMPARE(compiled({block("reupload", {{"layers", integer(4)}}), block("readout")}, 3)
                 .model.parameterCount,
             45U);
  }

  void namesBlocksAndTheirParameters() {
    Block mine = block("pooling");
    mine.name = "My pool";
    const auto result = compiled({block("angle"), block("convolution", {{"layers", integer(2)}}),
                                  mine, block("convolution"), block("readout")},
                                 4);
    std::vector<std::string> spans;
    for (const BlockSpan& span : result.model.spans) spans.push_back(span.name);
    QVERIFY((spans == std::vector<std::string>{"Angle encoding", "Convolution 1", "My pool",
                                               "Convolution 2", "Readout"}));
    std::vector<std::string> groups;
    std::uint32_t next = 0;
    for (const ParameterGroup& group : result.model.groups) {
      groups.push_back(group.name);
      QCOMPARE(group.first, next);
      next += group.count;
    }
    QCOMPARE(next, result.model.parameterCount);
    QVERIFY((groups == std::vector<std::string>{"Convolution 1, layer 1", "Convolution 1, layer 2",
                                                "My pool", "Convolution 2"}));
  }

  void assignsEveryOperationToItsSpan() {
    const auto result = compiled(
        {block("zz"), untilOneWire({block("convolution"), block("pooling")}), block("readout")}, 5);
    const Circuit& circuit = circuitOf(result.model);
    std::uint32_t next = 0;
    for (const BlockSpan& span : result.model.spans) {
      QCOMPARE(span.firstOp, next);
      next += span.opCount;
      for (std::uint32_t k = span.firstOp; k < next; ++k)
        QCOMPARE(circuit.ops[k].block, span.block);
    }
    QCOMPARE(std::size_t{next}, circuit.ops.size());
  }

  void skipsBypassedBlocks() {
    Block off = block("convolution");
    off.bypassed = true;
    const auto with = compiled({block("angle"), off, block("readout")}, 4);
    const auto without = compiled({block("angle"), block("readout")}, 4);
    QCOMPARE(errorText(with), std::string());
    QCOMPARE(with.model.parameterCount, 0U);
    QVERIFY(circuitOf(with.model).outputs == circuitOf(without.model).outputs);
    QCOMPARE(with.model.spans.size(), std::size_t{2});
  }

  void readsTheClassesOut() {
    const auto read = [](Values options, std::uint32_t classes) {
      return compiled({block("angle"), block("readout", std::move(options))}, 6, classes).model;
    };
    const Model one = read({{"which", std::string("first")}}, 2);
    QVERIFY(circuitOf(one).outputs == std::vector<Observable>{Observable::pauliZ(0)});
    QVERIFY(one.head == (Head{Head::Kind::Expectation, 1}));

    const Model several = read({{"kind", std::string("several")}, {"scale", 3.0}}, 3);
    QVERIFY((circuitOf(several).outputs == std::vector<Observable>{Observable::pauliZ(3),
                                                                   Observable::pauliZ(4),
                                                                   Observable::pauliZ(5)}));
    QVERIFY(several.head == (Head{Head::Kind::Logits, 3}));
    const auto& node = std::get<ClassicalNode>(several.stages.at(1).stage);
    QVERIFY(node.kind == ClassicalNode::Kind::Scale);
    QCOMPARE(node.factor, 3.0);

    const Model probabilities =
        read({{"kind", std::string("probabilities")}, {"which", std::string("first")}}, 3);
    QVERIFY((circuitOf(probabilities).outputs ==
             std::vector<Observable>{Observable::probability(3, 0), Observable::probability(1, 1),
                                     Observable::probability(3, 2)}));
    QVERIFY(probabilities.head == (Head{Head::Kind::Probabilities, 3}));
  }

  void dividesAllOutcomesAmongTheClasses_data() {
    QTest::addColumn<int>("classes");
    for (int classes = 2; classes <= 17; ++classes) QTest::addRow("%d", classes) << classes;
  }
  void dividesAllOutcomesAmongTheClasses() {
    QFETCH(int, classes);
    const auto c = static_cast<std::uint32_t>(classes);
    const auto result = compiled(
        {block("angle"), block("readout", {{"kind", std::string("probabilities")}})}, 6, c);
    QCOMPARE(errorText(result), std::string());
    const std::vector<Observable>& outputs = circuitOf(result.model).outputs;
    QCOMPARE(outputs.size(), std::size_t{c});
    const auto bits = static_cast<std::uint32_t>(std::bit_width(c - 1));
    for (std::uint64_t basis = 0; basis < 64; ++basis) {
      std::uint32_t matches = 0;
      for (std::uint32_t k = 0; k < c; ++k) {
        const bool match = (basis & outputs[k].mask) == outputs[k].value;
        matches += match ? 1 : 0;
        // The last wires are read; the number they show is the class where there is one.
        if (basis >> (6 - bits) == k) QVERIFY(match);
      }
      QCOMPARE(matches, 1U);
    }
  }

  void marksMeasuredPooling() {
    const auto result = compiled(
        {block("angle"), block("pooling", {{"kind", std::string("measure")}}), block("readout")},
        2);
    const Op& op = circuitOf(result.model).ops.back();
    QVERIFY(op.measured);
    QVERIFY(op.gate == GateId::CU3);
    QCOMPARE(op.wires[0], 1U);
    QCOMPARE(op.wires[1], 0U);
  }

  void linksStages() {
    const auto result = compiled({block("dense", {{"outputs", integer(4)}}), block("angle"),
                                  block("convolution"), block("measure"), block("dense")},
                                 7, 3);
    QCOMPARE(errorText(result), std::string());
    const Model& model = result.model;
    QCOMPARE(model.stages.size(), std::size_t{4});  // linear, circuit, scale, linear
    QCOMPARE(model.parameterCount, 4U * 8U + 15U + 3U * 5U);
    QVERIFY((model.stages[1].inputs.back() == InputRef{0, 3}));
    QVERIFY((model.stages[3].inputs.front() == InputRef{2, 0}));
    QVERIFY(model.head == (Head{Head::Kind::Logits, 3}));
    QCOMPARE(model.spans[1].stage, 1U);
    QCOMPARE(model.spans[4].stage, 3U);
  }

  void compilesEveryBlockOnSeveralWidths_data() {
    QTest::addColumn<int>("width");
    for (const int width : {4, 5, 8}) QTest::addRow("%d", width) << width;
  }
  void compilesEveryBlockOnSeveralWidths() {
    QFETCH(int, width);
    const auto n = static_cast<std::uint32_t>(width);
    for (const BlockType& type : blockTypes().entries()) {
      const Sample sample = smallestWith(type, n);
      const Compiled result = sample.tokens > 0
                                  ? compiledText(sample.stack, sample.tokens, sample.features)
                                  : compiled(sample.stack, sample.features);
      QVERIFY2(result.errors.empty(), (type.info.id + ": " + errorText(result)).c_str());
      if (type.info.category != "Encoding" || sample.tokens > 0) continue;
      if (type.info.id.starts_with("h") || type.info.id == "sentence_embedding") continue;
      QCOMPARE(wireCount(result.model), n);
    }
  }

  void describesEveryBlock() {
    for (const BlockType& type : blockTypes().entries()) {
      QVERIFY2(!type.info.label.empty() && !type.info.paper.empty(), type.info.id.c_str());
      QVERIFY2(type.info.summary.size() > 10 && type.info.summary.find('\n') == std::string::npos,
               type.info.id.c_str());
      QVERIFY2(type.info.help.size() > 40, type.info.id.c_str());
      for (const Field& field : type.fields()) {
        QVERIFY2(!field.label.empty() && !field.help.empty(), field.key.c_str());
        QVERIFY2(checkValue(field, field.defaultValue, "").has_value(), field.key.c_str());
      }
    }
  }

  void compilesSixteenQubits() {
    Stack stack{block("angle"), untilOneWire({block("convolution"), block("pooling")}),
                block("readout")};
    assignIds(stack);
    QCOMPARE(compile(stack, {.features = 16}, blockTypes()).model.parameterCount, 68U);
  }
};

QTEST_GUILESS_MAIN(TestCompile)
#include "tst_compile.moc"
