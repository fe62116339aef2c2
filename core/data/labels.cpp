// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/labels.h"

#include <algorithm>

#include "core/base/text.h"

namespace qonvolve {

std::vector<std::string> classesInOrder(const std::set<std::string>& labels) {
  std::vector<std::string> names(labels.begin(), labels.end());
  const bool whole = std::all_of(names.begin(), names.end(),
                                 [](const std::string& name) { return parseInteger(name); });
  if (whole) {
    std::stable_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
      return *parseInteger(a) < *parseInteger(b);
    });
  }
  return names;
}

}  // namespace qonvolve
