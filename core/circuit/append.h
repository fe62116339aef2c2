// SPDX-License-Identifier: GPL-3.0-or-later
// Two circuits side by side as one.
#pragma once

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Where the wires, inputs and operations of the appended circuit begin in the joint one.
struct AppendOffsets {
  Wire wires = 0;
  std::uint32_t inputs = 0;
  std::size_t ops = 0;
};

/// Puts `from` on fresh wires of `to`, with its inputs behind those of `to`; operations of `to`
/// come first. Both are gates only and have no outputs yet.
AppendOffsets append(Circuit& to, const Circuit& from);

}  // namespace qonvolve
