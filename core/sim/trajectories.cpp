// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/trajectories.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <map>

#include "core/sim/program_matrix.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
constexpr unsigned kAllLanes = (1U << kLanes) - 1;
constexpr double kNegligible = 1e-14;

constexpr std::array<Complex, 4> kPowersOfI{Complex{1, 0}, Complex{0, 1}, Complex{-1, 0},
                                            Complex{0, -1}};

/// Lanes that are not in `where` get their old values back.
void blend(AlignedVector& state, const AlignedVector& saved, unsigned where) {
  for (std::size_t i = 0; i < state.size(); ++i) {
    if ((where >> (i % kLanes) & 1) == 0) state[i] = saved[i];
  }
}

}  // namespace

/// Tr(P K^dagger K) / dim for every Pauli product P: Prob(K) = Tr(K^dagger K rho) is the sum of
/// these times <P>.
TrajectorySimulator::Jump TrajectorySimulator::makeJump(std::span<const std::vector<Complex>> kraus,
                                                        std::uint32_t wires) {
  const std::size_t dim = std::size_t{1} << wires;
  Jump jump{.wires = wires, .branches = {}};
  for (const std::vector<Complex>& k : kraus) {
    Branch branch{.matrix = k, .weights = {}};
    branch.identity = true;
    for (std::size_t i = 0; i < dim * dim; ++i) {
      const Complex wanted = i / dim == i % dim ? k[0] : Complex{};
      branch.identity &= std::abs(k[i] - wanted) < kNegligible;
    }
    for (std::uint32_t x = 0; x < dim; ++x) {
      for (std::uint32_t z = 0; z < dim; ++z) {
        // P = sum_c phase(c) |c xor x><c|, so Tr(P M) = sum_c phase(c) M_{c, c xor x}.
        Complex trace = 0;
        for (std::size_t c = 0; c < dim; ++c) {
          Complex product = 0;
          for (std::size_t r = 0; r < dim; ++r) {
            product += std::conj(k[r * dim + c]) * k[r * dim + (c ^ x)];
          }
          const double sign = std::popcount(c & z) % 2 ? -1 : 1;
          trace += kPowersOfI[static_cast<unsigned>(std::popcount(x & z)) % 4] * sign * product;
        }
        const double coefficient = trace.real() / static_cast<double>(dim);
        if (std::abs(coefficient) > kNegligible) branch.weights.push_back({x, z, coefficient});
      }
    }
    jump.branches.push_back(std::move(branch));
  }
  return jump;
}

TrajectorySimulator::TrajectorySimulator(const Circuit& circuit)
    : circuit_(circuit),
      plan_(makeEventPlan(circuit)),
      readout_(circuit),
      kernels_(kernels<double>()) {
  assert(circuit.readoutErrors.empty());
  for (const Program& program : plan_.gates.programs) {
    places_.push_back(coefficients_);
    coefficients_ += coefficientCount(program.form);
  }
  for (const Channel& channel : circuit.channels) {
    channels_.push_back(makeJump(channel.kraus, channel.wires));
  }
  reset_ = makeJump(std::vector<std::vector<Complex>>{{1, 0, 0, 0}, {0, 1, 0, 0}}, 1);
  measurement_ = makeJump(std::vector<std::vector<Complex>>{{1, 0, 0, 0}, {0, 0, 0, 1}}, 1);
}

std::uint64_t TrajectorySimulator::bytes() const {
  return (kStride * sizeof(double) * 2) << circuit_.wires;
}

double TrajectorySimulator::operations() const {
  const double quads = static_cast<double>(std::uint64_t{1} << circuit_.wires) / 4;
  double sum = 0;
  for (const EventStep& step : plan_.steps) {
    sum += quads * (step.isEvent ? 48 : forwardCost(step.gates.form));
  }
  return sum;
}

TrajectorySimulator::Workspace TrajectorySimulator::makeWorkspace() const {
  Workspace workspace;
  workspace.state.resize(kStride << circuit_.wires);
  workspace.coefficients.resize(coefficients_);
  workspace.values.resize(circuit_.outputs.size() * kLanes);
  return workspace;
}

void TrajectorySimulator::setSample(Workspace& workspace, std::span<const double> parameters,
                                    std::span<const double> inputs) const {
  for (std::size_t i = 0; i < plan_.gates.programs.size(); ++i) {
    const Program& program = plan_.gates.programs[i];
    std::vector<double> angles(3 * program.ops.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      angles[k] = angleValue(circuit_, program.ops[k / 3].angles[k % 3], parameters, inputs);
    }
    writeCoefficients(program, programMatrix(program, angles), &workspace.coefficients[places_[i]],
                      1);
  }
  workspace.start = preparedState(circuit_, inputs);
}

/// The lanes in which a condition holds, one bit each.
unsigned TrajectorySimulator::holding(std::uint32_t condition, std::span<const Lane> lanes) const {
  if (condition == 0) return kAllLanes;
  const Condition& wanted = circuit_.conditions[condition - 1];
  unsigned where = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    where |= ((lanes[lane].bits & wanted.mask) == wanted.value ? 1U : 0U) << lane;
  }
  return where;
}

void TrajectorySimulator::applyGates(Workspace& workspace, const Step& step, unsigned where) const {
  if (where == 0) return;
  const std::size_t size = std::size_t{1} << circuit_.wires;
  double* state = workspace.state.data();
  if (where != kAllLanes) workspace.saved = workspace.state;
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, size, step.mask, step.from, step.flip);
  } else {
    kernels_.shared[step.form].apply(state, state, size, step.bit(0), step.bit(1),
                                     &workspace.coefficients[places_[step.program]]);
  }
  if (where != kAllLanes) blend(workspace.state, workspace.saved, where);
}

/// <P> of the Pauli product with the given local masks, in every lane.
TrajectorySimulator::Lanes TrajectorySimulator::pauli(const Workspace& workspace,
                                                      const Event& event, std::uint32_t x,
                                                      std::uint32_t z) const {
  std::uint64_t xMask = 0, zMask = 0;
  for (std::size_t b = 0; b < 2; ++b) {
    xMask |= std::uint64_t{(x >> b) & 1} << event.wires[b];
    zMask |= std::uint64_t{(z >> b) & 1} << event.wires[b];
  }
  alignas(64) std::array<double, kStride> product{};
  kernels_.pauliProduct(workspace.state.data(), std::size_t{1} << circuit_.wires, xMask, zMask,
                        product.data());
  const Complex phase = kPowersOfI[static_cast<unsigned>(std::popcount(x & z)) % 4];
  Lanes values;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    values[lane] = phase.real() * product[lane] - phase.imag() * product[kLanes + lane];
  }
  return values;
}

/// Picks an operator in every lane of `where` and divides by the square root of its probability.
void TrajectorySimulator::apply(Workspace& workspace, const Event& event, std::span<Lane> lanes,
                                unsigned where) const {
  if (where == 0) return;
  const Jump& jump = event.kind == Event::Kind::Channel ? channels_[event.index]
                     : event.kind == Event::Kind::Reset ? reset_
                                                        : measurement_;
  const std::size_t dim = std::size_t{1} << jump.wires;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Lanes> paulis;
  std::vector<Lanes> probability(jump.branches.size(), Lanes{});
  for (std::size_t b = 0; b < jump.branches.size(); ++b) {
    for (const Branch::Weight& w : jump.branches[b].weights) {
      auto [found, isNew] = paulis.try_emplace({w.x, w.z});
      if (isNew && w.x == 0 && w.z == 0)
        found->second.fill(1);
      else if (isNew)
        found->second = pauli(workspace, event, w.x, w.z);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        probability[b][lane] += w.coefficient * found->second[lane];
      }
    }
  }
  alignas(64) std::array<double, 16 * kStride> matrix{};
  bool idle = true;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const bool acts = (where >> lane & 1) != 0;
    std::size_t chosen = 0;
    if (acts) {
      double left = lanes[lane].rng.uniform();
      while (chosen + 1 < jump.branches.size() && left >= probability[chosen][lane]) {
        left -= std::max(0.0, probability[chosen++][lane]);
      }
      while (probability[chosen][lane] <= 0 && chosen > 0) --chosen;  // rounding at the end
    }
    const Branch& branch = jump.branches[chosen];
    idle &= !acts || branch.identity;
    const double scale = acts ? 1 / std::sqrt(probability[chosen][lane]) : 1;
    for (std::size_t k = 0; k < dim * dim; ++k) {
      const Complex entry =
          acts ? scale * branch.matrix[k] : Complex{k / dim == k % dim ? 1.0 : 0.0};
      matrix[2 * k * kLanes + lane] = entry.real();
      matrix[(2 * k + 1) * kLanes + lane] = entry.imag();
    }
    if (acts && event.kind == Event::Kind::Measure) {
      const std::uint64_t bit = std::uint64_t{1} << event.index;
      lanes[lane].bits = (lanes[lane].bits & ~bit) | (chosen == 1 ? bit : 0);
    }
  }
  if (idle) return;
  const Form form = jump.wires == 1 ? Form::Dense1 : Form::Dense2;
  double* state = workspace.state.data();
  kernels_.perLane[form].apply(
      state, state, std::size_t{1} << circuit_.wires, std::size_t{1} << event.wires[0],
      jump.wires == 1 ? 0 : std::size_t{1} << event.wires[1], matrix.data());
}

void TrajectorySimulator::run(Workspace& workspace, const Rng& sample, std::uint64_t first,
                              std::span<double> outputs) const {
  std::array<Lane, kLanes> lanes;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes[lane].rng = sample.stream("trajectory", first + lane);
  }
  for (std::size_t k = 0; k < workspace.start.size(); ++k) {
    std::fill_n(&workspace.state[k * kStride], kLanes, workspace.start[k].real());
    std::fill_n(&workspace.state[k * kStride + kLanes], kLanes, workspace.start[k].imag());
  }
  for (const EventStep& step : plan_.steps) {
    const unsigned where = holding(step.condition, lanes);
    if (step.isEvent) {
      apply(workspace, circuit_.events[step.event], lanes, where);
    } else {
      applyGates(workspace, step.gates, where);
    }
  }
  readout_.expectations(kernels_, workspace.state.data(), workspace.scratch, outputs);
}

}  // namespace qonvolve
