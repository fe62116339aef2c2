// SPDX-License-Identifier: GPL-3.0-or-later
// Text inside SVG, HTML and other XML.
#pragma once

#include <string>
#include <string_view>

namespace qonvolve {

/// The text with &, <, > and " written as entities: for element text and attribute values.
std::string escapedXml(std::string_view text);

}  // namespace qonvolve
