// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit in text: as a drawing for terminals and tests, and as a list with one line a gate.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/circuit/gate_text.h"
#include "core/circuit/layout.h"

namespace qonvolve {

/// The drawing in characters, two rows a wire, lines of at most `width` columns (0: unlimited). The
/// first line states the wire order. Ascii uses 7-bit characters only.
std::string drawText(const Circuit& circuit, std::span<const DrawBlock> blocks,
                     const Layout& layout, Script script, std::size_t width = 0);

/// One line a gate, block headings between, traced-out wires and outputs included: what a screen
/// reader reads. Ascii names ("theta_12"). With `theta`, values follow: "RX(theta_3 = 0.42pi) q0".
std::vector<std::string> circuitLines(const Circuit& circuit, std::span<const DrawBlock> blocks,
                                      std::span<const double> theta = {});

/// Characters (code points) in UTF-8 text.
std::size_t textLength(std::string_view utf8);

}  // namespace qonvolve
