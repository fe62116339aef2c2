// SPDX-License-Identifier: GPL-3.0-or-later
// The adjoint sweep together with its derivative along directions in the space of the parameters.
//
// With psi_k = U_k psi_{k-1}, lambda the cotangent state and a dot for the derivative along v:
//   psi'_k = U_k psi'_{k-1} + V_k psi_{k-1},  V_k = sum_p v_p d_p U_k
//   lambda'_{k-1} = U_k^dagger lambda'_k + V_k^dagger lambda_k
//   dL/dp = 2 Re sum_k <lambda_k| d_p U_k |psi_{k-1}>, and its derivative along v is (H v)_p.
#include "core/gradient/hessian.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "core/gradient/bound_circuit.h"
#include "core/sim/readout.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
using Lanes = std::array<double, kLanes>;

/// A matrix on the wires of a step with one value a lane.
struct LaneMatrix {
  std::array<Lanes, 16> re{}, im{};
};

/// m += Tr_rest a b^dagger, that is m_ij = sum a_i conj(b_j) over the other wires.
void addOverlaps(const Step& step, std::size_t dim, std::span<const double> a,
                 std::span<const double> b, LaneMatrix& m) {
  const std::size_t bit0 = step.bit(0), bit1 = dim == 4 ? step.bit(1) : 0;
  const std::array<std::size_t, 4> at{0, bit0, bit1, bit0 | bit1};
  for (std::size_t base = 0; base < a.size() / kStride; ++base) {
    if (base & (bit0 | bit1)) continue;
    for (std::size_t i = 0; i < dim; ++i) {
      const double* x = &a[(base | at[i]) * kStride];
      for (std::size_t j = 0; j < dim; ++j) {
        const double* y = &b[(base | at[j]) * kStride];
        Lanes& re = m.re[dim * i + j];
        Lanes& im = m.im[dim * i + j];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          re[lane] += x[lane] * y[lane] + x[kLanes + lane] * y[kLanes + lane];
          im[lane] += x[kLanes + lane] * y[lane] - x[lane] * y[kLanes + lane];
        }
      }
    }
  }
}

/// out += factor 2 Re Tr(d m), lane by lane.
void addTrace(const LocalMatrix& d, const LaneMatrix& m, const double* factor, double* out) {
  for (std::size_t i = 0; i < d.dim; ++i) {
    for (std::size_t j = 0; j < d.dim; ++j) {
      const Complex entry = d.at(j, i);
      if (entry == Complex{}) continue;
      const Lanes& re = m.re[d.dim * i + j];
      const Lanes& im = m.im[d.dim * i + j];
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        out[lane] += factor[lane] * 2 * (entry.real() * re[lane] - entry.imag() * im[lane]);
      }
    }
  }
}

}  // namespace

OutputFunction weightedOutputs(std::span<const double> weights) {
  return [weights](std::span<const double>, std::span<double> gradient, std::span<double>) {
    std::ranges::copy(weights, gradient.begin());
  };
}

struct HessianSweep::Impl {
  BoundCircuit circuit;
  Readout readout;
  const Kernels& kernels_;
  AlignedVector psi, psiDot, lambda, lambdaDot, work, scratch;
  Directions directions;
  AlignedVector products;  // a row of lanes for each parameter

  explicit Impl(const Circuit& c)
      : circuit(c, DerivativeOrder::Second), readout(c), kernels_(kernels()) {
    for (AlignedVector* state : {&psi, &psiDot, &lambda, &lambdaDot, &work}) {
      state->resize(circuit.chunkSize());
    }
  }

  std::size_t outputs() const { return circuit.circuit().outputs.size(); }

  void forward() {
    circuit.start(psi);
    std::ranges::fill(psiDot, 0.0);
    for (std::size_t s = 0; s < circuit.steps(); ++s) {
      circuit.apply(s, psiDot);
      circuit.addDerivative(s, directions, 1, psi, psiDot);
      circuit.apply(s, psi);
    }
  }

  std::vector<double> expectations(const AlignedVector& state) {
    std::vector<double> values(outputs() * kLanes);
    readout.expectations(kernels_, state.data(), scratch, values);
    return values;
  }

  /// 2 Re <psi'|O|psi>, from the expectations of psi + psi' and psi - psi'.
  std::vector<double> outputDerivatives() {
    for (std::size_t k = 0; k < work.size(); ++k) work[k] = psi[k] + psiDot[k];
    std::vector<double> values = expectations(work);
    for (std::size_t k = 0; k < work.size(); ++k) work[k] = psi[k] - psiDot[k];
    const std::vector<double> minus = expectations(work);
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = (values[k] - minus[k]) / 2;
    return values;
  }

  /// lambda = sum_o (dL/dy_o) O_o psi and its derivative along the directions.
  void turnAround(const OutputFunction& function) {
    const std::size_t count = outputs();
    const std::vector<double> rows = expectations(psi);
    std::vector<double> y(count), gradient(count), curvature(count * count);
    for (std::size_t o = 0; o < count; ++o) y[o] = rows[o * kLanes];
    function(y, gradient, curvature);
    const std::vector<double> dots = outputDerivatives();
    std::vector<double> weights(count * kLanes), weightDots(count * kLanes);
    for (std::size_t o = 0; o < count; ++o) {
      std::fill_n(&weights[o * kLanes], kLanes, gradient[o]);
      for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          weightDots[o * kLanes + lane] += curvature[o * count + p] * dots[p * kLanes + lane];
        }
      }
    }
    readout.cotangentState(kernels_, psi.data(), weights, scratch, lambda.data());
    readout.cotangentState(kernels_, psiDot.data(), weights, scratch, lambdaDot.data());
    readout.cotangentState(kernels_, psi.data(), weightDots, scratch, work.data());
    for (std::size_t k = 0; k < work.size(); ++k) lambdaDot[k] += work[k];
  }

  void backward() {
    std::ranges::fill(products, 0.0);
    for (std::size_t s = circuit.steps(); s-- > 0;) {
      circuit.undo(s, psi);
      circuit.addDerivative(s, directions, -1, psi, psiDot);
      circuit.undo(s, psiDot);
      if (const ProgramDerivatives* d = circuit.derivatives(s)) addStep(circuit.step(s), *d);
      circuit.undo(s, lambdaDot);
      circuit.addAdjointDerivative(s, directions, 1, lambda, lambdaDot);
      circuit.undo(s, lambda);
    }
  }

  void addStep(const Step& step, const ProgramDerivatives& d) {
    constexpr Lanes kOne{1, 1, 1, 1, 1, 1, 1, 1};
    LaneMatrix moved, still;
    addOverlaps(step, d.matrix.dim, psi, lambdaDot, moved);
    addOverlaps(step, d.matrix.dim, psiDot, lambda, moved);
    addOverlaps(step, d.matrix.dim, psi, lambda, still);
    const std::size_t count = d.parameters.size();
    for (std::size_t i = 0; i < count; ++i) {
      double* out = &products[d.parameters[i] * kLanes];
      addTrace(d.first[i], moved, kOne.data(), out);
      for (std::size_t j = 0; j < count; ++j) {
        addTrace(d.second[count * i + j], still, directions.row(d.parameters[j]), out);
      }
    }
  }
};

HessianSweep::HessianSweep(const Circuit& circuit) : impl_(std::make_unique<Impl>(circuit)) {}

HessianSweep::~HessianSweep() = default;

void HessianSweep::bind(std::span<const double> parameters) {
  impl_->circuit.bind(parameters);
  impl_->directions.parameters.resize(parameters.size());
  for (std::uint32_t p = 0; p < parameters.size(); ++p) impl_->directions.parameters[p] = p;
  impl_->directions.values.resize(parameters.size() * kLanes);
  impl_->products.resize(parameters.size() * kLanes);
}

void HessianSweep::addProducts(std::span<const double> inputs, const OutputFunction& function,
                               double factor, const Eigen::Ref<const Eigen::MatrixXd>& directions,
                               Eigen::Ref<Eigen::MatrixXd> products) {
  Impl& m = *impl_;
  const auto parameters = static_cast<Eigen::Index>(m.circuit.parameterCount());
  assert(directions.rows() == parameters && products.rows() == parameters);
  m.circuit.setSample(inputs);
  constexpr auto kChunk = static_cast<Eigen::Index>(kLanes);
  for (Eigen::Index first = 0; first < directions.cols(); first += kChunk) {
    const Eigen::Index count = std::min(kChunk, directions.cols() - first);
    std::ranges::fill(m.directions.values, 0.0);
    for (Eigen::Index lane = 0; lane < count; ++lane) {
      for (Eigen::Index p = 0; p < parameters; ++p) {
        m.directions.values[static_cast<std::size_t>(p * kChunk + lane)] =
            directions(p, first + lane);
      }
    }
    m.forward();
    m.turnAround(function);
    m.backward();
    for (Eigen::Index lane = 0; lane < count; ++lane) {
      for (Eigen::Index p = 0; p < parameters; ++p) {
        products(p, first + lane) +=
            factor * m.products[static_cast<std::size_t>(p * kChunk + lane)];
      }
    }
  }
}

Eigen::MatrixXd HessianSweep::hessian(std::span<const double> inputs,
                                      const OutputFunction& function) {
  const auto size = static_cast<Eigen::Index>(impl_->circuit.parameterCount());
  Eigen::MatrixXd h = Eigen::MatrixXd::Zero(size, size);
  addProducts(inputs, function, 1, Eigen::MatrixXd::Identity(size, size), h);
  return (h + h.transpose()) / 2;
}

}  // namespace qonvolve
