// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/assemble.h"

#include <algorithm>
#include <cassert>

#include "core/experiment/validate.h"
#include "core/model/classical.h"

namespace qonvolve {

namespace {

Error toError(const Issue& issue) {
  return {issue.where, issue.message, issue.hint};
}

template <class Entry>
double learningRateOf(const Choice& choice, const Registry<Entry>& registry) {
  const Entry* entry = registry.find(choice.type);
  if (entry == nullptr) return 0;
  for (const Field& field : entry->fields()) {
    if (field.key != "learning_rate") continue;
    const auto given = choice.options.find(field.key);
    auto value =
        checkValue(field, given == choice.options.end() ? field.defaultValue : given->second, "");
    return value ? std::get<double>(*value) : 0;
  }
  return 0;
}

// The block that made a preparation, by its place in the stack.
std::string whereOf(const Experiment& experiment, BlockId id) {
  Stack stack = experiment.stack;
  assignIds(stack);
  return pointerOf(stack, id);
}

}  // namespace

Result<SimulationOptions> simulationOptions(const Experiment& experiment, const Catalog& catalog,
                                            const Model& model) {
  const SimulationSettings& settings = experiment.simulation.settings;
  SimulationOptions options;
  options.method = settings.method == "statevector"      ? SimulationMethod::Statevector
                   : settings.method == "density_matrix" ? SimulationMethod::DensityMatrix
                   : settings.method == "trajectories"   ? SimulationMethod::Trajectories
                                                         : SimulationMethod::Auto;
  options.gradient = settings.gradient == "adjoint"           ? GradientMethod::Adjoint
                     : settings.gradient == "parameter_shift" ? GradientMethod::ParameterShift
                                                              : GradientMethod::Auto;
  options.shots = static_cast<std::size_t>(settings.shots);
  options.trajectories = static_cast<std::size_t>(settings.trajectories);
  options.seed = experiment.seed;
  if (settings.precision == "float") options.engine.precision = Precision::Float;
  options.engine.samples = static_cast<std::size_t>(experiment.train.settings.batchSize);
  std::vector<BlockName> blocks;
  for (const BlockSpan& span : model.spans) {
    for (const std::string& name : {span.name, span.typeId, span.category}) {
      blocks.push_back({span.block, name});
    }
  }
  for (std::size_t i = 0; i < experiment.simulation.noise.size(); ++i) {
    const Choice& choice = experiment.simulation.noise[i];
    const std::string where = "/simulation/noise/" + std::to_string(i);
    const auto type = catalog.noise.require(choice.type, where + "/type");
    if (!type) return type.error();
    const auto noise = (*type)->make(choice.options, where);
    if (!noise) return noise.error();
    auto rule = resolveNoise(*noise, blocks, wireCount(model), where);
    if (!rule) return rule.error();
    options.noise.push_back(std::move(*rule));
  }
  return options;
}

StageFactory stageFactory(const SimulationOptions& options) {
  return [options](const Stage& stage) -> std::unique_ptr<LaneFunction> {
    const auto* circuit = std::get_if<Circuit>(&stage);
    if (circuit == nullptr) return makeClassicalFunction(std::get<ClassicalNode>(stage));
    auto engine = makeSimulation(*circuit, options);
    assert(engine);
    return std::move(*engine);
  };
}

Result<void> checkEncodable(const Model& model, const Dataset& data, const std::string& part,
                            const std::string& where) {
  if (data.size() > 0 && data.x.cols() != static_cast<Eigen::Index>(model.features)) {
    return Error{where,
                 "The " + part + " data have " + std::to_string(data.x.cols()) +
                     " features; the design takes " + std::to_string(model.features) + ".",
                 "Use the same preprocessing as in training."};
  }
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    for (const Preparation& preparation : circuit->preparations) {
      if (preparation.kind != Preparation::Kind::Amplitude || preparation.zeroIsGround) continue;
      for (Eigen::Index row = 0; row < data.x.rows(); ++row) {
        bool zero = true;
        for (std::uint32_t i = 0; i < preparation.count && zero; ++i) {
          const InputRef& ref = placed.inputs[preparation.first + i];
          zero = ref.isFeature() && data.x(row, static_cast<Eigen::Index>(ref.index)) == 0;
        }
        if (!zero) continue;
        return Error{where,
                     "Amplitude encoding: all values of sample " + std::to_string(row + 1) + " (" +
                         part + ") that go into " + std::to_string(preparation.wires.size()) +
                         " qubits are zero, so they cannot be normalized.",
                     "Remove the sample, scale the data so that no sample is all zero, or let the "
                     "encoding's option "
                     "\"All-zero input\" prepare the ground state."};
      }
    }
  }
  return {};
}

Result<std::vector<double>> startParameters(const Experiment& experiment, const Catalog& catalog,
                                            const Model& model, const Dataset& train) {
  const Choice& choice = experiment.train.initializer;
  const auto type = catalog.initializers.require(choice.type, "/train/initializer/type");
  if (!type) return type.error();
  return (*type)->make(choice.options, {model, Rng(experiment.seed).stream("init"), &train},
                       "/train/initializer");
}

Result<TrainingSetup> assemble(const Experiment& experiment, const Catalog& catalog,
                               SplitData ready) {
  // Data are at hand and preprocessed: what is left to check starts from them.
  Experiment prepared = experiment;
  prepared.data.preprocess.clear();
  prepared.data.classes.clear();
  DataSummary summary;
  summary.shape = ready.train.shape;
  summary.shape.features = static_cast<std::uint32_t>(ready.train.x.cols());
  summary.classNames = ready.train.classNames;
  summary.samples = ready.train.size();
  summary.testGiven = summary.validationGiven = true;
  Checked checked = check(prepared, catalog, summary);
  for (const Issue& issue : checked.issues) {
    if (issue.severity == Severity::Error) return toError(issue);
  }

  const TrainSpec& train = experiment.train;
  TrainingSetup setup;
  setup.model = std::move(checked.model);
  std::string encoding = "/stack";
  for (const BlockSpan& span : setup.model.spans) {
    if (span.category == "Encoding") {
      encoding = whereOf(experiment, span.block);
      break;
    }
  }
  for (const auto& [part, name] :
       {std::pair{&ready.train, "training"}, std::pair{&ready.validation, "validation"},
        std::pair{&ready.test, "test"}}) {
    if (auto ok = checkEncodable(setup.model, *part, name, encoding); !ok) return ok.error();
  }
  auto simulation = simulationOptions(experiment, catalog, setup.model);
  if (!simulation) return simulation.error();
  simulation->engine.samples = std::min(simulation->engine.samples, ready.train.size());
  for (const PlacedStage& placed : setup.model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    if (const auto choice = chooseSimulation(*circuit, *simulation); !choice) return choice.error();
  }
  setup.stages = stageFactory(*simulation);
  setup.data = std::move(ready);

  const auto lossType = catalog.losses.require(train.loss.type, "/train/loss/type");
  const auto optimizerType =
      catalog.optimizers.require(train.optimizer.type, "/train/optimizer/type");
  const auto scheduleType = catalog.schedules.require(train.schedule.type, "/train/schedule/type");
  if (!scheduleType) return scheduleType.error();
  if (!lossType) return lossType.error();
  if (!optimizerType) return optimizerType.error();
  auto loss = (*lossType)->make(train.loss.options, "/train/loss");
  auto optimizer =
      (*optimizerType)
          ->make(train.optimizer.options, setup.model.parameterCount, "/train/optimizer");
  auto start = startParameters(experiment, catalog, setup.model, setup.data.train);
  auto schedule = (*scheduleType)->make(train.schedule.options, "/train/schedule");
  if (!schedule) return schedule.error();
  if (!loss) return loss.error();
  if (!optimizer) return optimizer.error();
  if (!start) return start.error();
  setup.loss = std::move(*loss);
  setup.optimizer = std::move(*optimizer);
  setup.schedule = std::move(*schedule);
  setup.initialParameters = std::move(*start);
  setup.settings = train.settings;
  if (!(*optimizerType)->needs(train.optimizer.options).clipping) setup.settings.clipping = "none";
  setup.seed = experiment.seed;
  setup.learningRate = learningRateOf(train.optimizer, catalog.optimizers);
  return setup;
}

}  // namespace qonvolve
