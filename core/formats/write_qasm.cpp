// SPDX-License-Identifier: GPL-3.0-or-later
// OpenQASM 2 (arXiv:1707.03429) and OpenQASM 3 (arXiv:2104.14722).
#include <algorithm>
#include <bit>
#include <map>

#include "core/formats/lowered.h"

namespace qonvolve {
namespace {

using Kind = LoweredItem::Kind;

/// Gates that the standard include files lack. The controlled u3 is written out, since readers
/// disagree on the phase of U.
struct Definition {
  GateId gate;
  bool in2;  // needed in OpenQASM 2 too
  const char* text;
};
constexpr Definition kDefinitions[] = {
    {GateId::RXX, false, "gate rxx(t) a, b { h a; h b; cx a, b; rz(t) b; cx a, b; h a; h b; }\n"},
    {GateId::RYY, true,
     "gate ryy(t) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(t) b; cx a, b; rx(-pi/2) a; "
     "rx(-pi/2) b; }\n"},
    {GateId::RZZ, false, "gate rzz(t) a, b { cx a, b; rz(t) b; cx a, b; }\n"},
    {GateId::CU3, false,
     "gate cu3(t, p, l) a, b { p((l + p)/2) a; p((l - p)/2) b; cx a, b; u3(-t/2, 0, -(p + l)/2) b; "
     "cx a, b; u3(t/2, p, 0) b; }\n"}};

std::string definitions(const LoweredCircuit& lowered, int version) {
  std::string text;
  for (const Definition& definition : kDefinitions) {
    const bool used = std::ranges::any_of(lowered.items, [&](const LoweredItem& item) {
      return item.kind == Kind::Gate && item.gate == definition.gate;
    });
    if (used && (version == 3 || definition.in2)) text += definition.text;
  }
  return text;
}

std::string qubit(Wire wire) {
  return "q[" + std::to_string(wire) + "]";
}

std::string gateText(const LoweredItem& item, int version) {
  const GateInfo& info = gateInfo(item.gate);
  std::string text(info.name);
  // The names of the first include files: older programs know no others.
  if (version == 2 && item.gate == GateId::P) text = "u1";
  if (version == 2 && item.gate == GateId::CP) text = "cu1";
  for (std::size_t k = 0; k < info.angles; ++k) text += (k == 0 ? "(" : ", ") + item.angles[k];
  if (info.angles > 0) text += ")";
  for (std::size_t k = 0; k < info.wires; ++k) text += (k == 0 ? " " : ", ") + qubit(item.wires[k]);
  return text + ";";
}

/// OpenQASM 2 compares whole registers only: bits that are asked for together become one.
class Registers2 {
 public:
  explicit Registers2(const Circuit& circuit) {
    std::vector<std::uint64_t> groups;
    for (const Condition& condition : circuit.conditions) {
      if (condition.mask == 0 || std::ranges::find(groups, condition.mask) != groups.end())
        continue;
      for (const std::uint64_t other : groups) {
        possible_ = possible_ && (other & condition.mask) == 0;
      }
      groups.push_back(condition.mask);
    }
    std::uint64_t rest =
        circuit.bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << circuit.bits) - 1;
    for (const std::uint64_t group : groups) rest &= ~group;
    if (rest != 0) groups.push_back(rest);
    // By their lowest bit, so that one register keeps the name c and all numbers.
    std::ranges::sort(groups, {}, [](std::uint64_t mask) { return std::countr_zero(mask); });
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const std::string name = groups.size() == 1 ? "c" : "c" + std::to_string(g);
      text_ += "creg " + name + "[" + std::to_string(std::popcount(groups[g])) + "];\n";
      names_[groups[g]] = name;
    }
  }

  bool possible() const { return possible_; }
  const std::string& declarations() const { return text_; }

  std::string bit(std::uint32_t index) const {
    for (const auto& [mask, name] : names_) {
      if ((mask >> index & 1U) == 0) continue;
      return name + "[" + std::to_string(compressed(mask, std::uint64_t{1} << index, true)) + "]";
    }
    return {};
  }
  std::string condition(const Condition& c) const {
    return "if (" + names_.at(c.mask) +
           " == " + std::to_string(compressed(c.mask, c.value, false)) + ") ";
  }

 private:
  /// The bits of `value` that `mask` keeps, moved together; or the position of its only bit.
  static std::uint64_t compressed(std::uint64_t mask, std::uint64_t value, bool position) {
    std::uint64_t result = 0;
    std::uint64_t place = 0;
    for (const auto& [bit, set] : conditionBits({mask, value})) {
      if (set && position) return place;
      if (set) result |= std::uint64_t{1} << place;
      ++place;
    }
    return result;
  }

  bool possible_ = true;
  std::string text_;
  std::map<std::uint64_t, std::string> names_;
};

}  // namespace

Result<std::string> writeQasm2(const CircuitDocument& document) {
  const auto lowered = lower(document, NameStyle::Underscored);
  if (!lowered) return lowered.error();
  if (!lowered->parameters.empty() || !lowered->inputs.empty()) {
    return Error{"", "OpenQASM 2 has no named parameters.",
                 "Give all values, or write OpenQASM 3."};
  }
  const Circuit& circuit = document.circuit;
  const Registers2 bits(circuit);
  if (!bits.possible()) {
    return Error{"",
                 "The conditions ask for overlapping sets of bits, which OpenQASM 2 cannot say.",
                 "Write OpenQASM 3."};
  }
  std::string text = commentHeader(document, "//") + "// q[0] is the " +
                     "least significant bit of a basis state.\nOPENQASM 2.0;\n"
                     "include \"qelib1.inc\";\n" +
                     definitions(*lowered, 2) + "qreg q[" + std::to_string(circuit.wires) + "];\n" +
                     bits.declarations();
  for (const LoweredItem& item : lowered->items) {
    if (item.condition > 0) {
      const Condition& condition = circuit.conditions[item.condition - 1];
      if (condition.mask != 0) text += bits.condition(condition);
    }
    if (item.kind == Kind::Gate) text += gateText(item, 2);
    if (item.kind == Kind::Reset) text += "reset " + qubit(item.wires[0]) + ";";
    if (item.kind == Kind::Measure) {
      text += "measure " + qubit(item.wires[0]) + " -> " + bits.bit(item.bit) + ";";
    }
    text += "\n";
  }
  return text;
}

Result<std::string> writeQasm3(const CircuitDocument& document) {
  const auto lowered = lower(document, NameStyle::Underscored);
  if (!lowered) return lowered.error();
  const Circuit& circuit = document.circuit;
  std::string text = commentHeader(document, "//") +
                     "// q[0] is the least significant bit of a basis state.\nOPENQASM 3.0;\n"
                     "include \"stdgates.inc\";\n" +
                     definitions(*lowered, 3);
  for (const std::uint32_t index : lowered->parameters) {
    text += "input float[64] theta_" + std::to_string(index) + ";\n";
  }
  for (const std::uint32_t index : lowered->inputs) {
    text += "input float[64] x_" + std::to_string(index) + ";\n";
  }
  text += "qubit[" + std::to_string(circuit.wires) + "] q;\n";
  if (circuit.bits > 0) text += "bit[" + std::to_string(circuit.bits) + "] c;\n";
  for (const LoweredItem& item : lowered->items) {
    std::string closing;
    if (item.condition > 0) {
      for (const auto& [bit, set] : conditionBits(circuit.conditions[item.condition - 1])) {
        text += "if (c[" + std::to_string(bit) + "] == " + (set ? "1" : "0") + ") { ";
        closing += " }";
      }
    }
    if (item.kind == Kind::Gate) text += gateText(item, 3);
    if (item.kind == Kind::Reset) text += "reset " + qubit(item.wires[0]) + ";";
    if (item.kind == Kind::Measure) {
      text += "c[" + std::to_string(item.bit) + "] = measure " + qubit(item.wires[0]) + ";";
    }
    text += closing + "\n";
  }
  return text;
}

}  // namespace qonvolve
