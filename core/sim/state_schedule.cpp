// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses which bits of the state's index each visit takes together, and what it does there.
#include "core/sim/state_schedule.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace qonvolve {
namespace {

std::uint64_t bitMask(std::size_t bit) {
  return std::uint64_t{1} << bit;
}

/// How much of the work is done, and where the wires lie.
struct Progress {
  std::vector<bool> done;
  std::vector<std::uint8_t> bitOf;  // of each wire, idle ones included
};

class Scheduler {
 public:
  Scheduler(const std::vector<StateUnit>& units, const StatePlanOptions& options, StatePlan& plan)
      : units_(units), options_(options), plan_(plan) {
    now_.done.assign(units.size(), false);
    now_.bitOf.resize(plan.bits);
    for (std::size_t w = 0; w < plan.bits; ++w) now_.bitOf[w] = static_cast<std::uint8_t>(w);
    plan.startBit = now_.bitOf;
  }

  void run() {
    while (std::ranges::find(now_.done, false) != now_.done.end()) plan_.visits.push_back(next());
    plan_.endBit = now_.bitOf;
  }

 private:
  std::uint64_t bitsOf(std::uint64_t wires, const Progress& at) const {
    std::uint64_t bits = 0;
    for (std::size_t w = 0; w < plan_.bits; ++w) {
      if ((wires >> w) & 1) bits |= bitMask(at.bitOf[w]);
    }
    return bits;
  }

  /// Units that can be done in order when a tile holds `tile`; with their number, or all of them.
  template <class Visit>
  void walk(std::uint64_t tile, Progress& at, Visit visit) const {
    std::uint64_t blocked = 0;
    for (std::size_t i = first(at); i < units_.size(); ++i) {
      if (at.done[i]) continue;
      const StateUnit& unit = units_[i];
      const bool inside =
          unit.kind == StateUnit::Kind::Diagonal || (bitsOf(unit.wires, at) & ~tile) == 0;
      if ((unit.wires & blocked) != 0 || !inside) {
        if ((unit.wires & blocked) == 0 && !visit(i, false)) return;
        blocked |= unit.wires;
        if (blocked == ~std::uint64_t{0} >> (64 - plan_.wires)) return;
      } else {
        at.done[i] = true;
        visit(i, true);
      }
    }
  }

  static std::size_t first(const Progress& at) {
    return static_cast<std::size_t>(std::ranges::find(at.done, false) - at.done.begin());
  }

  static double weight(const StateUnit& unit) {
    return unit.kind == StateUnit::Kind::Matrix ? 4 : 1;
  }

  double gain(std::uint64_t tile) const {
    Progress trial = now_;
    double sum = 0;
    walk(tile, trial, [&](std::size_t i, bool done) {
      if (done) sum += weight(units_[i]);
      return true;
    });
    return sum;
  }

  /// The low bits, and then what the next units in line want, as far as there is room.
  std::uint64_t gathered() const {
    const std::size_t room = std::min<std::size_t>(options_.gatherBits, plan_.bits);
    std::uint64_t tile = bitMask(std::min(options_.gatherRunBits, room)) - 1;
    for (bool grown = true; grown;) {
      grown = false;
      Progress trial = now_;
      walk(tile, trial, [&](std::size_t i, bool done) {
        if (done) return true;
        const std::uint64_t wanted = tile | bitsOf(units_[i].wires, trial);
        if (static_cast<std::size_t>(std::popcount(wanted)) > room) return true;
        tile = wanted;
        grown = true;
        return false;
      });
    }
    for (std::size_t b = 0; static_cast<std::size_t>(std::popcount(tile)) < room; ++b) {
      tile |= bitMask(b);
    }
    return tile;
  }

  StateVisit next() {
    const std::size_t low = std::min<std::size_t>(options_.tileBits, plan_.bits);
    std::uint64_t tile = bitMask(low) - 1;
    if (low < plan_.bits) {
      const std::uint64_t other = gathered();
      if (gain(other) > gain(tile)) tile = other;
    }
    StateVisit visit;
    for (std::size_t b = 0; b < plan_.bits; ++b) {
      if ((tile >> b) & 1) visit.bits.push_back(static_cast<std::uint8_t>(b));
    }
    while (visit.low < visit.bits.size() && visit.bits[visit.low] == visit.low) ++visit.low;
    fill(tile, visit);
    return visit;
  }

  std::size_t localBit(const StateVisit& visit, std::size_t bit) const {
    return static_cast<std::size_t>(std::ranges::find(visit.bits, bit) - visit.bits.begin());
  }

  void fill(std::uint64_t tile, StateVisit& visit) {
    // Turning moves wires inside the tile, so units are taken in the order of a trial.
    Progress trial = now_;
    ahead_.clear();
    walk(tile, trial, [&](std::size_t i, bool done) {
      if (done) ahead_.push_back(i);
      return true;
    });
    std::vector<std::uint32_t> rotations;  // not yet in a task: on different wires
    for (const std::size_t i : std::vector(ahead_)) {
      ahead_.erase(ahead_.begin());
      const StateUnit& unit = units_[i];
      if (unit.kind == StateUnit::Kind::Rotation) {
        if (sharesWire(rotations, plan_.rotations[unit.index].wire)) rotate(visit, rotations);
        rotations.push_back(unit.index);
        continue;
      }
      rotate(visit, rotations);
      if (unit.kind == StateUnit::Kind::Diagonal) {
        diagonal(visit, unit.index);
      } else {
        matrix(visit, unit.index);
      }
    }
    rotate(visit, rotations);
    now_.done = trial.done;
  }

  bool sharesWire(const std::vector<std::uint32_t>& rotations, Wire wire) const {
    return std::ranges::any_of(rotations,
                               [&](std::uint32_t r) { return plan_.rotations[r].wire == wire; });
  }

  /// Rotations on different wires, in one task.
  void rotate(StateVisit& visit, std::vector<std::uint32_t>& rotations) {
    std::vector<std::pair<std::size_t, std::uint32_t>> order;
    for (const std::uint32_t r : std::exchange(rotations, {})) {
      order.emplace_back(localBit(visit, now_.bitOf[plan_.rotations[r].wire]), r);
    }
    if (order.empty()) return;
    std::ranges::sort(order);
    StateTask task{.kind = StateTask::Kind::Rotate};
    for (const auto& [bit, r] : order) {
      task.bits.push_back(static_cast<std::uint8_t>(bit));
      task.rotations.push_back(r);
    }
    visit.tasks.push_back(std::move(task));
  }

  /// After how many more units of the visit a wire is next in a matrix.
  std::size_t nextMatrix(std::size_t wire) const {
    const auto found = std::ranges::find_if(ahead_, [&](std::size_t i) {
      return units_[i].kind == StateUnit::Kind::Matrix && ((units_[i].wires >> wire) & 1) != 0;
    });
    return static_cast<std::size_t>(found - ahead_.begin());
  }

  /// The lanes change places with rows outside `keep` (local bits): those whose wires can stay in
  /// the lanes longest.
  void turn(StateVisit& visit, std::uint64_t keep) {
    std::vector<std::pair<std::size_t, std::size_t>> rows;  // how soon wanted, bit
    for (std::size_t bit = options_.laneWires; bit < visit.bits.size(); ++bit) {
      if (((keep >> bit) & 1) == 0) rows.emplace_back(nextMatrix(wireAt(visit.bits[bit])), bit);
    }
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.first > b.first; });
    StateTask task{.kind = StateTask::Kind::Turn};
    for (std::size_t lane = 0; lane < options_.laneWires; ++lane) {
      const std::size_t bit = rows[lane].second;
      task.bits.push_back(static_cast<std::uint8_t>(bit));
      std::swap(*holder(visit.bits[lane]), *holder(visit.bits[bit]));
    }
    visit.tasks.push_back(std::move(task));
  }

  std::vector<std::uint8_t>::iterator holder(std::size_t bit) {
    return std::ranges::find(now_.bitOf, bit);
  }

  Wire wireAt(std::size_t bit) { return static_cast<Wire>(holder(bit) - now_.bitOf.begin()); }

  void diagonal(StateVisit& visit, std::uint32_t index) {
    StateTask task{.kind = StateTask::Kind::Diagonal, .diagonal = index};
    for (const std::uint8_t bit : visit.bits) task.wires.push_back(wireAt(bit));
    for (std::size_t bit = 0; bit < plan_.bits; ++bit) {
      if (localBit(visit, bit) == visit.bits.size()) task.wires.push_back(wireAt(bit));
    }
    visit.tasks.push_back(std::move(task));
  }

  void matrix(StateVisit& visit, std::uint32_t index) {
    const Step& step = plan_.plan.steps[index];
    const auto local = [&](std::uint64_t wires) {
      std::uint64_t bits = 0;
      for (Wire w = 0; w < plan_.wires; ++w) {
        if ((wires >> w) & 1) bits |= bitMask(localBit(visit, now_.bitOf[w]));
      }
      return bits;
    };
    const std::uint64_t inLanes = bitMask(options_.laneWires) - 1;
    if ((local(step.wireMask()) & inLanes) != 0) {
      turn(visit, local(step.wireMask()));
    }
    StateTask task{.kind = StateTask::Kind::Matrix, .step = index};
    if (step.form == Form::Exchange) {
      task.kind = StateTask::Kind::Exchange;
      task.mask = local(step.mask);
      task.from = local(step.from);
      task.flip = local(step.flip);
    } else {
      for (const Wire w : step.wires) {
        task.bits.push_back(static_cast<std::uint8_t>(localBit(visit, now_.bitOf[w])));
      }
    }
    visit.tasks.push_back(std::move(task));
  }

  const std::vector<StateUnit>& units_;
  const StatePlanOptions& options_;
  StatePlan& plan_;
  Progress now_;
  std::vector<std::size_t> ahead_;  // units that the visit being filled still has to do
};

}  // namespace

void scheduleVisits(const std::vector<StateUnit>& units, const StatePlanOptions& options,
                    StatePlan& plan) {
  Scheduler(units, options, plan).run();
}

}  // namespace qonvolve
