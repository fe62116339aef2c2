// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits whose expectation values are known in closed form: every way to simulate must give them.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/noise_type.h"

namespace qonvolve::test {

struct PhysicsCase {
  std::string name;
  Circuit circuit;
  std::vector<double> parameters;
  std::vector<double> outputs;  // what is right
};

inline Observable pauliX(Wire wire) {
  return {.terms = {{1.0, std::uint64_t{1} << wire, 0}}};
}

/// A built-in channel with the given options.
inline Channel builtinChannel(const std::string& id, const Values& options) {
  const auto noise = builtinNoise().find(id)->make(options, "");
  return std::get<Channel>(noise->effect);
}

/// One use of a channel on RY(1)|0>, with what rho_00, rho_01 and the purity are then (Nielsen and
/// Chuang, section 8.3; generalized damping and thermal relaxation by their closed forms).
struct ChannelRow {
  const char* name;
  const char* id;
  Values options;
  double rho00, rho01, purity;
};

inline std::vector<ChannelRow> channelRows() {
  return {
      {"bit flip", "bit_flip", {{"p", .1}}, .7161209223, .4207354924, .9474532153},
      {"phase flip", "phase_flip", {{"p", .1}}, .7701511529, .3365883939, .8725467847},
      {"bit-phase flip", "bit_phase_flip", {{"p", .1}}, .7161209223, .3365883939, .82},
      {"Pauli as bit flip", "pauli", {{"px", .1}}, .7161209223, .4207354924, .9474532153},
      {"depolarizing", "depolarizing", {{"p", .1}}, .7341309992, .3646374268, .8755555556},
      {"amplitude damping",
       "amplitude_damping",
       {{"gamma", .1}},
       .7931360376,
       .3991447345,
       .9904905114},
      {"generalized damping",
       "generalized_amplitude_damping",
       {{"gamma", .1}, {"excited", .2}},
       .7731360376,
       .3991447345,
       .9678396283},
      {"phase damping", "phase_damping", {{"lambda", .1}}, .7701511529, .3991447345, .9645963291},
      {"thermal, T2 < T1",
       "thermal_relaxation",
       {{"t1", 50.}, {"t2", 30.}, {"time", 5.}},
       .7920241627,
       .3561449053,
       .9242346104},
      {"thermal, T2 > T1",
       "thermal_relaxation",
       {{"t1", 50.}, {"t2", 80.}, {"time", 5.}},
       .7920241627,
       .3952444176,
       .9829925224},
  };
}

/// RY(theta_0)|0>, then the channel; outputs <Z> and <X>.
inline Circuit channelCircuit(const Channel& channel) {
  Circuit circuit;
  circuit.wires = 1;
  circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}}};
  circuit.channels = {channel};
  circuit.events = {{.kind = Event::Kind::Channel, .position = 1, .wires = {0}}};
  circuit.outputs = {Observable::pauliZ(0), pauliX(0)};
  return circuit;
}

/// A measured qubit prepared by RY(a) turns another by RX(b) if it reads 1:
/// <Z_1> = cos^2(a/2) + sin^2(a/2) cos b.
inline Circuit feedForwardCircuit() {
  Circuit circuit;
  circuit.wires = 2;
  circuit.bits = 1;
  circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}},
                 {.gate = GateId::RX, .wires = {1}, .angles = {Angle::parameter(1)}}};
  circuit.conditions = {{.mask = 1, .value = 1}};
  circuit.ops[1].condition = 1;
  circuit.events = {{.kind = Event::Kind::Measure, .position = 1, .wires = {0}}};
  circuit.outputs = {Observable::pauliZ(1), Observable::pauliZ(0), pauliX(0)};
  return circuit;
}

inline std::vector<PhysicsCase> physicsCases() {
  std::vector<PhysicsCase> cases;
  Circuit bell;
  bell.wires = 2;
  bell.ops = {{.gate = GateId::H, .wires = {0}},
              {.gate = GateId::CX, .wires = {0, 1}},
              {.gate = GateId::RZ, .wires = {1}, .angles = {Angle::parameter(0)}}};
  bell.outputs = {Observable::pauliZ(0),
                  {.terms = {{1.0, 0, 3}}},
                  {.terms = {{1.0, 3, 0}}},
                  Observable::probability(3, 3)};
  cases.push_back({"Bell state with a phase", bell, {0.7}, {0, 1, std::cos(0.7), 0.5}});
  for (const ChannelRow& row : channelRows()) {
    cases.push_back({row.name,
                     channelCircuit(builtinChannel(row.id, row.options)),
                     {1.0},
                     {2 * row.rho00 - 1, 2 * row.rho01}});
  }
  const double a = 1.1, b = 0.6;
  const double one = std::sin(a / 2) * std::sin(a / 2);
  cases.push_back({"feed-forward",
                   feedForwardCircuit(),
                   {a, b},
                   {1 - one + one * std::cos(b), std::cos(a), 0}});
  Circuit reset = bell;
  reset.events = {{.kind = Event::Kind::Reset, .position = 3, .wires = {0}}};
  cases.push_back({"half of a Bell pair reset", reset, {0.7}, {1, 0, 0, 0}});
  // Depolarizing multiplies a Pauli product of weight w by (1 - 4p/3)^w, on pairs by 1 - 16p/15.
  Circuit pair = bell;
  pair.channels = {builtinChannel("two_qubit_depolarizing", {{"p", 0.15}})};
  pair.events = {{.kind = Event::Kind::Channel, .position = 3, .wires = {0, 1}}};
  cases.push_back({"two-qubit depolarizing",
                   pair,
                   {0.7},
                   {0, 1 - 0.16, (1 - 0.16) * std::cos(0.7), 0.25 + 0.25 * (1 - 0.16)}});
  return cases;
}

}  // namespace qonvolve::test
