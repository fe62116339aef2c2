// SPDX-License-Identifier: GPL-3.0-or-later
// SPSA: a gradient estimate from two evaluations, whatever the number of parameters.
#include <cmath>
#include <numbers>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct SpsaOptions {
  std::string gain = "rule";
  double a = 0.2;
  double firstStep = 2 * std::numbers::pi / 10;
  double c = 0.2;
  double stability = -1;
  double alpha = 0.602;
  double gamma = 0.101;
  std::int64_t resamplings = 1;
  bool blocking = false;
  double tolerance = 0;
  std::string directions;
};

constexpr int kCalibrationPairs = 25;

class Spsa final : public Optimizer {
 public:
  Spsa(const SpsaOptions& options, Directions directions, std::size_t parameters)
      : options_(options),
        directions_(std::move(directions)),
        direction_(parameters),
        shifted_(parameters),
        gradient_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    Rng rng = info.rng;
    const double loss = options_.blocking ? objective.value(theta) : objective.recordedValue(theta);
    const double offset =
        options_.stability >= 0 ? options_.stability : static_cast<double>(info.totalSteps) / 10;
    if (memory_[0] == 0) memory_[1] = firstGain(theta, objective, rng, offset);
    const double k = memory_[0] += 1;
    const double gain = memory_[1] / std::pow(offset + k, options_.alpha);
    const double c = options_.c / std::pow(k, options_.gamma);
    std::ranges::fill(gradient_, 0.0);
    const auto estimates = static_cast<std::uint64_t>(options_.resamplings);
    for (std::uint64_t i = 0; i < estimates; ++i) {
      const auto number = (static_cast<std::uint64_t>(k) - 1) * estimates + i;
      directions_.draw(number, rng, direction_);
      const double slope =
          difference(theta, objective, c) / (2 * c * static_cast<double>(estimates));
      for (std::size_t p = 0; p < theta.size(); ++p) gradient_[p] += slope * direction_[p];
    }
    for (std::size_t p = 0; p < theta.size(); ++p) {
      shifted_[p] = theta[p] - gain * gradient_[p];
    }
    if (!options_.blocking || objective.value(shifted_) <= loss + options_.tolerance) {
      std::ranges::copy(shifted_, theta.begin());
    }
    return loss;
  }

  OptimizerState state() const override { return {{"memory", memory_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"memory", &memory_}});
  }

 private:
  // f(x + c d) - f(x - c d)
  double difference(std::span<const double> theta, Objective& objective, double c) {
    for (std::size_t p = 0; p < theta.size(); ++p) shifted_[p] = theta[p] + c * direction_[p];
    const double up = objective.value(shifted_);
    for (std::size_t p = 0; p < theta.size(); ++p) shifted_[p] = theta[p] - c * direction_[p];
    return up - objective.value(shifted_);
  }

  double firstGain(std::span<const double> theta, Objective& objective, Rng& rng, double offset) {
    if (options_.gain == "given") return options_.a;
    const double scale = std::pow(offset + 1, options_.alpha);
    if (options_.gain == "rule") return 0.05 * scale;
    // So that the first step moves every parameter by firstStep on average.
    double sum = 0;
    for (int i = 0; i < kCalibrationPairs && !objective.stopped(); ++i) {
      directions_.draw(static_cast<std::uint64_t>(i), rng, direction_);
      sum += std::abs(difference(theta, objective, options_.c)) / (2 * options_.c);
    }
    const double slope = sum / kCalibrationPairs;
    return slope < 1e-10 ? options_.firstStep * scale : options_.firstStep / slope * scale;
  }

  SpsaOptions options_;
  Directions directions_;
  std::vector<double> direction_;
  std::vector<double> shifted_;
  std::vector<double> gradient_;
  std::vector<double> memory_ = {0, 0};  // steps done, gain a
};

}  // namespace

OptimizerType spsaOptimizer() {
  Schema<SpsaOptions> schema;
  schema
      .choice(
          "gain", &SpsaOptions::gain,
          {{"rule", "By rule", "a = 0.05 (A + 1)^α, as PennyLane."},
           {"calibrated", "Calibrated",
            "a such that the first step has the given size, from 25 pairs of evaluations before "
            "it, as Qiskit."},
           {"given", "Given", "The value below."}},
          {.label = "Gain", .help = "Where the step size a comes from."})
      .real("a", &SpsaOptions::a, 1e-9, 1e6,
            {.label = "Gain a", .help = "Step size a, when it is given.", .logarithmic = true})
      .real("first_step", &SpsaOptions::firstStep, 1e-6, 10,
            {.label = "First step",
             .help = "Size of the first step, when it is calibrated.",
             .unit = "rad",
             .logarithmic = true})
      .real("c", &SpsaOptions::c, 1e-6, 10,
            {.label = "Perturbation c",
             .help = "How far the two points of the first step lie from the present one.",
             .unit = "rad",
             .logarithmic = true})
      .real("stability", &SpsaOptions::stability, -1, 1e9,
            {.label = "Stability A",
             .help = "Steps by which the decay of a is put off; -1: a tenth "
                     "of all steps."})
      .real("alpha", &SpsaOptions::alpha, 0, 2,
            {.label = "Decay alpha", .help = "Exponent of the decay of the step size."})
      .real("gamma", &SpsaOptions::gamma, 0, 1,
            {.label = "Decay gamma", .help = "Exponent of the decay of the perturbation."})
      .integer("resamplings", &SpsaOptions::resamplings, 1, 1000,
               {.label = "Resamplings", .help = "Gradient estimates that are averaged in a step."})
      .boolean("blocking", &SpsaOptions::blocking,
               {.label = "Blocking", .help = "Undo steps that make the loss of their batch worse."})
      .real("tolerance", &SpsaOptions::tolerance, 0, 1e6,
            {.label = "Tolerance",
             .help = "By how much blocking lets the loss grow; with shots twice its standard "
                     "deviation."})
      .text("directions", &SpsaOptions::directions, Directions::text());
  return makeOptimizerType(
      {.id = "spsa",
       .label = "SPSA",
       .category = "Random direction",
       .summary = "Estimates the gradient from two points along a random direction.",
       .help =
           "g = [f(x + cΔ) − f(x − cΔ)] / (2c) Δ with Δ = ±1, x ← x − aₖ g, aₖ = a / (A + k)^α, "
           "cₖ = c / k^γ. On a plateau it walks at random. Circuit evaluations a step and "
           "sample: 2, times resamplings, 2 more with blocking.",
       .paper = "Spall, Johns Hopkins APL Tech. Dig. 19 (1998) 482"},
      std::move(schema), [](const SpsaOptions&) { return OptimizerNeeds{}; },
      [](const SpsaOptions& options, std::size_t parameters,
         const std::string& where) -> Result<std::unique_ptr<Optimizer>> {
        auto directions =
            Directions::parse(options.directions, parameters, where + "/options/directions");
        if (!directions) return directions.error();
        return std::unique_ptr<Optimizer>(
            std::make_unique<Spsa>(options, std::move(*directions), parameters));
      });
}

}  // namespace qonvolve
