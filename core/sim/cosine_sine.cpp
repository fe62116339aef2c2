// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/cosine_sine.h"

#include <cmath>

namespace qonvolve {
namespace {

using Column = std::array<Complex, 2>;

Complex inner(const Column& a, const Column& b) {
  return std::conj(a[0]) * b[0] + std::conj(a[1]) * b[1];
}

double norm(const Column& a) {
  return std::sqrt(std::norm(a[0]) + std::norm(a[1]));
}

/// V and sizes >= 0 with g_k = sizes_k V_k, for columns that are orthogonal; V is unitary also
/// where a column vanishes: the larger one decides.
LocalMatrix orthonormal(const std::array<Column, 2>& g, std::array<double, 2>& sizes) {
  LocalMatrix v;
  sizes = {norm(g[0]), norm(g[1])};
  const std::size_t large = sizes[0] >= sizes[1] ? 0 : 1, small = 1 - large;
  if (sizes[large] < 1e-150) {
    sizes = {};
    v.at(0, 0) = v.at(1, 1) = 1;
    return v;
  }
  const Column unit{g[large][0] / sizes[large], g[large][1] / sizes[large]};
  Column other{-std::conj(unit[1]), std::conj(unit[0])};
  const Complex along = inner(other, g[small]);
  sizes[small] = std::abs(along);
  const Complex phase = sizes[small] > 1e-150 ? along / sizes[small] : Complex{1};
  for (std::size_t i = 0; i < 2; ++i) {
    v.at(i, large) = unit[i];
    v.at(i, small) = other[i] * phase;
  }
  return v;
}

/// A unitary matrix that makes the columns g orthogonal (Jacobi).
LocalMatrix rightFactor(std::array<Column, 2> g) {
  LocalMatrix q;
  q.at(0, 0) = q.at(1, 1) = 1;
  for (int sweep = 0; sweep < 4; ++sweep) {
    const double a = std::norm(g[0][0]) + std::norm(g[0][1]);
    const double b = std::norm(g[1][0]) + std::norm(g[1][1]);
    const Complex z = inner(g[0], g[1]);
    const double size = std::abs(z);
    if (!(size > 1e-300) || size * size <= 1e-34 * a * b) break;
    const double zeta = (b - a) / (2 * size);
    const double t = std::copysign(1.0, zeta) / (std::abs(zeta) + std::sqrt(1 + zeta * zeta));
    const double c = 1 / std::sqrt(1 + t * t), s = t * c;
    const Complex phase = z / size;
    const auto turn = [&](Complex& x, Complex& y) {
      const Complex u = x, v = y * std::conj(phase);
      x = c * u - s * v;
      y = s * u + c * v;
    };
    for (std::size_t i = 0; i < 2; ++i) {
      turn(g[0][i], g[1][i]);
      turn(q.at(i, 0), q.at(i, 1));
    }
  }
  return q;
}

std::array<Column, 2> columns(const LocalMatrix& m) {
  return {Column{m.at(0, 0), m.at(1, 0)}, Column{m.at(0, 1), m.at(1, 1)}};
}

}  // namespace

CosineSine cosineSine(const LocalMatrix& u, std::size_t control) {
  // Blocks by control: U_00 = V_0 C W_0, U_10 = V_1 S W_0, U_01 = -V_0 S W_1, U_11 = V_1 C W_1.
  const auto block = [&](std::size_t row, std::size_t column) {
    LocalMatrix m;
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        m.at(i, j) = u.at((row << control) | (i << (1 - control)),
                          (column << control) | (j << (1 - control)));
      }
    }
    return m;
  };
  CosineSine result;
  // The smaller block decides: the other one is then orthogonal to rounding, relative to its size.
  const std::array<Column, 2> upper = columns(block(0, 0)), lower = columns(block(1, 0));
  const bool small =
      std::hypot(norm(lower[0]), norm(lower[1])) < std::hypot(norm(upper[0]), norm(upper[1]));
  const LocalMatrix q = rightFactor(small ? lower : upper);
  result.first[0] = q.adjoint();
  result.last[0] = orthonormal(columns(product(block(0, 0), q)), result.cosine);
  result.last[1] = orthonormal(columns(product(block(1, 0), q)), result.sine);
  const LocalMatrix byCosine = product(result.last[1].adjoint(), block(1, 1));
  const LocalMatrix bySine = product(result.last[0].adjoint(), block(0, 1));
  for (std::size_t k = 0; k < 2; ++k) {
    const bool cosine = result.cosine[k] >= result.sine[k];
    for (std::size_t j = 0; j < 2; ++j) {
      result.first[1].at(k, j) =
          cosine ? byCosine.at(k, j) / result.cosine[k] : -bySine.at(k, j) / result.sine[k];
    }
  }
  return result;
}

}  // namespace qonvolve
