// SPDX-License-Identifier: GPL-3.0-or-later
// From an experiment to data and a run: fitted on the training part, cached, faults said early.
#include "core/experiment/assemble.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <map>

#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

// A source without options, made for one test.
SourceType fixedSource(SourceData data) {
  SourceType type;
  type.info = {
      .id = "fixed", .label = "Fixed", .category = "Test", .summary = "", .help = "", .paper = ""};
  type.load = [data](const SourceContext&, const Values&, Rng) -> Result<SourceData> {
    return data;
  };
  return type;
}

Dataset table(Eigen::Index rows, Eigen::Index columns) {
  Dataset data;
  data.x = Matrix::Constant(rows, columns, 0.5);
  data.shape.features = static_cast<std::uint32_t>(columns);
  data.classNames = {"a", "b"};
  for (Eigen::Index i = 0; i < rows; ++i) {
    data.y.push_back(static_cast<int>(i % 2));
    data.x(i, 0) = static_cast<double>(i);
  }
  return data;
}

Experiment onFixed(const std::string& encoding) {
  Experiment e = linesExample();
  e.data.source = {.type = "fixed"};
  e.data.preprocess.clear();
  e.data.split.testFraction = 0.2;
  e.stack = {blockOf(encoding), blockOf("convolution"), blockOf("readout")};
  assignIds(e.stack);
  return e;
}

}  // namespace

class TestAssemble : public QObject {
  Q_OBJECT
 private slots:
  void scalingIsFittedOnTheTrainingPartOnly() {
    Catalog catalog = makeCatalog();
    catalog.sources.add(fixedSource({table(40, 4), {}}));
    Experiment e = onFixed("angle");
    e.data.preprocess = {{.type = "scale", .options = {{"low", 0.0}, {"high", 1.0}}}};
    const auto prepared = prepareData(e, catalog, "");
    QVERIFY(prepared);
    QCOMPARE(prepared->fitted.size(), std::size_t{1});
    QCOMPARE(prepared->raw.train.size(), prepared->ready.train.size());
    const double low = prepared->raw.train.x.minCoeff();
    const double high = prepared->raw.train.x.maxCoeff();
    for (const auto& [raw, ready] : {std::pair{&prepared->raw.train, &prepared->ready.train},
                                     std::pair{&prepared->raw.test, &prepared->ready.test}}) {
      for (Eigen::Index i = 0; i < raw->x.rows(); ++i) {
        QVERIFY(std::abs(ready->x(i, 0) - (raw->x(i, 0) - low) / (high - low)) < 1e-12);
      }
    }
    const auto again =
        applyPreprocessing(e, catalog, prepared->fitted, prepared->raw.test, DataPart::Predict);
    QVERIFY(again);
    QVERIFY(again->x == prepared->ready.test.x);
  }

  void dataBelongToTheSplitSeed() {
    const Catalog catalog = makeCatalog();
    Experiment e = linesExample();
    const auto first = prepareData(e, catalog, "");
    e.seed = 99;
    const auto second = prepareData(e, catalog, "");
    e.data.split.seed = 8;
    const auto third = prepareData(e, catalog, "");
    QVERIFY(first && second && third);
    QVERIFY(first->ready.train.x == second->ready.train.x);
    QVERIFY(first->ready.train.x != third->ready.train.x);
  }

  void fitsAreCachedByWhatTheyDependOn() {
    const Catalog catalog = makeCatalog();
    std::map<std::string, FittedState> store;
    int loads = 0;
    FitCache cache;
    cache.load = [&](const std::string& key) -> std::optional<FittedState> {
      const auto found = store.find(key);
      if (found == store.end()) return {};
      ++loads;
      return found->second;
    };
    cache.store = [&](const std::string& key, const FittedState& state) { store[key] = state; };
    Experiment e = linesExample();
    const auto first = prepareData(e, catalog, "", cache);
    const auto second = prepareData(e, catalog, "", cache);
    QVERIFY(first && second);
    QCOMPARE(loads, 1);
    QVERIFY(first->ready.train.x == second->ready.train.x);
    e.data.preprocess[0].options["high"] = 2.0;
    QVERIFY(prepareData(e, catalog, "", cache));
    e.data.split.seed = 11;
    QVERIFY(prepareData(e, catalog, "", cache));
    QCOMPARE(loads, 1);
    QCOMPARE(store.size(), std::size_t{3});
  }

  void notANumberIsNamedWithItsPlace() {
    Catalog catalog = makeCatalog();
    Dataset data = table(40, 4);
    data.x(12, 2) = std::numeric_limits<double>::quiet_NaN();
    data.featureNames = {"p", "q", "r", "s"};
    catalog.sources.add(fixedSource({data, {}}));
    const auto prepared = prepareData(onFixed("angle"), catalog, "");
    QVERIFY(!prepared);
    QVERIFY2(prepared.error().message.find("Sample 13") != std::string::npos,
             prepared.error().message.c_str());
    QVERIFY(prepared.error().message.find("\"r\" is nan") != std::string::npos);
  }

  void aZeroSampleCannotBeAmplitudeEncoded() {
    Catalog catalog = makeCatalog();
    Dataset data = table(40, 4);
    data.x.row(7).setZero();
    catalog.sources.add(fixedSource({data, {}}));
    auto prepared = prepareData(onFixed("amplitude"), catalog, "");
    QVERIFY(prepared);
    const auto setup = assemble(onFixed("amplitude"), catalog, prepared->ready);
    QVERIFY(!setup);
    QCOMPARE(setup.error().where, std::string("/stack/0"));
    QVERIFY2(setup.error().message.find("sample ") != std::string::npos,
             setup.error().message.c_str());
    QVERIFY(assemble(onFixed("angle"), catalog, prepared->ready));
  }

  void assembledRunsTrain() {
    const Catalog catalog = makeCatalog();
    Experiment e = linesExample();
    e.stack = {blockOf("angle"), blockOf("convolution", {{"ansatz", std::string("ttn")}}),
               blockOf("readout")};
    e.data.source.options["samples"] = std::int64_t{20};
    e.train.settings.epochs = 2;
    e.train.settings.batchSize = 8;
    auto prepared = prepareData(e, catalog, "");
    QVERIFY(prepared);
    auto setup = assemble(e, catalog, prepared->ready);
    QVERIFY2(setup, setup ? "" : toText(setup.error()).c_str());
    QCOMPARE(setup->learningRate, 0.05);
    ThreadPool pool(2);
    Trainer trainer(std::move(*setup), pool);
    std::size_t epochs = 0;
    const TrainOutcome outcome = trainer.run({}, [&](const TrainEvent& event) {
      if (std::holds_alternative<EpochDone>(event)) ++epochs;
    });
    QVERIFY(outcome.status == TrainOutcome::Status::Finished);
    QCOMPARE(epochs, std::size_t{2});
  }

  void designErrorsComeBack() {
    const Catalog catalog = makeCatalog();
    Experiment e = linesExample();
    auto prepared = prepareData(e, catalog, "");
    QVERIFY(prepared);
    e.stack.pop_back();
    const auto setup = assemble(e, catalog, prepared->ready);
    QVERIFY(!setup);
    QCOMPARE(setup.error().where, std::string("/stack"));
    e.data.source.type = "nothing";
    QVERIFY(!prepareData(e, catalog, ""));
  }
};

QTEST_GUILESS_MAIN(TestAssemble)
#include "tst_assemble.moc"
