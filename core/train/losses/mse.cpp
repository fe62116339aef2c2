// SPDX-License-Identifier: GPL-3.0-or-later
// Squared error on the expectation value, or on class probabilities.
#include <cmath>

#include "core/train/losses/losses.h"

namespace qonvolve {

namespace {

struct MseOptions {
  std::string reduction = "mean";
};

class Mse final : public Loss {
 public:
  explicit Mse(const MseOptions& options) : reduction_(ReductionOption::parse(options.reduction)) {}

  Reduction reduction() const override { return reduction_; }

  std::optional<std::uint32_t> degree(const Head& head) const override {
    if (head.kind == Head::Kind::Logits) return {};
    return 2;
  }

  void probabilities(const Head& head, std::span<const double> outputs,
                     std::span<double> probabilities) const override {
    outcomeProbabilities(head, outputs, probabilities);
  }

  double evaluate(const Head& head, std::span<const double> outputs, int label,
                  std::span<double> cotangents) const override {
    if (head.kind == Head::Kind::Expectation) {
      const double difference = outputs[0] - (label == 0 ? 1.0 : -1.0);
      if (!cotangents.empty()) cotangents[0] = 2 * difference;
      return difference * difference;
    }
    const bool logits = head.kind == Head::Kind::Logits;
    const double norm = logits ? logSumExp(outputs) : 0;
    const auto probability = [&](std::size_t k) {
      return logits ? std::exp(outputs[k] - norm) : outputs[k];
    };
    double loss = 0;
    double mean = 0;  // sum_k dL/dp_k p_k, for the derivative of softmax
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const double p = probability(k);
      const double difference = p - (static_cast<std::size_t>(label) == k ? 1.0 : 0.0);
      loss += difference * difference;
      mean += 2 * difference * p;
      if (!cotangents.empty()) cotangents[k] = 2 * difference;
    }
    if (logits && !cotangents.empty()) {
      for (std::size_t k = 0; k < outputs.size(); ++k) {
        cotangents[k] = probability(k) * (cotangents[k] - mean);
      }
    }
    return loss;
  }

 private:
  Reduction reduction_;
};

}  // namespace

LossType mseLoss() {
  return makeLossType(
      {.id = "mse",
       .label = "Squared error",
       .category = "Classification",
       .summary = "Squared distance between the output and the label.",
       .help =
           "(y − ⟨Z⟩)² with y = +1 for class 0 and −1 for class 1; with more outputs the sum over "
           "classes of (p − target)².",
       .paper = "arXiv:2108.00661, section 3"},
      Schema<MseOptions>{}.choice("reduction", &MseOptions::reduction, ReductionOption::options(),
                                  ReductionOption::text()),
      [](const MseOptions& options) { return std::make_unique<Mse>(options); });
}

}  // namespace qonvolve
