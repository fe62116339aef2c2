// SPDX-License-Identifier: GPL-3.0-or-later
// All settings of experiments as paths with text, and those in which experiments differ.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"

namespace qonvolve {

/// Every setting that decides a result but the seed, defaults included, in the order of the file:
/// {"/train/epochs", "30"}.
std::vector<std::pair<std::string, std::string>> settingTable(const Experiment& experiment,
                                                              const Catalog& catalog);

struct SettingDifference {
  std::string path;
  std::vector<std::string> values;  // one an experiment; empty where it has no such setting
};
std::vector<SettingDifference> differingSettings(std::span<const Experiment> experiments,
                                                 const Catalog& catalog);

}  // namespace qonvolve
