// SPDX-License-Identifier: GPL-3.0-or-later
// Multiply-adds of a plan: what fusion decides by, and what benchmarks count.
#include "core/sim/plan.h"

namespace qonvolve {
namespace {

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

}  // namespace

double forwardCost(Form form) {
  switch (form) {
    case Form::Dense1:
      return 32;
    case Form::Diagonal1:
      return 16;
    case Form::Dense2:
      return 64;
    case Form::Multiplexed:
    case Form::MultiplexedFlip:
      return 32;
    case Form::Diagonal2:
      return 16;
    case Form::Exchange:
      return 0;
  }
  return 0;
}

PlanCost nominalCost(const Plan& plan, Wire wires) {
  PlanCost total;
  const double quads = static_cast<double>(std::uint64_t{1} << wires) / 4;
  for (const PrefixWire& p : plan.prefix) {
    if (plan.programs[p.program].trainable) total.backward += quads * reduceCost(Form::Dense1);
  }
  for (const Step& step : plan.steps) {
    total.forward += quads * forwardCost(step.form);
    if (step.undo[0]) total.backward += 2 * quads * forwardCost(step.form);
    if (step.program != Step::kNoProgram && plan.programs[step.program].trainable) {
      total.backward += quads * reduceCost(step.form);
    }
  }
  return total;
}

}  // namespace qonvolve
