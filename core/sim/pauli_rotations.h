// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of a program as rotations about Pauli products: its matrix and its gradient.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

/// A program as rotations exp(-i t P / 2), up to a phase that nothing sees: every gate on one or
/// two wires is a product of such rotations whose angles are linear in its own. Constant quarter
/// turns (CNOT is three of them) take Pauli products to Pauli products, and so can go before all
/// other rotations, about other products then: they cost nothing.
class PauliRotations {
 public:
  explicit PauliRotations(const Program& program);

  /// Sine and cosine of t / 2 of every rotation (and of nothing after them).
  struct Turns {
    AlignedVector sine, cosine;
  };
  /// angles: three per gate.
  void turn(std::span<const double> angles, Turns& turns) const;

  /// The product of the gates, up to a phase. Each rotation adds to every row another one times
  /// 1, i, -1 or -i.
  LocalMatrix matrix(const Turns& turns) const;

  /// Where A is known: before the program or after it.
  enum class From : std::uint8_t { Start, End };

  /// a: A = (M - M^dagger) / 2i there. Writes dL/d(angle), three per gate; zero for constants.
  ///
  /// With the coefficients a_P = Tr(P A) of the matrix A after a rotation, dL/dt = a_P, and before
  /// it a_Q and a_Q', where Q and Q' = +-i Q P are Pauli products that do not commute with P, are
  /// turned into each other by t: sixteen multiply-adds a rotation in place of products of 4x4
  /// matrices.
  void walk(const LocalMatrix& a, From from, const Turns& turns,
            std::span<double> derivatives) const;

 private:
  struct Rotation {
    std::uint8_t pauli;   // on wire 0: I, X, Y, Z; plus four times that on wire 1
    std::uint32_t angle;  // among the program's, three per gate
    double scale;         // 0: the rotation is constant
    double offset;
  };
  /// A Pauli product or minus that.
  struct Signed {
    std::uint8_t pauli;
    double sign;
  };
  void add(const LocalOp& op, std::size_t index);
  void addQuarterTurns(std::size_t pauli, std::size_t count);
  static Signed turned(Signed p, std::size_t about, std::size_t quarters);

  const Kernels& kernels_;
  std::size_t dim_;
  std::vector<Rotation> rotations_;
  LocalMatrix start_;                // the product C of the quarter turns
  std::array<Signed, 16> turned_{};  // C P C^dagger
};

}  // namespace qonvolve
