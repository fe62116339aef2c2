// SPDX-License-Identifier: GPL-3.0-or-later
// The value of an angle expression: a number plus multiples of inputs and of products of two.
#pragma once

#include <cstdint>
#include <vector>

namespace qonvolve {

/// constant + sum of coefficient * x_a or coefficient * x_a x_b. Enough for every angle that an Op
/// can hold; higher powers do not occur.
struct Polynomial {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Term {
    std::uint32_t a = 0;
    std::uint32_t b = kNone;  // kNone: x_a alone; else a <= b
    double coefficient = 0;
    bool operator==(const Term&) const = default;
  };
  double constant = 0;
  std::vector<Term> terms;  // by increasing (a, b), coefficients not 0

  Polynomial() = default;
  Polynomial(double value) : constant(value) {}
  static Polynomial input(std::uint32_t index);
  bool isNumber() const { return terms.empty(); }
  bool isFinite() const;

  Polynomial& operator+=(const Polynomial& other);
  Polynomial& operator*=(double factor);
};

/// a b; false when the product has a term of three or more inputs, or more than kMaxTerms terms.
bool multiply(const Polynomial& a, const Polynomial& b, Polynomial& product);
inline constexpr std::size_t kMaxTerms = 1024;

}  // namespace qonvolve
