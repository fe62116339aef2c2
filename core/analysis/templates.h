// SPDX-License-Identifier: GPL-3.0-or-later
// The nineteen circuits of Sim, Johnson and Aspuru-Guzik: a yardstick for descriptors.
#pragma once

#include <cstdint>

#include "core/circuit/circuit.h"

namespace qonvolve {

inline constexpr int kSimTemplates = 19;

/// Circuit `number` (1 to 19) of arXiv:1905.10876, figure 2, on four wires, one layer. Every
/// rotation has a parameter of its own, in the order of the gates; wire 0 is the topmost.
Circuit simTemplate(int number);

}  // namespace qonvolve
