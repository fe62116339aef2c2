// SPDX-License-Identifier: GPL-3.0-or-later
// Noise put into circuits: which channel after which gates, on which wires.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/sim/noise_type.h"

namespace qonvolve {

/// A Noise whose scope has been looked up. Lists that are not set mean everything.
struct NoiseRule {
  enum class After : std::uint8_t { EveryGate, OneWireGates, TwoWireGates, Start, End };
  NoiseEffect effect;
  After after = After::EveryGate;
  std::optional<std::vector<GateId>> gates = {};
  std::optional<std::vector<BlockId>> blocks = {};
  std::optional<std::vector<Wire>> wires = {};
};

/// What a block may be called in a scope: its name, its type, its category.
struct BlockName {
  BlockId block = 0;
  std::string name;
};

/// Errors name gates, blocks and wires that do not exist. `wires`: of the largest circuit.
Result<NoiseRule> resolveNoise(const Noise& noise, std::span<const BlockName> blocks,
                               std::uint32_t wires, const std::string& where);

/// The circuit with the noise of all rules: channels as events right after the gates (in the order
/// of the rules, before anything else that happens there), readout errors on its wires. Noise after
/// a gate under a condition has the same condition. Start states are clean.
Circuit withNoise(const Circuit& circuit, std::span<const NoiseRule> rules);

}  // namespace qonvolve
