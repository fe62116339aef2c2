// SPDX-License-Identifier: GPL-3.0-or-later
// The names of the benchmark workloads.
#pragma once

#include <string>
#include <vector>

namespace qonvolve::cli {

struct BenchInfo {
  std::string id;  // "W1"
  std::string label;
  std::string help;
};

const std::vector<BenchInfo>& benches();

}  // namespace qonvolve::cli
