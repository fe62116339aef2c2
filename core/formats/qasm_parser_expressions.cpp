// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions, numbers and operands.
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/text.h"
#include "core/formats/qasm_parser.h"

namespace qonvolve {

using Kind = QasmToken::Kind;
using Step = ExpressionStep::Kind;

namespace {

struct NamedNumber {
  std::string_view name;
  double value;
  int firstVersion;
};
constexpr std::array<NamedNumber, 6> kNumbers{{{"pi", std::numbers::pi, 2},
                                               {"π", std::numbers::pi, 3},
                                               {"tau", 2 * std::numbers::pi, 3},
                                               {"τ", 2 * std::numbers::pi, 3},
                                               {"euler", std::numbers::e, 3},
                                               {"ℇ", std::numbers::e, 3}}};

/// How tight an operator binds; a power binds tighter than the sign before it: -2^2 is -4.
constexpr int kSign = 3;
constexpr int kPower = 4;

}  // namespace

Expression QasmParser::expression() {
  Expression out;
  binary(out, 1);
  return out;
}

/// Precedence climbing over operators that bind at least as tight as `lowest`.
void QasmParser::binary(Expression& out, int lowest) {
  prefix(out);
  while (!failed()) {
    Step kind = Step::Number;
    int precedence = 0;
    if (at("+") || at("-")) {
      kind = at("+") ? Step::Add : Step::Subtract;
      precedence = 1;
    } else if (at("*") || at("/")) {
      kind = at("*") ? Step::Multiply : Step::Divide;
      precedence = 2;
    } else if (at(program_.version == 2 ? "^" : "**")) {
      kind = Step::Power;
      precedence = kPower;
    } else if (at("^") || at("**") || at("%")) {
      return fail(token_.at, "The operator " + tokenText(token_) + " is not available here.",
                  program_.version == 2 ? "A power is written ^." : "A power is written **.");
    } else {
      return;
    }
    if (precedence < lowest) return;
    const TextPosition where = token_.at;
    next();
    // A power is right associative: 2^3^2 is 2^9.
    if (kind == Step::Power) {
      if (++depth_ > kMaxQasmNesting) return fail(where, "This expression is nested too deep.");
      binary(out, kPower);
      --depth_;
    } else {
      binary(out, precedence + 1);
    }
    out.push_back({kind, 0, 0, where});
  }
}

void QasmParser::prefix(Expression& out) {
  bool negative = false;
  bool sign = false;
  const TextPosition where = token_.at;
  while (at("-") || at("+")) {
    negative = negative != at("-");
    sign = true;
    next();
  }
  if (!sign) return primary(out);
  binary(out, kSign);
  if (negative) out.push_back({Step::Negate, 0, 0, where});
}

void QasmParser::primary(Expression& out) {
  const QasmToken token = token_;
  if (token.kind == Kind::Integer || token.kind == Kind::Real) {
    const auto value = parseDouble(token.text);
    if (!value || !std::isfinite(*value)) {
      return fail(token.at, "Here stands " + tokenText(token) + ", which is out of range.");
    }
    next();
    out.push_back({Step::Number, 0, *value, token.at});
  } else if (at("(")) {
    if (++depth_ > kMaxQasmNesting) return fail(token.at, "This expression is nested too deep.");
    next();
    binary(out, 1);
    expect(")");
    --depth_;
  } else if (token.kind == Kind::Name) {
    nameInExpression(out);
  } else {
    expected("a number, a name or \"(\"");
  }
}

void QasmParser::nameInExpression(Expression& out) {
  const QasmToken token = token_;
  const int version = program_.version;
  next();
  const auto functions = expressionFunctions();
  for (std::uint32_t i = 0; i < functions.size() && at("("); ++i) {
    if (functions[i].name != token.text || functions[i].firstVersion > version ||
        functions[i].lastVersion < version) {
      continue;
    }
    if (++depth_ > kMaxQasmNesting) return fail(token.at, "This expression is nested too deep.");
    next();
    binary(out, 1);
    expect(")");
    --depth_;
    return out.push_back({Step::Function, i, 0, token.at});
  }
  if (scope_ != nullptr) {
    const auto argument = scope_->arguments.find(token.text);
    if (argument != scope_->arguments.end()) {
      return out.push_back({Step::Argument, argument->second, 0, token.at});
    }
  }
  const auto symbol = symbols_.find(token.text);
  if (symbol != symbols_.end() && symbol->second.kind == NameKind::Input) {
    return out.push_back({Step::Input, symbol->second.index, 0, token.at});
  }
  if (symbol != symbols_.end() && symbol->second.kind == NameKind::Constant) {
    return out.push_back({Step::Number, 0, symbol->second.value, token.at});
  }
  for (const NamedNumber& known : kNumbers) {
    if (known.name == token.text && known.firstVersion <= version) {
      return out.push_back({Step::Number, 0, known.value, token.at});
    }
  }
  std::vector<std::string> names = symbolNames(NameKind::Input);
  for (const std::string& name : symbolNames(NameKind::Constant)) names.push_back(name);
  if (scope_ != nullptr) {
    for (const auto& [name, index] : scope_->arguments) names.push_back(name);
  }
  names.emplace_back("pi");
  for (const ExpressionFunction& function : functions) {
    if (function.firstVersion <= version && function.lastVersion >= version) {
      names.emplace_back(function.name);
    }
  }
  fail(token.at,
       tokenText(token) + (at("(") ? " is no function here." : " is no number or angle here."),
       nearest(token.text, names));
}

/// An expression whose value is known at once.
double QasmParser::number() {
  const TextPosition start = token_.at;
  const Expression text = expression();
  if (failed()) return 0;
  Polynomial value;
  ExpressionProblem problem;
  if (!expander_.evaluator().evaluate(text, {}, value, problem)) {
    fail(problem.at, std::move(problem.message));
    return 0;
  }
  if (!value.isNumber()) fail(start, "A constant may not depend on an input.");
  return value.constant;
}

std::uint64_t QasmParser::wholeNumber(const char* what) {
  if (token_.kind != Kind::Integer) {
    expected(what);
    return 0;
  }
  const auto value = parseUnsigned(token_.text);
  if (!value) {
    fail(token_.at, "Here stands " + tokenText(token_) + ", which is out of range.");
    return 0;
  }
  next();
  return *value;
}

/// q or q[2] of a declared register of this kind.
QasmParser::Operand QasmParser::operand(NameKind kind) {
  const bool quantum = kind == NameKind::Qubits;
  const QasmToken name = token_;
  if (at("$")) {
    refuse(name, "A physical qubit");
    return {};
  }
  if (name.kind != Kind::Name) {
    expected(quantum ? "a qubit" : "a classical bit");
    return {};
  }
  const auto found = symbols_.find(name.text);
  if (found == symbols_.end() || found->second.kind != kind) {
    fail(name.at,
         "There is no " + std::string(quantum ? "qubit" : "classical") + " register " +
             tokenText(name) + ".",
         nearest(name.text, symbolNames(kind)));
    return {};
  }
  const QasmRegister& list = (quantum ? program_.qubits : program_.bits)[found->second.index];
  Operand result{list.first, list.size, true, name.at};
  next();
  if (accept("[")) {
    result.first += bracketed(list.size, list.name);
    result.size = 1;
    result.whole = false;
  }
  return result;
}

/// The index and the closing bracket.
std::uint32_t QasmParser::bracketed(std::uint32_t size, const std::string& name) {
  const QasmToken token = token_;
  const std::uint64_t index = wholeNumber("an index, a whole number");
  if (at(":") || at(",")) {
    refuse(token, "A range of elements");
    return 0;
  }
  expect("]");
  if (failed()) return 0;
  if (index < size) return static_cast<std::uint32_t>(index);
  fail(token.at, "The register \"" + name + "\" has no element " + std::string(token.text) + ".",
       "Its elements are 0 to " + std::to_string(size - 1) + ".");
  return 0;
}

}  // namespace qonvolve
