// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the circuit of an OpenQASM program from expanded gates, measurements and conditions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/formats/qasm_gates.h"
#include "core/formats/qasm_reader.h"

namespace qonvolve {

/// Angles stay polynomials of the inputs until finish() knows which inputs occur in products.
/// Each function that can fail returns what is wrong, or an empty text.
class QasmBuilder {
 public:
  /// Conditions of nested "if" statements must all hold; `never`: no outcome can satisfy it.
  void pushCondition(Condition condition, bool never);
  /// True when a measurement inside wrote a bit that the condition asks for.
  bool popCondition();

  std::string add(const ExpandedGate& gate);
  std::string measure(Wire wire, std::uint32_t bit);
  std::string reset(Wire wire);

  /// The circuit and the names of its parameters and inputs.
  void finish(std::uint32_t wires, std::uint32_t bits, const std::vector<std::string>& inputs,
              QasmProgram& program);

 private:
  struct Level {
    Condition condition;
    bool never = false;
    std::uint64_t written = 0;  // bits that measurements inside wrote
    bool changed() const { return (written & condition.mask) != 0; }
  };
  std::string enter(bool& skip);
  std::uint32_t conditionIndex();
  std::string addOp(const ExpandedGate& gate, const std::array<Angle, 3>& angles);
  std::vector<Angle> pieces(const Polynomial& polynomial);
  Angle product(const Polynomial::Term& term, double linearA, double linearB);

  Circuit circuit_;
  std::vector<Level> levels_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> conditions_;
  std::map<std::array<double, 6>, std::uint32_t> products_;
};

}  // namespace qonvolve
