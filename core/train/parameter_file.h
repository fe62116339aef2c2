// SPDX-License-Identifier: GPL-3.0-or-later
// Trained parameters as a table (parameters.csv): a row "block,number,best,last" each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/model.h"

namespace qonvolve {

/// The parameters of one group of a model.
struct SavedGroup {
  std::string name;
  std::vector<double> best;
  std::vector<double> last;
};

std::string parameterFileText(const Model& model, std::span<const double> best,
                              std::span<const double> last);

/// Consecutive rows of one name make a group. Errors at `where`: file, line, what is wrong.
Result<std::vector<SavedGroup>> readParameterFile(const std::string& file,
                                                  const std::string& where);

}  // namespace qonvolve
