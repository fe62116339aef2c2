// SPDX-License-Identifier: GPL-3.0-or-later
// Losses that are linear in what is measured.
#include <algorithm>

#include "core/train/losses/losses.h"

namespace qonvolve {

namespace {

struct LinearOptions {
  std::string form = "distance";
  std::string reduction = "mean";
};

class LinearLoss final : public Loss {
 public:
  explicit LinearLoss(const LinearOptions& options)
      : offset_(options.form == "distance" ? 1 : 0),
        reduction_(ReductionOption::parse(options.reduction)) {}

  Reduction reduction() const override { return reduction_; }
  std::optional<std::uint32_t> degree(const Head& head) const override {
    if (head.kind == Head::Kind::Logits) return {};  // softmax
    return 1;
  }

  void probabilities(const Head& head, std::span<const double> outputs,
                     std::span<double> probabilities) const override {
    outcomeProbabilities(head, outputs, probabilities);
  }

  double evaluate(const Head& head, std::span<const double> outputs, int label,
                  std::span<double> cotangents) const override {
    const auto k = static_cast<std::size_t>(label);
    switch (head.kind) {
      case Head::Kind::Expectation: {
        const double sign = label == 0 ? 1 : -1;
        if (!cotangents.empty()) cotangents[0] = -sign;
        return offset_ - sign * outputs[0];
      }
      case Head::Kind::Probabilities:
        if (!cotangents.empty()) {
          std::ranges::fill(cotangents, 0.0);
          cotangents[k] = -1;
        }
        return offset_ - outputs[k];
      case Head::Kind::Logits:
        break;
    }
    std::vector<double> p(outputs.size());
    softmax(outputs, p);
    for (std::size_t j = 0; j < cotangents.size(); ++j) {
      cotangents[j] = p[k] * (p[j] - (j == k ? 1.0 : 0.0));
    }
    return offset_ - p[k];
  }

 private:
  double offset_;
  Reduction reduction_;
};

}  // namespace

LossType linearLoss() {
  return makeLossType(
      {.id = "linear",
       .label = "Linear",
       .category = "Classification",
       .summary = "One minus label times expectation value: curves along an angle are sinusoids.",
       .help =
           "1 − y⟨Z⟩ with y = +1 for class 0 and −1 for class 1, or −y⟨Z⟩; with more outputs "
           "1 − p(true class), or −p. One minus the overlap with a target state is the global cost "
           "of Cerezo et al. when the readout is all-zero, the local one when it is the mean.",
       .paper = "Cerezo et al., arXiv:2001.00550; Farhi and Neven, arXiv:1802.06002"},
      Schema<LinearOptions>{}
          .choice("form", &LinearOptions::form,
                  {{"distance", "Distance", "1 − y⟨Z⟩: 0 when every sample is right."},
                   {"product", "Product", "−y⟨Z⟩: label times expectation."}},
                  {.label = "Form", .help = "Where the loss has its zero."})
          .choice("reduction", &LinearOptions::reduction, ReductionOption::options(),
                  ReductionOption::text()),
      [](const LinearOptions& options) { return std::make_unique<LinearLoss>(options); });
}

}  // namespace qonvolve
