// SPDX-License-Identifier: GPL-3.0-or-later
// How far two lists of numbers are apart.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace qonvolve::test {

/// Largest |a[k] - b[k]|: infinite when one list is longer, NaN when a difference is.
template <class A, class B>
double largestDifference(const A& a, const B& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double d = std::abs(static_cast<double>(a[k]) - static_cast<double>(b[k]));
    if (std::isnan(d)) return d;
    largest = std::max(largest, d);
  }
  return largest;
}

}  // namespace qonvolve::test
