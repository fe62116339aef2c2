// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli draw: the circuit of an experiment as text or SVG.
#include "app/cli/commands.h"
#include "app/cli/reference_circuit.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/circuit/svg_diagram.h"
#include "core/circuit/text_diagram.h"
#include "core/experiment/assemble.h"
#include "core/experiment/validate.h"
#include "core/io/files.h"

namespace qonvolve::cli {

namespace {

struct Drawable {
  Circuit circuit;
  std::vector<DrawBlock> blocks;
};

std::vector<Drawable> fromModel(const Model& model) {
  std::vector<Drawable> drawables;
  for (std::uint32_t stage = 0; stage < model.stages.size(); ++stage) {
    const auto* circuit = std::get_if<Circuit>(&model.stages[stage].stage);
    if (circuit == nullptr) continue;
    Drawable one{*circuit, {}};
    for (const BlockSpan& span : model.spans) {
      if (span.stage != stage) continue;
      one.blocks.push_back({span.block, span.repetition, span.name, span.category, span.firstOp,
                            span.opCount, span.wiresIn, span.wiresOut});
    }
    drawables.push_back(std::move(one));
  }
  return drawables;
}

Result<std::vector<Drawable>> open(const Arguments& arguments) {
  const std::string& name = arguments.positional(0);
  if (name.ends_with(".json")) {
    const auto text = readFile(QString::fromStdString(name));
    if (!text) return text.error();
    const auto document = parseJson(*text, name);
    if (!document) return document.error();
    auto reference = readReference(*document);
    if (!reference) return reference.error();
    return std::vector<Drawable>{{std::move(reference->circuit), {}}};
  }
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  for (const Error& warning : opened->warnings) warn(warning);
  // The data decide the number of qubits of some encodings; without them a fitting size is taken.
  std::optional<DataSummary> summary;
  Experiment plain = opened->experiment;
  plain.data.preprocess.clear();
  if (const auto data = prepareData(plain, catalog, opened->folder)) {
    summary =
        DataSummary{data->raw.train.shape, data->raw.train.classNames, data->raw.train.size()};
  } else {
    warn(data.error());
  }
  const Checked checked = check(opened->experiment, catalog, summary);
  for (const Issue& issue : checked.issues) {
    if (issue.severity == Severity::Error && issue.where.starts_with("/stack")) {
      return Error{issue.where, issue.message, issue.hint};
    }
  }
  auto drawables = fromModel(checked.model);
  if (drawables.empty()) return Error{"/stack", "There is no circuit to draw.", ""};
  return drawables;
}

int run(const Arguments& arguments) {
  const std::string format = arguments.value("format").value_or("text");
  if (format == "pdf" || format == "png") {
    fail({"--format", "Drawings as " + format + " are made by the window program.",
          "Use \"qonvolve --export\", which also works without a display, or --format svg."});
    return kUsage;
  }
  const std::vector<std::string> formats = {"text", "ascii", "svg"};
  if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
    fail({"--format", "There is no format \"" + format + "\".", suggestion(format, formats)});
    return kUsage;
  }
  const auto width = arguments.integer("width", 0, 100'000);
  if (!width) return fail(width.error());
  LayoutOptions options;
  const std::string detail = arguments.value("detail").value_or("units");
  const std::vector<std::string> details = {"blocks", "units", "gates"};
  const auto chosen = std::find(details.begin(), details.end(), detail);
  if (chosen == details.end()) {
    fail({"--detail", "There is no level of detail \"" + detail + "\".",
          suggestion(detail, details)});
    return kUsage;
  }
  options.detail = static_cast<Detail>(chosen - details.begin());
  const auto drawables = open(arguments);
  if (!drawables) return fail(drawables.error());
  std::string out;
  for (const Drawable& one : *drawables) {
    const Layout layout = layoutCircuit(one.circuit, one.blocks, options);
    if (format == "svg") {
      if (drawables->size() > 1 && !out.empty()) {
        warn({"", "The design has several circuits; the SVG shows the first.",
              "Use --format text for all."});
        break;
      }
      SvgOptions svg;
      if (*width) svg.wrapWidth = static_cast<double>(**width);
      out += drawSvg(one.circuit, one.blocks, layout, svg);
    } else {
      const Script script = format == "ascii" ? Script::Ascii : Script::Unicode;
      if (!out.empty()) out += "\n";
      out += drawText(one.circuit, one.blocks, layout, script,
                      static_cast<std::size_t>(width->value_or(100)));
    }
  }
  if (const auto file = arguments.value("o")) {
    if (const auto done = writeFile(QString::fromStdString(*file), out); !done) {
      return fail(done.error());
    }
  } else {
    print(out);
  }
  return kDone;
}

}  // namespace

Command drawCommand() {
  Command command;
  command.name = "draw";
  command.summary = "Draws the circuit as text or SVG.";
  command.description =
      "Draws the circuit of an experiment, or of a circuit file (.json) as \"simulate\" reads it. "
      "PDF and PNG are made by the window program: \"qonvolve --export\".";
  command.arguments = {experimentArgument()};
  command.options = {
      setOption(),
      {"format", "FORMAT", "text (default), ascii or svg."},
      {"detail", "LEVEL", "blocks, units (default) or gates."},
      {"width", "N",
       "Wrap at N columns (text, default 100) or pixels (svg, default 1200); 0: never."},
      {"o", "FILE", "Write to FILE instead of standard output."}};
  command.examples = {"qonvolve-cli draw example:lines",
                      "qonvolve-cli draw example:lines --format svg -o circuit.svg"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
