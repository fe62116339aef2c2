// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/light_cone.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/circuit/wire_action.h"

namespace qonvolve {

Circuit lightCone(const Circuit& circuit) {
  // Wires that some output, taken back so far, acts on; and those where it does not commute with Z.
  std::uint64_t seen = 0, turned = 0;
  for (const Observable& o : circuit.outputs) {
    if (o.projector) seen |= o.mask;
    for (const PauliTerm& term : o.terms) {
      if (o.projector) continue;
      seen |= term.zMask | term.xMask;
      turned |= term.xMask;
    }
  }
  Circuit cone = circuit;
  cone.ops.clear();
  for (auto op = circuit.ops.rbegin(); op != circuit.ops.rend(); ++op) {
    std::uint64_t wires = 0;
    bool diagonal = true;
    for (std::size_t k = 0; k < gateInfo(op->gate).wires; ++k) {
      wires |= std::uint64_t{1} << op->wires[k];
      diagonal &= wireAction(op->gate, k) == WireAction::Diagonal;
    }
    if (op->gate == GateId::I || (wires & (diagonal ? turned : seen)) == 0) continue;
    seen |= wires;
    if (!diagonal) turned |= wires;
    cone.ops.push_back(*op);
  }
  std::ranges::reverse(cone.ops);
  return cone;
}

}  // namespace qonvolve
