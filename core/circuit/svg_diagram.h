// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a stand-alone SVG drawing on white.
#pragma once

#include <span>
#include <string>

#include "core/circuit/layout.h"

namespace qonvolve {

struct SvgOptions {
  double wrapWidth = 1200;             // pixels; 0: one line
  std::span<const double> theta = {};  // values shown instead of parameter names where given
};

/// SVG 1.1 text (UTF-8). Text stays text, in DejaVu Sans or what replaces it; the ground sign, the
/// meter and the swap cross are paths. Title and description hold the circuit in words.
std::string drawSvg(const Circuit& circuit, std::span<const DrawBlock> blocks, const Layout& layout,
                    const SvgOptions& options = {});

/// Caption of a gate with parameter values as multiples of pi ("0.42π"; "0.4 −1.1 0.1π" for
/// several); the usual caption where values are unknown.
std::string captionWithValues(const Circuit& circuit, const PlacedGate& gate,
                              std::span<const double> theta);

}  // namespace qonvolve
