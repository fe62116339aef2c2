// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/block_type.h"

namespace qonvolve {

void EmitContext::gate(GateId id, Wire a, Angle t0, Angle t1, Angle t2) {
  add({.gate = id, .wires = {a, 0, 0}, .angles = {t0, t1, t2}});
}

void EmitContext::gate2(GateId id, Wire a, Wire b, Angle t0, Angle t1, Angle t2) {
  add({.gate = id, .wires = {a, b, 0}, .angles = {t0, t1, t2}});
}

}  // namespace qonvolve
