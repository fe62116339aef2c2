// SPDX-License-Identifier: GPL-3.0-or-later
// The published classical network: its parameter counts and its outputs at fixed parameters.
#include <QtTest>

#include "core/experiment/validate.h"
#include "core/study/baselines.h"
#include "tests/core/experiment/example.h"
#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

struct Network {
  std::uint32_t features;
  std::uint32_t parameters;  // published
  double first, second;      // logits, see logitsAreThoseOfAPlainProgram()
};

// Logits from a program of nested loops over positions, channels and kernel places.
constexpr Network kNetworks[] = {
    {8, 26, 0.289051025207798, 0.346394595691958},
    {16, 34, 0.40381324188485, 0.0350455713175249},
    {8, 44, -0.174459383137182, 0.256374794788321},
    {16, 56, -0.389121642074582, -0.0551462736668432},
    {256, 416, 0.411082982697492, 0.394281259054775},
};

void addNetworks() {
  QTest::addColumn<int>("index");
  for (int i = 0; i < static_cast<int>(std::size(kNetworks)); ++i) {
    QTest::newRow(std::to_string(kNetworks[i].parameters).c_str()) << i;
  }
}

BaselineContext contextOf(const Network& network) {
  return {.features = network.features,
          .classes = 2,
          .parameters = network.parameters,
          .qubits = 8,
          .productEncoding = false};
}

Experiment madeBy(const char* id, const Network& network) {
  const BaselineContext context = contextOf(network);
  const Baseline* baseline = baselines().find(id);
  Q_ASSERT(baseline != nullptr);
  return baseline->make(linesExample(), context);
}

}  // namespace

class TestCnnBaseline : public QObject {
  Q_OBJECT

 private slots:
  void designsOfThatSizeGetThePublishedCounts_data() { addNetworks(); }
  void designsOfThatSizeGetThePublishedCounts() {
    QFETCH(int, index);
    const Network& network = kNetworks[index];
    for (const char* id : {"cnn", "cnn_published"}) {
      const Experiment made = madeBy(id, network);
      const Compiled result = compiled(made.stack, network.features);
      QVERIFY(result.errors.empty());
      QCOMPARE(result.model.parameterCount, network.parameters);
      QCOMPARE(baselines().find(id)->count(contextOf(network)), network.parameters);
    }
  }

  // Parameter k is cos(k) / 2 and feature j sin(0.7 j) + 0.3, both counted from 0.
  void logitsAreThoseOfAPlainProgram_data() { addNetworks(); }
  void logitsAreThoseOfAPlainProgram() {
    QFETCH(int, index);
    const Network& network = kNetworks[index];
    const Model model = compiled(madeBy("cnn", network).stack, network.features).model;
    std::vector<double> parameters(model.parameterCount);
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      parameters[k] = 0.5 * std::cos(static_cast<double>(k));
    }
    std::vector<double> features(network.features);
    for (std::size_t j = 0; j < features.size(); ++j) {
      features[j] = std::sin(0.7 * static_cast<double>(j)) + 0.3;
    }
    const std::vector<double> logits = evaluate(model, parameters, features).outputs;
    QCOMPARE(logits.size(), std::size_t{2});
    QVERIFY2(std::abs(logits[0] - network.first) < 1e-13, std::to_string(logits[0]).c_str());
    QVERIFY2(std::abs(logits[1] - network.second) < 1e-13, std::to_string(logits[1]).c_str());
  }

  void onlyThePublishedOneForgets() {
    QCOMPARE(madeBy("cnn", kNetworks[0]).train.settings.optimizerReset, std::string("never"));
    const Experiment published = madeBy("cnn_published", kNetworks[0]);
    QCOMPARE(published.train.settings.optimizerReset, std::string("step"));
    QCOMPARE(published.train.optimizer.type, std::string("adam"));
  }

  void fewFeaturesAreNoSignal() {
    BaselineContext context = contextOf(kNetworks[0]);
    context.features = 3;
    QCOMPARE(baselines().find("cnn")->count(context), 0U);
    for (const std::string& id : automaticBaselines(context)) QVERIFY(!id.starts_with("cnn"));
  }

  void shapesThatDoNotFitAreRefused() {
    const Block wide = block("classical_convolution", {{"channels", integer(3)}});
    const Compiled depthwise = compiled({wide, block("dense")}, 8);
    QCOMPARE(depthwise.errors.size(), std::size_t{1});
    QCOMPARE(depthwise.errors[0].where, std::string("/stack/0/options/channels"));
    const Compiled small =
        compiled({block("max_pooling", {{"size", integer(9)}}), block("dense")}, 8);
    QCOMPARE(small.errors.size(), std::size_t{1});
    QVERIFY(small.errors[0].message.find("9 positions") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestCnnBaseline)
#include "tst_cnn_baseline.moc"
