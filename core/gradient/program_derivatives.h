// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of a program with its derivatives by the parameters that turn its angles.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

enum class DerivativeOrder : std::uint8_t { First, Second };

/// The derivatives of a program by the parameters[i]: scales of the angles are contained, several
/// occurrences of a parameter are summed.
struct ProgramDerivatives {
  LocalMatrix matrix;
  std::vector<std::uint32_t> parameters;  // each once, increasing
  std::vector<LocalMatrix> first;         // entry i: by parameters[i]
  std::vector<LocalMatrix> second;  // entry size * i + j: by [i] and [j]; none for Order::First
};

/// Stands for the parameter of an angle that has none.
inline constexpr std::uint32_t kNoParameter = ~std::uint32_t{0};

/// angles: the values, three a gate; parameters: what turns them, three a gate, or kNoParameter.
ProgramDerivatives differentiate(const Program& program, std::span<const double> angles,
                                 std::span<const std::uint32_t> parameters, DerivativeOrder order);

}  // namespace qonvolve
