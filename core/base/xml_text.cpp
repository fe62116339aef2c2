// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/xml_text.h"

namespace qonvolve {

std::string escapedXml(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace qonvolve
