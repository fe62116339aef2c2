// SPDX-License-Identifier: GPL-3.0-or-later
// Layerwise training: what grows, what is frozen, what is carried over.
#include "core/experiment/layerwise.h"

#include <QtTest>
#include <cmath>

#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

const Catalog& catalog() {
  static const Catalog kCatalog = makeCatalog();
  return kCatalog;
}

Experiment layered(const char* entangler, bool mirrored = false) {
  Experiment e = linesExample();
  e.data.source.options["samples"] = std::int64_t{40};
  e.stack = {blockOf("angle"),
             blockOf("layers", {{"layers", std::int64_t{4}},
                                {"rotations", std::string("ry")},
                                {"entangler", std::string(entangler)},
                                {"mirrored", mirrored}}),
             blockOf("readout", {{"kind", std::string("mean")}})};
  assignIds(e.stack);
  return e;
}

SplitData dataOf(const Experiment& e) {
  return prepareData(e, catalog(), "")->ready;
}

// Moves every angle by 1.
class Mover final : public Optimizer {
 public:
  double step(std::span<double> theta, Objective& objective, const StepInfo&) override {
    for (double& value : theta) value += 1;
    return objective.value(theta);
  }
  OptimizerState state() const override { return {{"x", {3}}}; }
  Result<void> restore(const OptimizerState&) override { return {}; }
};

class Nothing final : public Objective {
 public:
  double value(std::span<const double>) override { return 0.5; }
  double valueAndGradient(std::span<const double>, std::span<double>) override { return 0; }
};

}  // namespace

class TestLayerwise : public QObject {
  Q_OBJECT
 private slots:
  void frozenParametersStay() {
    const auto optimizer = frozenOptimizer(std::make_unique<Mover>(), {false, true, false});
    std::vector<double> theta = {1, 2, 3};
    Nothing objective;
    QCOMPARE(optimizer->step(theta, objective, {}), 0.5);
    QCOMPARE(theta, (std::vector<double>{2, 2, 4}));
    QCOMPARE(optimizer->state().at("x"), std::vector<double>{3});
  }

  void layersAreAddedAndThenTrainedInParts() {
    const Experiment e = layered("rzz");
    const SplitData data = dataOf(e);
    ThreadPool pool(1);
    const LayerwiseOptions options{
        .start = 1, .add = 2, .trained = 2, .epochs = 1, .fraction = 0.5, .sweeps = 1};
    std::vector<LayerwiseStage> seen;
    const auto done = trainLayerwise(e, catalog(), data, options, pool, {},
                                     [&](const LayerwiseStage& stage) { seen.push_back(stage); });
    QVERIFY2(done, done ? "" : toText(done.error()).c_str());
    QVERIFY(done->identityLayers);
    QCOMPARE(seen.size(), std::size_t{5});
    const auto is = [](const LayerwiseStage& s, int phase, std::size_t layers, std::size_t first,
                       std::size_t last) {
      return s.phase == phase && s.layers == layers && s.first == first && s.last == last;
    };
    QVERIFY(is(seen[0], 1, 1, 0, 1));
    QVERIFY(is(seen[1], 1, 3, 1, 3));
    QVERIFY(is(seen[2], 1, 4, 2, 4));
    QVERIFY(is(seen[3], 2, 4, 0, 2));
    QVERIFY(is(seen[4], 2, 4, 2, 4));
    QCOMPARE(done->parameters.size(), std::size_t{done->model.parameterCount});
    QCOMPARE(done->model.groups.size(), std::size_t{4});
  }

  // With rate 0 nothing moves: the first layer keeps its start, the others their zeros.
  void newLayersAreZeroAndOldOnesAreCarriedOver() {
    Experiment e = layered("rzz");
    e.train.optimizer = {.type = "sgd", .options = {{"learning_rate", 1e-9}}};
    const SplitData data = dataOf(e);
    ThreadPool pool(1);
    const auto done = trainLayerwise(e, catalog(), data, {.epochs = 1, .sweeps = 0}, pool);
    QVERIFY(done);
    Experiment one = e;
    std::get<Block>(one.stack[1]).choice.options["layers"] = std::int64_t{1};
    const auto start = assemble(one, catalog(), data);
    QVERIFY(start);
    for (std::size_t p = 0; p < done->parameters.size(); ++p) {
      const double expected = p < start->initialParameters.size() ? start->initialParameters[p] : 0;
      QVERIFY(std::abs(done->parameters[p] - expected) < 1e-6);
    }
  }

  void layersThatAreNoIdentityAreSaid() {
    const SplitData data = dataOf(layered("cz"));
    ThreadPool pool(1);
    const LayerwiseOptions options{.epochs = 1, .sweeps = 0};
    QVERIFY(!trainLayerwise(layered("cz"), catalog(), data, options, pool)->identityLayers);
    QVERIFY(trainLayerwise(layered("cz", true), catalog(), data, options, pool)->identityLayers);
  }

  void problemsAreSaid() {
    const Experiment e = layered("rzz");
    const SplitData data = dataOf(e);
    ThreadPool pool(1);
    const auto error = [&](const Experiment& which, const LayerwiseOptions& options) {
      const auto done = trainLayerwise(which, catalog(), data, options, pool);
      return done ? QString() : QString::fromStdString(done.error().message);
    };
    QVERIFY(error(e, {.start = 0}).contains("at least 1"));
    QVERIFY(error(e, {.fraction = 1.5}).contains("at most 1"));
    QVERIFY(error(linesExample(), {}).contains("No block has several layers"));
  }

  void stoppingKeepsWhatIsThere() {
    const Experiment e = layered("rzz");
    const SplitData data = dataOf(e);
    ThreadPool pool(1);
    std::stop_source source;
    const auto done = trainLayerwise(e, catalog(), data, {.epochs = 1}, pool, source.get_token(),
                                     [&](const LayerwiseStage& stage) {
                                       if (stage.layers == 2) source.request_stop();
                                     });
    QVERIFY(done);
    QVERIFY(done->stopped);
    QVERIFY(done->stages.back().layers <= 3);
  }
};

QTEST_GUILESS_MAIN(TestLayerwise)
#include "tst_layerwise.moc"
