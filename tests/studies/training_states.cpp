// SPDX-License-Identifier: GPL-3.0-or-later
// Writes resources/results/training-states.md: how often the live rule calls a run a plateau, on
// costs that have one and on costs that have none.
//
// cmake --build build/release --target study_training_states
// build/release/tests/studies/study_training_states [seeds] > resources/results/training-states.md
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/analysis/scan_design.h"
#include "core/experiment/assemble.h"
#include "core/model/compile.h"
#include "core/train/training_watch.h"

using namespace qonvolve;

namespace {

constexpr std::int64_t kSteps = 200;
constexpr std::size_t kProbeDraws = 200;

Block block(const char* type, Values options = {}) {
  return {.choice = {.type = type, .options = std::move(options)}, .name = {}};
}
Value text(const char* value) {
  return std::string(value);
}

struct StudyCircuit {
  const char* name;
  Stack stack;
  bool plateau;  // whether its cost has one
};

std::vector<StudyCircuit> circuits() {
  const auto product = [](const char* readout) {
    return Stack{block("plain_start"),
                 block("layers", {{"rotations", text("ry")},
                                  {"entangler", text("none")},
                                  {"layers", std::int64_t{1}}}),
                 block("readout", {{"kind", text(readout)}})};
  };
  const auto hardware = [](std::int64_t layers, bool perQubit, const char* readout) {
    return Stack{block("angle"), block("layers", {{"layers", layers}, {"per_qubit", perQubit}}),
                 block("readout", {{"kind", text(readout)}})};
  };
  return {
      {"product, local cost", product("mean"), false},
      {"product, global cost", product("all_zero"), true},
      {"QCNN, SU(4)",
       {block("angle"),
        Repeat{.until = Repeat::Until::OneWire,
               .body = {block("convolution", {{"ansatz", text("su4")}}), block("pooling")}},
        block("readout")},
       false},
      {"hardware-efficient, 2 layers, local cost", hardware(2, false, "mean"), false},
      {"hardware-efficient, 3 n layers, parity", hardware(3, true, "parity"), true},
  };
}

struct Cell {
  int flagged = 0;      // plateau shown at some step
  int shotLimited = 0;  // or too few shots
  int trained = 0;      // ended well below random parameters
  double shotsPerAngle = 0;
};

// One run of one sample of class 0, whose loss is twice the cost.
void run(const Model& model, const Catalog& catalog, const LandscapeProbe& probe,
         const char* optimizer, std::size_t shots, std::uint64_t seed, ThreadPool& pool,
         Cell& cell) {
  TrainingSetup setup;
  setup.model = model;
  SimulationOptions simulation{.shots = shots, .seed = seed};
  simulation.engine.samples = 1;
  setup.stages = stageFactory(simulation);
  Dataset& data = setup.data.train;
  const std::vector<double> ramp = rampFeatures(model.features);
  data.x = Eigen::Map<const Matrix>(ramp.data(), 1, static_cast<Eigen::Index>(ramp.size()));
  data.y = {0};
  data.classNames = {"a", "b"};
  data.shape.features = model.features;
  setup.loss = *catalog.losses.find("linear")->make({}, "");
  const double rate = std::string(optimizer) == "sgd" ? 0.1 : 0.05;
  setup.optimizer = *catalog.optimizers.find(optimizer)->make({{"learning_rate", rate}},
                                                              model.parameterCount, "");
  setup.initialParameters = *catalog.initializers.find("uniform")->make(
      {}, {model, Rng(seed).stream("init"), nullptr}, "");
  setup.settings.steps = kSteps;
  setup.settings.batchSize = 1;
  setup.seed = seed;
  Trainer trainer(std::move(setup), pool);
  TrainingWatch watch(
      {.probe = probe, .parameters = model.parameterCount, .shots = shots, .batchSamples = 1});
  bool plateau = false, limited = false;
  double loss = 0;
  trainer.run({}, [&](const TrainEvent& event) {
    const auto* step = std::get_if<StepDone>(&event);
    if (step == nullptr) return;
    const TrainingState state = watch.push(step->loss, step->gradientNorm);
    plateau = plateau || state == TrainingState::Plateau;
    limited = limited || state == TrainingState::ShotLimited;
    loss = step->loss;
  });
  cell.flagged += plateau;
  cell.shotLimited += limited && !plateau;
  cell.trained += loss < probe.lossMean - 3 * probe.lossDeviation ||
                  loss - probe.lowestLoss < 0.1 * (probe.lossMean - probe.lowestLoss);
  cell.shotsPerAngle += watch.shotsPerAngle();
}

}  // namespace

int main(int argc, char** argv) {
  const int seeds = argc > 1 ? std::atoi(argv[1]) : 10;
  const Catalog catalog = makeCatalog();
  ThreadPool pool;
  std::printf(
      "# What the live rule says of runs\n\nWritten by `tests/studies/training_states.cpp`: %d "
      "seeds a row, %lld steps, uniform angles, one sample, learning rate 0.1 (gradient descent) "
      "and 0.05 (Adam). \"Plateau\" and \"too few shots\": runs that were shown so at some step "
      "(the second only where the first was not). \"Trained\": ended three standard deviations "
      "below random parameters, or within a tenth of the best loss.\n\n"
      "| circuit | qubits | optimizer | shots | cost has a plateau | plateau shown | too few shots "
      "| trained |\n|---|---|---|---|---|---|---|---|\n",
      seeds, static_cast<long long>(kSteps));
  int falseAlarms = 0, quiet = 0;
  for (const StudyCircuit& circuit : circuits()) {
    for (const std::uint32_t n : {4U, 8U, 10U, 20U}) {
      const bool product = std::string(circuit.name).starts_with("product");
      if (n > 10 && !product) continue;
      Stack stack = circuit.stack;
      assignIds(stack);
      const Compiled compiled = compile(stack, {.features = n}, catalog.blocks);
      const Model& model = compiled.model;
      const std::vector<double> ramp = rampFeatures(n);
      Dataset data;
      data.x = Eigen::Map<const Matrix>(ramp.data(), 1, static_cast<Eigen::Index>(n));
      data.y = {0};
      ModelRunner runner(model, stageFactory(), pool);
      const auto loss = *catalog.losses.find("linear")->make({}, "");
      const InitializerType& uniform = *catalog.initializers.find("uniform");
      const auto probe = probeLandscape(
          runner, *loss, data, std::vector<std::size_t>{0},
          [&](std::uint64_t index) {
            return *uniform.make({}, {model, Rng(77).stream("probe", index), nullptr}, "");
          },
          kProbeDraws);
      for (const char* optimizer : {"sgd", "adam"}) {
        for (const std::size_t shots : {0U, 1000U}) {
          // Shifted circuits of deep designs take minutes a run.
          if (shots > 0 && n > (product ? 10U : 4U)) continue;
          Cell cell;
          for (int seed = 0; seed < seeds; ++seed) {
            run(model, catalog, *probe, optimizer, shots, static_cast<std::uint64_t>(seed), pool,
                cell);
          }
          std::printf("| %s | %u | %s | %s | %s | %d | %d | %d |\n", circuit.name, n,
                      optimizer[0] == 's' ? "gradient descent" : "Adam",
                      shots > 0 ? "1000" : "exact", circuit.plateau ? "yes" : "no", cell.flagged,
                      cell.shotLimited, cell.trained);
          std::fflush(stdout);
          if (!circuit.plateau) {
            falseAlarms += cell.flagged;
            quiet += seeds;
          }
        }
      }
    }
  }
  std::printf("\nFalse alarms on costs without a plateau: %d of %d runs.\n", falseAlarms, quiet);
  return 0;
}
