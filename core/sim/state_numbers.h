// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a state plan for given angles: tangents, phases, matrices.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/sim/aligned.h"
#include "core/sim/program_matrix.h"
#include "core/sim/state_plan.h"

namespace qonvolve {

/// A one-wire program U = (phase) diag(1, after) T X^flip diag(1, before), where T is the rotation
///   (x0, x1) -> (x0 - t x1, x1 + t x0) / sqrt(1 + t^2),  |t| <= kMostTangent;
/// before is 1 for a program of Ry alone.
/// Diagonal programs: phases[0] and [1] where only local wire 0 or 1 is set, [2] more where both.
struct ProgramNumbers {
  double tangent = 0;
  double cosine = 1;  // 1 / sqrt(1 + t^2)
  bool flip = false;
  Complex before = 1, after = 1;
  std::array<Complex, 3> phases{1, 1, 1};
};

/// A flip is dear inside the lanes, so rotations go without one as long as the numbers they leave
/// unnormalized stay small enough for single precision too: see kRotationsPerScale.
template <class T>
inline constexpr double kMostTangent = sizeof(T) == 8 ? 16 : 4;

/// Everything a run needs of one sample.
template <class T>
struct StateNumbers {
  std::vector<ProgramNumbers> programs;
  // Of programs on two wires that are not diagonal; nothing for the others.
  std::vector<std::vector<T>> forward, backward;
};

/// Cosine and sine of half an angle.
struct HalfTurn {
  double cosine = 1, sine = 0;
};

/// Those of a one-wire program. halves: of the angles that its gates have, gate by gate.
template <class T>
ProgramNumbers rotationNumbers(const Program& program, const HalfTurn* halves);

/// Fills in the program's numbers. angles: three a gate.
template <class T>
void fillNumbers(const Plan& plan, std::size_t program, std::span<const double> angles,
                 StateNumbers<T>& numbers);

/// Phases of a diagonal: one for each wire (below plan.bits), one for each of its pairs.
struct DiagonalPhases {
  std::vector<Complex> wires, pairs;
  bool operator==(const DiagonalPhases&) const = default;
};
void fillPhases(const StatePlan& plan, const DiagonalItem& item,
                std::span<const ProgramNumbers> programs, DiagonalPhases& phases);

/// The anti-Hermitian part A (as in program_matrix.h) after a one-wire program, from what was read
/// around its rotation: y there, Z before and after it, and x (NaN if not read) right after it.
struct RotationReading {
  double y = 0;
  double x = 0;
  double zBefore = 0;
  double zAfter = 0;
};
/// Near a multiple of pi, x cannot be told from Z before and after, and is read.
bool needsReading(const ProgramNumbers& numbers);
LocalMatrix rotationGradient(const ProgramNumbers& numbers, const RotationReading& reading);

}  // namespace qonvolve
