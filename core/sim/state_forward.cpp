// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses what each register pass takes with it.
#include "core/sim/state_forward.h"

#include <algorithm>

namespace qonvolve {
/// The rotations of a task but for those that do nothing, or are part of the start state.
template <class T>
typename ForwardPasses<T>::Turnings ForwardPasses<T>::turnings(const StateTask& task,
                                                               const StateNumbers<T>& numbers,
                                                               double& scale) const {
  Turnings result;
  for (std::size_t k = 0; k < task.rotations.size(); ++k) {
    const RotationItem& item = plan_.rotations[task.rotations[k]];
    const ProgramNumbers& n = numbers.programs[item.program];
    if (item.start || (n.tangent == 0 && !n.flip)) continue;
    scale *= n.cosine;
    const Turning turning{.bit = task.bits[k], .flip = n.flip, .tangent = n.tangent};
    if (turning.bit < kLaneWires<T>) {
      result.lane[result.laneCount++] = turning;
    } else {
      result.row[result.rowCount++] = turning;
    }
  }
  return result;
}

template <class T>
typename ForwardPasses<T>::Pass& ForwardPasses<T>::add(Kind kind) {
  Pass& pass = passes_.emplace_back();
  pass.kind = kind;
  return pass;
}

template <class T>
void ForwardPasses<T>::addLanes(std::span<const Turning> lanes, Pass& pass) {
  for (const Turning& t : lanes) {
    pass.rotation.lanes[t.bit] = static_cast<T>(t.tangent);
    if (t.flip) pass.rotation.flips |= std::size_t{1} << t.bit;
  }
}

/// A flip comes first: rows are read the other way round.
template <class T>
void ForwardPasses<T>::addRow(const Turning& turning, Pass& pass) {
  const std::size_t k = pass.rows++;
  const std::size_t groupBit = std::size_t{1} << (turning.bit - kLaneWires<T>);
  pass.rowBits[k] = turning.bit;
  pass.rotation.rows[k] = static_cast<T>(turning.tangent);
  pass.rotation.load.setBit(k, groupBit, turning.flip);
  pass.rotation.store.setBit(k, groupBit, false);
}

/// As evenly as possible.
template <class T>
void ForwardPasses<T>::addRows(std::span<const Turning> rows) {
  const std::size_t most = kernels_.state.rotateBits;
  for (std::size_t passes = (rows.size() + most - 1) / most; passes > 0; --passes) {
    const std::size_t take = (rows.size() + passes - 1) / passes;
    Pass& pass = add(Kind::Rotate);
    for (const Turning& t : rows.first(take)) addRow(t, pass);
    rows = rows.subspan(take);
  }
}

/// Passes for all that is left.
template <class T>
void ForwardPasses<T>::finish(Turnings& left) {
  std::span<const Turning> rows = left.rows();
  if (left.laneCount > 0) {
    Pass& pass = add(Kind::RotateLanes);
    addLanes(left.lanes(), pass);
    const std::size_t take = std::min(rows.size(), kernels_.state.rotateLanesBits);
    for (const Turning& t : rows.first(take)) addRow(t, pass);
    rows = rows.subspan(take);
  }
  addRows(rows);
  left.laneCount = left.rowCount = 0;
}

template <class T>
const typename ForwardPasses<T>::Turning* ForwardPasses<T>::Turnings::find(std::uint8_t bit) const {
  const auto found = std::ranges::find(rows(), bit, &Turning::bit);
  return found == rows().end() ? nullptr : &*found;
}

/// A diagonal with as much as fits of what comes before and after it; what is left of `after`
/// remains there.
template <class T>
void ForwardPasses<T>::addLayer(std::size_t diagonal, Turnings& before, Turnings& after) {
  if (before.laneCount > 0) finish(before);
  const std::size_t room = kernels_.state.layerBits, most = kernels_.state.rotateBits;
  if (before.rowCount > room) {
    // Full passes for those that do not fit, and first for bits that do not turn afterwards.
    const auto begin = before.row.begin(),
               end = begin + static_cast<std::ptrdiff_t>(before.rowCount);
    std::stable_partition(begin, end,
                          [&](const Turning& t) { return after.find(t.bit) == nullptr; });
    const std::size_t alone =
        std::min(before.rowCount, (before.rowCount - room + most - 1) / most * most);
    addRows(before.rows().first(alone));
    std::copy(begin + static_cast<std::ptrdiff_t>(alone), end, begin);
    before.rowCount -= alone;
  }
  std::array<std::uint8_t, 4> bits;
  std::size_t count = 0;
  for (const Turning& t : before.rows()) bits[count++] = t.bit;
  for (const Turning& t : after.rows()) {
    if (count < room && before.find(t.bit) == nullptr) bits[count++] = t.bit;
  }

  Pass& pass = add(Kind::Layer);
  pass.diagonal = diagonal;
  addLanes(after.lanes(), pass);
  for (const std::uint8_t bit : std::span(bits).first(count)) {
    const std::size_t k = pass.rows++;
    const std::size_t groupBit = std::size_t{1} << (bit - kLaneWires<T>);
    const Turning *const first = before.find(bit), *const second = after.find(bit);
    pass.rowBits[k] = bit;
    pass.rotation.phases.setBit(k, groupBit, false);
    pass.rotation.load.setBit(k, groupBit, first != nullptr && first->flip);
    if (first != nullptr) pass.rotation.before[k] = static_cast<T>(first->tangent);
    // T(t) X = X T(-t): the flip in between becomes one at the end.
    const bool flip = second != nullptr && second->flip;
    pass.rotation.store.setBit(k, groupBit, flip);
    if (second == nullptr) continue;
    pass.rotation.rows[k] = static_cast<T>(flip ? -second->tangent : second->tangent);
  }
  std::size_t left = 0;
  for (const Turning& t : after.rows()) {
    const auto taken = std::span(bits).first(count);
    if (std::ranges::find(taken, t.bit) == taken.end()) after.row[left++] = t;
  }
  after.rowCount = left;
  after.laneCount = 0;
}

template <class T>
void ForwardPasses<T>::forget() {
  for (Tables& t : tables_) t.scale = 0;
}

template <class T>
void ForwardPasses<T>::bindTables(const StateTask& task, std::size_t tileBits,
                                  const StateNumbers<T>& numbers, double scale,
                                  std::uint64_t& build) {
  const DiagonalItem& item = plan_.diagonals[task.diagonal];
  Tables& kept = tables_[task.diagonal];
  fillPhases(plan_, item, numbers.programs, phases_);
  if (kept.scale == scale && kept.phases == phases_) return;
  kept.tables.build(phases_, item.pairs, task.wires, tileBits, scale, false, ++build);
  kept.scale = scale;
  std::swap(kept.phases, phases_);
}

template <class T>
void ForwardPasses<T>::bind(const StateVisit& visit, const StateNumbers<T>& numbers, double& scale,
                            std::uint64_t& build) {
  passes_.clear();
  Turnings left;
  for (std::size_t k = 0; k < visit.tasks.size(); ++k) {
    const StateTask& task = visit.tasks[k];
    if (task.kind == StateTask::Kind::Rotate) {
      finish(left);
      left = turnings(task, numbers, scale);
      continue;
    }
    if (task.kind == StateTask::Kind::Diagonal) {
      if (plan_.diagonals[task.diagonal].last) continue;
      bindTables(task, visit.bits.size(), numbers, scale, build);
      scale = 1;
      Turnings after;
      if (k + 1 < visit.tasks.size() && visit.tasks[k + 1].kind == StateTask::Kind::Rotate) {
        after = turnings(visit.tasks[++k], numbers, scale);
      }
      addLayer(task.diagonal, left, after);
      left = after;
      continue;
    }
    finish(left);
    if (task.kind == StateTask::Kind::Turn) {
      Pass& pass = add(Kind::Turn);
      for (std::size_t b = 0; b < task.bits.size(); ++b) {
        const std::size_t bit = std::size_t{1} << (task.bits[b] - kLaneWires<T>);
        pass.rotation.load.setBit(b, bit, false);
        pass.rotation.store.setBit(b, bit, false);
      }
      continue;
    }
    const bool matrix = task.kind == StateTask::Kind::Matrix;
    Pass& pass = add(matrix ? Kind::Matrix : Kind::Exchange);
    pass.task = &task;
    if (matrix) pass.matrix = numbers.forward[plan_.plan.steps[task.step].program].data();
  }
  finish(left);
  joinMoves(visit);
}

/// Rows of a pass over a collected tile as they lie in the state.
template <class T>
Rows ForwardPasses<T>::rowsInState(const Pass& pass, const Rows& local,
                                   const StateVisit& visit) const {
  Rows rows;
  std::uint64_t inside = 0;
  for (const std::uint8_t bit : visit.bits) inside |= std::uint64_t{1} << bit;
  rows.mask = ((std::uint64_t{1} << plan_.bits) - 1 - inside) >> kLaneWires<T>;
  for (std::size_t k = 0; k < pass.rows; ++k) {
    rows.setBit(k, std::size_t{1} << (visit.bits[pass.rowBits[k]] - kLaneWires<T>),
                local.step[k] < 0);
  }
  return rows;
}

/// Lets the first rotation of a visit collect the tile, and the last put it back.
template <class T>
void ForwardPasses<T>::joinMoves(const StateVisit& visit) {
  readsState_ = writesState_ = false;
  if (visit.contiguous() || passes_.empty()) return;
  Pass &first = passes_.front(), &last = passes_.back();
  if (first.kind <= Kind::Layer) {
    first.rotation.load = rowsInState(first, first.rotation.load, visit);
    readsState_ = true;
  }
  if (last.kind <= Kind::Layer) {
    last.rotation.store = rowsInState(last, last.rotation.store, visit);
    writesState_ = true;
  }
}

template <class T>
void ForwardPasses<T>::run(std::uint64_t number, std::size_t groups, const T* from, T* to, T* tile,
                           typename DiagonalTables<T>::Scratch& scratch) const {
  const StateKernels<T>& state = kernels_.state;
  for (const Pass& pass : passes_) {
    T* const target = &pass == &passes_.back() ? to : tile;
    switch (pass.kind) {
      case Kind::Rotate:
        state.rotate[pass.rows - 1](target, from, groups, pass.rotation);
        break;
      case Kind::RotateLanes:
        state.rotateLanes[pass.rows](target, from, groups, pass.rotation);
        break;
      case Kind::Layer:
        state.layer[pass.rows](target, from, groups, pass.rotation,
                               tables_[pass.diagonal].tables.pass(number, scratch));
        break;
      case Kind::Turn:
        state.exchangeLanes(tile, groups, pass.rotation);
        break;
      case Kind::Matrix: {
        const StateTask& own = *pass.task;
        kernels_.shared[plan_.plan.steps[own.step].form].apply(
            tile, tile, groups, own.groupBit(0, kLaneWires<T>), own.groupBit(1, kLaneWires<T>),
            pass.matrix);
        break;
      }
      case Kind::Exchange:
        kernels_.exchange(tile, groups, pass.task->mask >> kLaneWires<T>,
                          pass.task->from >> kLaneWires<T>, pass.task->flip >> kLaneWires<T>);
        break;
    }
    from = target;
  }
}

template class ForwardPasses<double>;
template class ForwardPasses<float>;

}  // namespace qonvolve
