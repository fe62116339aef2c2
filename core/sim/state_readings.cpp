// SPDX-License-Identifier: GPL-3.0-or-later
// The backward run of one state: what is read of a tile before its tasks are undone.
#include <algorithm>
#include <bit>
#include <limits>

#include "core/sim/state_run.h"

namespace qonvolve {
namespace {

constexpr std::uint32_t kNone = RotationItem::kNone;

/// Sum over the lanes whose number contains all bits of `mask`.
template <class T>
double laneSum(const T* row, std::size_t mask) {
  double sum = 0;
  for (std::size_t lane = mask; lane < kGroupLanes<T>; lane = (lane + 1) | mask) sum += row[lane];
  return sum;
}

}  // namespace

template <class T>
void StateRun<T>::runTileBack(std::uint64_t tile, T* phi, T* lambda, Worker& worker,
                              double* sums) const {
  for (const Task& task : std::span(tasks_).first(taskCount_)) {
    const StateTask& from = *task.from;
    switch (from.kind) {
      case StateTask::Kind::Rotate:
        for (const Pass& pass : task.passes) rotateBack(pass, phi, lambda, worker, sums);
        break;
      case StateTask::Kind::Turn:
        for (T* state : {phi, lambda}) {
          kernels_.state.exchangeLanes(state, groups_, task.passes[0].rotation);
        }
        break;
      case StateTask::Kind::Diagonal:
        diagonalBack(task, tile, phi, lambda, worker, sums);
        break;
      case StateTask::Kind::Matrix: {
        const Step& step = plan_.plan.steps[from.step];
        const Program& program = plan_.plan.programs[step.program];
        const bool read = program.trainable || program.features;
        const std::size_t count = accumulatorCount(step.form);
        std::fill_n(worker.sums.begin(), count * kGroupLanes<T>, T{0});
        kernels_.shared[step.form].sweep(phi, lambda, groups_, from.groupBit(0, kLaneWires<T>),
                                         from.groupBit(1, kLaneWires<T>), task.matrix,
                                         read ? worker.sums.data() : nullptr);
        for (std::size_t k = 0; k < count; ++k) {
          sums[matrixAt_[from.step] + k] +=
              task.factor * laneSum(&worker.sums[k * kGroupLanes<T>], 0);
        }
        break;
      }
      case StateTask::Kind::Exchange:
        for (T* state : {phi, lambda}) {
          kernels_.exchange(state, groups_, from.mask >> kLaneWires<T>, from.from >> kLaneWires<T>,
                            from.flip >> kLaneWires<T>);
        }
        break;
    }
  }
}

template <class T>
void StateRun<T>::rotateBack(const Pass& pass, T* phi, T* lambda, Worker& worker,
                             double* sums) const {
  readX(pass, phi, lambda, worker, sums);
  std::fill_n(worker.sums.begin(), pass.sums() * kGroupLanes<T>, T{0});
  const StateKernels<T>& state = kernels_.state;
  (pass.lanes ? state.rotateLanesBoth[pass.rows] : state.rotateBoth[pass.rows - 1])(
      phi, lambda, groups_, pass.rotation, worker.sums.data());
  for (std::size_t k = 0; k < pass.sums(); ++k) {
    if (pass.rotations[k] == kNone) continue;
    sums[2 * pass.rotations[k]] += pass.factors[k] * laneSum(&worker.sums[k * kGroupLanes<T>], 0);
  }
}

/// x before the pass, where it cannot be told from the rest: Im sum (phi_0 conj(lambda_1) + phi_1
/// conj(lambda_0)).
template <class T>
void StateRun<T>::readX(const Pass& pass, const T* phi, const T* lambda, Worker& worker,
                        double* sums) const {
  const auto isWanted = [&](std::uint32_t r) {
    if (r == kNone || !plan_.rotations[r].needsX) return false;
    return needsReading((*programs_)[plan_.rotations[r].program]);
  };
  const auto add = [&](std::size_t k, std::size_t row) {
    sums[2 * pass.rotations[k] + 1] +=
        pass.factorBefore * laneSum(&worker.sums[row * kGroupLanes<T>], 0);
  };
  for (std::size_t k = 0; k < pass.rows; ++k) {
    if (!isWanted(pass.rotations[k])) continue;
    std::fill_n(worker.sums.begin(), 4 * kGroupLanes<T>, T{0});
    kernels_.shared[Form::Dense1].reduce(phi, lambda, groups_, pass.rowBits[k], 0,
                                         worker.sums.data());
    add(k, 3);
  }
  const auto lanes = std::span(pass.rotations).subspan(pass.rows, pass.sums() - pass.rows);
  if (!std::ranges::any_of(lanes, isWanted)) return;
  std::fill_n(worker.sums.begin(), kLaneWires<T> * kGroupLanes<T>, T{0});
  kernels_.state.readLanes(phi, lambda, groups_, worker.sums.data());
  for (std::size_t k = 0; k < lanes.size(); ++k) {
    if (isWanted(lanes[k])) add(pass.rows + k, k);
  }
}

template <class T>
void StateRun<T>::diagonalBack(const Task& task, std::uint64_t tile, T* phi, T* lambda,
                               Worker& worker, double* sums) const {
  constexpr std::size_t lanes = kGroupLanes<T>;
  const std::vector<Wire>& wires = task.from->wires;
  const DiagonalItem& item = plan_.diagonals[task.from->diagonal];
  const auto bits = static_cast<std::size_t>(std::countr_zero(groups_ * lanes));
  std::fill_n(worker.sums.begin(), (1 + bits) * lanes, T{0});
  const StateKernels<T>& state = kernels_.state;
  (task.apply ? state.diagonalBoth : state.weigh)(
      phi, lambda, task.tables.pass(tile, worker.diagonal), worker.rows.data(), worker.sums.data());
  const T* const total = worker.sums.data();
  const auto row = [&](std::size_t bit) { return total + (1 + bit - kLaneWires<T>)*lanes; };
  // w where the bit is set, and where both are: outside bits are the same for all of the tile.
  const auto inside = [&](std::size_t bit) {
    return bit < kLaneWires<T> ? laneSum(total, std::size_t{1} << bit) : laneSum(row(bit), 0);
  };
  const double all = laneSum(total, 0);
  const auto single = [&](std::size_t bit) {
    if (bit < bits) return inside(bit);
    return ((tile >> (bit - bits)) & 1) != 0 ? all : 0.0;
  };
  double* const to = sums + diagonalAt_[task.from->diagonal];
  to[0] += task.factor * all;
  for (std::size_t b = 0; b < wires.size(); ++b) to[1 + wires[b]] += task.factor * single(b);

  const auto both = [&](std::size_t a, std::size_t b) {  // a < b
    if (b >= bits) return ((tile >> (b - bits)) & 1) != 0 ? single(a) : 0.0;
    if (b < kLaneWires<T>) return laneSum(total, std::size_t{1} << a | std::size_t{1} << b);
    if (a < kLaneWires<T>) return laneSum(row(b), std::size_t{1} << a);
    AlignedRows<T> sum(4 * lanes, T{0});
    kernels_.shared[Form::Diagonal2].reduce(phi, lambda, groups_,
                                            std::size_t{1} << (a - kLaneWires<T>),
                                            std::size_t{1} << (b - kLaneWires<T>), sum.data());
    return laneSum(&sum[3 * lanes], 0);
  };
  // Pairs between rows are read after the phases were undone, by whose scale they differ.
  const double undone = task.apply ? 1 : task.factor;
  for (std::size_t k = 0; k < item.pairs.size(); ++k) {
    if (!item.readPair[k]) continue;
    const auto at = [&](Wire w) {
      return static_cast<std::size_t>(std::ranges::find(wires, w) - wires.begin());
    };
    const std::size_t a = std::min(at(item.pairs[k][0]), at(item.pairs[k][1]));
    const std::size_t b = std::max(at(item.pairs[k][0]), at(item.pairs[k][1]));
    const double factor = a >= kLaneWires<T> && b < bits ? undone : task.factor;
    to[1 + plan_.bits + k] += factor * both(a, b);
  }
}

template <class T>
void StateRun<T>::collect(StateReadings& readings) const {
  std::vector<double> sum(sumCount_, 0.0);
  for (const std::vector<double>& piece : sums_) {
    for (std::size_t k = 0; k < sumCount_; ++k) sum[k] += piece[k];
  }
  const auto part = [&](std::size_t at, std::size_t count) {
    const auto first = sum.begin() + static_cast<std::ptrdiff_t>(at);
    return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(count));
  };
  readings.diagonals.clear();
  readings.pairs.clear();
  for (std::size_t d = 0; d < plan_.diagonals.size(); ++d) {
    readings.diagonals.push_back(part(diagonalAt_[d], 1 + plan_.bits));
    readings.pairs.push_back(
        part(diagonalAt_[d] + 1 + plan_.bits, plan_.diagonals[d].pairs.size()));
  }
  readings.matrices.clear();
  for (std::size_t s = 0; s < plan_.plan.steps.size(); ++s) {
    const Form form = plan_.plan.steps[s].form;
    readings.matrices.push_back(
        part(matrixAt_[s], form == Form::Exchange ? 0 : accumulatorCount(form)));
  }
  readings.rotations.clear();
  for (std::size_t r = 0; r < plan_.rotations.size(); ++r) {
    const RotationItem& item = plan_.rotations[r];
    const auto z = [&](std::uint32_t diagonal) {
      if (diagonal == kNone) return 0.0;
      const std::vector<double>& w = readings.diagonals[diagonal];
      return w[0] - 2 * w[1 + item.wire];
    };
    RotationReading reading{.y = sum[2 * r], .zBefore = z(item.before), .zAfter = z(item.after)};
    if (item.needsX) {
      const bool read = needsReading((*programs_)[item.program]);
      reading.x = read ? sum[2 * r + 1] : std::numeric_limits<double>::quiet_NaN();
    }
    readings.rotations.push_back(reading);
  }
}

template void StateRun<double>::runTileBack(std::uint64_t, double*, double*, Worker&,
                                            double*) const;
template void StateRun<float>::runTileBack(std::uint64_t, float*, float*, Worker&, double*) const;
template void StateRun<double>::collect(StateReadings&) const;
template void StateRun<float>::collect(StateReadings&) const;

}  // namespace qonvolve
