// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/qasm_expression.h"

#include <array>
#include <cassert>
#include <cmath>

#include "core/base/text.h"

namespace qonvolve {
namespace {

using Kind = ExpressionStep::Kind;

constexpr std::array<ExpressionFunction, 10> kFunctions{{
    {"sin", [](double x) { return std::sin(x); }, 2, 3},
    {"cos", [](double x) { return std::cos(x); }, 2, 3},
    {"tan", [](double x) { return std::tan(x); }, 2, 3},
    {"exp", [](double x) { return std::exp(x); }, 2, 3},
    {"ln", [](double x) { return std::log(x); }, 2, 2},
    {"log", [](double x) { return std::log(x); }, 3, 3},
    {"sqrt", [](double x) { return std::sqrt(x); }, 2, 3},
    {"arcsin", [](double x) { return std::asin(x); }, 3, 3},
    {"arccos", [](double x) { return std::acos(x); }, 3, 3},
    {"arctan", [](double x) { return std::atan(x); }, 3, 3},
}};

/// a = a (op) b; an empty text, or what is wrong.
std::string combine(Kind kind, Polynomial& a, Polynomial& b) {
  switch (kind) {
    case Kind::Add:
    case Kind::Subtract:
      if (kind == Kind::Subtract) b *= -1;
      a += b;
      if (a.terms.size() > kMaxTerms) {
        return "An angle may hold at most " + std::to_string(kMaxTerms) + " terms.";
      }
      return {};
    case Kind::Multiply:
      if (b.isNumber()) {
        a *= b.constant;
      } else if (!multiply(a, b, a)) {
        return "An angle may hold inputs and products of two inputs, nothing higher, in at most " +
               std::to_string(kMaxTerms) + " terms.";
      }
      return {};
    case Kind::Divide:
      if (!b.isNumber()) return "An angle may not be divided by an input.";
      if (b.constant == 0) return "This divides by zero.";
      if (a.isNumber()) {
        a.constant /= b.constant;
      } else {
        a *= 1 / b.constant;
      }
      return {};
    default: {
      if (!a.isNumber() || !b.isNumber()) return "A power of an input is not available.";
      const double power = std::pow(a.constant, b.constant);
      if (std::isnan(power)) {
        return numberText(a.constant) + " to the power of " + numberText(b.constant) +
               " is no real number.";
      }
      a.constant = power;
      return {};
    }
  }
}

std::string call(const ExpressionFunction& function, Polynomial& a) {
  const std::string name(function.name);
  if (!a.isNumber()) return name + "() of an input is not available.";
  const double value = function.value(a.constant);
  if (std::isnan(value) || (value < 0 && std::isinf(value))) {
    return name + "(" + numberText(a.constant) + ") is no real number.";
  }
  a.constant = value;
  return {};
}

}  // namespace

std::span<const ExpressionFunction> expressionFunctions() {
  return kFunctions;
}

bool Evaluator::evaluate(const Expression& expression, std::span<const Polynomial> arguments,
                         Polynomial& value, ExpressionProblem& problem) {
  stack_.clear();
  for (const ExpressionStep& step : expression) {
    std::string wrong;
    switch (step.kind) {
      case Kind::Number:
        stack_.emplace_back(step.number);
        break;
      case Kind::Argument:
        stack_.push_back(arguments[step.index]);
        break;
      case Kind::Input:
        stack_.push_back(Polynomial::input(step.index));
        break;
      case Kind::Negate:
        stack_.back() *= -1;
        break;
      case Kind::Function:
        wrong = call(kFunctions[step.index], stack_.back());
        break;
      default: {
        assert(stack_.size() >= 2);
        Polynomial right = std::move(stack_.back());
        stack_.pop_back();
        if (!spend(right.terms.size())) wrong = kTooMuchWork;
        if (wrong.empty()) wrong = combine(step.kind, stack_.back(), right);
        break;
      }
    }
    if (!spend(1 + stack_.back().terms.size() * 8)) wrong = kTooMuchWork;
    if (wrong.empty() && !stack_.back().isFinite()) wrong = "This value is too large for a number.";
    if (!wrong.empty()) {
      problem = {step.at, std::move(wrong)};
      return false;
    }
  }
  value = std::move(stack_.back());
  return true;
}

}  // namespace qonvolve
