// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli describe: size, expressibility and entanglement of the circuits of an experiment.
#include <algorithm>
#include <numeric>

#include "app/cli/circuit_file.h"
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/analysis/descriptors.h"
#include "core/base/text.h"
#include "core/circuit/metrics.h"
#include "core/circuit/nonunitary.h"
#include "core/experiment/assemble.h"
#include "core/io/files.h"

namespace qonvolve::cli {

namespace {

constexpr Wire kMostWires = 20;

// A circuit with the inputs its states are made for.
struct Subject {
  Circuit circuit;
  std::size_t parameters = 0;  // the sampler draws so many; the circuit may use fewer
  std::vector<std::vector<double>> samples;
};

struct Settings {
  DescriptorOptions options;
  std::size_t samples = 100;
  std::uint64_t seed = 7;
  std::size_t threads = 0;
};

Result<Settings> readSettings(const Arguments& arguments) {
  Settings settings;
  const auto pairs = arguments.integer("pairs", 2, 1'000'000);
  if (!pairs) return pairs.error();
  const auto bins = arguments.integer("bins", 2, 10'000);
  if (!bins) return bins.error();
  const auto samples = arguments.integer("samples", 1, 1'000'000);
  if (!samples) return samples.error();
  const auto seed = arguments.integer("seed", 0, INT64_MAX);
  if (!seed) return seed.error();
  const auto threads = threadCount(arguments);
  if (!threads) return threads.error();
  if (*pairs) settings.options.pairs = static_cast<std::size_t>(**pairs);
  if (*bins) settings.options.bins = static_cast<std::size_t>(**bins);
  if (*samples) settings.samples = static_cast<std::size_t>(**samples);
  if (*seed) settings.seed = static_cast<std::uint64_t>(**seed);
  settings.threads = *threads;
  return settings;
}

Result<std::vector<Subject>> fromCircuitFile(const Arguments& arguments) {
  auto file = readCircuitFile(arguments);
  if (!file) return file.error();
  ReferenceCircuit& reference = file->reference;
  Subject subject{std::move(reference.circuit), reference.values.size(), {}};
  if (subject.circuit.inputs > 0) subject.samples.push_back(std::move(reference.inputs));
  return std::vector<Subject>{std::move(subject)};
}

// Inputs come from the training data; circuits behind other stages get what the initial parameters
// make of them.
Result<std::vector<Subject>> fromExperiment(const Arguments& arguments, const Settings& settings,
                                            ThreadPool& pool) {
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  auto data = prepareData(opened->experiment, catalog, opened->folder);
  if (!data) return data.error();
  auto setup = assemble(opened->experiment, catalog, std::move(data->ready));
  if (!setup) return setup.error();
  ModelRunner runner(setup->model, setup->stages, pool);
  const Dataset& train = setup->data.train;
  std::vector<std::size_t> rows(std::min(settings.samples, train.size()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<Subject> subjects;
  for (std::size_t stage = 0; stage < setup->model.stages.size(); ++stage) {
    const auto* circuit = std::get_if<Circuit>(&setup->model.stages[stage].stage);
    if (circuit == nullptr) continue;
    Subject subject{*circuit, setup->model.parameterCount, {}};
    Matrix inputs;
    runner.stageInputs(setup->initialParameters, train.x, rows, stage, inputs);
    for (const auto& row : inputs.rowwise()) {
      if (inputs.cols() > 0) subject.samples.emplace_back(row.begin(), row.end());
    }
    subjects.push_back(std::move(subject));
  }
  if (subjects.empty()) return Error{"/stack", "There is no circuit to describe.", ""};
  return subjects;
}

Result<Circuit> pureCircuit(const Circuit& circuit) {
  Circuit gates = deferMeasurements(circuit);
  if (!isUnitary(gates)) {
    return Error{
        "", "The circuit has channels, resets or measurements; descriptors are of pure states.",
        "Describe it without noise."};
  }
  if (gates.wires > kMostWires) {
    return Error{"",
                 "The circuit has " + std::to_string(gates.wires) +
                     " qubits; descriptors go up to " + std::to_string(kMostWires) + ".",
                 ""};
  }
  return gates;
}

Json estimateJson(const Estimate& estimate) {
  Json json = Json::object();
  json.set("mean", jsonNumber(estimate.mean));
  json.set("standardError", jsonNumber(estimate.standardError));
  return json;
}

Json toJson(const CircuitMetrics& size, const Descriptors& d, const Settings& settings) {
  Json json = Json::object();
  json.set("qubits", std::uint64_t{size.wires});
  json.set("parameters", std::uint64_t{size.parameters});
  json.set("gates", std::uint64_t{size.gates});
  json.set("twoQubitGates", std::uint64_t{size.twoWireGates});
  json.set("depth", std::uint64_t{size.depth});
  Json expressibility = Json::object();
  expressibility.set("divergence", jsonNumber(d.expressibility));
  expressibility.set("bias", jsonNumber(d.expressibilityBias));
  expressibility.set("idle", jsonNumber(d.expressibilityIdle));
  expressibility.set("pairs", std::uint64_t{d.pairs});
  expressibility.set("bins", std::uint64_t{settings.options.bins});
  json.set("expressibility", std::move(expressibility));
  Json entangling = estimateJson(d.meyerWallach);
  entangling.set("haar", jsonNumber(d.meyerWallachHaar));
  json.set("meyerWallach", std::move(entangling));
  Json cuts = Json::array();
  for (const Estimate& cut : d.cutEntropies) cuts.push(estimateJson(cut));
  json.set("cutEntropies", std::move(cuts));
  Json rows = Json::array();
  for (std::size_t a = 0; a < d.wires && !d.mutualInformation.empty(); ++a) {
    const auto row = d.mutualInformation.begin() + static_cast<std::ptrdiff_t>(a * d.wires);
    rows.push(jsonNumbers(std::vector<double>(row, row + d.wires)));
  }
  json.set("mutualInformation", std::move(rows));
  json.set("seed", std::to_string(settings.seed));
  return json;
}

std::string estimateText(const Estimate& estimate) {
  return fixedText(estimate.mean, 4) + " +- " + fixedText(estimate.standardError, 4);
}

std::string wiresText(std::size_t first, std::size_t last) {
  const std::string text = "q" + std::to_string(first);
  return first == last ? text : text + "..q" + std::to_string(last);
}

std::string toText(const CircuitMetrics& size, const Descriptors& d) {
  std::string text = std::to_string(size.wires) + " qubits, " + std::to_string(size.parameters) +
                     " parameters, " + std::to_string(size.gates) + " gates (" +
                     std::to_string(size.twoWireGates) + " on two qubits or more), depth " +
                     std::to_string(size.depth) + "\n";
  text += "expressibility  " + fixedText(d.expressibility, 4) +
          "  (Haar-random states with as many pairs: " + fixedText(d.expressibilityBias, 4) +
          "; no gates: " + fixedText(d.expressibilityIdle, 1) + ")\n";
  text += "Meyer-Wallach   " + estimateText(d.meyerWallach) +
          "  (Haar-random states: " + fixedText(d.meyerWallachHaar, 4) + ")\n";
  if (d.cutEntropies.empty()) return text;
  text += "entanglement entropy in bits, by cut\n";
  for (std::size_t k = 0; k < d.cutEntropies.size(); ++k) {
    text += "  " + wiresText(0, k) + " | " + wiresText(k + 1, d.wires - 1) + "  " +
            estimateText(d.cutEntropies[k]) + "\n";
  }
  text += "mutual information in bits, by pair of qubits\n     ";
  for (std::size_t b = 0; b < d.wires; ++b) text += (b < 10 ? "    q" : "   q") + std::to_string(b);
  for (std::size_t a = 0; a < d.wires; ++a) {
    text += (a < 10 ? "\n   q" : "\n  q") + std::to_string(a);
    for (std::size_t b = 0; b < d.wires; ++b) {
      text += a == b ? "     -" : " " + fixedText(d.mutualInformation[a * d.wires + b], 3);
    }
  }
  return text + "\n";
}

int run(const Arguments& arguments) {
  const Interruption interruption;
  const auto settings = readSettings(arguments);
  if (!settings) return fail(settings.error());
  ThreadPool pool(settings->threads);
  const std::string& name = arguments.positional(0);
  const auto subjects =
      isCircuitFile(name) ? fromCircuitFile(arguments) : fromExperiment(arguments, *settings, pool);
  if (!subjects) return fail(subjects.error());
  Json list = Json::array();
  for (const Subject& subject : *subjects) {
    const auto circuit = pureCircuit(subject.circuit);
    if (!circuit) return fail({name, circuit.error().message, circuit.error().hint});
    const StateSampler sampler =
        circuitSampler(*circuit, subject.parameters, subject.samples, Rng(settings->seed));
    const auto descriptors =
        describeStates(sampler, circuit->wires, settings->options, pool, interruption.token());
    if (!descriptors) return kInterrupted;
    const CircuitMetrics size = measureCircuit(subject.circuit);
    if (arguments.has("json")) {
      list.push(toJson(size, *descriptors, *settings));
    } else {
      print((&subject == &subjects->front() ? "" : "\n") + toText(size, *descriptors));
    }
  }
  if (arguments.has("json")) printJson(list);
  return kDone;
}

}  // namespace

Command describeCommand() {
  Command command;
  command.name = "describe";
  command.summary = "Size, expressibility and entanglement of the circuits of an experiment.";
  command.description =
      "Draws random angles from [0, 2 pi) for all parameters and looks at the states that each "
      "circuit of the experiment (or a circuit file, as \"simulate\" reads it) makes of training "
      "samples; the two states of a pair share their sample.\n"
      "\n"
      "Expressibility is the divergence of the fidelities of pairs from those of Haar-random "
      "states "
      "(Sim et al., arXiv:1905.10876; natural logarithm, small is expressive). Meyer-Wallach is 0 "
      "for product states and 1 at most. Entropies and mutual information are in bits, means over "
      "500 states.\n"
      "\n"
      "With --json: an array with {qubits, parameters, gates, twoQubitGates, depth, "
      "expressibility: {divergence, bias, idle, pairs, bins}, meyerWallach: {mean, standardError, "
      "haar}, cutEntropies: [{mean, standardError}], mutualInformation, seed} of each circuit.";
  command.arguments = {experimentArgument()};
  command.options = {setOption(),
                     {"pairs", "N", "Pairs of random states (default 5000)."},
                     {"bins", "N", "Bins of the fidelity (default 75)."},
                     {"samples", "N", "Training samples to draw inputs from (default 100)."},
                     {"seed", "N", "Seed of the random angles (default 7)."},
                     threadsOption(),
                     jsonOption()};
  command.examples = {"qonvolve-cli describe example:lines",
                      "qonvolve-cli describe my.qonv --pairs 20000 --json"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
