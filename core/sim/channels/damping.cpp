// SPDX-License-Identifier: GPL-3.0-or-later
// Loss of energy and of phase.
#include <cmath>

#include "core/base/text.h"
#include "core/sim/channels/channels.h"

namespace qonvolve {
namespace {

struct DampingOptions : NoiseScope {
  double gamma = 0.01;
};

struct GeneralizedDampingOptions : NoiseScope {
  double gamma = 0.01;
  double excited = 0.05;
};

struct PhaseDampingOptions : NoiseScope {
  double lambda = 0.01;
};

struct ThermalOptions : NoiseScope {
  double time = 0.05;
  double t1 = 50;
  double t2 = 70;
  double excited = 0;
};

FieldText excitedText() {
  return {.label = "Excited population",
          .help = "Probability of |1⟩ that the qubit settles to: 0 in a cold environment."};
}

}  // namespace

NoiseType amplitudeDampingNoise() {
  return makeNoiseType(
      {.id = "amplitude_damping",
       .label = "Amplitude damping",
       .category = "Relaxation",
       .summary = "|1⟩ decays to |0⟩ with probability γ.",
       .help = "Kraus operators diag(1, √(1 − γ)) and √γ |0⟩⟨1|: loss of energy. It is not unital: "
               "local costs keep gradients in the last layers, unlike under Pauli noise.",
       .paper = "Nielsen and Chuang, section 8.3.5"},
      Schema<DampingOptions>{}.real("gamma", &DampingOptions::gamma, 0, 1,
                                    {.label = "Decay γ", .help = "Probability of the decay."}),
      [](const DampingOptions& o, const std::string&) -> NoiseEffect {
        return dampingChannel("amplitude damping", o.gamma, 0, 0);
      });
}

NoiseType generalizedAmplitudeDampingNoise() {
  return makeNoiseType(
      {.id = "generalized_amplitude_damping",
       .label = "Generalized amplitude damping",
       .category = "Relaxation",
       .summary = "Decay towards a state with some population of |1⟩.",
       .help = "With probability 1 − p1 amplitude damping to |0⟩, with probability p1 to |1⟩, both "
               "by γ. Applied again and again it leads to diag(1 − p1, p1).",
       .paper = "Nielsen and Chuang, equation 8.103"},
      Schema<GeneralizedDampingOptions>{}
          .real("gamma", &GeneralizedDampingOptions::gamma, 0, 1,
                {.label = "Decay γ", .help = "Probability of the decay."})
          .real("excited", &GeneralizedDampingOptions::excited, 0, 1, excitedText()),
      [](const GeneralizedDampingOptions& o, const std::string&) -> NoiseEffect {
        return dampingChannel("generalized amplitude damping", o.gamma, o.excited, 0);
      });
}

NoiseType phaseDampingNoise() {
  return makeNoiseType(
      {.id = "phase_damping",
       .label = "Phase damping",
       .category = "Relaxation",
       .summary = "Coherences shrink by √(1 − λ).",
       .help = "Kraus operators diag(1, √(1 − λ)) and diag(0, √λ): loss of phase without loss of "
               "energy. The same channel as a phase flip with λ = 4p(1 − p).",
       .paper = "Nielsen and Chuang, section 8.3.6"},
      Schema<PhaseDampingOptions>{}.real(
          "lambda", &PhaseDampingOptions::lambda, 0, 1,
          {.label = "Dephasing λ", .help = "Coherences are multiplied by √(1 − λ)."}),
      [](const PhaseDampingOptions& o, const std::string&) -> NoiseEffect {
        return dampingChannel("phase damping", 0, 0, o.lambda);
      });
}

NoiseType thermalRelaxationNoise() {
  constexpr double kLongest = 1e9;
  constexpr double kShortest = 1e-9;
  return makeNoiseType(
      {.id = "thermal_relaxation",
       .label = "Thermal relaxation",
       .category = "Relaxation",
       .summary = "What a qubit with T1 and T2 does while a gate lasts.",
       .help = "Populations go to (1 − p1, p1) by exp(−t/T1), coherences shrink by exp(−t/T2): "
               "generalized amplitude damping, then phase damping. T2 is at most 2 T1. All times "
               "in the same unit.",
       .paper = "Nielsen and Chuang, section 8.3"},
      Schema<ThermalOptions>{}
          .real("time", &ThermalOptions::time, 0, kLongest,
                {.label = "Time of a gate t", .help = "How long the qubit relaxes.", .unit = "µs"})
          .real("t1", &ThermalOptions::t1, kShortest, kLongest,
                {.label = "T1",
                 .help = "Time in which energy is lost.",
                 .unit = "µs",
                 .logarithmic = true})
          .real("t2", &ThermalOptions::t2, kShortest, kLongest,
                {.label = "T2",
                 .help = "Time in which phase is lost; at most 2 T1.",
                 .unit = "µs",
                 .logarithmic = true})
          .real("excited", &ThermalOptions::excited, 0, 1, excitedText()),
      [](const ThermalOptions& o, const std::string& where) -> Result<NoiseEffect> {
        if (o.t2 > 2 * o.t1) {
          return Error{where + "/t2",
                       "T2 is " + numberText(o.t2) +
                           "; it must be at most 2 T1 = " + numberText(2 * o.t1) + ".",
                       "Decay alone already takes the phase within 2 T1."};
        }
        // 1 - lambda = exp(-2t/T2 + t/T1), what is left beside the dephasing by decay.
        return NoiseEffect(dampingChannel("thermal relaxation", -std::expm1(-o.time / o.t1),
                                          o.excited,
                                          -std::expm1(o.time / o.t1 - 2 * o.time / o.t2)));
      });
}

}  // namespace qonvolve
