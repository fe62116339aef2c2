// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a circuit into the steps that the batched simulator takes: gates fused into programs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/kernels.h"

namespace qonvolve {

/// Whether some angle depends on the sample.
bool isPerLane(const Op& op);

/// A gate inside a program, on the program's own wires 0 and 1.
struct LocalOp {
  GateId gate = GateId::I;
  std::array<std::uint8_t, 2> wires{};
  std::array<Angle, 3> angles{};
  bool operator==(const LocalOp&) const = default;
};

/// Successive gates on one wire or one pair, applied as one matrix. Steps with the same gates and
/// the same angles share one program: its matrix is computed once, its gradient is walked once.
struct Program {
  Form form = Form::Dense1;
  bool perLane = false;    // some angle depends on the sample
  bool trainable = false;  // some angle depends on a parameter
  bool features = false;   // some angle depends on an input continuously
  std::vector<LocalOp> ops;

  std::size_t wires() const { return form == Form::Dense1 || form == Form::Diagonal1 ? 1 : 2; }
};

struct Step {
  static constexpr std::uint32_t kNoProgram = ~std::uint32_t{0};
  Form form = Form::Dense1;
  std::uint32_t program = kNoProgram;
  std::array<Wire, 2> wires{};  // the program's local wires 0 and 1
  std::uint32_t layer = 0;      // ascending in a plan; steps of one layer are on different wires
  // Exchange: amplitudes i and i ^ flip where (i & mask) == from.
  std::uint64_t mask = 0;
  std::uint64_t from = 0;
  std::uint64_t flip = 0;
  // Whether the backward sweep must undo this step before it reads what earlier layers need:
  // [0] for gradients by parameters, [1] for gradients by parameters and inputs.
  std::array<bool, 2> undo{};

  /// Bit of a local wire; 0 for the second wire of a form on one wire.
  std::size_t bit(std::size_t local) const;
  std::uint64_t wireMask() const;
};

/// One-wire gates that come first on a wire in |0>: the start state is their product.
struct PrefixWire {
  Wire wire = 0;
  std::uint32_t program = 0;
};

struct Plan {
  std::vector<Program> programs;
  std::vector<PrefixWire> prefix;
  std::vector<Step> steps;
};

/// Multiply-adds of applying each form to four amplitudes: gates are fused where that costs no
/// more.
using FormCosts = std::array<double, 7>;
/// When every form is a matrix.
inline constexpr FormCosts kMatrixCosts{32, 16, 64, 32, 32, 16, 0};
/// When one-wire programs become real rotations, and diagonals join to one.
inline constexpr FormCosts kRotationCosts{10, 2, 64, 32, 32, 2, 0};

/// Of a circuit that isUnitary().
Plan makePlan(const Circuit& circuit, const FormCosts& costs = kMatrixCosts);

/// Multiply-adds of applying a form to four amplitudes, and of reading what a gradient needs.
double forwardCost(Form form);
double reduceCost(Form form);
/// Multiply-adds in the time that takes: starting a kernel; the matrix of a gate and its gradient.
inline constexpr double kCallCost = 300, kGateCost = 2000;

}  // namespace qonvolve
