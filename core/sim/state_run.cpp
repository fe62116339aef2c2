// SPDX-License-Identifier: GPL-3.0-or-later
// Binds the tasks of a visit to numbers, and runs them tile by tile.
#include "core/sim/state_run.h"

#include <algorithm>
#include <bit>
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
constexpr std::size_t kSecondLevelBytes = std::size_t{1} << 20;

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
        task.tables.build(phases_, item.pairs, from.wires, visit.bits.size(), scale, back,
                          ++builds_);
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

/// Rows of a pass over a collected tile as they lie in the state.
template <class T>
Rows StateRun<T>::rowsInState(const Pass& pass, const Rows& local, const StateVisit& visit) const {
  Rows rows;
  std::uint64_t inside = 0;
  for (const std::uint8_t bit : visit.bits) inside |= std::uint64_t{1} << bit;
  rows.mask = ((std::uint64_t{1} << plan_.bits) - 1 - inside) >> kLaneWires<T>;
  for (std::size_t k = 0; k < pass.rows; ++k) {
    const auto bit = static_cast<std::size_t>(std::countr_zero(pass.rowBits[k])) + kLaneWires<T>;
    rows.setBit(k, std::size_t{1} << (visit.bits[bit] - kLaneWires<T>), local.step[k] < 0);
  }
  return rows;
}

/// Lets the first rotation of a visit collect the tile, and the last put it back: into a state that
/// fits the second-level cache a copy is faster.
template <class T>
typename StateRun<T>::Move StateRun<T>::joinMoves(const StateVisit& visit) {
  const auto rotates = [](const Task& task) {
    return task.from->kind == StateTask::Kind::Rotate && !task.passes.empty();
  };
  Task &first = tasks_[0], &last = tasks_[taskCount_ - 1];
  Move move;
  if (visit.contiguous()) return move;
  if (rotates(first)) {
    RotationPass<T>& pass = first.passes.front().rotation;
    pass.load = rowsInState(first.passes.front(), pass.load, visit);
    move.in = true;
  }
  if (rotates(last) && (2 * sizeof(T)) << plan_.bits > kSecondLevelBytes) {
    RotationPass<T>& pass = last.passes.back().rotation;
    pass.store = rowsInState(last.passes.back(), pass.store, visit);
    move.out = true;
  }
  return move;
}

template <class T>
void StateRun<T>::runVisit(const StateVisit& visit, T* phi, T* lambda, ThreadPool* pool) {
  if (taskCount_ == 0) return;
  const std::size_t bits = visit.bits.size();
  const Move move = lambda == nullptr ? joinMoves(visit) : Move{};
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
    worker.sums.resize((kMaxBits + 2) * kGroupLanes<T>);
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
        if (local != a && !move.in) copy(local, a, false);
        runTile(tile, move.in ? a : local, move.out ? a : local, local, worker);
        if (local != a && !move.out) copy(local, a, true);
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

/// `from`, `to`: where the first pass reads and the last writes, all between is done in `tile`.
template <class T>
void StateRun<T>::runTile(std::uint64_t number, const T* from, T* to, T* tile,
                          Worker& worker) const {
  const StateKernels<T>& state = kernels_.state;
  const Task* const last = &tasks_[taskCount_ - 1];
  for (const Task& task : std::span(tasks_).first(taskCount_)) {
    const StateTask& own = *task.from;
    switch (own.kind) {
      case StateTask::Kind::Rotate:
        for (const Pass& pass : task.passes) {
          T* const target = &task == last && &pass == &task.passes.back() ? to : tile;
          (pass.lanes ? state.rotateLanes[pass.rows] : state.rotate[pass.rows - 1])(
              target, from, groups_, pass.rotation);
          from = target;
        }
        break;
      case StateTask::Kind::Turn:
        state.exchangeLanes(tile, groups_, task.passes[0].rotation);
        break;
      case StateTask::Kind::Diagonal:
        state.diagonal(tile, task.tables.pass(number, worker.diagonal));
        break;
      case StateTask::Kind::Matrix:
        kernels_.shared[plan_.plan.steps[own.step].form].apply(
            tile, tile, groups_, own.groupBit(0, kLaneWires<T>), own.groupBit(1, kLaneWires<T>),
            task.matrix);
        break;
      case StateTask::Kind::Exchange:
        kernels_.exchange(tile, groups_, own.mask >> kLaneWires<T>, own.from >> kLaneWires<T>,
                          own.flip >> kLaneWires<T>);
        break;
    }
  }
}

template class StateRun<double>;
template class StateRun<float>;

}  // namespace qonvolve
