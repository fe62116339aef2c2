// SPDX-License-Identifier: GPL-3.0-or-later
// Angles whose spread shrinks with depth and locality, so that gradients do not vanish.
#include <algorithm>
#include <bit>
#include <cmath>

#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct ZhangOptions {
  std::int64_t locality = 0;
  std::int64_t layers = 0;
};

// The most qubits that one term of a readout acts on.
std::int64_t localityOf(const Model& model) {
  int most = 1;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    for (const Observable& output : circuit->outputs) {
      if (output.projector) most = std::max(most, std::popcount(output.mask));
      for (const PauliTerm& term : output.terms) {
        most = std::max(most, std::popcount(term.xMask | term.zMask));
      }
    }
  }
  return most;
}

Result<void> drawZhang(const ZhangOptions& options, const InitContext& context,
                       std::span<double> parameters, const std::string& /*where*/) {
  const auto s =
      static_cast<double>(options.locality > 0 ? options.locality : localityOf(context.model));
  const auto l = static_cast<double>(
      options.layers > 0 ? options.layers : static_cast<std::int64_t>(context.model.groups.size()));
  const double sigma = 1 / std::sqrt(4 * s * (l + 2));
  Rng rng = context.rng;
  for (double& value : parameters) value = sigma * rng.normal();
  return {};
}

}  // namespace

InitializerType zhangInitializer() {
  return makeInitializerType(
      {.id = "zhang",
       .label = "Zhang",
       .category = "Against plateaus",
       .summary = "Small angles whose spread follows from depth and readout.",
       .help =
           "N(0, γ²) with γ² = 1 / (4 S (L + 2)), S the most qubits that one term of the readout "
           "acts on, L the number of layers: the squared gradient is bounded from below whatever "
           "the number of qubits. Weights of classical layers start from ±1/√inputs instead.",
       .paper = "Zhang et al., NeurIPS 2022, arXiv:2203.09376"},
      Schema<ZhangOptions>{}
          .integer("locality", &ZhangOptions::locality, 0, 64,
                   {.label = "Locality S", .help = "0: from the readout.", .unit = "qubits"})
          .integer(
              "layers", &ZhangOptions::layers, 0, 1'000'000,
              {.label = "Layers L", .help = "0: the number of trainable layers of the design."}),
      drawZhang);
}

}  // namespace qonvolve
