// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli draw: the circuit of an experiment as text or SVG.
#include "app/cli/circuit_file.h"
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/circuit/svg_diagram.h"
#include "core/circuit/text_diagram.h"
#include "core/experiment/assemble.h"
#include "core/experiment/circuit_document.h"

namespace qonvolve::cli {

namespace {

struct Drawable {
  Circuit circuit;
  std::vector<DrawBlock> blocks;
};

std::vector<Drawable> fromModel(const Model& model, std::span<const NoiseRule> noise) {
  std::vector<Drawable> drawables;
  for (const std::uint32_t stage : circuitStages(model)) {
    drawables.push_back(
        {withNoise(std::get<Circuit>(model.stages[stage].stage), noise), drawBlocks(model, stage)});
  }
  return drawables;
}

Result<std::vector<Drawable>> open(const Arguments& arguments) {
  if (isCircuitFile(arguments.positional(0))) {
    auto file = readCircuitFile(arguments);
    if (!file) return file.error();
    return std::vector<Drawable>{{std::move(file->reference.circuit), {}}};
  }
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  for (const Error& warning : opened->warnings) warn(warning);
  const auto model = compileDesign(*opened, catalog);
  if (!model) return model.error();
  std::vector<NoiseRule> noise;
  if (arguments.has("noise")) {
    auto simulation = simulationOptions(opened->experiment, catalog, *model);
    if (!simulation) return simulation.error();
    noise = std::move(simulation->noise);
  }
  auto drawables = fromModel(*model, noise);
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
    if (const auto done = writeAndSay(*file, out); !done) return fail(done.error());
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
      "Draws the circuit of an experiment, or of a circuit file (.json, .qasm) as \"simulate\" "
      "reads it. "
      "PDF and PNG are made by the window program: \"qonvolve --export\".";
  command.arguments = {
      {"EXPERIMENT", "A project file (.qonv), example:NAME, or a circuit file (.json, .qasm)."}};
  command.options = {
      setOption(),
      {"format", "FORMAT", "text (default), ascii or svg."},
      {"detail", "LEVEL", "blocks, units (default) or gates."},
      {"noise", "", "Show the noise of the experiment too: dashed boxes behind the gates."},
      {"width", "N",
       "Wrap at N columns (text, default 100) or pixels (svg, default 1200); 0: never."},
      {"o", "FILE", "Write to FILE instead of standard output."}};
  command.examples = {"qonvolve-cli draw example:lines",
                      "qonvolve-cli draw example:lines --format svg -o circuit.svg",
                      "qonvolve-cli draw circuit.qasm"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
