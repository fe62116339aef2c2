// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/simulation_spec.h"

namespace qonvolve {

const Schema<SimulationSettings>& simulationSchema() {
  static const Schema<SimulationSettings> schema =
      Schema<SimulationSettings>{}
          .choice("method", &SimulationSettings::method,
                  {{"auto", "Automatic",
                    "State vector without noise, density matrix with noise on few qubits, "
                    "trajectories on many."},
                   {"statevector", "State vector", "Exact pure states; knows no noise."},
                   {"density_matrix", "Density matrix", "Exact mixed states; twice the qubits."},
                   {"trajectories", "Trajectories",
                    "Pure states with random noise, averaged; for noise on many qubits."}},
                  {.label = "Method", .help = "How states are computed."})
          .choice("precision", &SimulationSettings::precision,
                  {{"double", "Double", "15 digits."},
                   {"float", "Single", "7 digits, about twice as fast; pure states only."}},
                  {.label = "Precision", .help = "Precision of the amplitudes."})
          .integer("shots", &SimulationSettings::shots, 0, 100'000'000,
                   {.label = "Shots",
                    .help = "Measurements for each expectation value, as on a device; 0: exact "
                            "values.",
                    .unit = "shots"})
          .integer("trajectories", &SimulationSettings::trajectories, 1, 10'000'000,
                   {.label = "Trajectories",
                    .help = "Random runs that are averaged for each sample; only for that method.",
                    .unit = "runs"})
          .choice("gradient", &SimulationSettings::gradient,
                  {{"auto", "Automatic",
                    "Adjoint where values are exact, parameter shift with shots or trajectories."},
                   {"adjoint", "Adjoint", "One backward sweep; exact values only."},
                   {"parameter_shift", "Parameter shift",
                    "Shifted circuits for every angle, as on a device."}},
                  {.label = "Gradient", .help = "How derivatives are computed."});
  return schema;
}

}  // namespace qonvolve
