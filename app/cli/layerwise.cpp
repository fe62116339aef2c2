// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli layerwise: grows a circuit layer by layer, or from fewer qubits, and writes the
// parameters to start from.
#include "core/experiment/layerwise.h"

#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/analysis/narrow_start.h"
#include "core/base/text.h"
#include "core/io/files.h"
#include "core/train/parameter_file.h"

namespace qonvolve::cli {

namespace {

Result<LayerwiseOptions> readOptions(const Arguments& arguments) {
  LayerwiseOptions options;
  const auto read = [&](const char* name, std::int64_t low, std::int64_t& to) -> Result<void> {
    const auto value = arguments.integer(name, low, 100'000);
    if (!value) return value.error();
    if (*value) to = **value;
    return {};
  };
  if (auto ok = read("start", 1, options.start); !ok) return ok.error();
  if (auto ok = read("add", 1, options.add); !ok) return ok.error();
  if (auto ok = read("trained", 1, options.trained); !ok) return ok.error();
  if (auto ok = read("epochs", 1, options.epochs); !ok) return ok.error();
  if (auto ok = read("sweeps", 0, options.sweeps); !ok) return ok.error();
  if (const auto text = arguments.value("fraction")) {
    const auto fraction = parseDouble(*text);
    if (!fraction) return Error{"--fraction", "\"" + *text + "\" is not a number.", ""};
    options.fraction = *fraction;
  }
  return options;
}

std::string stageText(const LayerwiseStage& stage) {
  return "phase " + std::to_string(stage.phase) + "  " + std::to_string(stage.layers) +
         (stage.layers == 1 ? " layer" : " layers") + ", trained " +
         std::to_string(stage.first + 1) + " to " + std::to_string(stage.last) + "  loss " +
         fixedText(stage.score.loss, 4) + "  accuracy " + fixedText(100 * stage.score.accuracy, 1) +
         " %";
}

struct Start {
  Model model;
  std::vector<double> parameters;
  bool stopped = false;
};

Result<Start> layerByLayer(const Experiment& experiment, const Catalog& catalog,
                           const SplitData& data, const LayerwiseOptions& options, ThreadPool& pool,
                           const std::stop_token& stop) {
  auto done = trainLayerwise(experiment, catalog, data, options, pool, stop,
                             [](const LayerwiseStage& s) { note(stageText(s)); });
  if (!done) return done.error();
  if (!done->identityLayers) {
    warn({"", "New layers are no identities, even with angles 0: the loss jumps when one is added.",
          "Use a trainable entangler such as RZZ, or turn on Mirrored."});
  }
  return Start{std::move(done->model), std::move(done->parameters), done->stopped};
}

Result<Start> fromFewerQubits(const Experiment& experiment, const Catalog& catalog,
                              const SplitData& data, std::uint32_t qubits, std::int64_t epochs,
                              ThreadPool& pool, const std::stop_token& stop) {
  auto done = trainNarrow(experiment, catalog, data, qubits, epochs, pool, stop,
                          [qubits](std::uint64_t epoch, const PartScore& score) {
                            note(std::to_string(qubits) + " qubits  epoch " +
                                 std::to_string(epoch) + "  loss " + fixedText(score.loss, 4) +
                                 "  accuracy " + fixedText(100 * score.accuracy, 1) + " %");
                          });
  if (!done) return done.error();
  return Start{std::move(done->model), std::move(done->parameters), done->stopped};
}

int run(const Arguments& arguments) {
  const Interruption interruption;
  const auto options = readOptions(arguments);
  if (!options) return fail(options.error());
  const auto threads = threadCount(arguments);
  if (!threads) return fail(threads.error());
  const std::string out = arguments.value("out").value_or("layerwise.csv");
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return fail(opened.error());
  auto data = prepareData(opened->experiment, catalog, opened->folder, {}, interruption.token());
  if (!data) return fail(data.error());
  ThreadPool pool(*threads);
  const auto qubits = arguments.integer("qubits", 2, 28);
  if (!qubits) return fail(qubits.error());
  const auto done = *qubits ? fromFewerQubits(opened->experiment, catalog, data->ready,
                                              static_cast<std::uint32_t>(**qubits), options->epochs,
                                              pool, interruption.token())
                            : layerByLayer(opened->experiment, catalog, data->ready, *options, pool,
                                           interruption.token());
  if (!done) return fail(done.error());
  if (done->stopped) return kInterrupted;
  const auto written =
      writeFile(QString::fromStdString(out),
                parameterFileText(done->model, done->parameters, done->parameters));
  if (!written) return fail(written.error());
  print("Parameters written to " + out +
        ". Train on from them with\n  --set /train/initializer/type=warm_start --set "
        "/train/initializer/options/file=" +
        out + (*qubits ? " --set /train/initializer/options/align=last" : "") + "\n");
  return kDone;
}

}  // namespace

Command layerwiseCommand() {
  Command command;
  command.name = "layerwise";
  command.summary = "Grows a circuit by layers or by qubits, and writes parameters to start from.";
  command.description =
      "Layerwise training (Skolik et al., arXiv:2006.14904) of the block with most layers. Phase "
      "1: a few layers are trained, new ones are added with all angles 0, and only the newest are "
      "trained on. Phase 2: contiguous parts of the whole circuit are trained in turn. Each stage "
      "begins with a fresh optimizer. With --qubits the circuit grows in width instead: the design "
      "is "
      "trained on fewer qubits, and the wider one starts from that. The result is a table of "
      "parameters for the initialization "
      "warm_start.";
  command.arguments = {experimentArgument()};
  command.options = {
      setOption(),
      {"start", "N", "Layers at first (default 1)."},
      {"add", "N", "Layers added in each stage (default 1)."},
      {"trained", "N", "Newest layers that are trained (default 1)."},
      {"epochs", "N", "Epochs of each stage (default 10)."},
      {"fraction", "R", "Share of the layers in each part of phase 2 (default 0.5)."},
      {"sweeps", "N", "Sweeps of phase 2; 0: none (default 1)."},
      {"qubits", "N", "Trains the design on this many qubits instead, for --epochs."},
      {"out", "FILE", "Where the parameters go (default layerwise.csv)."},
      threadsOption()};
  command.examples = {
      "qonvolve-cli layerwise my.qonv --epochs 5 --out start.csv",
      "qonvolve-cli layerwise example:mnist-0-1 --qubits 4 --epochs 3 --out narrow.csv"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
