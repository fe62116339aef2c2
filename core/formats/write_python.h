// SPDX-License-Identifier: GPL-3.0-or-later
// What the two Python writers share.
#pragma once

#include <array>
#include <string>

#include "core/formats/lowered.h"

namespace qonvolve {

/// A gate as a call: "rx", "qml.RX". Arguments are the angles with `before` and `after` around.
struct PythonGate {
  GateId gate;
  const char* name;
  const char* before = "";  // "pi/2, "
  const char* after = "";   // ", 0.0"
};

/// The angles of an item as arguments, without parentheses.
std::string pythonAngles(const LoweredItem& item, const PythonGate& gate);

/// Pauli strings of an observable, wire n - 1 first, with coefficients; projectors are expanded
/// into products of Z. Empty when that would be more than 256 terms.
std::vector<std::pair<std::string, double>> pauliStrings(const Observable& observable,
                                                         std::uint32_t wires);

/// One more than the largest index, 0 for none: the length of the vector of names.
std::uint32_t vectorLength(const std::set<std::uint32_t>& indices);

}  // namespace qonvolve
