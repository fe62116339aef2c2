// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks for text: published numbers, parameter counts, gradients, and what they refuse.
#include <QtTest>
#include <numbers>

#include "core/circuit/metrics.h"
#include "tests/core/model/text_stacks.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

std::vector<double> ramp(double first, double step, std::size_t count) {
  std::vector<double> values;
  for (std::size_t k = 0; k < count; ++k) values.push_back(first + step * static_cast<double>(k));
  return values;
}

/// Values of a stack that need not end a model.
std::vector<double> outputsOf(const Compiled& result, const std::vector<double>& parameters,
                              const std::vector<double>& inputs) {
  return evaluate(result.model, parameters, inputs).outputs;
}

/// Word numbers, then the sentence's values, of which the given ones are not zero.
std::vector<double> sample(std::vector<double> ids, std::size_t vocabulary,
                           const std::map<std::size_t, double>& values) {
  const std::size_t tokens = ids.size();
  ids.resize(tokens + vocabulary, 0.0);
  for (const auto& [id, value] : values) ids[tokens + id] = value;
  return ids;
}

const std::map<std::size_t, double> kMealValues = {
    {0, .249535}, {2, .500213}, {6, .565682}, {7, .606236}};
const std::map<std::size_t, double> kChurchValues = {
    {0, .157616}, {2, .157616}, {3, .446460}, {12, .555711}, {28, .664962}};

const std::vector<double> mcSample(std::size_t tokens) {
  std::vector<double> ids = {2, 6, 7, 1, 1, 1};
  ids.resize(tokens);
  return sample(ids, 19, kMealValues);
}
const std::vector<double> rpSample(std::size_t tokens) {
  std::vector<double> ids = {3, 2, 12, 28, 1};
  ids.resize(tokens);
  return sample(ids, 98, kChurchValues);
}

struct Row {
  std::string name;
  Stack stack;
  TextShape shape;
  std::uint32_t parameters;
  std::uint32_t words = 0;  // of them in tables of words
};

/// Everything that has a published number of parameters.
std::vector<Row> networks() {
  const Block pointwise = block("pointwise_values");
  const Block controlled = block("fusion", {{"gate", text("controlled")}});
  return {
      {"published, MC", chenFang(kMc), kMc, 19},
      {"published, RP", chenFang(kRp), kRp, 90},
      {"standard convolution, MC", chenFang(kMc, "full"), kMc, 91},
      {"standard convolution, RP", chenFang(kRp, "full"), kRp, 666},
      {"a kernel for each channel, MC", chenFang(kMc, "channel"), kMc, 31},
      {"a kernel for each channel, RP", chenFang(kRp, "channel"), kRp, 162},
      {"pointwise, MC", chenFang(kMc, "shared", pointwise), kMc, 29},
      {"pointwise, RP", chenFang(kRp, "shared", pointwise), kRp, 118},
      {"fusion gate, MC", chenFangFusion(kMc), kMc, 39},
      {"fusion gate, RP", chenFangFusion(kRp), kRp, 118},
      {"fusion gate and pointwise, MC", chenFangFusion(kMc, pointwise), kMc, 49},
      {"fusion gate and pointwise, RP", chenFangFusion(kRp, pointwise), kRp, 146},
      {"classical depthwise, MC", classicalText(kMc, "shared"), kMc, 211, 19 * 5},
      {"classical depthwise, RP", classicalText(kRp, "shared"), kRp, 1403, 98 * 7},
      {"classical standard, MC", classicalText(kMc, "full"), kMc, 287, 19 * 5},
      {"classical standard, RP", classicalText(kRp, "full"), kRp, 1703, 98 * 7},
      {"coherent, MC", coherentText(kMcFour, 1), kMcFour, 52, 19},
      {"coherent, RP", coherentText(kRpFour, 1), kRpFour, 151, 98},
      {"coherent, two channels, MC", coherentText(kMcFour, 2), kMcFour, 98, 38},
      {"two channels, embedding, MC", coherentText(kMcFour, 2, false), kMcFour, 65},
      {"two channels, embedding, RP", coherentText(kRpFour, 2, false), kRpFour, 101},
      {"Gaussian attention, 2 qubits", attentionText("gaussian", 6, 2, 1), kMc, 25 + 114, 114},
      {"Gaussian attention, 4 qubits", attentionText("gaussian", 12, 4, 1), kRp, 49 + 1176, 1176},
      {"Gaussian attention, deeper", attentionText("gaussian", 12, 4, 2), kRp, 61 + 1176, 1176},
      {"Gaussian attention, deepest", attentionText("gaussian", 24, 4, 5), kRp, 109 + 2352, 2352},
      {"mixed-state attention", attentionText("overlap", 4, 0, 1), kMc, 3 * 7 + 5 + 76, 76},
      {"transformer", attentionText("softmax", 4, 0, 1), kRp, 16 + 5 + 392, 392},
      {"transformer with positions", transformerWithPositions(4), kRp, 16 + 5 + 392, 392},
      {"recurrent", recurrentText(2, 2, 1), kMcFour, 20 + 38, 38},
      {"recurrent, larger", recurrentText(2, 3, 2), kMcFour, 45 + 38, 38},
      {"recurrent, staggered", recurrentText(2, 2, 1, "staggered"), kRpFour, 20 + 196, 196},
  };
}

void addRows(const std::vector<Row>& rows) {
  QTest::addColumn<std::size_t>("index");
  for (std::size_t i = 0; i < rows.size(); ++i) QTest::newRow(rows[i].name.c_str()) << i;
}

}  // namespace

class TestTextBlocks : public QObject {
  Q_OBJECT

 private slots:
  void depthwiseKernelGivesPublishedValues() {
    const auto kernel = [](int depth) {
      return compiled({block("depthwise_values", {{"depth", integer(depth)}})}, 3);
    };
    const std::vector<double> x = {.1, .2, .3};
    QVERIFY(std::abs(outputsOf(kernel(1), ramp(.4, .1, 3), x)[0] + 1.44744010) < 5e-9);
    QVERIFY(std::abs(outputsOf(kernel(2), ramp(.4, .1, 6), x)[0] + 1.80678104) < 5e-9);
  }

  void wordEmbeddingGivesPublishedValues() {
    const Compiled mc = compiledText({block("word_embedding", embeddingOptions(kMc))}, 1, 19);
    const std::vector<double> six = {0.75681254, -0.97517033, 0.93161580, 0.85807497, 0.75303163};
    const std::vector<double> theta = ramp(.1, .1, 5);
    QVERIFY(largestDifference(outputsOf(mc, theta, sample({6}, 19, {})), six) < 5e-9);
    std::vector<double> one = six;
    for (std::size_t k = 2; k < 5; ++k) one[k] = -one[k];
    QVERIFY(largestDifference(outputsOf(mc, theta, sample({1}, 19, {})), one) < 5e-9);
    const Compiled rp = compiledText(
        {block("word_embedding", {{"layers", integer(2)}, {"hadamards", true}})}, 1, 98);
    const std::vector<double> three = {-0.22115579, 0.29644327, 0.52051567, -0.50476906,
                                       -0.38493579, 0.33151973, 0.31165754};
    QVERIFY(largestDifference(outputsOf(rp, ramp(.1, .1, 14), sample({3}, 98, {})), three) < 5e-9);
  }

  void fullyConnectedGivesPublishedValues() {
    const Compiled result = compiled({block("fully_connected")}, 5);
    QCOMPARE(errorText(result), std::string());
    const std::vector<double> logits = {0.47623472, 0.36084709};
    QVERIFY(largestDifference(outputsOf(result, ramp(.1, .1, 6), ramp(.1, .1, 5)), logits) < 5e-9);
  }

  void pointwiseKernelGivesTrialValues() {
    // Five channels at one position, by a linear map that changes nothing.
    const Compiled result =
        compiled({block("sentence_vector", {{"width", integer(5)}}), block("pointwise_values")}, 5);
    std::vector<double> parameters(30, 0.0);
    for (std::size_t k = 0; k < 5; ++k) parameters[6 * k] = 1;
    for (const double theta : ramp(.1, .1, 10)) parameters.push_back(theta);
    const std::vector<double> expected = {0.79005669, 0.91726608, 0.80225960, 0.62493622,
                                          0.37835129};
    QVERIFY(largestDifference(outputsOf(result, parameters, ramp(.1, .1, 5)), expected) < 5e-9);
  }

  // arXiv:1706.03762, section 3.5: with a table of zeros the sinusoids are left, with one of ones
  // they stand on sqrt(d).
  void positionsAreSinusoids() {
    const Compiled result = compiledText({block("word_vectors", {{"width", integer(4)}}),
                                          block("positions"), block("mean_positions")},
                                         3, 5);
    const std::vector<double> x{2, 0, 4, 0, 0, 0, 0, 0};
    const std::size_t count = result.model.parameterCount;
    QCOMPARE(count, std::size_t{20});
    std::vector<double> wanted(4, 0);
    for (int t = 0; t < 3; ++t) {
      wanted[0] += std::sin(t) / 3;
      wanted[1] += std::cos(t) / 3;
      wanted[2] += std::sin(t / 100.0) / 3;
      wanted[3] += std::cos(t / 100.0) / 3;
    }
    QVERIFY(largestDifference(outputsOf(result, std::vector<double>(count, 0), x), wanted) < 1e-15);
    for (double& value : wanted) value += 2;
    QVERIFY(largestDifference(outputsOf(result, std::vector<double>(count, 1), x), wanted) < 1e-14);
  }

  // The sentences' values are given to six digits only.
  void publishedNetworkGivesPublishedLogits() {
    const auto logits = [](const TextShape& shape, const std::vector<double>& x) {
      const Compiled result = compiledText(chenFang(shape), shape.tokens, shape.vocabulary);
      return outputsOf(result, std::vector<double>(result.model.parameterCount, 0.3), x);
    };
    QVERIFY(largestDifference(logits(kMc, mcSample(6)), std::vector{0.95165370, 0.97900231}) <
            2e-6);
    QVERIFY(largestDifference(logits(kRp, rpSample(5)), std::vector{-0.22151935, 0.05150300}) <
            2e-6);
  }

  void coherentNetworkGivesTrialValues() {
    const auto z = [](const TextShape& shape, bool constant, const std::vector<double>& x) {
      const Compiled result = compiledText(coherentText(shape, 1), shape.tokens, shape.vocabulary);
      std::vector<double> theta(result.model.parameterCount, 0.3);
      for (std::size_t i = 0; i < theta.size() && !constant; ++i) {
        theta[i] = 0.1 * static_cast<double>(7 * i % 13);
      }
      const std::vector<double> logits = outputsOf(result, theta, x);
      return logits[0] + logits[1] == 0 ? logits[0] : std::nan("");
    };
    QVERIFY(std::abs(z(kMcFour, true, mcSample(4)) - 0.29054352) < 2e-6);
    QVERIFY(std::abs(z(kRpFour, true, rpSample(4)) + 0.19727364) < 2e-6);
    QVERIFY(std::abs(z(kMcFour, false, mcSample(4)) + 0.10227875) < 2e-6);
    QVERIFY(std::abs(z(kRpFour, false, rpSample(4)) - 0.21537727) < 2e-6);
  }

  void coherentNetworkHasTheStatedSize() {
    const auto size = [](const TextShape& shape, int channels, bool table) {
      const Compiled result =
          compiledText(coherentText(shape, channels, table), shape.tokens, shape.vocabulary);
      const Circuit& circuit = circuitOf(result.model, result.model.stages.size() - 1);
      return std::pair(circuit.wires, measureCircuit(circuit).gates);
    };
    QCOMPARE(size(kMcFour, 1, true), std::pair(Wire{9}, std::size_t{68}));
    QCOMPARE(size(kRpFour, 1, true), std::pair(Wire{11}, std::size_t{106}));
    QCOMPARE(size(kMcFour, 2, true).first, Wire{13});
    QCOMPARE(size(kRpFour, 2, false).first, Wire{15});
  }

  void networksHaveTheStatedParameters_data() { addRows(networks()); }
  void networksHaveTheStatedParameters() {
    QFETCH(std::size_t, index);
    const Row row = networks()[index];
    const Compiled result = compiledText(row.stack, row.shape.tokens, row.shape.vocabulary);
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(result.model.parameterCount, row.parameters);
    QCOMPARE(wordParameterCount(result.model), row.words);
    std::uint32_t next = 0;
    for (const ParameterGroup& group : result.model.groups) {
      QCOMPARE(group.first, next);
      next += group.count;
    }
    QCOMPARE(next, row.parameters);
  }

  // Small vocabularies and few words, so that central differences of everything are quick.
  void gradientsAgree_data() {
    QTest::addColumn<std::size_t>("index");
    for (std::size_t i = 0; i < small().size(); ++i) QTest::newRow(small()[i].name.c_str()) << i;
  }
  void gradientsAgree() {
    QFETCH(std::size_t, index);
    const Row row = small()[index];
    const Compiled result = compiledText(row.stack, row.shape.tokens, row.shape.vocabulary);
    QCOMPARE(errorText(result), std::string());
    const Model& model = result.model;
    const auto theta = randomValues(model.parameterCount, "theta");
    std::vector<double> x = {2, 0, 3, 2, 1, 4};
    x.resize(row.shape.tokens);
    for (const double value : randomValues(row.shape.vocabulary, "values", 0.1, 1)) {
      x.push_back(value);
    }
    const auto weights = randomValues(model.head.outputs, "weights");
    const auto exact = evaluate(model, theta, x, weights);
    const auto numeric = finiteDifferences(model, theta, x, weights);
    QVERIFY(largestDifference(exact.parameters, numeric.parameters) < 1e-7);
    QVERIFY(largestDifference(exact.inputs, numeric.inputs) < 1e-7);
    double size = 0;
    for (const double g : exact.parameters) size += std::abs(g);
    QVERIFY(size > 1e-3);
  }

  // Words are reset by fresh qubits: a cell with a trivial first word cannot tell what it was.
  void staggeredAndPlainDifferInTheSecondStepOnly() {
    const auto value = [](const char* kind, std::uint32_t tokens) {
      const Compiled result = compiledText(recurrentText(1, 2, 1, kind), tokens, 5);
      const auto theta = randomValues(result.model.parameterCount, "theta");
      std::vector<double> x = {2, 3, 4};
      x.resize(tokens);
      x.resize(tokens + 5, 0.5);
      return outputsOf(result, theta, x)[0];
    };
    QCOMPARE(value("plain", 1), value("staggered", 1));
    QVERIFY(std::abs(value("plain", 2) - value("staggered", 2)) > 1e-3);
  }

  // Each cell drops qubits and takes fresh ones: those that were dropped count too.
  void droppedQubitsCountInTheLimit() {
    Stack stack = recurrentText(1, 8, 1);
    const StackNode cell = stack[1];
    for (int more = 0; more < 5; ++more) stack.insert(stack.begin() + 1, cell);
    const Compiled result = compiledText(stack, 4, 5);
    QVERIFY(!result.errors.empty());
    QVERIFY2(result.errors.front().message.find("at most 28") != std::string::npos,
             result.errors.front().message.c_str());
  }

  void refusesInWords_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("behindQubits");
    QTest::addColumn<QString>("message");
    QTest::newRow("no words") << "token_table" << false << "Token table: no words reach it.";
    QTest::newRow("no words, values")
        << "word_vectors" << false << "Word vectors: no words reach it.";
    QTest::newRow("words too late")
        << "word_embedding" << true << "Word embedding: the circuit already has an encoding.";
    QTest::newRow("not measured") << "mean_positions" << true
                                  << "Mean over positions: it needs values, and the qubits are not "
                                     "measured.";
    QTest::newRow("short") << "depthwise_values" << false
                           << "Depthwise convolution of values: 2 positions cannot hold a window "
                              "of 3.";
    QTest::newRow("no qubits") << "depthwise" << false
                               << "Depthwise convolution: there are no qubits yet.";
    QTest::newRow("attention") << "attention" << false
                               << "Self-attention: 1 value a position do not fit 0 qubits.";
  }
  void refusesInWords() {
    QFETCH(QString, type);
    QFETCH(bool, behindQubits);
    QFETCH(QString, message);
    Stack stack;
    if (behindQubits) stack.emplace_back(block("angle"));
    stack.emplace_back(block(type.toStdString()));
    const Compiled result = compiled(stack, 2);
    QVERIFY(!result.errors.empty());
    QCOMPARE(QString::fromStdString(result.errors.front().message), message);
    QVERIFY(!result.errors.front().hint.empty());
  }

  void pointwiseOnOneChannelIsEmpty() {
    const Compiled result =
        compiled({block("angle"), block("pointwise"), block("depthwise"), block("readout")}, 4);
    QCOMPARE(errorText(result), std::string());
    QCOMPARE(result.model.spans[1].opCount, 0U);
    QCOMPARE(result.model.parameterCount, 4U);
  }

  void partsOfAttentionAreNamed() {
    const Compiled result = compiledText(attentionText("softmax", 2, 0, 1), 3, 5);
    std::vector<std::string> names;
    for (const BlockSpan& span : result.model.spans) names.push_back(span.name);
    const std::vector<std::string> expected = {
        "Word vectors",          "Self-attention, query",   "Self-attention, key",
        "Self-attention, value", "Self-attention, combine", "Mean over positions",
        "Single logit"};
    QCOMPARE(names, expected);
    QCOMPARE(result.model.groups[1].name, std::string("Self-attention, query"));
    QCOMPARE(result.model.spans[4].stage, 5U);  // behind the attention node
  }

 private:
  static std::vector<Row> small() {
    const TextShape three{3, 5, 2, true, 1, 2};
    const TextShape five{5, 5, 1, false, 2, 1};
    const TextShape four{4, 5, 1, false, 1, 1};
    const Block pointwise = block("pointwise_values");
    std::vector<Row> rows = {
        {"published", chenFang(three), three, 0},
        {"two convolutions", chenFang(five), five, 0},
        {"standard convolution", chenFang(three, "full"), three, 0},
        {"kernel per channel", chenFang(five, "channel", pointwise), five, 0},
        {"fusion gate", chenFangFusion(three, pointwise), three, 0},
        {"classical depthwise", classicalText(five, "shared"), five, 0},
        {"classical standard", classicalText(three, "full"), three, 0},
        {"coherent", coherentText(four, 1), four, 0},
        {"coherent, odd", coherentText(three, 1), three, 0},
        {"coherent, two channels", coherentText(four, 2), four, 0},
        {"coherent, embedding", coherentText(three, 2, false, "controlled"), three, 0},
        {"Gaussian attention", attentionText("gaussian", 6, 2, 2), three, 0},
        {"Gaussian attention, deep", attentionText("gaussian", 8, 2, 1), three, 0},
        {"mixed-state attention", attentionText("overlap", 4, 0, 1), three, 0},
        {"transformer", attentionText("softmax", 2, 0, 2), three, 0},
        {"recurrent", recurrentText(1, 2, 2), three, 0},
        {"recurrent, staggered", recurrentText(2, 1, 1, "staggered"), three, 0},
    };
    Stack stride = chenFang(five);
    auto& words = std::get<Parallel>(stride[0]).lanes[0].body;
    std::get<Block>(words[1]).choice.options["stride"] = integer(2);
    words.erase(words.begin() + 2);
    rows.push_back({"stride", stride, five, 0});
    Stack shared = coherentText(four, 2);
    for (StackNode& node : std::get<Parallel>(shared[0]).lanes[0].body) {
      auto* one = std::get_if<Block>(&node);
      const bool has = one->choice.type == "depthwise" || one->choice.type == "token_pooling";
      if (has) one->choice.options["sharing"] = text("shared");
      if (one->choice.type == "depthwise") one->choice.options["ansatz"] = text("su4");
    }
    rows.push_back({"shared channels, SU(4)", shared, four, 0});
    return rows;
  }
};

QTEST_GUILESS_MAIN(TestTextBlocks)
#include "tst_text_blocks.moc"
