// SPDX-License-Identifier: GPL-3.0-or-later
// Accuracies others have published, to be drawn as marked reference lines.
#pragma once

#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace qonvolve {

struct PublishedValue {
  std::string data;      // "fashion_mnist 0 1", "mnist 0 1", "MC", "RP"
  std::string model;     // "circuit 9, hybrid amplitude, AE 32, cross-entropy"
  double accuracy = 0;   // test, 0 to 1
  double deviation = 0;  // over runs; 0: not given
  int runs = 0;          // 0: not given
  std::string source;    // who says so, and where
};

const std::vector<PublishedValue>& publishedValues();

/// Those on the data of an experiment; those that see the same features come first.
std::vector<PublishedValue> publishedFor(const Experiment& experiment);

/// "92.4 ± 2.8 % of 10 runs, CNN, 44 parameters, AE 8 (source)".
std::string publishedText(const PublishedValue& value);

}  // namespace qonvolve
