// SPDX-License-Identifier: GPL-3.0-or-later
// Binds the tasks of a visit to numbers, and runs them tile by tile.
#include "core/sim/state_run.h"

#include <algorithm>
#include <cmath>

namespace qonvolve {
namespace {

constexpr std::uint32_t kNone = RotationItem::kNone;
// Tiles are dealt with in at most this many pieces, whose readings are summed in order: results do
// not depend on the number of threads.
constexpr std::size_t kPieces = 16;
constexpr std::size_t kMaxBits = 16;  // of a tile
// Two states and the sums over them share the registers.
constexpr std::size_t kBackwardRowBits = 3;

/// The bits of `value`, lowest first, put where `bits` says.
std::size_t deposit(std::uint64_t value, std::span<const std::uint8_t> bits) {
  std::size_t result = 0;
  for (std::size_t b = 0; b < bits.size(); ++b) result |= ((value >> b) & 1) << bits[b];
  return result;
}

double cosine(const ProgramNumbers& n) {
  return 1 / std::sqrt(1 + n.tangent * n.tangent);
}

}  // namespace

template <class T>
StateRun<T>::StateRun(const StatePlan& plan)
    : plan_(plan), kernels_(kernels<T>()), workers_(1), sums_(kPieces) {
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

/// A rotation T X^flip on a row bit, or backwards X^flip T^-1. Its y is read before it.
template <class T>
void StateRun<T>::addRow(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers,
                         bool back, double& scale, Pass& pass) const {
  const std::size_t k = pass.rows++;
  const std::size_t groupBit = std::size_t{1} << (bit - kLaneWires<T>);
  pass.rotation.mask |= groupBit;
  pass.rotation.load.setBit(k, groupBit, numbers.flip && !back);
  pass.rotation.store.setBit(k, groupBit, numbers.flip && back);
  pass.rotation.rows[k] = static_cast<T>(back ? -numbers.tangent : numbers.tangent);
  pass.rotations[k] = rotation;
  pass.rowBits[k] = groupBit;
  scale *= cosine(numbers);
}

/// The same inside the lanes, when all rows are there.
template <class T>
void StateRun<T>::addLane(std::uint32_t rotation, std::size_t bit, const ProgramNumbers& numbers,
                          bool back, double& scale, Pass& pass) const {
  pass.lanes = true;
  pass.rotation.lanes[bit] = static_cast<T>(back ? -numbers.tangent : numbers.tangent);
  if (numbers.flip) pass.rotation.flips |= std::size_t{1} << bit;
  pass.rotations[pass.rows + bit] = rotation;
  pass.factors[pass.rows + bit] = scale * scale;
  scale *= cosine(numbers);
}

/// Rotations, those that do nothing left out unless something is read there. The first pass also
/// takes those inside the lanes.
template <class T>
void StateRun<T>::bindRotations(const StateTask& from, const StateNumbers<T>& numbers, bool back,
                                double& scale, Task& task) const {
  const auto numbersOf = [&](std::size_t k) -> const ProgramNumbers& {
    return numbers.programs[plan_.rotations[from.rotations[k]].program];
  };
  std::array<std::uint8_t, 64> moving;  // of `from`, those inside the lanes first
  std::size_t count = 0, lanes = 0;
  for (std::size_t k = 0; k < from.rotations.size(); ++k) {
    const ProgramNumbers& n = numbersOf(k);
    if (!back && (plan_.rotations[from.rotations[k]].start || (n.tangent == 0 && !n.flip))) {
      continue;
    }
    if (from.bits[k] < kLaneWires<T>) ++lanes;
    moving[count++] = static_cast<std::uint8_t>(k);
  }
  const std::size_t rows = count - lanes;
  const std::size_t most = back ? kBackwardRowBits : kernels_.state.rotateBits;
  const std::size_t mostFirst =
      lanes == 0 ? most : std::min(most, kernels_.state.rotateLanesBits);
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
      const std::size_t k = moving[next];
      addRow(from.rotations[k], from.bits[k], numbersOf(k), back, scale, pass);
    }
    if (p > 0) continue;
    for (std::size_t l = 0; l < lanes; ++l) {
      const std::size_t k = moving[l];
      addLane(from.rotations[k], from.bits[k], numbersOf(k), back, scale, pass);
    }
  }
}

template <class T>
void StateRun<T>::bindTurn(const StateTask& from, Task& task) const {
  RotationPass<T>& turn = task.passes.emplace_back().rotation;
  for (std::size_t k = 0; k < from.bits.size(); ++k) {
    const std::size_t bit = std::size_t{1} << (from.bits[k] - kLaneWires<T>);
    turn.mask |= bit;
    turn.load.setBit(k, bit, false);
    turn.store.setBit(k, bit, false);
  }
}

/// `scale` is what the stored states lack, before and after the visit.
template <class T>
void StateRun<T>::bind(const StateVisit& visit, const StateNumbers<T>& numbers, bool back,
                       double& scale) {
  taskCount_ = 0;
  programs_ = &numbers.programs;
  for (std::size_t k = 0; k < visit.tasks.size(); ++k) {
    const StateTask& from = visit.tasks[back ? visit.tasks.size() - 1 - k : k];
    if (from.kind == StateTask::Kind::Diagonal && !back && plan_.diagonals[from.diagonal].last) {
      continue;
    }
    Task& task = nextTask(from);
    task.factor = scale * scale;
    switch (from.kind) {
      case StateTask::Kind::Rotate:
        bindRotations(from, numbers, back, scale, task);
        break;
      case StateTask::Kind::Turn:
        bindTurn(from, task);
        break;
      case StateTask::Kind::Diagonal: {
        const DiagonalItem& item = plan_.diagonals[from.diagonal];
        task.apply = !item.last;
        fillPhases(plan_, item, numbers.programs, phases_);
        task.tables.build(phases_, item.pairs, from.wires, visit.bits.size(), scale, back);
        if (task.apply) scale = 1;
        break;
      }
      case StateTask::Kind::Matrix: {
        const std::uint32_t program = plan_.plan.steps[from.step].program;
        task.matrix = (back ? numbers.backward : numbers.forward)[program].data();
        break;
      }
      case StateTask::Kind::Exchange:
        break;
    }
  }
}

template <class T>
double StateRun<T>::forward(const StateNumbers<T>& numbers, T* state, ThreadPool* pool) {
  double scale = 1;
  for (const StateVisit& visit : plan_.visits) {
    bind(visit, numbers, false, scale);
    runVisit(visit, state, nullptr, pool);
  }
  return scale;
}

template <class T>
double StateRun<T>::backward(const StateNumbers<T>& numbers, double factor, std::size_t firstVisit,
                             T* phi, T* lambda, ThreadPool* pool, StateReadings& readings) {
  for (std::vector<double>& sums : sums_) sums.assign(sumCount_, 0.0);
  double scale = factor;
  for (std::size_t v = plan_.visits.size(); v-- > firstVisit;) {
    bind(plan_.visits[v], numbers, true, scale);
    runVisit(plan_.visits[v], phi, lambda, pool);
  }
  collect(readings);
  return scale;
}

template <class T>
void StateRun<T>::runVisit(const StateVisit& visit, T* phi, T* lambda, ThreadPool* pool) {
  if (taskCount_ == 0) return;
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
    worker.diagonal.owner = nullptr;
    worker.rows.resize(std::size_t{1} << bits);
    worker.sums.resize((kMaxBits + 2) * kGroupLanes<T>);
    // Both states' tiles lie at the same distance from a page: half a page more keeps them from
    // fighting for the same lines of the first-level cache.
    const std::size_t apart = 1024 / sizeof(T);
    if (!visit.contiguous()) {
      worker.phi.resize(std::size_t{2} << bits);
      if (lambda != nullptr) worker.lambda.resize((std::size_t{2} << bits) + apart);
    }
    const auto runOne = [&](std::size_t tile, T* a, T* b) {
      if (b == nullptr) return runTile(tile, a, worker);
      runTileBack(tile, a, b, worker, sums_[piece].data());
    };
    for (std::size_t tile = piece * tiles / pieces; tile < (piece + 1) * tiles / pieces; ++tile) {
      const std::size_t at = 2 * deposit(tile, outside);
      T* const second = lambda == nullptr ? nullptr : lambda + at;
      if (visit.contiguous()) {
        runOne(tile, phi + at, second);
        continue;
      }
      T* const localSecond = second == nullptr ? nullptr : worker.lambda.data() + apart;
      copy(worker.phi.data(), phi + at, false);
      if (second != nullptr) copy(localSecond, second, false);
      runOne(tile, worker.phi.data(), localSecond);
      copy(worker.phi.data(), phi + at, true);
      if (second != nullptr) copy(localSecond, second, true);
    }
  };
  if (pool != nullptr) {
    pool->run(pieces, work);
  } else {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece, 0);
  }
}

template <class T>
void StateRun<T>::runTile(std::uint64_t tile, T* phi, Worker& worker) const {
  const StateKernels<T>& state = kernels_.state;
  for (const Task& task : std::span(tasks_).first(taskCount_)) {
    const StateTask& from = *task.from;
    switch (from.kind) {
      case StateTask::Kind::Rotate:
        for (const Pass& pass : task.passes) {
          (pass.lanes ? state.rotateLanes[pass.rows]
                      : state.rotate[pass.rows - 1])(phi, groups_, pass.rotation);
        }
        break;
      case StateTask::Kind::Turn:
        state.exchangeLanes(phi, groups_, task.passes[0].rotation);
        break;
      case StateTask::Kind::Diagonal:
        state.diagonal(phi, task.tables.pass(tile, worker.diagonal));
        break;
      case StateTask::Kind::Matrix:
        kernels_.shared[plan_.plan.steps[from.step].form].apply(
            phi, phi, groups_, from.groupBit(0, kLaneWires<T>), from.groupBit(1, kLaneWires<T>),
            task.matrix);
        break;
      case StateTask::Kind::Exchange:
        kernels_.exchange(phi, groups_, from.mask >> kLaneWires<T>, from.from >> kLaneWires<T>,
                          from.flip >> kLaneWires<T>);
        break;
    }
  }
}

template class StateRun<double>;
template class StateRun<float>;

}  // namespace qonvolve
