// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of OpenQASM 2 and 3: declarations, measurements, conditions.
#include "core/formats/qasm_parser.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace qonvolve {
namespace {

using Kind = QasmToken::Kind;

/// Statements of OpenQASM 3 that do not describe a fixed circuit.
constexpr std::array kRefused{
    "for",    "while",   "def",     "defcal",   "defcalgrammar", "cal",        "extern",
    "box",    "delay",   "stretch", "switch",   "output",        "let",        "array",
    "return", "break",   "end",     "duration", "int",           "uint",       "float",
    "angle",  "complex", "bool",    "continue", "pragma",        "durationof", "nop"};
constexpr std::array kWords2{"OPENQASM", "include", "qreg", "creg", "gate", "opaque", "barrier",
                             "measure",  "reset",   "if",   "pi",   "U",    "CX"};
constexpr std::array kWords3{"OPENQASM", "include", "qreg",  "creg",   "gate", "opaque",
                             "barrier",  "measure", "reset", "if",     "else", "pi",
                             "qubit",    "bit",     "input", "const",  "ctrl", "negctrl",
                             "inv",      "pow",     "U",     "gphase", "tau",  "euler"};

}  // namespace

QasmParser::QasmParser(std::string_view text, std::string name, const QasmOptions& options)
    : text_(text), name_(std::move(name)), options_(options), lexer_(text) {}

Result<QasmProgram> QasmParser::run() {
  if (text_.size() > kMaxQasmBytes) {
    return Error{name_,
                 "The file has " + std::to_string(text_.size()) + " bytes; at most " +
                     std::to_string(kMaxQasmBytes) + " are read.",
                 ""};
  }
  next();
  header();
  for (const std::string& input : options_.inputs) {
    symbols_[input] = {NameKind::Input, static_cast<std::uint32_t>(inputs_.size()), 0, {}};
    inputs_.push_back(input);
  }
  statements();
  if (!failed() && wires_ == 0) fail(token_.at, "The program declares no qubits.");
  if (failed()) return error_;
  builder_.finish(wires_, bits_, inputs_, program_);
  return std::move(program_);
}

std::string QasmParser::placeText(TextPosition at) const {
  return name_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

void QasmParser::fail(TextPosition at, std::string message, std::string hint) {
  if (failed()) return;
  error_ = {placeText(at), std::move(message), std::move(hint)};
  token_ = {Kind::End, {}, at};
}

void QasmParser::expected(const std::string& what) {
  fail(token_.at, "Here stands " + tokenText(token_) + "; expected is " + what + ".");
}

void QasmParser::next() {
  if (failed()) return;
  token_ = lexer_.next();
  if (token_.kind == Kind::Wrong) return fail(token_.at, lexer_.problem());
  if (++tokens_ > kMaxQasmTokens) {
    fail(token_.at, "The program has more than " + std::to_string(kMaxQasmTokens) + " words.");
  }
}

bool QasmParser::accept(std::string_view symbol) {
  if (!at(symbol)) return false;
  next();
  return true;
}

bool QasmParser::expect(std::string_view symbol) {
  if (accept(symbol)) return true;
  expected("\"" + std::string(symbol) + "\"");
  return false;
}

QasmToken QasmParser::expectName(const char* what) {
  const QasmToken token = token_;
  if (token.kind != Kind::Name) {
    expected(what);
    return {};
  }
  if (reserved(token.text)) {
    fail(token.at, "Here stands " + tokenText(token) + ", a word of the language; expected is " +
                       std::string(what) + ".");
    return {};
  }
  next();
  return token;
}

bool QasmParser::reserved(std::string_view name) const {
  if (program_.version == 2) return std::ranges::find(kWords2, name) != kWords2.end();
  return std::ranges::find(kWords3, name) != kWords3.end() ||
         std::ranges::find(kRefused, name) != kRefused.end();
}

/// Only names of ordinary length are compared, so that a hostile file costs no time.
std::string QasmParser::nearest(std::string_view word,
                                const std::vector<std::string>& names) const {
  constexpr std::size_t kLongest = 40;
  constexpr std::size_t kMost = 1000;
  if (word.size() > kLongest) return {};
  std::vector<std::string> close;
  for (const std::string& name : names) {
    if (name.size() <= kLongest && close.size() < kMost) close.push_back(name);
  }
  const auto found = nearestName(word, close);
  return found ? "Did you mean \"" + *found + "\"?" : std::string();
}

std::vector<std::string> QasmParser::symbolNames(NameKind kind) const {
  std::vector<std::string> names;
  for (const auto& [name, symbol] : symbols_) {
    if (symbol.kind == kind) names.push_back(name);
  }
  return names;
}

void QasmParser::header() {
  if (!atName("OPENQASM")) {
    return fail(token_.at, "Here stands " + tokenText(token_) + "; expected is the version.",
                "The first statement must be OPENQASM 2.0; or OPENQASM 3.0;");
  }
  next();
  const std::string_view version = token_.text;
  if (version == "2.0" || version == "2") {
    program_.version = 2;
    defineGate({.name = "U", .kind = QasmGate::Kind::U2, .arguments = 3, .qubits = 1});
    defineGate({.name = "CX", .kind = QasmGate::Kind::Cx, .arguments = 0, .qubits = 2});
  } else if (version == "3.0" || version == "3" || version == "3.1") {
    program_.version = 3;
    defineGate({.name = "U", .kind = QasmGate::Kind::U3, .arguments = 3, .qubits = 1});
    defineGate({.name = "gphase", .kind = QasmGate::Kind::GPhase, .arguments = 1, .qubits = 0});
  } else {
    return expected("the version 2.0 or 3.0");
  }
  next();
  expect(";");
}

void QasmParser::statements() {
  while (!atEnd()) statement();
}

void QasmParser::statement() {
  if (token_.kind != Kind::Name && !(program_.version == 3 && (at("#") || at("@")))) {
    return expected("a statement");
  }
  if (commonStatement()) return;
  if (program_.version == 2 ? statement2() : statement3()) return;
  call(nullptr);
}

bool QasmParser::commonStatement() {
  struct Statement {
    const char* word;
    void (QasmParser::*read)();
  };
  static constexpr std::array<Statement, 10> kStatements{{{"include", &QasmParser::include},
                                                          {"gate", &QasmParser::gateDefinition},
                                                          {"qreg", &QasmParser::quantumRegister},
                                                          {"creg", &QasmParser::classicalRegister},
                                                          {"barrier", &QasmParser::barrier},
                                                          {"reset", &QasmParser::reset},
                                                          {"measure", &QasmParser::measureArrow},
                                                          {"if", &QasmParser::ifStatement},
                                                          {"opaque", &QasmParser::opaqueGate},
                                                          {"OPENQASM", &QasmParser::secondHeader}}};
  const auto found =
      std::ranges::find_if(kStatements, [this](const Statement& one) { return atName(one.word); });
  if (found == kStatements.end()) return false;
  (this->*found->read)();
  return true;
}

bool QasmParser::statement2() {
  for (const char* word : {"qubit", "bit", "input", "ctrl"}) {
    if (!atName(word) || gateIndex_.contains(token_.text)) continue;
    fail(token_.at, "\"" + std::string(word) + "\" belongs to OpenQASM 3; this is OpenQASM 2.",
         "Begin the file with OPENQASM 3.0;");
    return true;
  }
  return false;
}

bool QasmParser::statement3() {
  if (atName("qubit") || atName("bit")) {
    typedDeclaration(atName("qubit"));
  } else if (atName("input")) {
    inputDeclaration();
  } else if (atName("const")) {
    constDeclaration();
  } else if (at("#") || at("@")) {
    refuse(token_, "A directive for a compiler");
  } else if (std::ranges::find(kRefused, token_.text) != kRefused.end()) {
    refuse(token_, "The statement \"" + std::string(token_.text) + "\"");
  } else {
    const auto found = symbols_.find(token_.text);
    if (found == symbols_.end() || found->second.kind != NameKind::Bits) return false;
    const Operand bits = operand(NameKind::Bits);  // c = measure q;
    if (expect("=")) measureInto(bits);
  }
  return true;
}

void QasmParser::opaqueGate() {
  refuse(token_, "An opaque gate, which has no definition,");
}

void QasmParser::secondHeader() {
  fail(token_.at, "The version may stand only once, at the beginning.");
}

void QasmParser::refuse(const QasmToken& token, const std::string& what) {
  fail(token.at, what + " is not available.",
       "Available are registers, inputs, constants, gates and their definitions, barrier, measure, "
       "reset and if.");
}

void QasmParser::include() {
  next();
  const QasmToken file = token_;
  if (file.kind != Kind::Text) return expected("a file name in quotes");
  next();
  if (!expect(";")) return;
  const char* wanted = program_.version == 2 ? "qelib1.inc" : "stdgates.inc";
  if (file.text != wanted) {
    return fail(file.at,
                "Here stands " + tokenText(file) + "; only \"" + wanted +
                    "\" can be included, and it is built in.",
                "Copy the definitions you need into this file.");
  }
  // The library is read in place of the statement, by the same code.
  const QasmLexer outer = lexer_;
  const QasmToken after = token_;
  lexer_ = QasmLexer(qasmLibrary(wanted));
  inLibrary_ = true;
  next();
  statements();
  inLibrary_ = false;
  lexer_ = outer;
  if (!failed()) token_ = after;
}

Result<QasmProgram> readQasm(std::string_view text, const std::string& name,
                             const QasmOptions& options) {
  return QasmParser(text, name, options).run();
}

}  // namespace qonvolve
