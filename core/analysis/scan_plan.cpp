// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan is going to run: the design at each size, with each cost.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/analysis/scan.h"
#include "core/analysis/scan_design.h"
#include "core/experiment/assemble.h"
#include "core/experiment/estimate.h"
#include "core/model/compile.h"

namespace qonvolve {

namespace {

constexpr ScanCostInfo kCosts[] = {
    {ScanCost::Readout, "readout", "Readout", "What the design itself measures."},
    {ScanCost::Local, "local", "Local", "1 - mean over all qubits of P(0)."},
    {ScanCost::Global, "global", "Global", "1 - P(all qubits are 0)."},
    {ScanCost::Parity, "parity", "Parity", "<Z...Z> of all qubits."},
};

constexpr std::size_t kMostSamples = 1'000'000;

Result<void> checkSettings(const ScanSettings& settings) {
  if (settings.qubits.empty()) {
    return Error{"qubits", "There is no size to scan.", "Give at least five, such as 2,4,6,8,10."};
  }
  for (const std::uint32_t n : settings.qubits) {
    if (n >= 2 && n <= kMaxWires) continue;
    return Error{"qubits",
                 "Size " + std::to_string(n) + " is not between 2 and " +
                     std::to_string(kMaxWires) + " qubits.",
                 ""};
  }
  if (settings.samples < 10 || settings.samples > kMostSamples) {
    return Error{"samples",
                 "The number of samples is " + std::to_string(settings.samples) +
                     "; it must be 10 to 1000000.",
                 ""};
  }
  if (settings.costs.empty()) return Error{"cost", "There is no cost to scan.", ""};
  return {};
}

const Circuit* circuitOf(const PlacedStage& placed) {
  return std::get_if<Circuit>(&placed.stage);
}

double rangeOf(const Observable& observable) {
  if (observable.projector) return 1;
  double sum = 0;
  for (const PauliTerm& term : observable.terms) {
    if (term.xMask != 0 || term.zMask != 0) sum += std::abs(term.coefficient);
  }
  return 2 * sum;
}

/// Between the smallest and the largest value of the first output, as far as stages are affine.
double rangeOf(const Model& model) {
  double factor = 1;
  for (std::size_t s = model.stages.size(); s-- > 0;) {
    if (const Circuit* circuit = circuitOf(model.stages[s])) {
      return factor * rangeOf(circuit->outputs.front());
    }
    const auto& node = std::get<ClassicalNode>(model.stages[s].stage);
    if (node.kind != ClassicalNode::Kind::Scale) return 0;
    factor *= std::abs(node.factor);
  }
  return 0;
}

Observable observableOf(ScanCost cost, Wire wires) {
  const std::uint64_t all = (std::uint64_t{1} << wires) - 1;
  if (cost == ScanCost::Global) return Observable::probability(all, 0);
  if (cost == ScanCost::Parity) return {.terms = {{1, 0, all}}};
  Observable mean;  // 1 - mean P(0) = 1/2 - sum Z/(2 n)
  for (Wire w = 0; w < wires; ++w) {
    mean.terms.push_back({-0.5 / wires, 0, std::uint64_t{1} << w});
  }
  return mean;
}

/// The model up to its last circuit, which measures the cost instead.
Result<Model> withCost(const Model& design, ScanCost cost) {
  if (cost == ScanCost::Readout) return design;
  Model model = design;
  const auto circuits = std::ranges::count_if(
      model.stages, [](const PlacedStage& placed) { return circuitOf(placed) != nullptr; });
  if (circuits != 1) {
    return Error{"cost",
                 "The design has " + std::to_string(circuits) + " circuits; the cost \"" +
                     std::string(infoOf(cost).id) + "\" needs one.",
                 "Scan its readout."};
  }
  while (circuitOf(model.stages.back()) == nullptr) model.stages.pop_back();
  Circuit& circuit = std::get<Circuit>(model.stages.back().stage);
  circuit.outputs = {observableOf(cost, circuit.wires)};
  model.head = {.kind = Head::Kind::Expectation, .outputs = 1};
  if (cost == ScanCost::Parity) return model;
  // The constants of 1 - P, so that the values are those of the cost.
  const bool global = cost == ScanCost::Global;
  PlacedStage scale;
  scale.stage = ClassicalNode{.kind = ClassicalNode::Kind::Scale,
                              .inputs = 1,
                              .outputs = 1,
                              .factor = global ? -1.0 : 1.0,
                              .offset = global ? 1.0 : 0.5};
  scale.inputs = {{static_cast<std::int32_t>(model.stages.size()) - 1, 0}};
  model.stages.push_back(std::move(scale));
  return model;
}

struct Selection {
  std::vector<std::uint32_t> parameters;
  std::string label;
};

std::string labelOf(const Model& model, std::uint32_t parameter) {
  for (const ParameterGroup& group : model.groups) {
    if (parameter < group.first || parameter >= group.first + group.count) continue;
    return group.name + ", parameter " + std::to_string(parameter - group.first + 1);
  }
  return "parameter " + std::to_string(parameter + 1);
}

/// Of the groups of the middle layer: those that convolutions made, else all.
std::uint32_t middleParameter(const Model& model) {
  std::vector<std::uint32_t> firsts;
  for (const bool all : {false, true}) {
    for (const ParameterGroup& group : model.groups) {
      const auto span = std::ranges::find_if(model.spans, [&](const BlockSpan& each) {
        return each.block == group.block && group.first >= each.firstParameter &&
               group.first < each.firstParameter + each.parameterCount;
      });
      const bool layer = span != model.spans.end() && span->category == "Convolution";
      if (group.count > 0 && (all || layer)) firsts.push_back(group.first);
    }
    if (!firsts.empty()) break;
  }
  return firsts[(firsts.size() - 1) / 2];
}

Result<Selection> select(const Model& model, const std::string& which) {
  Selection selection;
  if (which == "all") {
    for (std::uint32_t p = 0; p < model.parameterCount; ++p) selection.parameters.push_back(p);
    selection.label = "all parameters";
    return selection;
  }
  std::uint32_t parameter = 0;
  if (which == "middle") {
    parameter = middleParameter(model);
  } else if (which != "first") {
    const auto number = parseUnsigned(which);
    if (!number) {
      return Error{"parameter", "\"" + which + "\" is no parameter.",
                   "Use first, middle, all, or a number from 0."};
    }
    if (*number >= model.parameterCount) {
      return Error{"parameter",
                   "There is no parameter " + which + "; the design has " +
                       std::to_string(model.parameterCount) + " at its smallest size.",
                   "Use first, middle, all, or a smaller number."};
    }
    parameter = static_cast<std::uint32_t>(*number);
  }
  selection.parameters = {parameter};
  selection.label = labelOf(model, parameter);
  return selection;
}

/// Sizes at which a design does not exist, those with the same reason together.
class Unbuildable {
 public:
  void add(std::uint32_t size, const Error& error) {
    const std::string why = error.message.substr(cannotBuild({&size, 1}).size());
    const auto same = std::ranges::find(groups_, why, &Group::why);
    if (same != groups_.end()) {
      same->sizes.push_back(size);
    } else {
      groups_.push_back({why, {size}, error});
    }
  }
  void prependTo(std::vector<Error>& errors) const {
    std::vector<Error> own;
    for (const Group& group : groups_) {
      own.push_back(group.error);
      if (group.sizes.size() < 2) continue;
      own.back().message = cannotBuild(group.sizes) + group.why;
      own.back().hint = "Leave these sizes out.";
    }
    errors.insert(errors.begin(), own.begin(), own.end());
  }

 private:
  struct Group {
    std::string why;
    std::vector<std::uint32_t> sizes;
    Error error;
  };
  std::vector<Group> groups_;
};

}  // namespace

std::span<const ScanCostInfo> scanCosts() {
  return kCosts;
}

const ScanCostInfo& infoOf(ScanCost cost) {
  return kCosts[static_cast<std::size_t>(cost)];
}

Result<ScanCost> scanCostOf(std::string_view id) {
  std::vector<std::string> ids;
  for (const ScanCostInfo& info : kCosts) {
    if (info.id == id) return info.cost;
    ids.emplace_back(info.id);
  }
  return Error{"cost", "There is no cost \"" + std::string(id) + "\".", suggestion(id, ids)};
}

Result<ScanCase> makeScanCase(const Model& design, std::uint32_t qubits,
                              const std::string& parameter, SimulationOptions simulation) {
  const auto selection = select(design, parameter);
  if (!selection) return selection.error();
  simulation.engine.samples = kScanBatch;
  ScanCase scan{.qubits = qubits,
                .cost = ScanCost::Readout,
                .design = design,
                .draws = DrawModel(design, rampFeatures(design.features)),
                .stages = DrawModel::factory(stageFactory(simulation)),
                .selected = selection->parameters,
                .parameter = selection->label,
                .range = rangeOf(design)};
  for (const PlacedStage& placed : scan.draws.model().stages) {
    const Circuit* circuit = circuitOf(placed);
    if (circuit == nullptr) continue;
    const auto simulated = chooseSimulation(*circuit, simulation);
    if (!simulated) return simulated.error();
    scan.operations += simulated->operations;
    scan.bytes += simulated->memory.bytes;
  }
  scan.bytes += std::uint64_t{16} * kScanBatch * scan.draws.rowSize();
  return scan;
}

Result<ScanPlan> planScan(const Experiment& experiment, const Catalog& catalog,
                          const ScanSettings& settings) {
  if (auto ok = checkSettings(settings); !ok) return ok.error();
  const auto scalable = ScalableDesign::of(experiment, catalog);
  if (!scalable) return scalable.error();
  const Choice& choice = settings.initializer.value_or(experiment.train.initializer);
  const auto initializer = catalog.initializers.require(choice.type, "/train/initializer/type");
  if (!initializer) return initializer.error();
  if (choice.type == "warm_start") {
    return Error{"/train/initializer/type",
                 "A warm start begins every draw at the same angles, which have no variance.",
                 "Scan with another initialization, such as uniform."};
  }

  ScanPlan plan{.settings = settings,
                .initializer = **initializer,
                .initializerOptions = choice.options,
                .cases = {},
                .skipped = {}};
  std::vector<std::uint32_t>& sizes = plan.settings.qubits;
  std::ranges::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  const std::uint64_t available = availableMemory();
  Unbuildable unbuildable;
  for (const std::uint32_t n : sizes) {
    auto built = scalable->build(n);
    if (!built) {
      unbuildable.add(n, built.error());
      continue;
    }
    Experiment sized = experiment;
    sized.stack = std::move(built->stack);
    sized.simulation.settings.shots = 0;
    sized.simulation.settings.gradient = "auto";
    const auto simulation = simulationOptions(sized, catalog, built->model);
    if (!simulation) return simulation.error();
    for (const ScanCost cost : settings.costs) {
      const auto design = withCost(built->model, cost);
      if (!design) return design.error();
      auto scan = makeScanCase(*design, n, settings.parameter, *simulation);
      if (!scan) return scan.error();
      scan->cost = cost;
      if (scan->bytes > available) {
        plan.skipped.push_back({"qubits",
                                std::to_string(n) + " qubits need " + bytesText(scan->bytes) +
                                    "; only " + bytesText(available) + " are free.",
                                "Leave this size out."});
        continue;
      }
      plan.cases.push_back(std::move(*scan));
    }
  }
  unbuildable.prependTo(plan.skipped);
  if (plan.cases.empty()) return plan.skipped.front();
  return plan;
}

double estimatedSeconds(const ScanPlan& plan, std::size_t threads) {
  double operations = 0;
  for (const ScanCase& scan : plan.cases) operations += scan.operations;
  // Half of the speed of training: every draw has gates of its own.
  return 2 * operations * static_cast<double>(plan.settings.samples) /
         (kOperationsPerSecond * static_cast<double>(std::max<std::size_t>(1, threads)));
}

}  // namespace qonvolve
