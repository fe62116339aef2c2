// SPDX-License-Identifier: GPL-3.0-or-later
// Every state of a run reached by real trainings: probed, watched, asked about noise and curvature.
#include "core/io/run_watch.h"

#include <QtTest>
#include <numbers>
#include <set>

#include "core/analysis/scan_design.h"
#include "core/experiment/assemble.h"
#include "core/io/examples.h"
#include "core/io/training_run.h"
#include "core/model/compile.h"

using namespace qonvolve;

namespace {

const Catalog& catalog() {
  static const Catalog all = makeCatalog();
  return all;
}

Block block(const char* type, Values options = {}) {
  return {.choice = {.type = type, .options = std::move(options)}, .name = {}};
}

// One rotation a qubit, so that everything about its cost is known (arXiv:2001.00550).
struct Scene {
  std::uint32_t qubits = 4;
  const char* readout = "mean";
  std::int64_t layers = 1;
  double rate = 0.1;
  std::optional<double> angle = {};  // of all parameters at the start; else uniform
  int label = 0;
  std::int64_t shots = 0;
  double noise = 0;
  std::int64_t steps = 60;
  std::uint64_t stopAt = 0;  // at this step the watch is told to stop
};

struct Seen {
  std::set<TrainingState> states;
  TrainingState last = TrainingState::Starting;
  std::vector<std::string> notices;
  WatchReading reading;
  std::uint64_t first = 0;  // step of the first reading
};

Seen watch(const Scene& scene) {
  Experiment e;
  e.stack = {block("plain_start", {{"angle", 0.0}}),
             block("layers", {{"rotations", std::string("ry")},
                              {"entangler", std::string("none")},
                              {"layers", scene.layers}}),
             block("readout", {{"kind", std::string(scene.readout)}})};
  assignIds(e.stack);
  e.train.optimizer = {.type = "sgd", .options = {{"learning_rate", scene.rate}}};
  e.train.loss = {.type = "linear"};
  e.train.initializer = {.type = "uniform"};
  e.simulation.settings.shots = scene.shots;
  if (scene.noise > 0) {
    e.simulation.noise = {{.type = "depolarizing", .options = {{"p", scene.noise}}}};
  }
  e.seed = 5;
  TrainingSetup setup;
  setup.model = compile(e.stack, {.features = scene.qubits}, catalog().blocks).model;
  auto simulation = simulationOptions(e, catalog(), setup.model);
  if (!simulation) qFatal("%s", simulation.error().message.c_str());
  simulation->engine.samples = 1;
  setup.stages = stageFactory(*simulation);
  Dataset& data = setup.data.train;
  const std::vector<double> ramp = rampFeatures(setup.model.features);
  data.x = Eigen::Map<const Matrix>(ramp.data(), 1, static_cast<Eigen::Index>(ramp.size()));
  data.y = {scene.label};
  data.classNames = {"a", "b"};
  data.shape.features = setup.model.features;
  setup.loss = *catalog().losses.find("linear")->make({}, "");
  setup.optimizer = *catalog().optimizers.find("sgd")->make(e.train.optimizer.options,
                                                            setup.model.parameterCount, "");
  setup.initialParameters = *catalog().initializers.find("uniform")->make(
      {}, {setup.model, Rng(e.seed).stream("init"), nullptr}, "");
  if (scene.angle) std::ranges::fill(setup.initialParameters, *scene.angle);
  setup.settings.steps = scene.steps;
  setup.settings.batchSize = 1;
  setup.seed = e.seed;
  ThreadPool pool(1);
  Trainer trainer(std::move(setup), pool);
  RunWatch watch(e, catalog(), trainer, pool);
  Seen seen;
  trainer.run({}, [&](const TrainEvent& event) {
    const auto* step = std::get_if<StepDone>(&event);
    std::stop_source source;
    if (step && step->step == scene.stopAt) source.request_stop();
    if (const auto notice = watch.take(event, source.get_token())) {
      seen.notices.push_back(notice->text.message);
    }
    if (const auto reading = watch.reading()) {
      if (step && seen.first == 0) seen.first = step->step;
      seen.reading = *reading;
      seen.last = reading->state;
      seen.states.insert(reading->state);
    }
  });
  return seen;
}

}  // namespace

class TestRunWatch : public QObject {
  Q_OBJECT
 private slots:
  void everyStateIsReached_data() {
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("noticed");
    int i = 0;
    QTest::newRow("a local cost falls") << i++ << "training" << false;
    QTest::newRow("a local cost has fallen") << i++ << "converged" << false;
    QTest::newRow("steps too small") << i++ << "stalled" << false;
    QTest::newRow("a global cost of ten qubits") << i++ << "plateau" << true;
    QTest::newRow("the same with shots") << i++ << "shot_limited" << true;
    QTest::newRow("the highest point of a parity") << i++ << "saddle" << true;
    QTest::newRow("twelve layers of noise") << i++ << "noise_induced" << true;
  }
  void everyStateIsReached() {
    QFETCH(int, number);
    QFETCH(QString, state);
    QFETCH(bool, noticed);
    const std::vector<Scene> scenes = {
        {.qubits = 4, .rate = 0.2, .angle = 2.0, .steps = 25},
        {.qubits = 4, .rate = 1.0, .steps = 200},
        {.qubits = 4, .rate = 1e-6, .angle = 2.0},
        {.qubits = 10, .readout = "all_zero", .angle = 2.0},
        {.qubits = 10, .readout = "all_zero", .angle = 2.0, .shots = 100},
        {.qubits = 4, .readout = "parity", .angle = 0.0, .label = 1},
        {.qubits = 2, .layers = 12, .noise = 0.3},
    };
    const Seen seen = watch(scenes[static_cast<std::size_t>(number)]);
    const auto text = [](TrainingState s) {
      return QString::fromUtf8(idOf(s).data(), static_cast<qsizetype>(idOf(s).size()));
    };
    QStringList all;
    for (const TrainingState s : seen.states) all << text(s);
    QVERIFY2(text(seen.last) == state, qPrintable(all.join(' ') + ", last " + text(seen.last)));
    QCOMPARE(!seen.notices.empty(), noticed);
    // At an optimum, at an exact stationary point, or where single shots agree, none is known.
    if (QStringList{"training", "stalled", "plateau", "noise_induced"}.contains(state)) {
      QVERIFY(seen.reading.shotsPerAngle > 0);
    }
  }

  void aProbeThatIsStoppedIsMadeWithTheNextStep() {
    const Scene scene{.qubits = 4, .rate = 0.2, .angle = 2.0, .steps = 25};
    QCOMPARE(watch(scene).first, std::uint64_t{kWatchWindow});
    Scene stopped = scene;
    stopped.stopAt = kWatchWindow;
    const Seen seen = watch(stopped);
    QCOMPARE(seen.first, std::uint64_t{kWatchWindow + 1});
    QCOMPARE(seen.last, TrainingState::Training);
  }

  // What the badge says of the two lessons: exact gradients train, single shots cannot tell.
  void lessonsShowWhatTheySay() {
    for (const bool shots : {false, true}) {
      const auto example = loadExample(shots ? "plateau-shots" : "plateau-adam", catalog());
      QVERIFY(example);
      auto data = prepareData(*example, catalog(), "");
      QVERIFY(data);
      ThreadPool pool(1);
      auto run = TrainingRun::create(
          *example, catalog(), std::make_shared<const PreparedData>(std::move(*data)), pool, {});
      QVERIFY(run);
      const RunRecord& record = (*run)->run({});
      const auto reading = (*run)->reading();
      QVERIFY(reading);
      QCOMPARE(reading->state == TrainingState::ShotLimited, shots);
      QCOMPARE(record.train.loss > 0.9, shots);
      QVERIFY(reading->state != TrainingState::Plateau);
    }
  }
};

QTEST_GUILESS_MAIN(TestRunWatch)
#include "tst_run_watch.moc"
