// SPDX-License-Identifier: GPL-3.0-or-later
// The cosine-sine decomposition of a 4x4 unitary matrix (Golub and Van Loan, section 2.5.4).
#pragma once

#include <array>
#include <cstddef>

#include "core/sim/program_matrix.h"

namespace qonvolve {

/// U = (V_0 + V_1) R (W_0 + W_1): W_c and V_c act on the target where the control reads c, and R
/// rotates the control by an angle that depends on the target s:
///   R |0, s> = cosine_s |0, s> + sine_s |1, s>,  R |1, s> = cosine_s |1, s> - sine_s |0, s>.
struct CosineSine {
  std::array<LocalMatrix, 2> first;  // W_c, 2x2
  std::array<double, 2> cosine, sine;
  std::array<LocalMatrix, 2> last;  // V_c, 2x2
};

/// control: which of the two wires of u it is.
CosineSine cosineSine(const LocalMatrix& u, std::size_t control);

}  // namespace qonvolve
