// SPDX-License-Identifier: GPL-3.0-or-later
// Multiply-adds of steps: what fusion decides by, and what benchmarks count.
#include "core/sim/plan.h"

namespace qonvolve {

double forwardCost(Form form) {
  return kMatrixCosts[static_cast<std::size_t>(form)];
}

double reduceCost(Form form) {
  switch (form) {
    case Form::Dense1:
      return 24;
    case Form::Diagonal1:
      return 8;
    case Form::Dense2:
      return 56;
    case Form::Multiplexed:
    case Form::MultiplexedFlip:
      return 24;
    case Form::Diagonal2:
      return 8;
    case Form::Exchange:
      return 0;
  }
  return 0;
}

}  // namespace qonvolve
