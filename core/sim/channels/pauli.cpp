// SPDX-License-Identifier: GPL-3.0-or-later
// Flips: a random Pauli matrix after a gate.
#include "core/base/text.h"
#include "core/sim/channels/channels.h"

namespace qonvolve {
namespace {

Schema<ProbabilityOptions> probabilitySchema(const std::string& help) {
  return Schema<ProbabilityOptions>{}.real("p", &ProbabilityOptions::p, 0, 1,
                                           {.label = "Probability", .help = help});
}

struct PauliOptions : NoiseScope {
  double px = 0.01;
  double py = 0;
  double pz = 0;
};

}  // namespace

NoiseType bitFlipNoise() {
  return makeNoiseType({.id = "bit_flip",
                        .label = "Bit flip",
                        .category = "Pauli",
                        .summary = "X with probability p.",
                        .help = "ρ → (1 − p) ρ + p XρX: exchanges |0⟩ and |1⟩ with probability p.",
                        .paper = "Nielsen and Chuang, section 8.3.3"},
                       probabilitySchema("Probability of an X."),
                       [](const ProbabilityOptions& o, const std::string&) -> NoiseEffect {
                         return pauliChannel("bit flip", {1 - o.p, o.p, 0, 0});
                       });
}

NoiseType phaseFlipNoise() {
  return makeNoiseType(
      {.id = "phase_flip",
       .label = "Phase flip",
       .category = "Pauli",
       .summary = "Z with probability p.",
       .help = "ρ → (1 − p) ρ + p ZρZ: multiplies coherences by 1 − 2p. The same channel as phase "
               "damping with λ = 4p(1 − p).",
       .paper = "Nielsen and Chuang, section 8.3.3"},
      probabilitySchema("Probability of a Z."),
      [](const ProbabilityOptions& o, const std::string&) -> NoiseEffect {
        return pauliChannel("phase flip", {1 - o.p, 0, 0, o.p});
      });
}

NoiseType bitPhaseFlipNoise() {
  return makeNoiseType({.id = "bit_phase_flip",
                        .label = "Bit-phase flip",
                        .category = "Pauli",
                        .summary = "Y with probability p.",
                        .help = "ρ → (1 − p) ρ + p YρY.",
                        .paper = "Nielsen and Chuang, section 8.3.3"},
                       probabilitySchema("Probability of a Y."),
                       [](const ProbabilityOptions& o, const std::string&) -> NoiseEffect {
                         return pauliChannel("bit-phase flip", {1 - o.p, 0, o.p, 0});
                       });
}

NoiseType pauliNoise() {
  constexpr double kMost = 1;
  return makeNoiseType(
      {.id = "pauli",
       .label = "Pauli channel",
       .category = "Pauli",
       .summary = "X, Y and Z with a probability each.",
       .help = "ρ → (1 − px − py − pz) ρ + px XρX + py YρY + pz ZρZ.",
       .paper = "Nielsen and Chuang, section 8.3"},
      Schema<PauliOptions>{}
          .real("px", &PauliOptions::px, 0, kMost,
                {.label = "Probability of X", .help = "Probability of a bit flip."})
          .real("py", &PauliOptions::py, 0, kMost,
                {.label = "Probability of Y", .help = "Probability of a bit and phase flip."})
          .real("pz", &PauliOptions::pz, 0, kMost,
                {.label = "Probability of Z", .help = "Probability of a phase flip."}),
      [](const PauliOptions& o, const std::string& where) -> Result<NoiseEffect> {
        const double sum = o.px + o.py + o.pz;
        if (sum > 1) {
          return Error{where + "/px",
                       "The probabilities of X, Y and Z add up to " + numberText(sum) +
                           "; they must stay within 1.",
                       "Make them smaller."};
        }
        return NoiseEffect(pauliChannel("Pauli", {1 - sum, o.px, o.py, o.pz}));
      });
}

}  // namespace qonvolve
