// SPDX-License-Identifier: GPL-3.0-or-later
// Random circuits that contain whatever a circuit may contain, for comparing simulators.
#pragma once

#include <algorithm>
#include <numbers>
#include <vector>

#include "core/base/rng.h"
#include "core/circuit/circuit.h"
#include "core/sim/noise_type.h"

namespace qonvolve::test {

struct RandomOptions {
  Wire wires = 4;
  std::size_t ops = 40;
  std::uint32_t parameters = 6;
  bool features = true;      // angles from inputs, products and tokens
  bool preparations = true;  // amplitudes or angle trees on some wires
};

/// Inputs: 0 to 3 features, 4 a token id (0 to 2), then those of the preparations.
/// Parameters: those asked for, then a token table of 3 rows and 2 columns.
struct RandomCircuit {
  Circuit circuit;
  std::vector<double> parameters;
  std::vector<double> inputs;
  std::vector<double> weights;
};

inline Angle randomAngle(Rng& rng, const RandomOptions& options) {
  const double scale = rng.uniform(-1.5, 1.5), offset = rng.uniform(-1, 1);
  switch (rng.below(options.features ? 6 : 3)) {
    case 0:
      return Angle::constant(rng.uniform(-3, 3));
    case 3:
      return Angle::feature(static_cast<std::uint32_t>(rng.below(4)), scale, offset);
    case 4:
      return Angle::feature(static_cast<std::uint32_t>(5 + rng.below(2)), scale, offset);
    case 5:
      return {.source = Angle::Source::TokenParameter,
              .index = options.parameters + static_cast<std::uint32_t>(rng.below(2)),
              .token = 4,
              .stride = 2,
              .scale = scale,
              .offset = offset};
    default:
      return Angle::parameter(static_cast<std::uint32_t>(rng.below(options.parameters)), scale,
                              offset);
  }
}

inline RandomCircuit randomCircuit(std::uint64_t seed, const RandomOptions& options) {
  Rng rng(seed);
  RandomCircuit result;
  Circuit& c = result.circuit;
  c.wires = options.wires;
  c.inputs = 5;
  c.products = {{0, 1, 1.0, 0.5, -1.0, 0.25}, {2, 2, 0.5, -0.3, 0.7, 0.1}};
  std::vector<Wire> order(options.wires);
  for (Wire w = 0; w < options.wires; ++w) order[w] = w;
  rng.shuffle(std::span(order));
  if (options.preparations && options.wires >= 4) {
    c.preparations.push_back({Preparation::Kind::Amplitude, {order[0], order[1]}, c.inputs, 3, 1});
    c.preparations.push_back(
        {Preparation::Kind::AngleTree, {order[2], order[3]}, c.inputs + 3, 3, 1});
  } else if (options.preparations) {
    c.preparations.push_back({Preparation::Kind::Amplitude, {order[0]}, c.inputs, 2, 1});
  }
  std::size_t extra = 0;
  for (const Preparation& p : c.preparations) extra += p.count;
  // The products come right after the inputs, so the inputs of preparations shift them.
  c.inputs += static_cast<std::uint32_t>(extra);
  while (c.ops.size() < options.ops) {
    const GateInfo& info = allGates()[rng.below(allGates().size())];
    if (info.wires > options.wires) continue;
    Op op{.gate = info.id};
    rng.shuffle(std::span(order));
    for (std::size_t k = 0; k < info.wires; ++k) op.wires[k] = order[k];
    for (std::size_t k = 0; k < info.angles; ++k) {
      op.angles[k] = randomAngle(rng, options);
      Angle& angle = op.angles[k];
      if (angle.source == Angle::Source::Feature && angle.index >= 5) {
        angle.index = c.inputs + angle.index - 5;
      }
    }
    op.block = rng.below(3);
    c.ops.push_back(op);
    // Now and then the same gates again on other wires, as shared blocks have it.
    if (rng.below(4) == 0 && info.wires <= 2 && options.wires >= 4) {
      for (std::size_t k = 0; k < info.wires; ++k) op.wires[k] = order[k + 2];
      c.ops.push_back(op);
    }
  }
  const std::uint64_t all = (std::uint64_t{1} << options.wires) - 1;
  c.outputs.push_back(Observable::pauliZ(0));
  c.outputs.push_back({.terms = {{0.7, all & rng.next(), all & rng.next()},
                                 {-0.4, all & rng.next(), all & rng.next()},
                                 {0.3, 0, all & rng.next()},
                                 {0.2, 0, 0}}});
  const std::uint64_t mask = all & rng.next();
  c.outputs.push_back(Observable::probability(mask, mask & rng.next()));
  for (std::uint32_t k = 0; k < options.parameters + 6; ++k) {
    result.parameters.push_back(rng.uniform(-3, 3));
  }
  for (std::uint32_t k = 0; k < c.inputs; ++k) result.inputs.push_back(rng.uniform(-2, 2));
  result.inputs[4] = static_cast<double>(rng.below(3));
  for (std::size_t k = 0; k < c.outputs.size(); ++k) result.weights.push_back(rng.uniform(-1, 1));
  return result;
}

/// Adds what is no gate: channels on one and two wires, measurements, resets, and conditions on two
/// classical bits for gates and events.
inline void addEvents(RandomCircuit& random, std::uint64_t seed, std::size_t count) {
  Rng rng = Rng(seed).stream("events");
  Circuit& c = random.circuit;
  c.bits = 2;
  c.conditions = {{1, 1}, {3, 2}, {2, 0}};
  const Registry<NoiseType> noise = builtinNoise();
  for (const NoiseType& type : noise.entries()) {
    Values options;
    for (const Field& field : type.fields()) {
      if (field.kind != Field::Kind::Real || field.key.starts_with("t")) continue;
      options[field.key] = rng.uniform(0.01, 0.3);
    }
    const auto made = type.make(options, "");
    if (const auto* channel = std::get_if<Channel>(&made->effect)) c.channels.push_back(*channel);
  }
  for (Op& op : c.ops) {
    if (rng.below(6) == 0) op.condition = static_cast<std::uint32_t>(1 + rng.below(3));
  }
  for (std::size_t i = 0; i < count; ++i) {
    Event event;
    const std::uint64_t kind = rng.below(6);
    event.kind = kind == 0   ? Event::Kind::Reset
                 : kind == 1 ? Event::Kind::Measure
                             : Event::Kind::Channel;
    event.position = static_cast<std::uint32_t>(rng.below(c.ops.size() + 1));
    event.wires[0] = static_cast<Wire>(rng.below(c.wires));
    event.wires[1] = static_cast<Wire>((event.wires[0] + 1 + rng.below(c.wires - 1)) % c.wires);
    if (event.kind == Event::Kind::Measure) event.index = static_cast<std::uint32_t>(rng.below(2));
    if (event.kind == Event::Kind::Channel) {
      event.index = static_cast<std::uint32_t>(rng.below(c.channels.size()));
    }
    if (rng.below(4) == 0) event.condition = static_cast<std::uint32_t>(1 + rng.below(3));
    c.events.push_back(event);
  }
  std::ranges::stable_sort(c.events, {}, &Event::position);
}

}  // namespace qonvolve::test
