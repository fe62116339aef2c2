// SPDX-License-Identifier: GPL-3.0-or-later
// The circuits and numbers of the benchmark workloads.
#pragma once

#include <array>
#include <cstddef>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// u(k) = fractional part of (k + 1) (1 + sqrt 5)/2.
double benchmarkNumber(std::size_t k);

/// W1. 8 inputs, 51 parameters, output Z on wire 4.
Circuit benchmarkQcnn();
/// W2: RX, RY, RZ on every wire, then a ring of CZ, `depth` times; output Z on wire 0.
Circuit benchmarkLayers(Wire wires, std::size_t depth);
/// RY of one input on every wire, then the same; output Z on wire 0.
Circuit benchmarkEncodedLayers(Wire wires, std::size_t depth);
/// W3: 5 wires layers of a U3 on every wire, all angles inputs, and a ladder of CZ; output Z0 Z1.
Circuit benchmarkScan(Wire wires);
/// The U3 angles that are gate `m` of W3, turned further by `shift`.
std::array<double, 3> benchmarkScanGate(std::size_t m, double shift);

}  // namespace qonvolve
