// SPDX-License-Identifier: GPL-3.0-or-later
// The simulation section: its problems with their fixes, and training with shots and noise.
#include <QtTest>

#include "core/experiment/assemble.h"
#include "core/experiment/edit.h"
#include "core/experiment/validate.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

/// Two qubits and few samples, so that shifted circuits take no time.
Experiment smallExample() {
  Experiment e = linesExample();
  e.data.source = {.type = "xor"};
  e.stack = {blockOf("angle"), blockOf("convolution", {{"ansatz", std::string("ttn")}}),
             blockOf("pooling"), blockOf("readout")};
  assignIds(e.stack);
  e.train.settings.epochs = 3;
  e.train.settings.batchSize = 12;
  return e;
}

/// Trains for so many epochs (0: all) from the beginning or from a checkpoint.
Checkpoint trained(const Experiment& experiment, const Catalog& catalog, std::size_t threads,
                   std::uint64_t epochs, const Checkpoint* from = nullptr) {
  auto data = prepareData(experiment, catalog, "");
  if (!data) return {};
  auto setup = assemble(experiment, catalog, std::move(data->ready));
  if (!setup) {
    qWarning("%s", toText(setup.error()).c_str());
    return {};
  }
  ThreadPool pool(threads);
  Trainer trainer(std::move(*setup), pool);
  if (from != nullptr && !trainer.resume(*from)) return {};
  return trainer.run({}, [](const TrainEvent&) {}, epochs).checkpoint;
}

}  // namespace

class TestSimulation : public QObject {
  Q_OBJECT
  const Catalog catalog_ = makeCatalog();

  Experiment with(std::initializer_list<std::pair<const char*, const char*>> settings) {
    Experiment e = smallExample();
    for (const auto& [path, text] : settings) {
      const auto done = setOption(e, catalog_, path, text);
      if (!done) qFatal("%s", toText(done.error()).c_str());
    }
    return e;
  }

 private slots:
  void problemsNameTheSettingAndTheirFixesSolveThem_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("where");
    const char* noise = "/simulation/noise/0/options/";
    const auto row = [&](const char* name, const QString& path, const char* value,
                         const QString& where) {
      QTest::newRow(name) << path << QString(value) << where;
    };
    row("pure states with noise", "/simulation/method", "statevector", "/simulation/method");
    row("adjoint with trajectories", "/simulation/method", "trajectories", "/simulation/gradient");
    row("unknown gate", QString(noise) + "gates", "cxx", QString(noise) + "gates");
    row("unknown block", QString(noise) + "blocks", "Attention", QString(noise) + "blocks");
    row("unknown wire", QString(noise) + "wires", "0-40", QString(noise) + "wires");
  }
  void problemsNameTheSettingAndTheirFixesSolveThem() {
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(QString, where);
    Experiment e =
        with({{"/simulation/noise/0/type", "depolarizing"}, {"/simulation/gradient", "adjoint"}});
    QVERIFY(check(e, catalog_).runnable());
    QVERIFY(setOption(e, catalog_, path.toStdString(), value.toStdString()));
    const Checked checked = check(e, catalog_);
    QVERIFY(!checked.runnable());
    const Issue& issue = checked.issues.front();
    QCOMPARE(QString::fromStdString(issue.where), where);
    QVERIFY(!issue.fixes.empty());
    QVERIFY(applyFix(e, catalog_, issue.fixes.front()));
    const Checked after = check(e, catalog_);
    QVERIFY2(after.runnable(), after.issues.empty() ? "" : after.issues[0].message.c_str());
  }

  void fewerShotsAreOfferedWhereTheyTakeTheTime() {
    Experiment e =
        with({{"/simulation/shots", "100000000"}, {"/simulation/method", "trajectories"}});
    const Checked checked = check(e, catalog_);
    QCOMPARE(checked.issues.size(), std::size_t{1});
    QCOMPARE(checked.issues[0].where, std::string("/simulation"));
    QVERIFY(checked.issues[0].message.find("an epoch takes about") != std::string::npos);
    QCOMPARE(checked.issues[0].fixes.size(), std::size_t{1});  // the method would change nothing
    QVERIFY(applyFix(e, catalog_, checked.issues[0].fixes[0]));
    QCOMPARE(e.simulation.settings.shots, 1000);
    QVERIFY(check(e, catalog_).issues.empty());
  }

  void impossibleNoiseCanBeRemoved() {
    Experiment e = with({{"/simulation/noise/0/type", "thermal_relaxation"},
                         {"/simulation/noise/0/options/t1", "10"},
                         {"/simulation/noise/0/options/t2", "30"}});
    const Checked checked = check(e, catalog_);
    QVERIFY(!checked.runnable());
    QCOMPARE(checked.issues[0].where, std::string("/simulation/noise/0/options/t2"));
    QVERIFY(applyFix(e, catalog_, checked.issues[0].fixes.front()));
    QVERIFY(e.simulation.noise.empty());
    QVERIFY(check(e, catalog_).runnable());
  }

  // Random numbers follow from seed, parameters and sample: threads and interruptions change
  // nothing, not by a bit.
  void trainingWithShotsIsReproducible_data() {
    QTest::addColumn<QString>("method");
    QTest::newRow("shots") << "auto";
    QTest::newRow("trajectories") << "trajectories";
  }
  void trainingWithShotsIsReproducible() {
    QFETCH(QString, method);
    Experiment e = with({{"/simulation/shots", "20"},
                         {"/simulation/trajectories", "8"},
                         {"/simulation/noise/0/type", "depolarizing"},
                         {"/simulation/noise/0/options/after", "end"}});
    e.simulation.settings.method = method.toStdString();
    if (method == "auto") e.simulation.noise.clear();
    e.train.settings.epochs = 2;
    e.data.source.options["samples"] = std::int64_t{30};
    const Checkpoint one = trained(e, catalog_, 1, 0);
    QCOMPARE(one.epoch, std::uint64_t{2});
    const Checkpoint two = trained(e, catalog_, 2, 0);
    QVERIFY(one.parameters == two.parameters);
    const Checkpoint half = trained(e, catalog_, 1, 1);
    QCOMPARE(half.epoch, std::uint64_t{1});
    const Checkpoint resumed = trained(e, catalog_, 2, 0, &half);
    QVERIFY(resumed.parameters == one.parameters);
    QCOMPARE(resumed.best.loss, one.best.loss);
    e.seed += 1;
    QVERIFY(trained(e, catalog_, 1, 0).parameters != one.parameters);
  }

  void exactGradientsByEitherMethodTrainAlike() {
    Experiment e = with({{"/simulation/noise/0/type", "amplitude_damping"},
                         {"/simulation/noise/0/options/blocks", "Pooling"},
                         {"/simulation/gradient", "adjoint"}});
    e.train.settings.steps = 2;
    e.data.source.options["samples"] = std::int64_t{24};
    const Checkpoint adjoint = trained(e, catalog_, 2, 0);
    e.simulation.settings.gradient = "parameter_shift";
    const Checkpoint shifted = trained(e, catalog_, 2, 0);
    QVERIFY(!adjoint.parameters.empty());
    QCOMPARE(adjoint.parameters.size(), shifted.parameters.size());
    for (std::size_t k = 0; k < adjoint.parameters.size(); ++k) {
      QVERIFY(std::abs(adjoint.parameters[k] - shifted.parameters[k]) < 1e-7);
    }
  }
};

QTEST_GUILESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
