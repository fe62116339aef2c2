// SPDX-License-Identifier: GPL-3.0-or-later
// Writes resources/results/training-states.md: how often the live rule calls a run a plateau, on
// costs that have one and on costs that have none.
//
// cmake --build build/release --target study_training_states
// build/release/tests/studies/study_training_states [seeds] > resources/results/training-states.md
#include <cstdio>
#include <cstdlib>
#include <optional>
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
  int runs = 0;
  int flagged = 0;      // plateau shown at some step
  int shotLimited = 0;  // or too few shots
  int trained = 0;      // ended well below random parameters
};

// What a cell was in the simulation that the rule was made with: shares of its 20 runs.
struct Reference {
  std::optional<double> flagged;  // plateau, or too few shots
  std::optional<double> trained;
};
Reference referenceOf(const std::string& circuit, std::uint32_t n, bool adam, bool shots) {
  if (circuit == "product, local cost" && (n == 4 || n == 10 || n == 20)) return {0.0, {}};
  if (circuit != "product, global cost" || (n != 10 && n != 20)) return {};
  if (!adam) return {n == 10 ? 0.95 : 1.0, {}};
  if (shots) return {{}, n == 10 ? 0.70 : 0.0};
  return {{}, n == 10 ? 0.95 : 0.25};
}

std::string difference(int count, int runs, std::optional<double> reference) {
  if (!reference) return " | ";
  char text[64];
  std::snprintf(text, sizeof text, "%.0f %% | %+.0f", 100 * *reference,
                100 * (static_cast<double>(count) / runs - *reference));
  return text;
}

/// Runs of a cell that are affordable; 0: none. With shots every angle takes two circuits a step.
int runsOf(const StudyCircuit& circuit, std::uint32_t n, bool shots, int most) {
  const bool product = std::string(circuit.name).starts_with("product");
  if (product) {
    if (shots) return n > 12 ? 0 : n == 12 ? most / 4 : most;
    return n == 20 ? most / 4 : most;
  }
  if (n > 10) return 0;
  if (!shots) return circuit.plateau && n > 8 ? most / 4 : most;
  if (circuit.plateau) return n == 4 ? most / 2 : 0;  // deep: hundreds of angles
  return n == 4 ? most : n == 8 ? most / 4 : 0;
}

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
  ++cell.runs;
  cell.flagged += plateau;
  cell.shotLimited += limited && !plateau;
  cell.trained += loss < probe.lossMean - 3 * probe.lossDeviation ||
                  loss - probe.lowestLoss < 0.1 * (probe.lossMean - probe.lowestLoss);
}

}  // namespace

int main(int argc, char** argv) {
  const int most = argc > 1 ? std::atoi(argv[1]) : 20;
  const Catalog catalog = makeCatalog();
  ThreadPool pool(1);
  std::printf(
      "# What the live rule says of runs\n\n"
      "Written by `tests/studies/training_states.cpp`: up to %d seeds a row, %lld steps, uniform "
      "angles, one sample, learning rate 0.1 (gradient descent) and 0.05 (Adam), %zu draws in the "
      "probe. \"Plateau\" and \"too few shots\": runs that were shown so at some step (the second "
      "only where the first was not). \"Trained\": ended three standard deviations below random "
      "parameters, or within a tenth of the best loss. The reference is the simulation that the "
      "rule was made with (product circuit, 200 steps, 20 seeds a cell), whose learning rates are "
      "not known; differences are in percentage points, of \"plateau or too few shots\" (on costs "
      "without a plateau: of \"plateau\") and of "
      "\"trained\". Rows with fewer runs are those that take minutes a run; with 1000 shots that "
      "is so from 12 qubits on, where all outcomes are drawn, and 20 qubits are left "
      "out.\n\n"
      "| circuit | qubits | optimizer | shots | cost has a plateau | runs | plateau | too few "
      "shots | trained | reference flagged | difference | reference trained | difference |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
      most, static_cast<long long>(kSteps), kProbeDraws);
  int falseAlarms = 0, quiet = 0;
  for (const std::uint32_t n : {4U, 8U, 10U, 12U, 20U}) {
    for (const StudyCircuit& circuit : circuits()) {
      if (runsOf(circuit, n, false, most) == 0) continue;
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
          const int runs = runsOf(circuit, n, shots > 0, most);
          if (runs == 0) continue;
          Cell cell;
          for (int seed = 0; seed < runs; ++seed) {
            run(model, catalog, *probe, optimizer, shots, static_cast<std::uint64_t>(seed), pool,
                cell);
          }
          const bool adam = optimizer[0] == 'a';
          // Where there is no plateau, only "plateau" is a false alarm.
          const int alarms = cell.flagged + (circuit.plateau ? cell.shotLimited : 0);
          const Reference reference = referenceOf(circuit.name, n, adam, shots > 0);
          std::printf("| %s | %u | %s | %s | %s | %d | %d | %d | %d | %s | %s |\n", circuit.name, n,
                      adam ? "Adam" : "gradient descent", shots > 0 ? "1000" : "exact",
                      circuit.plateau ? "yes" : "no", cell.runs, cell.flagged, cell.shotLimited,
                      cell.trained, difference(alarms, cell.runs, reference.flagged).c_str(),
                      difference(cell.trained, cell.runs, reference.trained).c_str());
          std::fflush(stdout);
          if (circuit.plateau) continue;
          falseAlarms += cell.flagged;
          quiet += cell.runs;
        }
      }
    }
  }
  std::printf("\nFalse alarms on costs without a plateau: %d of %d runs.\n", falseAlarms, quiet);
  return 0;
}
