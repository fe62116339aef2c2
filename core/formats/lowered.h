// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a plain list of gates with angles in text: what every writer of programs starts
// from.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "core/formats/circuit_formats.h"

namespace qonvolve {

enum class NameStyle : std::uint8_t {
  Underscored,  // theta_3
  Subscripted,  // theta[3]
};

struct LoweredItem {
  enum class Kind : std::uint8_t { Gate, Measure, Reset };
  Kind kind = Kind::Gate;
  GateId gate = GateId::I;
  std::array<Wire, 3> wires{};
  std::array<std::string, 3> angles;  // expressions with + - * and parentheses
  std::uint32_t bit = 0;              // Measure
  std::uint32_t condition = 0;        // as of an Op
};

struct LoweredCircuit {
  std::vector<LoweredItem> items;
  std::set<std::uint32_t> parameters;  // those that are written by name
  std::set<std::uint32_t> inputs;
};

/// Preparations become gates, known values numbers. Errors: noise channels, inputs that cannot be
/// encoded or are needed and not given, more than a million items.
Result<LoweredCircuit> lower(const CircuitDocument& document, NameStyle style);

/// A double that reads back to the same bits, always with a point or exponent and digits on both
/// sides of the point: "0.1", "2.0", "1.0e-05".
std::string realText(double value);

/// Title, notes and observables as comment lines, each after `comment` and a blank.
std::string commentHeader(const CircuitDocument& document, const std::string& comment);

/// Bits of a condition, lowest first: (bit, wanted value).
std::vector<std::pair<std::uint32_t, bool>> conditionBits(const Condition& condition);

}  // namespace qonvolve
