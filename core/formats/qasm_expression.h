// SPDX-License-Identifier: GPL-3.0-or-later
// Angle expressions of OpenQASM, compiled to a stack program, so that no depth of text can overflow
// the machine's stack.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/polynomial.h"
#include "core/formats/qasm_lexer.h"

namespace qonvolve {

/// One step of a compiled expression.
struct ExpressionStep {
  enum class Kind : std::uint8_t {
    Number,    // push `number`
    Argument,  // push argument `index` of the gate that is being defined
    Input,     // push input `index` of the program
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Function,  // apply expressionFunctions()[index]
  };
  Kind kind = Kind::Number;
  std::uint32_t index = 0;
  double number = 0;
  TextPosition at;
};

/// In the order of evaluation: operands first. Never empty.
using Expression = std::vector<ExpressionStep>;

struct ExpressionFunction {
  std::string_view name;
  double (*value)(double);
  int firstVersion;  // of OpenQASM that has it
  int lastVersion;
};
std::span<const ExpressionFunction> expressionFunctions();

/// What went wrong where; an empty message: nothing.
struct ExpressionProblem {
  TextPosition at;
  std::string message;
};

/// Evaluates expressions and counts the work, so that no file can keep the reader busy for long.
class Evaluator {
 public:
  /// Evaluates with the arguments of the gate. False with a problem: division by zero, a value that
  /// is not real or not finite, a function of an input, or too much work in all.
  bool evaluate(const Expression& expression, std::span<const Polynomial> arguments,
                Polynomial& value, ExpressionProblem& problem);

  /// Adds work done elsewhere for the same text; false when the limit is reached.
  bool spend(std::uint64_t work) { return (work_ += work) <= kMaxWork; }

  static constexpr std::uint64_t kMaxWork = 40'000'000;

 private:
  std::vector<Polynomial> stack_;
  std::uint64_t work_ = 0;
};

inline constexpr const char* kTooMuchWork =
    "Writing out all gates and angles up to here takes too long.";

}  // namespace qonvolve
