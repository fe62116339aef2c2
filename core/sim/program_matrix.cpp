// SPDX-License-Identifier: GPL-3.0-or-later
// Small matrices of programs: products of gates, coefficients for the kernels, gradient algebra.
#include "core/sim/program_matrix.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace qonvolve {
namespace {

bool isMultiplexed(Form form) {
  return form == Form::Multiplexed || form == Form::MultiplexedFlip;
}

/// Position of a gate's own index `k` inside the program's index, other bits zero.
std::size_t place(const LocalOp& op, std::size_t k) {
  std::size_t index = (k & 1) << op.wires[0];
  if (gateInfo(op.gate).wires == 2) index |= (k >> 1) << op.wires[1];
  return index;
}

std::size_t gateDim(const LocalOp& op) {
  return std::size_t{1} << gateInfo(op.gate).wires;
}

template <std::size_t kGate, std::size_t kDim>
void applyLeft(const LocalOp& op, const Complex* gate, Complex* u) {
  std::array<std::size_t, kGate> at{};
  std::size_t all = 0;
  for (std::size_t k = 0; k < kGate; ++k) all |= at[k] = place(op, k);
  for (std::size_t base = 0; base < kDim; ++base) {
    if (base & all) continue;
    std::array<Complex, kGate * kDim> x;
    for (std::size_t k = 0; k < kGate; ++k) {
      std::copy_n(u + kDim * (base | at[k]), kDim, &x[kDim * k]);
    }
    for (std::size_t r = 0; r < kGate; ++r) {
      Complex* const row = u + kDim * (base | at[r]);
      std::fill_n(row, kDim, Complex{});
      for (std::size_t k = 0; k < kGate; ++k) {
        const Complex entry = gate[kGate * r + k];
        if (entry == Complex{}) continue;  // most of a controlled gate's entries
        for (std::size_t column = 0; column < kDim; ++column) {
          row[column] += entry * x[kDim * k + column];
        }
      }
    }
  }
}

/// The gate's own index within the program's index `j`.
std::size_t ownIndex(const LocalOp& op, std::size_t j) {
  std::size_t k = (j >> op.wires[0]) & 1;
  if (gateDim(op) == 4) k |= ((j >> op.wires[1]) & 1) << 1;
  return k;
}

/// Phases of a diagonal gate: entry k is exp(-i (rate[k] t)); gates without an angle have t = 1.
std::array<double, 4> phaseRates(GateId gate) {
  constexpr double pi = std::numbers::pi;
  switch (gate) {
    case GateId::RZ:
      return {.5, -.5};
    case GateId::P:
      return {0, -1};
    case GateId::Z:
      return {0, pi};
    case GateId::S:
      return {0, -pi / 2};
    case GateId::Sdg:
      return {0, pi / 2};
    case GateId::T:
      return {0, -pi / 4};
    case GateId::Tdg:
      return {0, pi / 4};
    case GateId::CZ:
      return {0, 0, 0, pi};
    case GateId::CP:
      return {0, 0, 0, -1};
    case GateId::CRZ:
      return {0, .5, 0, -.5};
    case GateId::RZZ:
      return {.5, -.5, -.5, .5};
    default:
      assert(gate == GateId::I);
      return {};
  }
}

using Lanes = std::array<double, kLanes>;
/// A complex number per lane.
struct LaneComplex {
  Lanes re{}, im{};
};
using LaneMatrix2 = std::array<LaneComplex, 4>;

void diagonalLaneCoefficients(const Program& program, const Kernels& kernels, const double* angles,
                              double* out) {
  const std::size_t dim = std::size_t{1} << program.wires();
  alignas(64) std::array<Lanes, 4> phase{};
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    const LocalOp& op = program.ops[i];
    const std::array<double, 4> rates = phaseRates(op.gate);
    const bool angle = gateInfo(op.gate).angles > 0;
    for (std::size_t j = 0; j < dim; ++j) {
      const std::size_t k = ownIndex(op, j);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        phase[j][lane] -= rates[k] * (angle ? angles[(3 * i) * kLanes + lane] : 1.0);
      }
    }
  }
  for (std::size_t j = 0; j < dim; ++j) {
    laneSinCos(kernels, phase[j].data(), out + (2 * j + 1) * kLanes, out + 2 * j * kLanes);
  }
}

bool isRotation(GateId gate) {
  return gate == GateId::RX || gate == GateId::RY || gate == GateId::RZ;
}

/// The 2x2 matrix of a one-wire gate in every lane.
void laneGate(GateId gate, const Kernels& kernels, const double* angles, LaneMatrix2& m) {
  if (isRotation(gate)) {
    alignas(64) Lanes half, s, c;
    for (std::size_t lane = 0; lane < kLanes; ++lane) half[lane] = angles[lane] / 2;
    laneSinCos(kernels, half.data(), s.data(), c.data());
    m = {};
    m[0].re = m[3].re = c;
    Lanes minus;
    for (std::size_t lane = 0; lane < kLanes; ++lane) minus[lane] = -s[lane];
    if (gate == GateId::RX) m[1].im = m[2].im = minus;
    if (gate == GateId::RY) m[1].re = minus, m[2].re = s;
    if (gate == GateId::RZ) m[0].im = minus, m[3].im = s;
    return;
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::array<double, 3> own{angles[lane], angles[kLanes + lane], angles[2 * kLanes + lane]};
    std::array<Complex, 4> entries;
    gateMatrix(gate, own, entries);
    for (std::size_t k = 0; k < 4; ++k) {
      m[k].re[lane] = entries[k].real();
      m[k].im[lane] = entries[k].imag();
    }
  }
}

void addProduct(LaneComplex& sum, const LaneComplex& a, const LaneComplex& b) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    sum.re[lane] += a.re[lane] * b.re[lane] - a.im[lane] * b.im[lane];
    sum.im[lane] += a.re[lane] * b.im[lane] + a.im[lane] * b.re[lane];
  }
}

/// The matrix of RX, RY or RZ in every lane, as the kernels want it.
void rotationCoefficients(GateId gate, const Kernels& kernels, const double* angles, double* out) {
  alignas(64) Lanes half, sine;
  for (std::size_t lane = 0; lane < kLanes; ++lane) half[lane] = angles[lane] / 2;
  std::fill_n(out, 8 * kLanes, 0.0);
  laneSinCos(kernels, half.data(), sine.data(), out);
  std::copy_n(out, kLanes, out + 6 * kLanes);
  // Rows in which the sine appears with a minus, and as it is.
  const std::size_t minus = gate == GateId::RX ? 3 : gate == GateId::RY ? 2 : 1;
  const std::size_t plus = gate == GateId::RX ? 5 : gate == GateId::RY ? 4 : 7;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    out[minus * kLanes + lane] = -sine[lane];
    out[plus * kLanes + lane] = gate == GateId::RX ? -sine[lane] : sine[lane];
  }
}

void denseLaneCoefficients(const Program& program, const Kernels& kernels, const double* angles,
                           double* out) {
  if (program.ops.size() == 1 && isRotation(program.ops[0].gate)) {
    return rotationCoefficients(program.ops[0].gate, kernels, angles, out);
  }
  LaneMatrix2 u{}, gate;
  laneGate(program.ops[0].gate, kernels, angles, u);
  for (std::size_t i = 1; i < program.ops.size(); ++i) {
    laneGate(program.ops[i].gate, kernels, angles + 3 * i * kLanes, gate);
    LaneMatrix2 product{};
    for (std::size_t row = 0; row < 2; ++row) {
      for (std::size_t column = 0; column < 2; ++column) {
        addProduct(product[2 * row + column], gate[2 * row], u[column]);
        addProduct(product[2 * row + column], gate[2 * row + 1], u[2 + column]);
      }
    }
    u = product;
  }
  for (std::size_t k = 0; k < 4; ++k) {
    std::ranges::copy(u[k].re, out + 2 * k * kLanes);
    std::ranges::copy(u[k].im, out + (2 * k + 1) * kLanes);
  }
}

}  // namespace

LocalMatrix LocalMatrix::adjoint() const {
  LocalMatrix result{.dim = dim};
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j < dim; ++j) result.at(i, j) = std::conj(at(j, i));
  }
  return result;
}

LocalMatrix product(const LocalMatrix& a, const LocalMatrix& b) {
  LocalMatrix result{.dim = a.dim};
  for (std::size_t i = 0; i < a.dim; ++i) {
    for (std::size_t k = 0; k < a.dim; ++k) {
      for (std::size_t j = 0; j < a.dim; ++j) result.at(i, j) += a.at(i, k) * b.at(k, j);
    }
  }
  return result;
}

LocalMatrix conjugated(const LocalMatrix& u, const LocalMatrix& a) {
  return product(product(u, a), u.adjoint());
}

std::size_t coefficientCount(Form form) {
  switch (form) {
    case Form::Dense1:
      return 8;
    case Form::Diagonal1:
      return 4;
    case Form::Dense2:
      return 32;
    case Form::Multiplexed:
    case Form::MultiplexedFlip:
      return 16;
    case Form::Diagonal2:
      return 8;
    case Form::Exchange:
      return 0;
  }
  return 0;
}

std::size_t accumulatorCount(Form form) {
  return form == Form::Dense1 || form == Form::Diagonal1 ? 4 : 16;
}

void applyGate(const LocalOp& op, const Complex* gate, LocalMatrix& u) {
  if (u.dim == 2) return applyLeft<2, 2>(op, gate, u.entries.data());
  if (gateDim(op) == 2) return applyLeft<2, 4>(op, gate, u.entries.data());
  applyLeft<4, 4>(op, gate, u.entries.data());
}

LocalMatrix programMatrix(const Program& program, std::span<const double> angles) {
  LocalMatrix u{.dim = std::size_t{1} << program.wires()};
  for (std::size_t i = 0; i < u.dim; ++i) u.at(i, i) = 1;
  std::array<Complex, 16> gate;
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    gateMatrix(program.ops[i].gate, angles.subspan(3 * i, 3), gate);
    applyGate(program.ops[i], gate.data(), u);
  }
  return u;
}

void writeCoefficients(const Program& program, const LocalMatrix& u, double* out,
                       std::size_t stride) {
  const auto write = [&](Complex entry) {
    *out = entry.real();
    *(out + stride) = entry.imag();
    out += 2 * stride;
  };
  if (program.form == Form::Diagonal1 || program.form == Form::Diagonal2) {
    for (std::size_t i = 0; i < u.dim; ++i) write(u.at(i, i));
  } else if (isMultiplexed(program.form)) {
    const std::size_t flip = program.form == Form::MultiplexedFlip;
    // With control c the matrix takes |c, s> to |c xor flip, r>; index = control + 2 target.
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t r = 0; r < 2; ++r) {
        for (std::size_t s = 0; s < 2; ++s) write(u.at((c ^ flip) + 2 * r, c + 2 * s));
      }
    }
  } else {
    for (std::size_t k = 0; k < u.dim * u.dim; ++k) write(u.entries[k]);
  }
}

void laneCoefficients(const Program& program, const Kernels& kernels, const double* angles,
                      double* out) {
  if (program.form == Form::Diagonal1 || program.form == Form::Diagonal2) {
    return diagonalLaneCoefficients(program, kernels, angles, out);
  }
  if (program.form == Form::Dense1) return denseLaneCoefficients(program, kernels, angles, out);
  std::vector<double> own(3 * program.ops.size());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t k = 0; k < own.size(); ++k) own[k] = angles[k * kLanes + lane];
    writeCoefficients(program, programMatrix(program, own), out + lane, kLanes);
  }
}

template <class T>
void adjointCoefficients(const Program& program, const T* coefficients, T* out, std::size_t row) {
  const auto copy = [&](std::size_t from, std::size_t to) {
    for (std::size_t lane = 0; lane < row; ++lane) {
      out[2 * to * row + lane] = coefficients[2 * from * row + lane];
      out[(2 * to + 1) * row + lane] = -coefficients[(2 * from + 1) * row + lane];
    }
  };
  const std::size_t flip = program.form == Form::MultiplexedFlip;
  switch (program.form) {
    case Form::Diagonal1:
    case Form::Diagonal2:
      for (std::size_t i = 0; i < std::size_t{1} << program.wires(); ++i) copy(i, i);
      return;
    case Form::Multiplexed:
    case Form::MultiplexedFlip:
      for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t k = 0; k < 4; ++k) {
          copy(4 * c + k, 4 * (c ^ flip) + 2 * (k & 1) + (k >> 1));
        }
      }
      return;
    default: {
      const std::size_t dim = std::size_t{1} << program.wires();
      for (std::size_t k = 0; k < dim * dim; ++k) copy(k, dim * (k % dim) + k / dim);
    }
  }
}

template void adjointCoefficients(const Program&, const double*, double*, std::size_t);
template void adjointCoefficients(const Program&, const float*, float*, std::size_t);

LocalMatrix antiHermitianPart(Form form, const double* acc, std::size_t stride) {
  LocalMatrix a{.dim = accumulatorCount(form) == 4 ? std::size_t{2} : std::size_t{4}};
  for (std::size_t i = 0; i < a.dim; ++i) a.at(i, i) = acc[i * stride];
  std::size_t k = a.dim;
  for (std::size_t i = 0; i < a.dim; ++i) {
    for (std::size_t j = i + 1; j < a.dim; ++j, k += 2) {
      const Complex twiceI{acc[k * stride], acc[(k + 1) * stride]};
      a.at(i, j) = Complex{twiceI.imag(), -twiceI.real()} / 2.0;
      a.at(j, i) = std::conj(a.at(i, j));
    }
  }
  return a;
}

LocalMatrix antiHermitianSum(Form form, const double* acc) {
  std::array<double, 16> sums{};
  sumLanes(acc, accumulatorCount(form), sums.data());
  return antiHermitianPart(form, sums.data(), 1);
}

void sumLanes(const double* rows, std::size_t count, double* out) {
  static_assert(kLanes == 8);
  for (std::size_t k = 0; k < count; ++k, rows += kLanes) {
    out[k] = ((rows[0] + rows[1]) + (rows[2] + rows[3])) +
             ((rows[4] + rows[5]) + (rows[6] + rows[7]));
  }
}

bool laneDerivatives(const Program& program, const double* acc, double* derivatives) {
  if (program.form == Form::Diagonal1 || program.form == Form::Diagonal2) {
    const std::size_t dim = std::size_t{1} << program.wires();
    for (std::size_t i = 0; i < program.ops.size(); ++i) {
      double* out = derivatives + 3 * i * kLanes;
      std::fill_n(out, kLanes, 0.0);
      const std::array<double, 4> rates = phaseRates(program.ops[i].gate);
      for (std::size_t j = 0; j < dim; ++j) {
        const double rate = rates[ownIndex(program.ops[i], j)];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          out[lane] += 2 * rate * acc[j * kLanes + lane];
        }
      }
    }
    return true;
  }
  if (program.form != Form::Dense1 || program.ops.size() != 1) return false;
  // Tr(Z A) = A_00 - A_11, Tr(Y A) = -2 Im A_01, Tr(X A) = 2 Re A_01, and acc holds 2i A_01.
  const GateId gate = program.ops[0].gate;
  if (gate == GateId::RZ) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      derivatives[lane] = acc[lane] - acc[kLanes + lane];
    }
    return true;
  }
  if (gate != GateId::RX && gate != GateId::RY) return false;
  std::copy_n(acc + (gate == GateId::RY ? 2 : 3) * kLanes, kLanes, derivatives);
  return true;
}

}  // namespace qonvolve
