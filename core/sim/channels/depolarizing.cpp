// SPDX-License-Identifier: GPL-3.0-or-later
// Depolarizing noise on one qubit and on pairs.
#include <cmath>

#include "core/sim/channels/channels.h"

namespace qonvolve {

NoiseType depolarizingNoise() {
  return makeNoiseType(
      {.id = "depolarizing",
       .label = "Depolarizing",
       .category = "Pauli",
       .summary = "X, Y or Z with probability p in all.",
       .help = "ρ → (1 − p) ρ + p/3 (XρX + YρY + ZρZ): p is the probability of some Pauli matrix "
               "other than the identity. It mixes with I/2 by λ = 4p/3, the definition of some "
               "other programs: p = 0.0075 is λ = 0.01.",
       .paper = "Nielsen and Chuang, section 8.3.4"},
      Schema<ProbabilityOptions>{}.real(
          "p", &ProbabilityOptions::p, 0, 1,
          {.label = "Probability",
           .help = "Probability of X, Y or Z. As mixing with I/2: λ = 4p/3."}),
      [](const ProbabilityOptions& o, const std::string&) -> NoiseEffect {
        return pauliChannel("depolarizing", {1 - o.p, o.p / 3, o.p / 3, o.p / 3});
      });
}

NoiseType twoQubitDepolarizingNoise() {
  return makeNoiseType(
      {.id = "two_qubit_depolarizing",
       .label = "Two-qubit depolarizing",
       .category = "Pauli",
       .summary = "One of the 15 pairs of Pauli matrices with probability p in all.",
       .help = "After a gate on two qubits: ρ → (1 − p) ρ + p/15 Σ PρP over the 15 products P of "
               "Pauli matrices other than the identity. It mixes with I/4 by λ = 16p/15. Gates on "
               "one qubit are not touched, gates on three only on their first two qubits.",
       .paper = "Nielsen and Chuang, section 8.3.4"},
      Schema<ProbabilityOptions>{}.real(
          "p", &ProbabilityOptions::p, 0, 1,
          {.label = "Probability",
           .help = "Probability of some error on the pair. As mixing with I/4: λ = 16p/15."}),
      [](const ProbabilityOptions& o, const std::string&) -> NoiseEffect {
        const Channel one = pauliChannel("", {1, 1, 1, 1});
        Channel channel{.name = "two-qubit depolarizing", .wires = 2, .kraus = {}};
        for (std::size_t high = 0; high < 4; ++high) {
          for (std::size_t low = 0; low < 4; ++low) {
            const double weight = std::sqrt(high + low == 0 ? 1 - o.p : o.p / 15);
            if (weight == 0) continue;
            std::vector<Complex>& matrix = channel.kraus.emplace_back(16);
            for (std::size_t row = 0; row < 4; ++row) {
              for (std::size_t column = 0; column < 4; ++column) {
                matrix[4 * row + column] = weight *
                                           one.kraus[high][2 * (row >> 1) + (column >> 1)] *
                                           one.kraus[low][2 * (row & 1) + (column & 1)];
              }
            }
          }
        }
        return channel;
      });
}

}  // namespace qonvolve
