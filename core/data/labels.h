// SPDX-License-Identifier: GPL-3.0-or-later
// Class names from the label texts of a file.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace qonvolve {

/// Classes in numerical order when all labels are whole numbers, else in alphabetical order.
std::vector<std::string> classesInOrder(const std::set<std::string>& labels);

}  // namespace qonvolve
