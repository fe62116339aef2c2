// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/csv_cell.h"

namespace qonvolve {

std::string csvQuoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c == '\n' || c == '\r' ? ' ' : c;
  }
  return quoted + "\"";
}

std::string csvCell(std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos;
  return plain ? std::string(text) : csvQuoted(text);
}

}  // namespace qonvolve
