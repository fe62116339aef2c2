// SPDX-License-Identifier: GPL-3.0-or-later
// Angles drawn from a normal distribution.
#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct NormalOptions {
  double mean = 0;
  double sigma = 1;
};

Result<void> drawNormal(const NormalOptions& options, Rng& rng, std::span<double> parameters,
                        const std::string& /*where*/) {
  for (double& value : parameters) value = options.mean + options.sigma * rng.normal();
  return {};
}

}  // namespace

InitializerType normalInitializer() {
  return makeInitializerType(
      {.id = "normal",
       .label = "Normal",
       .category = "Random",
       .summary = "Every angle near one value.",
       .help =
           "Independent draws from N(mean, sigma²). Small sigma starts near the identity. Weights "
           "of classical layers start from ±1/√inputs instead.",
       .paper = "arXiv:2108.00661, section 3"},
      Schema<NormalOptions>{}
          .real("mean", &NormalOptions::mean, -1000, 1000,
                {.label = "Mean", .help = "Centre of the distribution.", .unit = "rad"})
          .real("sigma", &NormalOptions::sigma, 0, 1000,
                {.label = "Standard deviation", .help = "Spread about the mean.", .unit = "rad"}),
      drawNormal);
}

}  // namespace qonvolve
