// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in losses; each is registered by one line of the catalog.
#pragma once

#include "core/train/loss.h"

namespace qonvolve {

/// Squared error. Expectation: (y - z)^2 with y = +1 for class 0 and -1 for class 1. Logits and
/// probabilities: sum over classes of (p_k - [k is the label])^2 (Brier score).
LossType mseLoss();

/// Linear in the outputs, so that curves along an angle stay sinusoids. Expectation: 1 - y z, or -y
/// z (form "product"), y = +1 for class 0 and -1 for class 1. Logits and probabilities: 1 - p of
/// the label, or -p.
LossType linearLoss();

/// -log of the probability of the true class; probabilities below kSmallestProbability count as
/// that much in the logarithm and in its derivative, so that the slope stays finite and keeps its
/// sign. Orientation "published" reverses the classes (the outcome 1 of one qubit means class 0),
/// for the loss and for predictions, as the reference code of Hur et al. does.
LossType crossEntropyLoss();

inline constexpr double kSmallestProbability = 1e-12;

/// Option "reduction" of every loss.
struct ReductionOption {
  static std::vector<Option> options();
  static FieldText text();
  static Reduction parse(const std::string& id);
};

/// p = softmax(logits), without overflow for any finite input.
void softmax(std::span<const double> logits, std::span<double> p);

/// log(sum(exp(logits))), without overflow.
double logSumExp(std::span<const double> logits);

/// Probability of every outcome of a head, outcome k for class k.
void outcomeProbabilities(const Head& head, std::span<const double> outputs,
                          std::span<double> probabilities);

}  // namespace qonvolve
