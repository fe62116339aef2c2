// SPDX-License-Identifier: GPL-3.0-or-later
// Recursive-descent parser of OpenQASM 2 and 3; readQasm() is the way to use it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/qasm_builder.h"
#include "core/formats/qasm_gates.h"
#include "core/formats/qasm_lexer.h"
#include "core/formats/qasm_reader.h"

namespace qonvolve {

/// After the first error the token stays at the end of the file, so every loop ends by itself;
/// functions then return whatever, and run() returns the error.
class QasmParser {
 public:
  QasmParser(std::string_view text, std::string name, const QasmOptions& options);
  Result<QasmProgram> run();

 private:
  enum class NameKind : std::uint8_t { Qubits, Bits, Input, Constant };
  struct Symbol {
    NameKind kind = NameKind::Qubits;
    std::uint32_t index = 0;  // of the register or input
    double value = 0;         // Constant
    TextPosition at;
  };
  /// Wires or bits that an operand names: one, or a whole register.
  struct Operand {
    std::uint32_t first = 0;
    std::uint32_t size = 0;
    bool whole = false;
    TextPosition at;
  };
  /// What is visible inside a gate definition.
  struct GateScope {
    std::map<std::string, std::uint32_t, std::less<>> arguments;
    std::map<std::string, std::uint32_t, std::less<>> qubits;
  };

  // qasm_parser.cpp
  void header();
  void statements();
  void statement();
  bool commonStatement();
  bool statement2();
  bool statement3();
  void include();
  void opaqueGate();
  void secondHeader();
  void refuse(const QasmToken& token, const std::string& what);

  // qasm_parser_declarations.cpp
  void quantumRegister();
  void classicalRegister();
  void registerDeclaration(bool quantum);
  void typedDeclaration(bool quantum);
  void addRegister(const QasmToken& name, std::uint64_t size, bool quantum);
  void inputDeclaration();
  void constDeclaration();
  void floatType();

  // qasm_parser_outcomes.cpp
  void measureArrow();
  void measureInto(const Operand& bits);
  void measure(const Operand& qubits, const Operand& bits, TextPosition at);
  void reset();
  void barrier();
  void ifStatement();
  void ifBody();
  void conditionalStatement();
  bool condition(Condition& result, bool& never);

  // qasm_parser_gates.cpp: definitions and calls
  void gateDefinition();
  void gateBody(QasmGate& gate);
  void call(QasmGate* definition);
  std::uint32_t modifiers(std::vector<QasmModifier>& list);
  bool findGateNamed(const QasmToken& name, std::uint32_t& index);
  std::vector<Operand> operands(std::uint32_t count, const QasmToken& name);
  void broadcast(QasmCall& call, const std::vector<Operand>& operands);
  bool different(std::span<const std::uint32_t> qubits, TextPosition at);
  void defineGate(QasmGate gate);

  // qasm_parser_expressions.cpp: angles and operands
  Expression expression();
  void binary(Expression& out, int lowest);
  void prefix(Expression& out);
  void primary(Expression& out);
  void nameInExpression(Expression& out);
  double number();
  std::uint64_t wholeNumber(const char* what);
  Operand operand(NameKind kind);
  std::uint32_t bracketed(std::uint32_t size, const std::string& name);

  // Tokens and errors
  void next();
  bool at(std::string_view symbol) const { return token_.is(symbol); }
  bool atName(std::string_view name) const { return token_.isName(name); }
  bool accept(std::string_view symbol);
  bool expect(std::string_view symbol);
  QasmToken expectName(const char* what);
  void fail(TextPosition at, std::string message, std::string hint = {});
  void expected(const std::string& what);
  bool failed() const { return !error_.message.empty(); }
  bool atEnd() const { return token_.kind == QasmToken::Kind::End; }
  std::string nearest(std::string_view word, const std::vector<std::string>& names) const;
  std::vector<std::string> symbolNames(NameKind kind) const;
  bool reserved(std::string_view name) const;
  std::string placeText(TextPosition at) const;

  std::string_view text_;
  std::string name_;
  QasmOptions options_;
  QasmLexer lexer_;
  QasmToken token_;
  Error error_;
  bool inLibrary_ = false;
  std::uint32_t depth_ = 0;  // of parentheses and blocks
  std::uint64_t tokens_ = 0;

  QasmProgram program_;
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::vector<std::string> inputs_;
  std::uint32_t wires_ = 0;
  std::uint32_t bits_ = 0;
  std::vector<QasmGate> gates_;
  std::map<std::string, std::uint32_t, std::less<>> gateIndex_;
  const GateScope* scope_ = nullptr;  // inside a definition
  QasmExpander expander_{gates_};
  QasmBuilder builder_;
  std::vector<ExpandedGate> expanded_;
};

}  // namespace qonvolve
