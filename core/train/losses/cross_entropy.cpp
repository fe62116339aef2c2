// SPDX-License-Identifier: GPL-3.0-or-later
// Cross-entropy of the class probabilities.
#include <algorithm>
#include <cmath>

#include "core/train/losses/losses.h"

namespace qonvolve {

namespace {

struct CrossEntropyOptions {
  std::string reduction = "mean";
  std::string orientation = "standard";
};

class CrossEntropy final : public Loss {
 public:
  explicit CrossEntropy(const CrossEntropyOptions& options)
      : reduction_(ReductionOption::parse(options.reduction)),
        reversed_(options.orientation == "published") {}

  Reduction reduction() const override { return reduction_; }

  std::optional<std::uint32_t> degree(const Head& /*head*/) const override { return {}; }

  void probabilities(const Head& head, std::span<const double> outputs,
                     std::span<double> probabilities) const override {
    outcomeProbabilities(head, outputs, probabilities);
    if (reversed_) std::reverse(probabilities.begin(), probabilities.end());
  }

  double evaluate(const Head& head, std::span<const double> outputs, int label,
                  std::span<double> cotangents) const override {
    const std::size_t classes = classCount(head);
    const auto outcome =
        reversed_ ? classes - 1 - static_cast<std::size_t>(label) : static_cast<std::size_t>(label);
    switch (head.kind) {
      case Head::Kind::Expectation: {
        const double sign = outcome == 0 ? 1 : -1;
        const double p = atLeastSmallest((1 + sign * outputs[0]) / 2);
        if (!cotangents.empty()) cotangents[0] = -sign / (2 * p);
        return -std::log(p);
      }
      case Head::Kind::Logits: {
        const double norm = logSumExp(outputs);
        if (!cotangents.empty()) {
          for (std::size_t k = 0; k < classes; ++k) {
            cotangents[k] = std::exp(outputs[k] - norm) - (k == outcome ? 1.0 : 0.0);
          }
        }
        return norm - outputs[outcome];
      }
      case Head::Kind::Probabilities: {
        const double p = atLeastSmallest(outputs[outcome]);
        if (!cotangents.empty()) {
          std::fill(cotangents.begin(), cotangents.end(), 0.0);
          cotangents[outcome] = -1 / p;
        }
        return -std::log(p);
      }
    }
    return 0;
  }

 private:
  // Keeps NaN as it is, so that the trainer sees it.
  static double atLeastSmallest(double p) {
    return p < kSmallestProbability ? kSmallestProbability : p;
  }

  Reduction reduction_;
  bool reversed_;
};

}  // namespace

LossType crossEntropyLoss() {
  return makeLossType(
      {.id = "cross_entropy",
       .label = "Cross-entropy",
       .category = "Classification",
       .summary = "Minus the logarithm of the probability of the true class.",
       .help =
           "−log p(true class), with p from ⟨Z⟩, from the outcome probabilities or from softmax. "
           "The smallest probability counted is 1e-12.",
       .paper = "arXiv:2108.00661, section 3"},
      Schema<CrossEntropyOptions>{}
          .choice("reduction", &CrossEntropyOptions::reduction, ReductionOption::options(),
                  ReductionOption::text())
          .choice("orientation", &CrossEntropyOptions::orientation,
                  {{"standard", "Standard", "Outcome k means class k."},
                   {"published", "As published",
                    "Reversed, as in the code of Hur et al.: reading 1 means class 0."}},
                  {.label = "Orientation",
                   .help = "Which outcome means which class, in training and prediction."}),
      [](const CrossEntropyOptions& options) { return std::make_unique<CrossEntropy>(options); });
}

}  // namespace qonvolve
