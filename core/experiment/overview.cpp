// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/overview.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace qonvolve {
namespace {

constexpr double kBoxWidth = 118;
constexpr double kColumn = 156;   // from one block to the next
constexpr double kValueBox = 40;  // height of a block without wires
constexpr double kMargin = 16;
constexpr double kTrackGap = 30;   // between circuits below each other
constexpr double kLaneGap = 32;    // between the wires of lanes of one circuit
constexpr double kInset = 4;       // of a block beyond its outer wires, as a share of a row
constexpr double kStub = 16;       // of a wire that is dropped
constexpr double kSectionPad = 9;  // around the blocks of a section
constexpr double kTitle = 15;

/// Wires lie closer where there are many.
double rowHeight(std::size_t wires) {
  return std::clamp(240 / static_cast<double>(std::max<std::size_t>(1, wires)), 7.0, 24.0);
}

class Maker {
 public:
  Maker(const Stack& stack, const Model& model) : stack_(stack), model_(model) {}

  OverviewMap run() {
    addBoxes();
    addGaps(stack_);
    placeTracks();
    placeBoxes();
    addWires();
    addLinks();
    addSections(stack_);
    finish();
    return std::move(map_);
  }

 private:
  /// A box with what is known before anything has coordinates.
  struct Node {
    const BlockSpan* span = nullptr;
    std::size_t stage = 0;
    int column = 0;
    std::vector<Wire> wires;  // in or out, increasing
  };
  /// The rows of one stage.
  struct Track {
    int first = std::numeric_limits<int>::max();  // columns
    int last = -1;
    std::size_t wires = 0;
    double top = 0;
    double row = 0;
    std::set<Wire> gaps;  // wires with a gap above them
    double height() const {
      if (wires == 0) return kValueBox;
      return row * static_cast<double>(wires) + kLaneGap * static_cast<double>(gaps.size());
    }
    bool used() const { return last >= 0; }
    bool meets(const Track& other) const { return first <= other.last && other.first <= last; }
  };

  std::optional<std::size_t> nodeOfStage(std::size_t stage, bool end) const {
    const auto found = stageNodes_.find(stage);
    if (found == stageNodes_.end() || found->second.empty()) return {};
    return end ? found->second.back() : found->second.front();
  }

  /// Stages that feed a stage, with the number of values each of them sends.
  std::map<std::size_t, std::size_t> sources(std::size_t stage) const {
    std::map<std::size_t, std::size_t> counts;
    for (const InputRef& input : model_.stages[stage].inputs) {
      if (input.stage >= 0) ++counts[static_cast<std::size_t>(input.stage)];
    }
    return counts;
  }

  void addBoxes() {
    std::map<std::pair<BlockId, std::uint32_t>, std::size_t> known;
    std::map<std::pair<std::size_t, Wire>, std::size_t> lastOnWire;
    for (const BlockSpan& span : model_.spans) {
      if (span.stage >= model_.stages.size()) continue;
      const auto [place, fresh] = known.try_emplace({span.block, span.repetition}, nodes_.size());
      if (!fresh) {
        ++map_.boxes[place->second].copies;
        stageNodes_[span.stage].push_back(place->second);
        continue;
      }
      Node node{&span, span.stage, 0, span.wiresIn};
      node.wires.insert(node.wires.end(), span.wiresOut.begin(), span.wiresOut.end());
      std::ranges::sort(node.wires);
      node.wires.erase(std::ranges::unique(node.wires).begin(), node.wires.end());
      const auto after = [&](std::size_t other) {
        if (other < nodes_.size()) node.column = std::max(node.column, nodes_[other].column + 1);
      };
      for (const Wire wire : span.wiresIn) {
        const auto before = lastOnWire.find({span.stage, wire});
        if (before != lastOnWire.end()) after(before->second);
      }
      if (!stageNodes_.contains(span.stage)) {
        for (const auto& [source, count] : sources(span.stage)) {
          if (const auto end = nodeOfStage(source, true)) after(*end);
        }
      }
      for (const Wire wire : node.wires) lastOnWire[{span.stage, wire}] = nodes_.size();
      stageNodes_[span.stage].push_back(nodes_.size());
      // The classical nodes of the block belong to its box too.
      for (std::size_t s = span.stage; s < model_.stages.size(); ++s) {
        const auto* classical = std::get_if<ClassicalNode>(&model_.stages[s].stage);
        if (s != span.stage && classical != nullptr && classical->block == span.block) {
          stageNodes_[s].push_back(nodes_.size());
        }
      }
      map_.boxes.push_back({.block = span.block,
                            .repetition = span.repetition,
                            .name = span.name,
                            .category = span.category,
                            .rect = {},
                            .wiresIn = span.wiresIn.size(),
                            .wiresOut = span.wiresOut.size(),
                            .parameters = span.parameterCount});
      nodes_.push_back(std::move(node));
    }
  }

  /// Lanes on the wires of one circuit stand apart.
  void addGaps(const Stack& stack) {
    tracks_.resize(model_.stages.size());
    for (const StackNode& node : stack) {
      if (const auto* repeat = std::get_if<Repeat>(&node)) addGaps(repeat->body);
      const auto* parallel = std::get_if<Parallel>(&node);
      if (parallel == nullptr) continue;
      for (const Lane& lane : parallel->lanes) {
        const std::vector<BlockId> ids = idsInOrder(lane.body);
        std::map<std::size_t, Wire> first;
        for (const Node& box : nodes_) {
          if (box.wires.empty() || std::ranges::find(ids, box.span->block) == ids.end()) continue;
          const auto [place, fresh] = first.try_emplace(box.stage, box.wires.front());
          place->second = std::min(place->second, box.wires.front());
        }
        for (const auto& [stage, wire] : first) {
          if (wire > 0) tracks_[stage].gaps.insert(wire);
        }
        addGaps(lane.body);
      }
    }
  }

  void placeTracks() {
    for (const Node& node : nodes_) {
      Track& track = tracks_[node.stage];
      track.first = std::min(track.first, node.column);
      track.last = std::max(track.last, node.column);
      if (const auto* circuit = std::get_if<Circuit>(&model_.stages[node.stage].stage)) {
        track.wires = circuit->wires;
      }
    }
    double bottom = 0;
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      Track& track = tracks_[i];
      if (!track.used()) continue;
      track.row = rowHeight(track.wires);
      for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t j = 0; j < i; ++j) {
          const Track& other = tracks_[j];
          if (!other.used() || !track.meets(other)) continue;
          if (track.top + track.height() + kTrackGap <= other.top ||
              other.top + other.height() + kTrackGap <= track.top) {
            continue;
          }
          track.top = other.top + other.height() + kTrackGap;
          moved = true;
        }
      }
      bottom = std::max(bottom, track.top + track.height());
    }
    // What has its columns to itself stands in the middle.
    for (Track& track : tracks_) {
      const bool alone = std::ranges::none_of(tracks_, [&](const Track& other) {
        return &other != &track && other.used() && track.meets(other);
      });
      if (track.used() && alone) track.top = (bottom - track.height()) / 2;
    }
  }

  double wireY(std::size_t stage, Wire wire) const {
    const Track& track = tracks_[stage];
    const auto gaps = std::distance(track.gaps.begin(), track.gaps.upper_bound(wire));
    return track.top + (static_cast<double>(wire) + 0.5) * track.row +
           kLaneGap * static_cast<double>(gaps);
  }

  void placeBoxes() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      DiagramRect& rect = map_.boxes[i].rect;
      rect.x = node.column * kColumn;
      rect.width = kBoxWidth;
      if (node.wires.empty()) {
        rect.y = tracks_[node.stage].top;
        rect.height = tracks_[node.stage].height();
        continue;
      }
      const double half = tracks_[node.stage].row / 2 - tracks_[node.stage].row / (2 * kInset);
      rect.y = wireY(node.stage, node.wires.front()) - half;
      rect.height = wireY(node.stage, node.wires.back()) + half - rect.y;
    }
  }

  void addWires() {
    std::map<std::pair<std::size_t, Wire>, double> open;  // where a wire left its last block
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      const DiagramRect& rect = map_.boxes[i].rect;
      const double right = rect.x + rect.width;
      for (const Wire wire : node.span->wiresIn) {
        const double y = wireY(node.stage, wire);
        const auto from = open.find({node.stage, wire});
        if (from != open.end()) map_.wires.push_back({from->second, rect.x, y});
        open.erase({node.stage, wire});
        if (std::ranges::find(node.span->wiresOut, wire) == node.span->wiresOut.end() &&
            !node.span->wiresOut.empty()) {
          map_.wires.push_back({right, right + kStub, y, true});
        }
      }
      for (const Wire wire : node.span->wiresOut) open[{node.stage, wire}] = right;
    }
    for (const auto& [key, x] : open) {
      map_.wires.push_back({x, x + kStub, wireY(key.first, key.second)});
    }
  }

  void addLinks() {
    std::set<std::pair<std::size_t, std::size_t>> told;
    for (std::size_t stage = 0; stage < model_.stages.size(); ++stage) {
      const auto to = nodeOfStage(stage, false);
      if (!to) continue;
      for (const auto& [source, count] : sources(stage)) {
        const auto from = nodeOfStage(source, true);
        if (!from || *from == *to || !told.insert({*from, *to}).second) continue;
        const DiagramRect& a = map_.boxes[*from].rect;
        const DiagramRect& b = map_.boxes[*to].rect;
        map_.links.push_back({a.x + a.width, a.centerY(), b.x, b.centerY(), count});
      }
    }
  }

  /// Around all blocks of these ids; nothing if none of them is on the map.
  std::optional<DiagramRect> around(const std::vector<BlockId>& ids, std::uint32_t& rounds) const {
    double left = std::numeric_limits<double>::max();
    double top = left;
    double right = -left;
    double bottom = -left;
    for (const OverviewBox& box : map_.boxes) {
      if (std::ranges::find(ids, box.block) == ids.end()) continue;
      left = std::min(left, box.rect.x);
      top = std::min(top, box.rect.y);
      right = std::max(right, box.rect.x + box.rect.width);
      bottom = std::max(bottom, box.rect.y + box.rect.height);
      rounds = std::max(rounds, box.repetition + 1);
    }
    if (right < left) return {};
    return DiagramRect{left, top, right - left, bottom - top};
  }

  void addSection(BlockId id, const Stack& body, const std::string& title, int depth) {
    std::uint32_t rounds = 1;
    const auto rect = around(idsInOrder(body), rounds);
    if (!rect) return;
    const double pad = std::max(3.0, kSectionPad - 2 * depth);
    const std::string text =
        !title.empty() || rounds < 2 ? title : std::to_string(rounds) + " rounds";
    const double above = pad + (text.empty() ? 0 : kTitle);
    map_.sections.push_back(
        {id,
         {rect->x - pad, rect->y - above, rect->width + 2 * pad, rect->height + above + pad},
         text});
  }

  void addSections(const Stack& stack, int depth = 0) {
    for (const StackNode& node : stack) {
      if (const auto* repeat = std::get_if<Repeat>(&node)) {
        addSection(repeat->id, repeat->body, {}, depth);
        addSections(repeat->body, depth + 1);
      } else if (const auto* parallel = std::get_if<Parallel>(&node)) {
        for (std::size_t i = 0; i < parallel->lanes.size(); ++i) {
          const Lane& lane = parallel->lanes[i];
          if (lane.bypassed) continue;
          addSection(lane.id, lane.body,
                     lane.name.empty() ? "Lane " + std::to_string(i + 1) : lane.name, depth);
          addSections(lane.body, depth + 1);
        }
      }
    }
  }

  void finish() {
    double left = 0;
    double top = 0;
    const auto include = [&](const DiagramRect& rect) {
      left = std::min(left, rect.x);
      top = std::min(top, rect.y);
      map_.width = std::max(map_.width, rect.x + rect.width);
      map_.height = std::max(map_.height, rect.y + rect.height);
    };
    for (const OverviewBox& box : map_.boxes) include(box.rect);
    for (const OverviewSection& section : map_.sections) include(section.rect);
    for (const OverviewWire& wire : map_.wires) include({wire.x0, wire.y, wire.x1 - wire.x0, 0});
    const double dx = kMargin - left;
    const double dy = kMargin - top;
    map_.width += dx + kMargin;
    map_.height += dy + kMargin;
    const auto shift = [&](DiagramRect& rect) {
      rect.x += dx;
      rect.y += dy;
    };
    for (OverviewBox& box : map_.boxes) shift(box.rect);
    for (OverviewSection& section : map_.sections) shift(section.rect);
    for (OverviewWire& wire : map_.wires) {
      wire.x0 += dx;
      wire.x1 += dx;
      wire.y += dy;
    }
    for (OverviewLink& link : map_.links) {
      link.x0 += dx;
      link.x1 += dx;
      link.y0 += dy;
      link.y1 += dy;
    }
  }

  const Stack& stack_;
  const Model& model_;
  OverviewMap map_;
  std::vector<Node> nodes_;                                     // one a box
  std::map<std::size_t, std::vector<std::size_t>> stageNodes_;  // boxes of a stage, in order
  std::vector<Track> tracks_;                                   // one a stage
};

}  // namespace

OverviewMap makeOverview(const Stack& stack, const Model& model) {
  return Maker(stack, model).run();
}

}  // namespace qonvolve
