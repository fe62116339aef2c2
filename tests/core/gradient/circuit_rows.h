// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a test over random circuits: three of every size.
#pragma once

#include <QtTest>

#include "tests/core/gradient/random_circuit.h"

namespace qonvolve::test {

/// Call in the _data function of a test that takes circuitOfRow().
inline void addCircuitRows(int mostWires) {
  QTest::addColumn<int>("wires");
  QTest::addColumn<int>("seed");
  for (int wires = 1; wires <= mostWires; ++wires) {
    for (int seed = 0; seed < 3; ++seed) {
      QTest::addRow("%d wires, seed %d", wires, seed) << wires << seed;
    }
  }
}

/// One of the three has preparations, one no angles from inputs.
inline RandomCircuit circuitOfRow(std::size_t opsAWire, std::uint32_t parameters) {
  QFETCH(int, wires);
  QFETCH(int, seed);
  return randomCircuit(static_cast<std::uint64_t>(1000 * wires + seed),
                       {.wires = static_cast<Wire>(wires),
                        .ops = opsAWire * static_cast<std::size_t>(wires),
                        .parameters = parameters,
                        .features = seed != 1,
                        .preparations = seed == 0});
}

}  // namespace qonvolve::test
