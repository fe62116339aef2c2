// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli export: the circuit of a design in the languages of other programs.
#include <algorithm>

#include "app/cli/circuit_file.h"
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/experiment/circuit_document.h"
#include "core/io/trained_model.h"
#include "core/io/training_run.h"

namespace qonvolve::cli {

namespace {

// A model with what is known of its angles, and where that comes from.
struct Subject {
  Model model;
  std::uint32_t stage = 0;
  CircuitBinding binding;
  std::string title;
  std::vector<std::string> notes;
};

std::vector<double> rowOf(const Dataset& data, std::size_t row) {
  const auto values = data.x.row(static_cast<Eigen::Index>(row));
  return {values.begin(), values.end()};
}

// Takes a sample from the part that was asked for, or the first part that is not empty.
Result<void> bindSample(const Arguments& arguments, const SplitData& data, std::size_t sample,
                        Subject& subject) {
  const std::pair<const char*, const Dataset*> parts[] = {
      {"test", &data.test}, {"validation", &data.validation}, {"train", &data.train}};
  const auto wanted = arguments.value("part");
  for (const auto& [name, part] : parts) {
    if (wanted ? *wanted != name : part->size() == 0) continue;
    if (sample > part->size()) {
      return Error{"--sample",
                   "The " + std::string(name) + " part has " + std::to_string(part->size()) +
                       " samples; there is no sample " + std::to_string(sample) + ".",
                   ""};
    }
    subject.binding.sample = rowOf(*part, sample - 1);
    subject.notes.push_back("Inputs: sample " + std::to_string(sample) + " of the " + name +
                            " part, preprocessed.");
    return {};
  }
  return Error{"--part", "There is no part \"" + *wanted + "\".",
               suggestion(*wanted, std::vector<std::string>{"test", "validation", "train"})};
}

// Whether the model cannot be written without a sample.
bool wantsSample(const Model& model, const CircuitFormat& format, std::uint32_t stage) {
  if (format.id == "quantikz") return false;
  const Circuit& circuit = std::get<Circuit>(model.stages[stage].stage);
  return needsInputs(circuit) || (!format.named && circuit.inputs > 0);
}

Result<std::uint32_t> chosenStage(const Arguments& arguments, const Model& model) {
  const std::vector<std::uint32_t> stages = circuitStages(model);
  if (stages.empty()) return Error{"/stack", "There is no circuit to export.", ""};
  const auto number = arguments.integer("circuit", 1, static_cast<std::int64_t>(stages.size()));
  if (!number) return number.error();
  if (stages.size() > 1 && !*number) {
    warn({"",
          "The design has " + std::to_string(stages.size()) + " circuits; the first is written.",
          "Choose another with --circuit N."});
  }
  return stages[static_cast<std::size_t>(number->value_or(1) - 1)];
}

Result<Subject> fromRun(const Arguments& arguments, const std::string& folder,
                        const Catalog& catalog, const CircuitFormat& format,
                        std::optional<std::size_t> sample) {
  auto trained = loadTrainedModel(QString::fromStdString(folder), catalog);
  if (!trained) return trained.error();
  Subject subject{std::move(trained->model), 0, {}, trained->experiment.name, {}};
  subject.binding.parameters = std::move(trained->parameters);
  subject.notes.push_back("Parameters: the best of the run started " + trained->record.started +
                          ".");
  const auto stage = chosenStage(arguments, subject.model);
  if (!stage) return stage.error();
  subject.stage = *stage;
  if (!sample && !wantsSample(subject.model, format, *stage)) return subject;
  const auto data =
      reloadData(trained->experiment, catalog, trained->record.dataFolder, trained->fitted.steps);
  if (!data) return data.error();
  if (auto done = bindSample(arguments, data->ready, sample.value_or(1), subject); !done) {
    return done.error();
  }
  return subject;
}

Result<Subject> fromExperiment(const Arguments& arguments, const Catalog& catalog,
                               const CircuitFormat& format, std::optional<std::size_t> sample) {
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  for (const Error& warning : opened->warnings) warn(warning);
  auto model = compileDesign(*opened, catalog);
  if (!model) return model.error();
  Subject subject{std::move(*model), 0, {}, opened->experiment.name, {}};
  const auto stage = chosenStage(arguments, subject.model);
  if (!stage) return stage.error();
  subject.stage = *stage;
  const bool named = format.named && !sample && !wantsSample(subject.model, format, *stage);
  if (named) return subject;

  const auto data = prepareDataCached(opened->experiment, catalog, opened->folder);
  if (!data) return data.error();
  auto setup = assemble(opened->experiment, catalog, data->ready);
  if (!setup) return setup.error();
  subject.model = std::move(setup->model);
  const bool behindOthers = *stage > 0;
  if (!format.named || behindOthers) {
    subject.binding.parameters = std::move(setup->initialParameters);
    subject.notes.push_back("Parameters: the initial ones of seed " +
                            std::to_string(opened->experiment.seed) + ", not trained.");
  }
  if (sample || wantsSample(subject.model, format, *stage)) {
    if (auto done = bindSample(arguments, data->ready, sample.value_or(1), subject); !done) {
      return done.error();
    }
  }
  return subject;
}

// A circuit from a file has its values already.
Result<CircuitDocument> fromFile(const Arguments& arguments) {
  auto file = readCircuitFile(arguments);
  if (!file) return file.error();
  CircuitDocument document{.circuit = std::move(file->reference.circuit)};
  if (file->unbound.empty()) {
    document.values.parameters = std::move(file->reference.values);
    document.values.inputs = std::move(file->reference.inputs);
  } else if (arguments.has("bind")) {
    return Error{arguments.positional(0),
                 "The input \"" + file->unbound.front() + "\" has no value.",
                 "Bind all inputs or none."};
  }
  return document;
}

Result<CircuitDocument> fromDesign(const Arguments& arguments, const CircuitFormat& format) {
  const auto number = arguments.integer("sample", 1, INT64_MAX);
  if (!number) return number.error();
  std::optional<std::size_t> sample;
  if (*number) sample = static_cast<std::size_t>(**number);
  const Catalog catalog = makeCatalog();
  const auto run = arguments.value("run");
  const auto subject = run ? fromRun(arguments, *run, catalog, format, sample)
                           : fromExperiment(arguments, catalog, format, sample);
  if (!subject) return subject.error();
  auto document = circuitDocument(subject->model, subject->stage, subject->binding);
  if (!document) return document.error();
  document->title = subject->title;
  document->notes = subject->notes;
  return document;
}

int run(const Arguments& arguments) {
  std::vector<std::string> formats;
  for (const CircuitFormat& format : circuitFormats()) formats.emplace_back(format.id);
  const std::string id = arguments.value("format").value_or("qasm3");
  const CircuitFormat* format = findCircuitFormat(id);
  if (format == nullptr) {
    fail({"--format", "There is no format \"" + id + "\".", suggestion(id, formats)});
    return kUsage;
  }
  if (arguments.positionalCount() == 0 && !arguments.has("run")) {
    fail({"", "An experiment or --run is missing.", "See \"qonvolve-cli export --help\"."});
    return kUsage;
  }
  if (arguments.positionalCount() > 0 && arguments.has("run")) {
    warn({"--run",
          "The design is that of the run; \"" + arguments.positional(0) + "\" is not looked at.",
          ""});
  }
  const bool file = !arguments.has("run") && isCircuitFile(arguments.positional(0));
  auto document = file ? fromFile(arguments) : fromDesign(arguments, *format);
  if (!document) return fail(document.error());
  document->notes.insert(document->notes.begin(),
                         "Written by Qonvolve as " + std::string(format->label) + ".");
  if (format->id == "quantikz") document->layout.detail = Detail::Gates;
  const auto text = format->write(*document);
  if (!text) return fail(text.error());
  for (const std::string& line : document->notes) note(line);
  if (const auto path = arguments.value("o")) {
    if (const auto done = writeAndSay(*path, *text); !done) return fail(done.error());
  } else {
    print(*text);
  }
  return kDone;
}

}  // namespace

Command exportCommand() {
  Command command;
  command.name = "export";
  command.summary = "Writes the circuit as OpenQASM, Qiskit, PennyLane or quantikz.";
  command.description =
      "Writes the circuit of an experiment in the language of another program. Parameters and "
      "inputs have names (theta and x) unless a run gives the parameters and a sample the inputs. "
      "What must have numbers gets them: OpenQASM 2 has no names, and amplitude encoding depends "
      "on "
      "all features at once; then the initial parameters and the first sample are taken, and the "
      "first lines of the file say so.\n"
      "\n"
      "Encodings are written out as gates. Qubit 0 is the least significant bit in all languages "
      "but PennyLane, whose program states its wire order.";
  command.arguments = {
      {"EXPERIMENT",
       "A project file (.qonv), example:NAME, or a circuit file (.json, .qasm); not "
       "needed with --run.",
       ArgumentSpec::Count::Optional}};
  command.options = {
      {"format", "FORMAT", "qasm3 (default), qasm2, qiskit, pennylane or quantikz."},
      {"run", "DIR", "The best parameters of a run, with its design."},
      {"sample", "N", "The inputs are those of the N-th sample, from 1."},
      {"part", "PART", "Of which part: test, validation or train; default: the first not empty."},
      {"circuit", "N", "Which circuit, where the design has several; default 1."},
      bindOption(),
      setOption(),
      {"o", "FILE", "Write to FILE instead of standard output."}};
  command.examples = {"qonvolve-cli export example:lines --format qasm3",
                      "qonvolve-cli export --run RUN_DIR --sample 1 --format qiskit -o circuit.py",
                      "qonvolve-cli export circuit.qasm --format quantikz -o circuit.tex"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
