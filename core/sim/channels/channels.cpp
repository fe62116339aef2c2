// SPDX-License-Identifier: GPL-3.0-or-later
// The list of built-in noise, and the Kraus operators that several of them share.
#include "core/sim/channels/channels.h"

#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

Registry<NoiseType> builtinNoise() {
  Registry<NoiseType> registry("noise");
  registry.add(depolarizingNoise());
  registry.add(twoQubitDepolarizingNoise());
  registry.add(bitFlipNoise());
  registry.add(phaseFlipNoise());
  registry.add(bitPhaseFlipNoise());
  registry.add(pauliNoise());
  registry.add(amplitudeDampingNoise());
  registry.add(generalizedAmplitudeDampingNoise());
  registry.add(phaseDampingNoise());
  registry.add(thermalRelaxationNoise());
  registry.add(readoutErrorNoise());
  return registry;
}

std::string strengthText(const std::vector<Field>& fields, const Values& values) {
  std::string text;
  for (const Field& field : fields) {
    const auto* number = std::get_if<double>(&values.at(field.key));
    if (number == nullptr) continue;
    text += (text.empty() ? "" : ", ") + field.key + " " + numberText(*number);
  }
  return text;
}

Channel pauliChannel(std::string name, const std::array<double, 4>& weights) {
  constexpr Complex i{0, 1};
  const std::array<std::array<Complex, 4>, 4> paulis{
      {{1, 0, 0, 1}, {0, 1, 1, 0}, {0, -i, i, 0}, {1, 0, 0, -1}}};
  Channel channel{.name = std::move(name), .wires = 1, .kraus = {}};
  for (std::size_t k = 0; k < 4; ++k) {
    if (weights[k] == 0) continue;
    std::vector<Complex>& matrix = channel.kraus.emplace_back(paulis[k].begin(), paulis[k].end());
    for (Complex& entry : matrix) entry *= std::sqrt(weights[k]);
  }
  return channel;
}

Channel dampingChannel(std::string name, double gamma, double excited, double lambda) {
  // Generalized amplitude damping (Nielsen and Chuang, equation 8.103), then phase damping (8.127).
  const double kept = std::sqrt(1 - gamma), moved = std::sqrt(gamma);
  const double down = std::sqrt(1 - excited), up = std::sqrt(excited);
  const std::array<std::array<double, 4>, 4> damping{{{down, 0, 0, down * kept},
                                                      {0, down * moved, 0, 0},
                                                      {up * kept, 0, 0, up},
                                                      {0, 0, up * moved, 0}}};
  const std::array<std::array<double, 2>, 2> dephasing{
      {{1, std::sqrt(1 - lambda)}, {0, std::sqrt(lambda)}}};
  Channel channel{.name = std::move(name), .wires = 1, .kraus = {}};
  for (const auto& k : damping) {
    for (const auto& d : dephasing) {
      std::vector<Complex> matrix{d[0] * k[0], d[0] * k[1], d[1] * k[2], d[1] * k[3]};
      const bool empty = matrix == std::vector<Complex>(4);
      if (!empty) channel.kraus.push_back(std::move(matrix));
    }
  }
  return channel;
}

}  // namespace qonvolve
