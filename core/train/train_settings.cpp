// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_settings.h"

#include "core/train/clipping.h"

namespace qonvolve {

const Schema<TrainSettings>& trainSettingsSchema() {
  static const Schema<TrainSettings> schema =
      Schema<TrainSettings>{}
          .integer(
              "epochs", &TrainSettings::epochs, 1, 1'000'000,
              {.label = "Epochs", .help = "How often the whole training part is gone through."})
          .integer("steps", &TrainSettings::steps, 0, 1'000'000'000,
                   {.label = "Steps", .help = "Above 0: this many steps instead of the epochs."})
          .integer("batch_size", &TrainSettings::batchSize, 1, 1'000'000,
                   {.label = "Batch size", .help = "Samples a step.", .unit = "samples"})
          .boolean("replacement", &TrainSettings::replacement,
                   {.label = "Draw with replacement",
                    .help = "Every batch is drawn afresh, so a sample may come twice."})
          .integer("patience", &TrainSettings::patience, 0, 1'000'000,
                   {.label = "Patience",
                    .help = "Stop after this many epochs without a better one; 0: never.",
                    .unit = "epochs"})
          .integer("circuit_evaluations", &TrainSettings::evaluations, 0, 1'000'000'000'000'000,
                   {.label = "Circuit evaluations",
                    .help = "Stop once hardware would have run this many circuits to train; 0: no "
                            "limit. The fair budget for optimizers that need different numbers "
                            "of circuits a step."})
          .choice("clipping", &TrainSettings::clipping, clippingOptions(),
                  {.label = "Gradient clipping",
                   .help = "Bounds gradients before the optimizer follows them. Statistics and "
                           "curves show them as they were."})
          .real("clipping_limit", &TrainSettings::clippingLimit, 1e-9, 1e9,
                {.label = "Clipping limit",
                 .help = "Largest length, or largest derivative, where gradients are clipped.",
                 .logarithmic = true})
          .choice("optimizer_reset", &TrainSettings::optimizerReset,
                  {{"never", "Never", "The optimizer keeps its momentum and averages."},
                   {"step", "At every step",
                    "As published code that makes its optimizer anew inside the loop "
                    "(arXiv:2108.00661, classical networks): Adam then follows signs only, and "
                    "momentum has nothing to go on."}},
                  {.label = "Optimizer reset",
                   .help = "When the optimizer forgets what it has learnt of earlier steps."})
          .real(
              "perturbation", &TrainSettings::perturbation, 0, 10,
              {.label = "Perturbation",
               .help = "η: after step t (from 0) every parameter gets noise of standard deviation "
                       "η / (1 + t)^(0.55 + v), with v the variance of the gradient's entries "
                       "(BeInit, arXiv:2204.13751). It never stops quite; 0: none.",
               .unit = "rad"});
  return schema;
}

}  // namespace qonvolve
