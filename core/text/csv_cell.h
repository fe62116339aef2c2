// SPDX-License-Identifier: GPL-3.0-or-later
// Texts as cells of a table with commas.
#pragma once

#include <string>
#include <string_view>

namespace qonvolve {

/// Between quotes, with quotes doubled and on one line.
std::string csvQuoted(std::string_view text);

/// As it is where no reader would take it apart, else quoted.
std::string csvCell(std::string_view text);

}  // namespace qonvolve
