// SPDX-License-Identifier: GPL-3.0-or-later
// What in a circuit is not a gate: found out, and turned into gates where that is the same physics.
#pragma once

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Whether the circuit makes a pure state by gates alone: no measurement, reset, channel or
/// condition. Readout errors do not count: they concern the reading, not the state.
bool isUnitary(const Circuit& circuit);

/// The same outputs with fewer measurements: one whose outcome only conditions gates that have a
/// controlled form becomes the control, and one nobody asks for disappears (deferred measurement;
/// Nielsen and Chuang, section 4.4). That is exact when the wire afterwards meets nothing but
/// gates diagonal in it, and no output looks at its coherence; other measurements stay.
Circuit deferMeasurements(const Circuit& circuit);

}  // namespace qonvolve
