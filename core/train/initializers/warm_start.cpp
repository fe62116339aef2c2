// SPDX-License-Identifier: GPL-3.0-or-later
// Start from the parameters of an earlier run, also of a design with fewer qubits.
#include <algorithm>

#include "core/train/initializers/initializers.h"
#include "core/train/parameter_file.h"

namespace qonvolve {

namespace {

struct WarmOptions {
  std::string file;
  std::string which = "best";
  std::string align = "first";
  double sigma = 0.1;
};

// "Convolution 2, layer 1" is a "Convolution".
std::string kindOf(const std::string& name) {
  const std::string block = name.substr(0, name.find(", layer "));
  return block.substr(0, block.find_last_not_of("0123456789 ") + 1);
}

// The group of the file that a group of the model takes its values from: the same place among the
// groups of its kind, counted from the start or from the end.
const SavedGroup* sourceOf(const std::vector<SavedGroup>& saved, const Model& model,
                           std::size_t group, const std::string& align) {
  const std::string kind = kindOf(model.groups[group].name);
  std::size_t place = 0;
  for (std::size_t g = 0; g < model.groups.size(); ++g) {
    const bool before = align == "first" ? g < group : g > group;
    if (before && kindOf(model.groups[g].name) == kind) ++place;
  }
  std::vector<const SavedGroup*> candidates;
  for (const SavedGroup& one : saved) {
    if (kindOf(one.name) == kind) candidates.push_back(&one);
  }
  if (align != "first") std::ranges::reverse(candidates);
  return place < candidates.size() ? candidates[place] : nullptr;
}

Result<void> drawWarm(const WarmOptions& options, const InitContext& context,
                      std::span<double> parameters, const std::string& where) {
  if (options.file.empty()) {
    return Error{where + "/options/file", "Warm start needs the parameters of a run.",
                 "Choose the file parameters.csv in the folder of a run."};
  }
  const auto saved = readParameterFile(options.file, where + "/options/file");
  if (!saved) return saved.error();
  Rng rng = context.rng;
  for (double& value : parameters) value = options.sigma * rng.normal();
  std::size_t taken = 0;
  for (std::size_t g = 0; g < context.model.groups.size(); ++g) {
    const ParameterGroup& group = context.model.groups[g];
    const SavedGroup* source = sourceOf(*saved, context.model, g, options.align);
    if (source == nullptr || source->best.size() != group.count) continue;
    const std::vector<double>& values = options.which == "best" ? source->best : source->last;
    std::ranges::copy(values, parameters.begin() + group.first);
    ++taken;
  }
  if (taken == 0 && !context.model.groups.empty()) {
    return Error{
        where + "/options/file",
        "No block of \"" + options.file + "\" has the name and the size of one of this design.",
        "Use a run of a design with the same blocks and circuits."};
  }
  return {};
}

}  // namespace

InitializerType warmStartInitializer() {
  return makeInitializerType(
      {.id = "warm_start",
       .label = "Warm start",
       .category = "From a run",
       .summary = "Takes the parameters of an earlier run, also one with fewer qubits.",
       .help =
           "Every layer takes the values of the layer of the same kind at the same place in the "
           "other design; with shared weights their number does not depend on the number of "
           "qubits. Layers without one are drawn from N(0, sigma²).",
       .paper = "Puig et al., arXiv:2404.10044"},
      Schema<WarmOptions>{}
          .path("file", &WarmOptions::file,
                {.label = "Parameters", .help = "The file parameters.csv in the folder of a run."})
          .choice(
              "which", &WarmOptions::which,
              {{"best", "Best", "Those of the best epoch."}, {"last", "Last", "The last ones."}},
              {.label = "Which", .help = "Which parameters of the run."})
          .choice(
              "align", &WarmOptions::align,
              {{"first", "From the start", "First layer to first layer."},
               {"last", "From the end",
                "Last layer to last layer: those before the readout of a wider design."}},
              {.label = "Align", .help = "Which layers belong together if their numbers differ."})
          .real("sigma", &WarmOptions::sigma, 0, 100,
                {.label = "Standard deviation",
                 .help = "Spread of the parameters that have no counterpart.",
                 .unit = "rad"}),
      drawWarm, ClassicalStart::Kept);
}

}  // namespace qonvolve
