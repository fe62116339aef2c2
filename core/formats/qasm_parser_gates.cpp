// SPDX-License-Identifier: GPL-3.0-or-later
// Gate definitions and gates applied to qubits.
#include <algorithm>

#include "core/formats/qasm_parser.h"

namespace qonvolve {

using Kind = QasmToken::Kind;

namespace {
constexpr std::size_t kMaxOperands = 64;  // of one gate
}

void QasmParser::defineGate(QasmGate gate) {
  const auto known = gateIndex_.find(gate.name);
  if (known != gateIndex_.end()) {
    const QasmGate& other = gates_[known->second];
    if (inLibrary_) return;  // the program's own definition stays
    if (!other.standard) {
      return fail(gate.at, "The gate \"" + gate.name + "\" is defined twice.",
                  "It was defined at " + placeText(other.at) + ".");
    }
  }
  if (gates_.size() >= kMaxQasmGates) {
    return fail(gate.at,
                "The program defines more than " + std::to_string(kMaxQasmGates) + " gates.");
  }
  gate.standard = inLibrary_;
  gateIndex_[gate.name] = static_cast<std::uint32_t>(gates_.size());
  gates_.push_back(std::move(gate));
}

/// gate name(a, b) q, r { ... }
void QasmParser::gateDefinition() {
  next();
  QasmGate gate;
  gate.at = token_.at;
  const QasmToken name = expectName("the name of a gate");
  gate.name = std::string(name.text);
  GateScope scope;
  const auto list = [this](auto& names, std::string_view end, const char* what) {
    while (!at(end) && !atEnd()) {
      const QasmToken one = expectName(what);
      if (failed()) return;
      const auto index = static_cast<std::uint32_t>(names.size());
      if (!names.try_emplace(std::string(one.text), index).second) {
        return fail(one.at, "The name " + tokenText(one) + " stands twice.");
      }
      if (!at(end) && !expect(",")) return;
    }
  };
  if (accept("(")) {
    list(scope.arguments, ")", "the name of an angle");
    expect(")");
  }
  list(scope.qubits, "{", "the name of a qubit");
  if (failed()) return;
  if (scope.qubits.empty()) return expected("the name of a qubit");
  gate.arguments = static_cast<std::uint32_t>(scope.arguments.size());
  gate.qubits = static_cast<std::uint32_t>(scope.qubits.size());
  scope_ = &scope;
  gateBody(gate);
  scope_ = nullptr;
  if (failed()) return;
  if (gate.depth > kMaxQasmNesting) {
    return fail(gate.at, "Gate definitions are nested more than " +
                             std::to_string(kMaxQasmNesting) + " deep.");
  }
  defineGate(std::move(gate));
}

void QasmParser::gateBody(QasmGate& gate) {
  if (!expect("{")) return;
  while (!at("}") && !atEnd()) {
    if (atName("barrier")) {
      next();
      do {
        const QasmToken qubit = expectName("a qubit of the gate");
        if (!failed() && !scope_->qubits.contains(qubit.text)) {
          return fail(qubit.at, tokenText(qubit) + " is no qubit of this gate.");
        }
      } while (accept(","));
      expect(";");
    } else if (token_.kind != Kind::Name) {
      return expected("a gate or \"}\"");
    } else {
      for (const char* word : {"measure", "reset", "if", "gate", "opaque", "qreg", "creg"}) {
        if (atName(word)) {
          return fail(token_.at, "A gate definition may hold gates only; here stands " +
                                     tokenText(token_) + ".");
        }
      }
      call(&gate);
    }
  }
  expect("}");
}

/// ctrl @ inv @ negctrl(2) @; returns how many controls that makes.
std::uint32_t QasmParser::modifiers(std::vector<QasmModifier>& list) {
  std::uint32_t controls = 0;
  while (program_.version == 3 && !failed()) {
    QasmModifier modifier;
    if (atName("pow")) {
      refuse(token_, "The modifier \"pow\"");
    } else if (atName("inv")) {
      next();
    } else if (atName("ctrl") || atName("negctrl")) {
      modifier.kind =
          atName("ctrl") ? QasmModifier::Kind::Control : QasmModifier::Kind::NegativeControl;
      next();
      if (accept("(")) {
        const TextPosition start = token_.at;
        const std::uint64_t count = wholeNumber("the number of controls");
        expect(")");
        if (count < 1 || count > 64) fail(start, "The number of controls must be 1 to 64.");
        modifier.count = static_cast<std::uint32_t>(count);
      }
      controls += modifier.count;
    } else {
      break;
    }
    if (list.size() >= kMaxQasmNesting) {
      fail(token_.at, "There are more than " + std::to_string(kMaxQasmNesting) + " modifiers.");
    }
    expect("@");
    list.push_back(modifier);
  }
  return controls;
}

bool QasmParser::findGateNamed(const QasmToken& name, std::uint32_t& index) {
  const auto found = gateIndex_.find(name.text);
  if (found != gateIndex_.end()) {
    index = found->second;
    return true;
  }
  std::vector<std::string> names;
  for (const auto& [known, at] : gateIndex_) names.push_back(known);
  std::string hint = nearest(name.text, names);
  const std::string file = program_.version == 2 ? "qelib1.inc" : "stdgates.inc";
  if (!qasmLibrary(file).empty() && gateIndex_.size() <= 2) {
    hint = "Add include \"" + file + "\"; at the beginning.";
  } else if (findGate(name.text) != nullptr) {
    hint = file + " has no such gate: define it in this file.";
  }
  fail(name.at, "There is no gate " + tokenText(name) + ".", std::move(hint));
  return false;
}

bool QasmParser::different(std::span<const std::uint32_t> qubits, TextPosition at) {
  for (std::size_t i = 0; i < qubits.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (qubits[i] != qubits[k]) continue;
      fail(at, "A gate needs different qubits; one stands here twice.");
      return false;
    }
  }
  return true;
}

std::vector<QasmParser::Operand> QasmParser::operands(std::uint32_t count, const QasmToken& name) {
  std::vector<Operand> list;
  const TextPosition start = token_.at;
  while (!at(";") && !atEnd()) {
    if (scope_ == nullptr) {
      list.push_back(operand(NameKind::Qubits));
    } else {
      const QasmToken qubit = expectName("a qubit of the gate");
      if (failed()) break;
      const auto found = scope_->qubits.find(qubit.text);
      if (found == scope_->qubits.end()) {
        fail(qubit.at, tokenText(qubit) + " is no qubit of this gate.");
        break;
      }
      list.push_back({found->second, 1, false, qubit.at});
    }
    if (at(";") || list.size() > kMaxOperands) break;
    if (!accept(",")) expected("\",\" or \";\"");
  }
  if (!failed() && list.size() != count) {
    fail(start, "Here are " + std::to_string(list.size()) + " qubits; " + tokenText(name) +
                    " takes " + std::to_string(count) + ".");
  }
  expect(";");
  return list;
}

/// A gate on qubits: part of `definition`, or of the program where that is null.
void QasmParser::call(QasmGate* definition) {
  QasmCall call;
  call.at = token_.at;
  const std::uint32_t controls = modifiers(call.modifiers);
  const QasmToken name = token_;
  if (name.kind != Kind::Name) return expected("a gate");
  if (definition != nullptr && name.text == definition->name) {
    return fail(name.at, "The gate " + tokenText(name) + " uses itself.");
  }
  if (!findGateNamed(name, call.gate)) return;
  next();
  if (accept("(")) {
    while (!at(")") && !atEnd()) {
      call.arguments.push_back(expression());
      if (!at(")") && !expect(",")) return;
    }
    expect(")");
  }
  if (failed()) return;
  const QasmGate& gate = gates_[call.gate];
  if (call.arguments.size() != gate.arguments) {
    return fail(name.at, "Here are " + std::to_string(call.arguments.size()) + " angles; " +
                             tokenText(name) + " takes " + std::to_string(gate.arguments) + ".");
  }
  const std::vector<Operand> list = operands(gate.qubits + controls, name);
  if (failed()) return;
  if (definition == nullptr) return broadcast(call, list);
  for (const Operand& one : list) call.qubits.push_back(one.first);
  if (!different(call.qubits, call.at)) return;
  definition->depth = std::max(definition->depth, gate.depth + 1);
  definition->body.push_back(std::move(call));
}

/// Whole registers stand for one call per element (OpenQASM 2, section 4.2).
void QasmParser::broadcast(QasmCall& call, const std::vector<Operand>& operands) {
  std::uint32_t copies = 1;
  bool whole = false;
  for (const Operand& one : operands) {
    if (!one.whole) continue;
    if (whole && one.size != copies) {
      return fail(one.at, "The registers of one gate must be of one size; here are " +
                              std::to_string(copies) + " and " + std::to_string(one.size) + ".");
    }
    copies = one.size;
    whole = true;
  }
  std::vector<Wire> wires(operands.size());
  for (std::uint32_t i = 0; i < copies; ++i) {
    for (std::size_t k = 0; k < operands.size(); ++k) {
      wires[k] = operands[k].first + (operands[k].whole ? i : 0);
    }
    if (!different(wires, call.at)) return;
    expanded_.clear();
    if (!expander_.expand(call, wires, expanded_)) {
      return fail(expander_.problem().at, expander_.problem().message);
    }
    for (const ExpandedGate& gate : expanded_) {
      if (std::string wrong = builder_.add(gate); !wrong.empty()) {
        return fail(call.at, std::move(wrong));
      }
    }
  }
}

}  // namespace qonvolve
