// SPDX-License-Identifier: GPL-3.0-or-later
// Two-wire unitaries with trainable angles: one row each, used by every block that has an ansatz.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// One gate of an ansatz on its local wires 0 ("a") and 1 ("b"); angles are local parameter
/// numbers.
struct AnsatzGate {
  GateId gate;
  std::array<std::uint8_t, 2> wires;                      // one-wire gates use wires[0]
  std::array<std::int16_t, 3> parameters = {-1, -1, -1};  // -1: no parameter
  std::array<double, 3> constants = {0, 0, 0};            // the angle where there is no parameter
};

/// A two-wire circuit with `parameters` trainable angles, gates in time order.
struct Ansatz {
  EntryInfo info;
  std::uint32_t parameters = 0;
  std::vector<AnsatzGate> gates;
  const std::vector<Field>& fields() const;  // none
};

/// All built-in ansatzes; see ansatz.cpp for the table.
const Registry<Ansatz>& ansatzes();

/// The ansatz on wires a, b with parameters firstParameter, firstParameter + 1, ...
std::vector<Op> instantiate(const Ansatz& ansatz, Wire a, Wire b, std::uint32_t firstParameter);

}  // namespace qonvolve
