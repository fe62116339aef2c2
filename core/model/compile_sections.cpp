// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of the stack within others: repeated sections, and lanes that are joined again.
#include <algorithm>

#include "core/circuit/append.h"
#include "core/model/compiler.h"

namespace qonvolve {

bool Compiler::runNodes(const Stack& nodes, const std::string& where, std::uint32_t repetition) {
  if (++nesting_ > kMaxNesting) {
    fail({where,
          "Sections lie more than " + std::to_string(kMaxNesting - 1) + " deep in each other.",
          "Move this one out of the others."});
    --nesting_;
    return false;
  }
  bool ok = true;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string here = where + "/" + std::to_string(i);
    if (const auto* block = std::get_if<Block>(&nodes[i])) {
      ok &= runBlock(*block, here, repetition);
    } else if (const auto* repeat = std::get_if<Repeat>(&nodes[i])) {
      ok &= runSection(*repeat, here, repetition);
    } else {
      ok &= runLanes(std::get<Parallel>(nodes[i]), here, repetition);
    }
  }
  --nesting_;
  return ok;
}

bool Compiler::runSection(const Repeat& section, const std::string& where,
                          std::uint32_t repetition) {
  const bool times = section.until == Repeat::Until::Times;
  const auto runBody = [&](std::uint32_t round) {
    // Rounds of a section within rounds of another are numbered on.
    const auto rounds = static_cast<std::uint32_t>(times ? section.times : 1);
    return runNodes(section.body, where + "/body", repetition * rounds + round);
  };
  if (times) {
    if (section.times < 1 || section.times > kMaxRepetitions) {
      fail({where + "/repeat",
            "Repeat: the number of repetitions is " + std::to_string(section.times) +
                "; it must be 1 to " + std::to_string(kMaxRepetitions) + ".",
            "Use a number in that range."});
      return false;
    }
    for (std::uint32_t r = 0; r < section.times; ++r) {
      if (!runBody(r)) return false;
    }
    return true;
  }
  if (open_.wires.empty()) {
    if (lost_) return runBody(0);
    fail({where, "Repeat until one qubit: there are no qubits yet.",
          "Put an encoding before it, for example Angle encoding."});
    lost_ = true;
    return false;
  }
  for (std::uint32_t r = 0; open_.wires.size() > 1; ++r) {
    const std::size_t before = open_.wires.size();
    if (!runBody(r)) return false;
    if (open_.wires.size() < before) continue;
    fail({where,
          "Repeat until one qubit: " + std::to_string(before) +
              " qubits are left and no block in the section makes them fewer.",
          "Add a Pooling to it, or repeat it a number of times."});
    return false;
  }
  return true;
}

/// The lanes side by side: one circuit, or one list of values. False (with an error) where lanes
/// end in different ways or need too many qubits together.
bool Compiler::join(std::vector<Open> lanes, const std::string& where) {
  const auto ends = [](const Open& lane) { return !lane.wires.empty(); };
  const auto withWires = static_cast<std::size_t>(std::ranges::count_if(lanes, ends));
  std::size_t wires = 0;
  for (const Open& lane : lanes) wires += lane.circuit.wires;
  if (withWires != 0 && withWires != lanes.size()) {
    fail({where, "Lanes: some end with qubits and some with values.",
          "Put Measure at the end of each lane, or of none."});
    return false;
  }
  if (wires > kMaxWires) {
    fail({where,
          "Lanes: together they need " + std::to_string(wires) + " qubits; at most " +
              std::to_string(kMaxWires) + " can be simulated.",
          "Use fewer features or lanes, or let each lane encode its share of the features."});
    return false;
  }
  open_ = {};
  open_.channels = lanes.front().channels;
  for (Open& lane : lanes) {
    if (lane.channels != open_.channels) open_.channels = 1;
    const AppendOffsets offsets = append(open_.circuit, lane.circuit);
    for (const std::size_t index : lane.spans) {
      BlockSpan& span = model().spans[index];
      span.firstOp += static_cast<std::uint32_t>(offsets.ops);
      for (Wire& wire : span.wiresIn) wire += offsets.wires;
      for (Wire& wire : span.wiresOut) wire += offsets.wires;
      open_.spans.push_back(index);
    }
    for (Wire& wire : lane.wires) wire += offsets.wires;
    if (withWires == 0) laneInputs_.push_back(lane.values.size());
    if (withWires != 0) laneWires_.push_back(lane.wires);
    open_.wires.insert(open_.wires.end(), lane.wires.begin(), lane.wires.end());
    open_.values.append(lane.values);
  }
  return true;
}

bool Compiler::runLanes(const Parallel& section, const std::string& where,
                        std::uint32_t repetition) {
  const std::size_t count = section.lanes.size();
  const auto active = static_cast<std::size_t>(
      std::ranges::count_if(section.lanes, [](const Lane& lane) { return !lane.bypassed; }));
  if (active == 0 || count > kMaxLanes) {
    fail({where,
          active == 0 ? "Lanes: none is left; all are bypassed."
                      : "Lanes: there are " + std::to_string(count) + "; at most " +
                            std::to_string(kMaxLanes) + " are possible.",
          active == 0 ? "Switch one of them on." : "Remove some of them."});
    lost_ = lost_ || open_.wires.empty();
    return false;
  }
  const bool shared = !open_.wires.empty();
  if (shared && open_.wires.size() < count) {
    fail({where,
          "Lanes: " + std::to_string(count) + " lanes share " + std::to_string(open_.wires.size()) +
              (open_.wires.size() == 1 ? " qubit." : " qubits."),
          "Use fewer lanes, or put them before a Pooling."});
    return false;
  }
  const Open start = open_;
  // Positions stay whole in equal shares of them; other shares are plain values or qubits.
  const std::size_t divided = shared ? start.wires.size() : start.values.size();
  const std::uint32_t channelsOfShares =
      divided % (count * start.channels) == 0 ? start.channels : 1;
  std::vector<Open> ends;                 // of lanes with circuits of their own
  std::vector<std::vector<Wire>> shares;  // what is left of each lane's part of the circuit
  bool ok = true;
  bool alike = true;  // whether all lanes leave the channels as they were
  ++lanes_;
  sharing_ += shared ? 1 : 0;
  for (std::size_t k = 0; k < count; ++k) {
    const Lane& lane = section.lanes[k];
    if (shared) {
      const auto at = [&](std::size_t lanes) {
        return start.wires.begin() +
               static_cast<std::ptrdiff_t>(lanes * start.wires.size() / count);
      };
      open_.wires.assign(at(k), at(k + 1));
      open_.channels = channelsOfShares;
    } else if (lane.bypassed) {
      continue;
    } else {
      const bool share = lane.features == Lane::Features::Share;
      open_ = {};
      open_.tokens = start.tokens;
      open_.values = share ? start.values.part(k, count) : start.values;
      open_.channels = share ? channelsOfShares : start.channels;
    }
    if (!lane.bypassed) {
      ok &= runNodes(lane.body, where + "/lanes/" + std::to_string(k), repetition);
    }
    shares.push_back(open_.wires);
    alike = alike && open_.channels == channelsOfShares;
    if (!shared) ends.push_back(std::move(open_));
  }
  --lanes_;
  sharing_ -= shared ? 1 : 0;
  if (shared) {
    if (!alike) open_.channels = 1;
    open_.wires.clear();
    for (const std::vector<Wire>& left : shares) {
      open_.wires.insert(open_.wires.end(), left.begin(), left.end());
    }
    laneWires_ = std::move(shares);
  } else {
    ok = join(std::move(ends), where) && ok;
  }
  if (ok && laneWires_.size() + laneInputs_.size() > 1) {
    const BlockType* fusion = types_.find(section.fusion.choice.type);
    if (fusion != nullptr && fusion->info.category != "Fusion") {
      fail({where + "/fusion/type", fusion->info.label + ": it does not join lanes.",
            "Use a block of the group Fusion."});
      ok = false;
    } else {
      ok = runBlock(section.fusion, where + "/fusion", repetition);
    }
  }
  laneWires_.clear();
  laneInputs_.clear();
  return ok;
}

}  // namespace qonvolve
