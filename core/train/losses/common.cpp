// SPDX-License-Identifier: GPL-3.0-or-later
// What the losses share: number of classes, softmax, the reduction option.
#include <algorithm>
#include <cmath>

#include "core/train/losses/losses.h"

namespace qonvolve {

std::uint32_t classCount(const Head& head) {
  return head.kind == Head::Kind::Expectation ? 2 : head.outputs;
}

std::vector<Option> ReductionOption::options() {
  return {{"mean", "Mean", "Average over the batch: steps do not depend on the batch size."},
          {"sum", "Sum", "Sum over the batch, as the published results use: larger steps."}};
}

FieldText ReductionOption::text() {
  return {.label = "Reduction", .help = "How the losses of a batch are combined."};
}

Reduction ReductionOption::parse(const std::string& id) {
  return id == "sum" ? Reduction::Sum : Reduction::Mean;
}

double logSumExp(std::span<const double> logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const double value : logits) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

void softmax(std::span<const double> logits, std::span<double> p) {
  const double norm = logSumExp(logits);
  for (std::size_t k = 0; k < logits.size(); ++k) p[k] = std::exp(logits[k] - norm);
}

void outcomeProbabilities(const Head& head, std::span<const double> outputs,
                          std::span<double> probabilities) {
  switch (head.kind) {
    case Head::Kind::Expectation:
      probabilities[0] = (1 + outputs[0]) / 2;
      probabilities[1] = (1 - outputs[0]) / 2;
      break;
    case Head::Kind::Logits:
      softmax(outputs, probabilities);
      break;
    case Head::Kind::Probabilities:
      std::copy(outputs.begin(), outputs.end(), probabilities.begin());
      break;
  }
}

}  // namespace qonvolve
