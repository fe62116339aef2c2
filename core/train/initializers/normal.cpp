// SPDX-License-Identifier: GPL-3.0-or-later
// Angles drawn from a normal distribution.
#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct NormalOptions {
  double mean = 0;
  double sigma = 1;
};

struct SmallOptions : NormalOptions {
  SmallOptions() { sigma = 0.05; }
};

Result<void> drawNormal(const NormalOptions& options, const InitContext& context,
                        std::span<double> parameters, const std::string& /*where*/) {
  Rng rng = context.rng;
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

InitializerType smallGaussianInitializer() {
  return makeInitializerType(
      {.id = "small_gaussian",
       .label = "Small Gaussian",
       .category = "Against plateaus",
       .summary = "Every angle close to zero.",
       .help =
           "N(0, sigma²) with sigma between 0.01 and 0.1: most gates start close to the identity, "
           "where gradients are large, and less of the landscape is in reach. Weights of "
           "classical layers start from ±1/√inputs instead.",
       .paper = "Zhang et al., arXiv:2203.09376"},
      Schema<SmallOptions>{}.real("sigma", &SmallOptions::sigma, 1e-6, 1,
                                  {.label = "Standard deviation",
                                   .help = "Spread about zero.",
                                   .unit = "rad",
                                   .logarithmic = true}),
      drawNormal);
}

}  // namespace qonvolve
