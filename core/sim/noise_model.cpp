// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/noise_model.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"

namespace qonvolve {
namespace {

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// The words between commas, trimmed; empty ones left out.
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  for (const std::string& word : split(text, ',')) {
    if (!trimmed(word).empty()) result.emplace_back(trimmed(word));
  }
  return result;
}

template <class T>
bool allows(const std::optional<std::vector<T>>& list, const T& value) {
  return !list || std::ranges::find(*list, value) != list->end();
}

Result<std::vector<GateId>> readGates(const std::vector<std::string>& names,
                                      const std::string& where) {
  std::vector<GateId> gates;
  for (const std::string& name : names) {
    const GateInfo* gate = findGate(lowered(name));
    if (gate == nullptr) {
      std::vector<std::string> known;
      for (const GateInfo& one : allGates()) known.emplace_back(one.name);
      return Error{where, "There is no gate \"" + name + "\".", suggestion(name, known)};
    }
    gates.push_back(gate->id);
  }
  return gates;
}

Result<std::vector<BlockId>> readBlocks(const std::vector<std::string>& names,
                                        std::span<const BlockName> known,
                                        const std::string& where) {
  std::vector<BlockId> blocks;
  for (const std::string& name : names) {
    const std::size_t before = blocks.size();
    std::vector<std::string> all;
    for (const BlockName& one : known) {
      all.push_back(one.name);
      if (lowered(one.name) == lowered(name)) blocks.push_back(one.block);
    }
    if (blocks.size() == before) {
      return Error{where, "The design has no block \"" + name + "\".", suggestion(name, all)};
    }
  }
  return blocks;
}

Result<std::vector<Wire>> readWires(const std::vector<std::string>& parts, std::uint32_t wires,
                                    const std::string& where) {
  std::vector<Wire> result;
  for (const std::string& part : parts) {
    const std::size_t dash = part.find('-');
    const auto first = parseUnsigned(trimmed(std::string_view(part).substr(0, dash)));
    const auto last = dash == std::string::npos
                          ? first
                          : parseUnsigned(trimmed(std::string_view(part).substr(dash + 1)));
    if (!first || !last || *first > *last || *last >= wires) {
      return Error{where, "\"" + part + "\" names no qubits of the design.",
                   "Qubits are 0 to " + std::to_string(wires - 1) + "; write \"0, 2-4\"."};
    }
    for (std::uint64_t w = *first; w <= *last; ++w) result.push_back(static_cast<Wire>(w));
  }
  return result;
}

NoiseRule::After afterOf(const std::string& id) {
  using enum NoiseRule::After;
  if (id == "one_qubit_gates") return OneWireGates;
  if (id == "two_qubit_gates") return TwoWireGates;
  if (id == "start") return Start;
  return id == "end" ? End : EveryGate;
}

bool actsAfter(const NoiseRule& rule, const Op& op) {
  const std::size_t wires = gateInfo(op.gate).wires;
  if (rule.after == NoiseRule::After::OneWireGates && wires != 1) return false;
  if (rule.after == NoiseRule::After::TwoWireGates && wires < 2) return false;
  return allows(rule.gates, op.gate) && allows(rule.blocks, op.block);
}

/// First the one error, then the other.
ReadoutError combined(const ReadoutError& first, const ReadoutError& second) {
  return {first.wire,
          first.oneIfZero * (1 - second.zeroIfOne) + (1 - first.oneIfZero) * second.oneIfZero,
          first.zeroIfOne * (1 - second.oneIfZero) + (1 - first.zeroIfOne) * second.zeroIfOne};
}

class Inserter {
 public:
  Inserter(const Circuit& circuit, std::span<const NoiseRule> rules)
      : circuit_(circuit), rules_(rules), result_(circuit) {
    result_.events.clear();
    for (const NoiseRule& rule : rules) {
      channels_.push_back(static_cast<std::uint32_t>(result_.channels.size()));
      if (const auto* channel = std::get_if<Channel>(&rule.effect)) {
        result_.channels.push_back(*channel);
      }
    }
  }

  Circuit run() {
    everywhere(NoiseRule::After::Start, 0);
    std::size_t next = 0;
    for (std::uint32_t at = 0; at <= circuit_.ops.size(); ++at) {
      if (at > 0) afterGate(circuit_.ops[at - 1], at);
      for (; next < circuit_.events.size() && circuit_.events[next].position == at; ++next) {
        result_.events.push_back(circuit_.events[next]);
      }
    }
    everywhere(NoiseRule::After::End, static_cast<std::uint32_t>(circuit_.ops.size()));
    addReadoutErrors();
    return std::move(result_);
  }

 private:
  void add(std::size_t rule, std::uint32_t position, Wire first, Wire second, const Op& op) {
    const std::optional<std::vector<Wire>>& wires = rules_[rule].wires;
    if (!allows(wires, first) || !allows(wires, second)) return;
    result_.events.push_back({.kind = Event::Kind::Channel,
                              .position = position,
                              .wires = {first, second},
                              .index = channels_[rule],
                              .condition = op.condition,
                              .block = op.block});
  }

  void afterGate(const Op& op, std::uint32_t position) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const auto* channel = std::get_if<Channel>(&rules_[r].effect);
      const bool once =
          rules_[r].after == NoiseRule::After::Start || rules_[r].after == NoiseRule::After::End;
      if (channel == nullptr || once || !actsAfter(rules_[r], op)) continue;
      const std::size_t count = gateInfo(op.gate).wires;
      if (channel->wires == 2) {
        if (count >= 2) add(r, position, op.wires[0], op.wires[1], op);
        continue;
      }
      for (std::size_t k = 0; k < count; ++k) add(r, position, op.wires[k], op.wires[k], op);
    }
  }

  void everywhere(NoiseRule::After after, std::uint32_t position) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      if (rules_[r].after != after || !std::holds_alternative<Channel>(rules_[r].effect)) continue;
      for (Wire w = 0; w < circuit_.wires; ++w) add(r, position, w, w, {});
    }
  }

  void addReadoutErrors() {
    for (const NoiseRule& rule : rules_) {
      const auto* error = std::get_if<ReadoutError>(&rule.effect);
      if (error == nullptr) continue;
      for (Wire w = 0; w < circuit_.wires; ++w) {
        if (!allows(rule.wires, w)) continue;
        auto& list = result_.readoutErrors;
        const auto present = std::ranges::find(list, w, &ReadoutError::wire);
        if (present == list.end()) {
          list.push_back({w, error->oneIfZero, error->zeroIfOne});
        } else {
          *present = combined(*present, *error);
        }
      }
    }
  }

  const Circuit& circuit_;
  std::span<const NoiseRule> rules_;
  Circuit result_;
  std::vector<std::uint32_t> channels_;  // of each rule
};

}  // namespace

Result<NoiseRule> resolveNoise(const Noise& noise, std::span<const BlockName> blocks,
                               std::uint32_t wires, const std::string& where) {
  NoiseRule rule{.effect = noise.effect, .after = afterOf(noise.scope.after)};
  const std::string options = where + "/options";
  const auto* channel = std::get_if<Channel>(&noise.effect);
  const bool once = rule.after == NoiseRule::After::Start || rule.after == NoiseRule::After::End;
  if (channel != nullptr && channel->wires == 2 && once) {
    return Error{options + "/after", "Noise on pairs of qubits needs a gate that makes a pair.",
                 "Let it act after two-qubit gates."};
  }
  if (const auto names = words(noise.scope.gates); !names.empty()) {
    auto gates = readGates(names, options + "/gates");
    if (!gates) return gates.error();
    rule.gates = std::move(*gates);
  }
  if (const auto names = words(noise.scope.blocks); !names.empty()) {
    auto found = readBlocks(names, blocks, options + "/blocks");
    if (!found) return found.error();
    rule.blocks = std::move(*found);
  }
  if (const auto parts = words(noise.scope.wires); !parts.empty()) {
    auto found = readWires(parts, wires, options + "/wires");
    if (!found) return found.error();
    rule.wires = std::move(*found);
  }
  return rule;
}

Circuit withNoise(const Circuit& circuit, std::span<const NoiseRule> rules) {
  return Inserter(circuit, rules).run();
}

}  // namespace qonvolve
