// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices of programs, for all samples together or lane by lane, and the gradient walk through
// one.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/base/lane_function.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// A 2x2 or 4x4 matrix, row major.
struct LocalMatrix {
  std::size_t dim = 2;
  std::array<Complex, 16> entries{};

  Complex& at(std::size_t row, std::size_t column) { return entries[dim * row + column]; }
  const Complex& at(std::size_t row, std::size_t column) const {
    return entries[dim * row + column];
  }
  LocalMatrix adjoint() const;
};

LocalMatrix product(const LocalMatrix& a, const LocalMatrix& b);
/// U A U^dagger.
LocalMatrix conjugated(const LocalMatrix& u, const LocalMatrix& a);

/// Doubles per lane that the kernels want for a program of this form.
std::size_t coefficientCount(Form form);
/// Doubles per lane that the kernels accumulate for its gradient.
std::size_t accumulatorCount(Form form);

/// angles: three per gate. The product of the program's gates.
LocalMatrix programMatrix(const Program& program, std::span<const double> angles);
/// u <- G u for a gate of the program, given by its own matrix (row major, bit 0 = its first wire).
void applyGate(const LocalOp& op, const Complex* gate, LocalMatrix& u);
/// Writes the kernel's coefficients of `u`, entry k to out[k * stride].
void writeCoefficients(const Program& program, const LocalMatrix& u, double* out,
                       std::size_t stride);

/// The same for eight samples: angles are 3 x kLanes per gate, out is coefficientCount x kLanes.
void laneCoefficients(const Program& program, const Kernels& kernels, const double* angles,
                      double* out);
/// Coefficients of the inverse from those of the matrix (rows of `row` lanes).
template <class T>
void adjointCoefficients(const Program& program, const T* coefficients, T* out, std::size_t row);

/// A = (M - M^dagger) / 2i from what a reduce kernel accumulated (entry k at acc[k * stride]).
LocalMatrix antiHermitianPart(Form form, const double* acc, std::size_t stride);
/// The same summed over lanes: acc has a row of kLanes for each entry.
LocalMatrix antiHermitianSum(Form form, const double* acc);
/// out[k] = the sum of row k of kLanes numbers.
void sumLanes(const double* rows, std::size_t count, double* out);

/// Shortcut for eight samples at once: diagonal programs and single rotations, whose derivatives
/// 2 Tr(H A) follow straight from the accumulators. Writes 3 x kLanes per gate; false: no shortcut.
bool laneDerivatives(const Program& program, const double* acc, double* derivatives);

}  // namespace qonvolve
