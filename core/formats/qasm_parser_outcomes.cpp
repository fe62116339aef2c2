// SPDX-License-Identifier: GPL-3.0-or-later
// Measurements, resets, barriers, and what depends on outcomes.
#include <string>

#include "core/formats/qasm_parser.h"

namespace qonvolve {

using Kind = QasmToken::Kind;

/// measure q -> c;   in OpenQASM 3 also "measure q;", whose outcome nobody keeps.
void QasmParser::measureArrow() {
  const TextPosition start = token_.at;
  next();
  const Operand qubits = operand(NameKind::Qubits);
  if (program_.version == 3 && at(";")) {
    return refuse({Kind::Name, "measure", start}, "A measurement whose outcome is not kept");
  }
  if (!expect("->")) return;
  const Operand bits = operand(NameKind::Bits);
  if (expect(";")) measure(qubits, bits, start);
}

/// After "c =": measure q;
void QasmParser::measureInto(const Operand& bits) {
  const TextPosition start = token_.at;
  if (!atName("measure")) return expected("measure: bits get their values from measurements");
  next();
  const Operand qubits = operand(NameKind::Qubits);
  if (expect(";")) measure(qubits, bits, start);
}

void QasmParser::measure(const Operand& qubits, const Operand& bits, TextPosition start) {
  if (failed()) return;
  if (qubits.size != bits.size) {
    return fail(bits.at, "Here are " + std::to_string(qubits.size) + " qubits for " +
                             std::to_string(bits.size) + " bits; a measurement needs as many.");
  }
  for (std::uint32_t i = 0; i < qubits.size; ++i) {
    if (std::string wrong = builder_.measure(qubits.first + i, bits.first + i); !wrong.empty()) {
      return fail(start, std::move(wrong));
    }
  }
}

void QasmParser::reset() {
  const TextPosition start = token_.at;
  next();
  const Operand qubits = operand(NameKind::Qubits);
  if (!expect(";")) return;
  for (std::uint32_t i = 0; i < qubits.size; ++i) {
    if (std::string wrong = builder_.reset(qubits.first + i); !wrong.empty()) {
      return fail(start, std::move(wrong));
    }
  }
}

/// Orders gates on a device; for the state it means nothing.
void QasmParser::barrier() {
  next();
  if (program_.version == 3 && accept(";")) return;
  do {
    operand(NameKind::Qubits);
  } while (accept(","));
  expect(";");
}

/// c == 3, c[0] == 1, c[0] != 1, c[0], !c[0]: after the opening parenthesis.
bool QasmParser::condition(Condition& result, bool& never) {
  const bool negated = program_.version == 3 && accept("!");
  const Operand bits = operand(NameKind::Bits);
  if (failed()) return false;
  if (program_.version == 2 && !bits.whole) {
    fail(bits.at, "OpenQASM 2 compares a whole register, not one bit of it.");
    return false;
  }
  const std::uint64_t all =
      bits.size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits.size) - 1;
  std::uint64_t value = 1;
  bool equal = true;
  if (at("==") || (program_.version == 3 && at("!="))) {
    equal = at("==");
    next();
    if (program_.version == 3 && (atName("true") || atName("false"))) {
      value = atName("true") ? 1 : 0;
      next();
    } else {
      value = wholeNumber("a whole number");
    }
  } else if (program_.version == 2) {
    expected("\"==\"");
    return false;
  } else if (bits.size > 1) {
    expected("a comparison of the register with a number");
    return false;
  }
  if (equal == negated) {  // "not equal" is a condition of the same kind for one bit only
    if (bits.size > 1) {
      fail(bits.at, "That a register does not have a value is not available as a condition.",
           "Compare single bits.");
      return false;
    }
    value = value == 0 ? 1 : 0;
  }
  never = (value & ~all) != 0;
  result = {all << bits.first, (value & all) << bits.first};
  return !failed();
}

void QasmParser::ifStatement() {
  const TextPosition start = token_.at;
  if (++depth_ > kMaxQasmNesting) {
    return fail(start,
                "Conditions are nested more than " + std::to_string(kMaxQasmNesting) + " deep.");
  }
  next();
  expect("(");
  Condition holds;
  bool never = false;
  if (!condition(holds, never) || !expect(")")) return;
  builder_.pushCondition(holds, never);
  ifBody();
  const bool written = builder_.popCondition();
  if (program_.version == 3 && atName("else")) {
    const TextPosition elseAt = token_.at;
    next();
    if ((holds.mask & (holds.mask - 1)) != 0 || written) {
      return fail(elseAt,
                  "\"else\" is available after a condition on one bit that the first branch does "
                  "not measure anew.",
                  "Compare single bits.");
    }
    if (never) holds = {};  // otherwise always
    builder_.pushCondition({holds.mask, holds.mask & ~holds.value}, false);
    ifBody();
    builder_.popCondition();
  }
  --depth_;
}

void QasmParser::ifBody() {
  if (program_.version == 3 && accept("{")) {
    while (!at("}") && !atEnd()) conditionalStatement();
    expect("}");
  } else {
    conditionalStatement();
  }
}

void QasmParser::conditionalStatement() {
  for (const char* word : {"gate", "include", "qreg", "creg", "qubit", "bit", "input", "const"}) {
    if (atName(word)) return expected("a gate, measure or reset");
  }
  if (program_.version == 2 && atName("if")) return expected("a gate, measure or reset");
  statement();
}

}  // namespace qonvolve
