// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/polynomial.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace qonvolve {
namespace {

std::pair<std::uint32_t, std::uint32_t> key(const Polynomial::Term& term) {
  return {term.a, term.b};
}

/// Sorts terms, adds up those of the same inputs and drops zeros.
void gather(std::vector<Polynomial::Term>& terms) {
  std::ranges::sort(terms, {}, key);
  std::vector<Polynomial::Term> sums;
  for (const Polynomial::Term& term : terms) {
    if (!sums.empty() && key(sums.back()) == key(term)) {
      sums.back().coefficient += term.coefficient;
    } else {
      sums.push_back(term);
    }
  }
  std::erase_if(sums, [](const Polynomial::Term& term) { return term.coefficient == 0; });
  terms = std::move(sums);
}

}  // namespace

Polynomial Polynomial::input(std::uint32_t index) {
  Polynomial p;
  p.terms.push_back({index, kNone, 1});
  return p;
}

bool Polynomial::isFinite() const {
  return std::isfinite(constant) &&
         std::ranges::all_of(terms, [](const Term& t) { return std::isfinite(t.coefficient); });
}

Polynomial& Polynomial::operator+=(const Polynomial& other) {
  constant += other.constant;
  if (other.terms.empty()) return *this;
  terms.insert(terms.end(), other.terms.begin(), other.terms.end());
  gather(terms);
  return *this;
}

Polynomial& Polynomial::operator*=(double factor) {
  constant *= factor;
  for (Term& term : terms) term.coefficient *= factor;
  if (factor == 0) terms.clear();
  return *this;
}

bool multiply(const Polynomial& a, const Polynomial& b, Polynomial& product) {
  Polynomial result;
  result.constant = a.constant * b.constant;
  if ((a.terms.size() + 1) * (b.terms.size() + 1) > kMaxTerms * 4) return false;
  const auto scaled = [&result](const std::vector<Polynomial::Term>& terms, double factor) {
    for (Polynomial::Term term : terms) {
      term.coefficient *= factor;
      result.terms.push_back(term);
    }
  };
  if (b.constant != 0) scaled(a.terms, b.constant);
  if (a.constant != 0) scaled(b.terms, a.constant);
  for (const Polynomial::Term& s : a.terms) {
    for (const Polynomial::Term& t : b.terms) {
      if (s.b != Polynomial::kNone || t.b != Polynomial::kNone) return false;
      result.terms.push_back(
          {std::min(s.a, t.a), std::max(s.a, t.a), s.coefficient * t.coefficient});
    }
  }
  gather(result.terms);
  if (result.terms.size() > kMaxTerms) return false;
  product = std::move(result);
  return true;
}

}  // namespace qonvolve
