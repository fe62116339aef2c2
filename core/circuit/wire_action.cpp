// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/wire_action.h"

namespace qonvolve {

WireAction wireAction(GateId gate, std::size_t position) {
  using enum GateId;
  switch (gate) {
    case I:
    case Z:
    case S:
    case Sdg:
    case T:
    case Tdg:
    case RZ:
    case P:
    case CZ:
    case CP:
    case CRZ:
    case RZZ:
      return WireAction::Diagonal;
    case X:
    case Y:
      return WireAction::Flip;
    default:
      return position < gateInfo(gate).controls ? WireAction::Diagonal : WireAction::Dense;
  }
}

}  // namespace qonvolve
