// SPDX-License-Identifier: GPL-3.0-or-later
// Binds the tasks of a visit to numbers, and runs them tile by tile.
#include "core/sim/state_run.h"

#include <algorithm>
#include <bit>

namespace qonvolve {
namespace {

constexpr std::uint32_t kNone = RotationItem::kNone;
// Tiles are dealt with in at most this many pieces, whose readings are summed in order: results do
// not depend on the number of threads.
constexpr std::size_t kPieces = 16;
// Two states and the sums over them share the registers.
constexpr std::size_t kBackwardRowBits = 3;

/// The bits of `value`, lowest first, put where `bits` says.
std::size_t deposit(std::uint64_t value, std::span<const std::uint8_t> bits) {
  std::size_t result = 0;
  for (std::size_t b = 0; b < bits.size(); ++b) result |= ((value >> b) & 1) << bits[b];
  return result;
}

}  // namespace

template <class T>
StateRun<T>::StateRun(const StatePlan& plan)
    : plan_(plan), kernels_(kernels<T>()), forward_(plan), workers_(1), sums_(kPieces) {
  sumCount_ = 2 * plan.rotations.size();
  for (const DiagonalItem& d : plan.diagonals) {
    diagonalAt_.push_back(sumCount_);
    sumCount_ += 1 + plan.bits + d.pairs.size();
  }
  for (const Step& step : plan.plan.steps) {
    matrixAt_.push_back(sumCount_);
    if (step.form != Form::Exchange) sumCount_ += accumulatorCount(step.form);
  }
}

template <class T>
typename StateRun<T>::Task& StateRun<T>::nextTask(const StateTask& from) {
  if (taskCount_ == tasks_.size()) tasks_.emplace_back();
  Task& task = tasks_[taskCount_++];
  task.from = &from;
  task.passes.clear();
  return task;
}

/// The inverse X^flip T^-1 of a rotation on a row bit. Its y is read before it.
template <class T>
void StateRun<T>::addRow(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers,
                         double& scale, Pass& pass) const {
  const std::size_t k = pass.rows++;
  const std::size_t groupBit = std::size_t{1} << (bit - kLaneWires<T>);
  pass.rotation.load.setBit(k, groupBit, false);
  pass.rotation.store.setBit(k, groupBit, numbers.flip);
  pass.rotation.rows[k] = static_cast<T>(-numbers.tangent);
  pass.rotations[k] = rotation;
  pass.rowBits[k] = groupBit;
  scale *= numbers.cosine;
}

/// The same inside the lanes, when all rows are there.
template <class T>
void StateRun<T>::addLane(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers,
                          double& scale, Pass& pass) const {
  pass.lanes = true;
  pass.rotation.lanes[bit] = static_cast<T>(-numbers.tangent);
  if (numbers.flip) pass.rotation.flips |= std::size_t{1} << bit;
  pass.rotations[pass.rows + bit] = rotation;
  pass.factors[pass.rows + bit] = scale * scale;
  scale *= numbers.cosine;
}

/// The first pass also takes the rotations inside the lanes, which come first in `from`.
template <class T>
void StateRun<T>::bindRotations(const StateTask& from, const StateNumbers<T>& numbers,
                                double& scale, Task& task) const {
  const auto numbersOf = [&](std::size_t k) -> const ProgramNumbers& {
    return numbers.programs[plan_.rotations[from.rotations[k]].program];
  };
  const std::size_t count = from.rotations.size();
  const auto lanes = static_cast<std::size_t>(std::ranges::lower_bound(from.bits, kLaneWires<T>) -
                                              from.bits.begin());
  const std::size_t most = kBackwardRowBits, rows = count - lanes;
  const std::size_t mostFirst = lanes == 0 ? most : std::min(most, kernels_.state.rotateLanesBits);
  std::size_t passes = (rows + most - 1) / most;
  if (lanes != 0) passes = rows <= mostFirst ? 1 : 1 + (rows - mostFirst + most - 1) / most;
  for (std::size_t p = 0, next = lanes; p < passes; ++p) {
    Pass& pass = task.passes.emplace_back();
    pass.rotations.fill(kNone);
    pass.factors.fill(scale * scale);
    pass.factorBefore = scale * scale;
    // As evenly as the first pass allows.
    std::size_t take = (count - next + passes - p - 1) / (passes - p);
    if (p == 0) take = std::min(take, mostFirst);
    for (; take > 0; --take, ++next) {
      addRow(from.rotations[next], from.bits[next], numbersOf(next), scale, pass);
    }
    for (std::size_t l = 0; p == 0 && l < lanes; ++l) {
      addLane(from.rotations[l], from.bits[l], numbersOf(l), scale, pass);
    }
  }
}

template <class T>
void StateRun<T>::bindTurn(const StateTask& from, Task& task) const {
  RotationPass<T>& turn = task.passes.emplace_back().rotation;
  for (std::size_t k = 0; k < from.bits.size(); ++k) {
    const std::size_t bit = std::size_t{1} << (from.bits[k] - kLaneWires<T>);
    turn.load.setBit(k, bit, false);
    turn.store.setBit(k, bit, false);
  }
}

/// Backward; `scale` is what the stored states lack, before and after the visit.
template <class T>
void StateRun<T>::bind(const StateVisit& visit, const StateNumbers<T>& numbers, double& scale) {
  taskCount_ = 0;
  programs_ = &numbers.programs;
  for (auto from = visit.tasks.rbegin(); from != visit.tasks.rend(); ++from) {
    Task& task = nextTask(*from);
    task.factor = scale * scale;
    switch (from->kind) {
      case StateTask::Kind::Rotate:
        bindRotations(*from, numbers, scale, task);
        break;
      case StateTask::Kind::Turn:
        bindTurn(*from, task);
        break;
      case StateTask::Kind::Diagonal: {
        const DiagonalItem& item = plan_.diagonals[from->diagonal];
        task.apply = !item.last;
        fillPhases(plan_, item, numbers.programs, phases_);
        task.tables.build(phases_, item.pairs, from->wires, visit.bits.size(), scale, true,
                          ++builds_);
        if (task.apply) scale = 1;
        break;
      }
      case StateTask::Kind::Matrix:
        task.matrix = numbers.backward[plan_.plan.steps[from->step].program].data();
        break;
      case StateTask::Kind::Exchange:
        break;
    }
  }
}

template <class T>
double StateRun<T>::forward(const StateNumbers<T>& numbers, T* state, ThreadPool* pool) {
  double scale = 1;
  for (const StateVisit& visit : plan_.visits) {
    forward_.bind(visit, numbers, scale, builds_);
    if (!forward_.empty()) runVisit(visit, state, nullptr, pool);
  }
  return scale;
}

template <class T>
double StateRun<T>::backward(const StateNumbers<T>& numbers, double factor, std::size_t firstVisit,
                             T* phi, T* lambda, ThreadPool* pool, StateReadings& readings) {
  for (std::vector<double>& sums : sums_) sums.assign(sumCount_, 0.0);
  double scale = factor;
  for (std::size_t v = plan_.visits.size(); v-- > firstVisit;) {
    bind(plan_.visits[v], numbers, scale);
    runVisit(plan_.visits[v], phi, lambda, pool);
  }
  collect(readings);
  return scale;
}

template <class T>
void StateRun<T>::runVisit(const StateVisit& visit, T* phi, T* lambda, ThreadPool* pool) {
  const std::size_t bits = visit.bits.size();
  groups_ = (std::size_t{1} << bits) / kGroupLanes<T>;
  std::vector<std::uint8_t> outside;
  for (std::uint8_t b = 0; b < plan_.bits; ++b) {
    if (!std::ranges::binary_search(visit.bits, b)) outside.push_back(b);
  }
  // A collected tile is a number of runs, each at its place in the state.
  const std::size_t run = std::size_t{2} << visit.low;  // numbers
  std::vector<std::size_t> runs(std::size_t{1} << (bits - visit.low));
  for (std::size_t r = 0; r < runs.size(); ++r) {
    runs[r] = 2 * deposit(r, std::span(visit.bits).subspan(visit.low));
  }
  const std::size_t tiles = std::size_t{1} << outside.size();
  const std::size_t pieces = std::min(tiles, kPieces);
  workers_.resize(std::max(workers_.size(), pool == nullptr ? std::size_t{1} : pool->size()));
  const auto copy = [&](T* local, T* state, bool back) {
    for (std::size_t r = 0; r < runs.size(); ++r) {
      T* const a = local + r * run;
      T* const b = state + runs[r];
      kernels_.state.copy(back ? b : a, back ? a : b, run);
    }
  };
  const auto work = [&](std::size_t piece, std::size_t index) {
    Worker& worker = workers_[index];
    worker.rows.resize(std::size_t{1} << bits);
    worker.sums.resize((kMostTileBits + 1) * kGroupLanes<T>);
    // Both states' tiles lie at the same distance from a page: half a page more keeps them from
    // fighting for the same lines of the first-level cache.
    const std::size_t apart = 1024 / sizeof(T);
    if (!visit.contiguous()) {
      worker.phi.resize(std::size_t{2} << bits);
      if (lambda != nullptr) worker.lambda.resize((std::size_t{2} << bits) + apart);
    }
    for (std::size_t tile = piece * tiles / pieces; tile < (piece + 1) * tiles / pieces; ++tile) {
      T* const a = phi + 2 * deposit(tile, outside);
      T* const local = visit.contiguous() ? a : worker.phi.data();
      if (lambda == nullptr) {
        if (local != a && !forward_.readsState()) copy(local, a, false);
        forward_.run(tile, groups_, forward_.readsState() ? a : local,
                     forward_.writesState() ? a : local, local, worker.diagonal);
        if (local != a && !forward_.writesState()) copy(local, a, true);
        continue;
      }
      T* const b = lambda + (a - phi);
      T* const localB = visit.contiguous() ? b : worker.lambda.data() + apart;
      if (local != a) {
        copy(local, a, false);
        copy(localB, b, false);
      }
      runTileBack(tile, local, localB, worker, sums_[piece].data());
      if (local != a) {
        copy(local, a, true);
        copy(localB, b, true);
      }
    }
  };
  if (pool != nullptr) {
    pool->run(pieces, work);
  } else {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece, 0);
  }
}

template class StateRun<double>;
template class StateRun<float>;

}  // namespace qonvolve
