// SPDX-License-Identifier: GPL-3.0-or-later
// Registers, inputs and constants.
#include "core/formats/qasm_parser.h"

namespace qonvolve {
namespace {

constexpr std::uint32_t kMaxBits = 64;  // of the circuit's classical register

}  // namespace

void QasmParser::addRegister(const QasmToken& name, std::uint64_t size, bool quantum) {
  if (failed()) return;
  const auto known = symbols_.find(name.text);
  if (known != symbols_.end()) {
    return fail(name.at, "The name " + tokenText(name) + " is declared twice.",
                "It was declared at " + placeText(known->second.at) + ".");
  }
  if (size == 0) return fail(name.at, "The register " + tokenText(name) + " has no elements.");
  const std::uint32_t limit = quantum ? options_.maxQubits : kMaxBits;
  std::uint32_t& used = quantum ? wires_ : bits_;
  if (size > limit - used) {
    return fail(name.at, "With the " + std::to_string(size) + (quantum ? " qubits" : " bits") +
                             " of " + tokenText(name) + " there are too many; at most " +
                             std::to_string(limit) + " fit.");
  }
  std::vector<QasmRegister>& list = quantum ? program_.qubits : program_.bits;
  symbols_[std::string(name.text)] = {quantum ? NameKind::Qubits : NameKind::Bits,
                                      static_cast<std::uint32_t>(list.size()), 0, name.at};
  list.push_back({std::string(name.text), used, static_cast<std::uint32_t>(size)});
  used += static_cast<std::uint32_t>(size);
}

void QasmParser::quantumRegister() {
  registerDeclaration(true);
}

void QasmParser::classicalRegister() {
  registerDeclaration(false);
}

/// qreg q[4];
void QasmParser::registerDeclaration(bool quantum) {
  next();
  const QasmToken name = expectName("the name of a register");
  std::uint64_t size = 1;
  if (program_.version == 2 || at("[")) {
    expect("[");
    size = wholeNumber("the size of the register");
    expect("]");
  }
  if (expect(";")) addRegister(name, size, quantum);
}

/// qubit[4] q;   bit c = measure q[0];
void QasmParser::typedDeclaration(bool quantum) {
  next();
  std::uint64_t size = 1;
  if (accept("[")) {
    size = wholeNumber("the size of the register");
    expect("]");
  }
  const QasmToken name = expectName("the name of a register");
  addRegister(name, size, quantum);
  if (!quantum && accept("=")) {
    if (failed()) return;
    const QasmRegister& bits = program_.bits.back();
    return measureInto({bits.first, bits.size, true, name.at});
  }
  expect(";");
}

void QasmParser::floatType() {
  if (!atName("float") && !atName("angle")) {
    return expected("float or angle, optionally with its size in brackets");
  }
  next();
  if (accept("[")) {
    wholeNumber("the size in bits");
    expect("]");
  }
}

void QasmParser::inputDeclaration() {
  next();
  floatType();
  const QasmToken name = expectName("the name of an input");
  if (!expect(";")) return;
  if (symbols_.contains(name.text)) {
    return fail(name.at, "The name " + tokenText(name) + " is declared twice.");
  }
  symbols_[std::string(name.text)] = {NameKind::Input, static_cast<std::uint32_t>(inputs_.size()),
                                      0, name.at};
  inputs_.emplace_back(name.text);
}

void QasmParser::constDeclaration() {
  next();
  if (atName("int") || atName("uint")) {
    next();
    if (accept("[")) {
      wholeNumber("the size in bits");
      expect("]");
    }
  } else {
    floatType();
  }
  const QasmToken name = expectName("the name of a constant");
  expect("=");
  const double value = number();
  if (!expect(";")) return;
  if (symbols_.contains(name.text)) {
    return fail(name.at, "The name " + tokenText(name) + " is declared twice.");
  }
  symbols_[std::string(name.text)] = {NameKind::Constant, 0, value, name.at};
}

}  // namespace qonvolve
