// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients of the gates of a program, walked through in the basis of Pauli products.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/sim/kernels.h"
#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

/// A program as rotations exp(-i t P / 2), up to a phase that nothing sees: every gate on one or
/// two wires is a product of such rotations whose angles are linear in its own.
///
/// With the coefficients a_P = Tr(P A) of the matrix A after a rotation, dL/dt = a_P, and before it
/// a_Q and a_Q', where Q and Q' = +-i Q P are Pauli products that do not commute with P, are turned
/// into each other by t: sixteen multiply-adds a rotation in place of products of 4x4 matrices.
class PauliWalk {
 public:
  explicit PauliWalk(const Program& program);

  /// Where A is known: before the program or after it.
  enum class From : std::uint8_t { Start, End };

  /// a: A = (M - M^dagger) / 2i there; angles: three per gate. Writes dL/d(angle), three per gate;
  /// zero for constants.
  void run(const LocalMatrix& a, From from, std::span<const double> angles,
           std::span<double> derivatives) const;

 private:
  struct Rotation {
    std::uint8_t pauli;   // on wire 0: I, X, Y, Z; plus four times that on wire 1
    std::uint32_t angle;  // among the program's, three per gate
    double scale;         // 0: the rotation is constant
    double offset;
  };
  void add(const LocalOp& op, std::size_t index);

  const Kernels& kernels_;
  std::vector<Rotation> rotations_;
};

}  // namespace qonvolve
