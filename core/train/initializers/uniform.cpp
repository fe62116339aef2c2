// SPDX-License-Identifier: GPL-3.0-or-later
// Angles drawn evenly from an interval.
#include <numbers>

#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct UniformOptions {
  double low = 0;
  double high = 2 * std::numbers::pi;
};

Result<void> drawUniform(const UniformOptions& options, const InitContext& context,
                         std::span<double> parameters, const std::string& where) {
  if (options.low > options.high) {
    return Error{where + "/options/high",
                 "The upper end " + numberText(options.high) + " is below the lower end " +
                     numberText(options.low) + ".",
                 "Exchange them."};
  }
  Rng rng = context.rng;
  for (double& value : parameters) value = rng.uniform(options.low, options.high);
  return {};
}

}  // namespace

InitializerType uniformInitializer() {
  return makeInitializerType(
      {.id = "uniform",
       .label = "Uniform",
       .category = "Random",
       .summary = "Every angle anywhere in an interval.",
       .help =
           "Independent draws from [low, high), by default the whole circle. Weights of classical "
           "layers start from ±1/√inputs instead.",
       .paper = "arXiv:1803.11173"},
      Schema<UniformOptions>{}
          .real("low", &UniformOptions::low, -1000, 1000,
                {.label = "From", .help = "Lower end of the interval.", .unit = "rad"})
          .real("high", &UniformOptions::high, -1000, 1000,
                {.label = "To", .help = "Upper end of the interval.", .unit = "rad"}),
      drawUniform);
}

}  // namespace qonvolve
