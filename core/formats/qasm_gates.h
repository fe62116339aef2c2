// SPDX-License-Identifier: GPL-3.0-or-later
// Gate definitions of OpenQASM and their expansion into gates of our table.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/circuit/circuit.h"
#include "core/formats/qasm_expression.h"

namespace qonvolve {

/// One modifier before a gate, as written from left to right (OpenQASM 3).
struct QasmModifier {
  enum class Kind : std::uint8_t { Inverse, Control, NegativeControl };
  Kind kind = Kind::Inverse;
  std::uint32_t count = 1;  // of controls
};

/// A gate applied inside a definition, or at the top level of a program.
struct QasmCall {
  std::uint32_t gate = 0;  // index in the definitions
  std::vector<QasmModifier> modifiers;
  std::vector<Expression> arguments;
  std::vector<std::uint32_t> qubits;  // of the definition, or wires; controls first
  TextPosition at;
};

struct QasmGate {
  /// What the languages have built in; everything else is a Definition.
  enum class Kind : std::uint8_t {
    Definition,
    Cx,      // CX of OpenQASM 2
    U2,      // U of OpenQASM 2, up to a global phase: arXiv:1707.03429
    U3,      // U of OpenQASM 3: exp(i t/2) times our u3(t, p, l)
    GPhase,  // gphase of OpenQASM 3
  };
  std::string name;
  Kind kind = Kind::Definition;
  std::uint32_t arguments = 0;
  std::uint32_t qubits = 0;
  std::uint32_t depth = 0;  // of definitions inside definitions
  bool standard = false;    // from an include file; a program may define it anew
  std::vector<QasmCall> body = {};
  TextPosition at = {};

  /// Whether the definition is a gate of our table: found out at the first use.
  enum class Known : std::uint8_t { NotTried, No, UpToPhase, Exactly };
  Known known = Known::NotTried;
  GateId id = GateId::I;
};

/// A gate with its angles, written out: what an expansion yields.
struct ExpandedGate {
  GateId gate = GateId::I;
  std::array<Wire, 3> wires{};
  std::array<Polynomial, 3> angles;
};

/// Writes calls out as gates of our table. A definition that does what the gate of the same name in
/// our table does, becomes that gate: gradients, drawings and speed profit.
class QasmExpander {
 public:
  static constexpr std::size_t kMaxGates = 1'000'000;  // that one call may stand for

  explicit QasmExpander(std::vector<QasmGate>& gates) : gates_(gates) {}

  /// Appends the gates that `call` stands for on these wires. False with problem() set.
  bool expand(const QasmCall& call, std::span<const Wire> wires, std::vector<ExpandedGate>& out);
  const ExpressionProblem& problem() const { return problem_; }
  Evaluator& evaluator() { return evaluator_; }

 private:
  struct Control {
    Wire wire = 0;
    bool negative = false;
  };
  /// Where gates go. `phase`: the global phase so far, known only while all angles are numbers.
  struct Target {
    std::vector<ExpandedGate>* gates = nullptr;
    double phase = 0;
    TextPosition at;  // of the call at the top level, for messages
  };
  using Angles = std::vector<Polynomial>;

  bool apply(const QasmCall& call, const QasmGate* within, std::span<const Polynomial> arguments,
             std::span<const Wire> wires, std::vector<Control> controls, bool inverse,
             Target& target);
  bool applyGate(QasmGate& gate, const Angles& angles, std::span<const Wire> wires,
                 const std::vector<Control>& controls, bool inverse, Target& target);
  bool emit(GateId gate, Angles angles, std::span<const Wire> wires, std::vector<Control> controls,
            bool inverse, Target& target);
  bool emitPlain(GateId gate, Angles angles, std::span<const Wire> wires,
                 std::span<const Wire> controls, Target& target);
  bool emitPhase(Polynomial angle, const std::vector<Control>& controls, bool inverse,
                 Target& target);
  void recognize(QasmGate& gate);
  bool fail(TextPosition at, std::string message);

  std::vector<QasmGate>& gates_;
  Evaluator evaluator_;
  ExpressionProblem problem_;
};

}  // namespace qonvolve
