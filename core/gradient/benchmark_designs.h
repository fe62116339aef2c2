// SPDX-License-Identifier: GPL-3.0-or-later
// Convolutional networks of many shapes, to compare engines on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

struct BenchmarkDesign {
  std::string name;
  Circuit circuit;
  std::size_t parameters = 0;
};

/// Convolution and pooling in turn until the readout's wires are left, unless the name says else:
/// one feature per wire by RY, SU(4) blocks of 15 parameters on a ring, ZX pooling, Z on one wire.
std::vector<BenchmarkDesign> benchmarkDesigns();

}  // namespace qonvolve
