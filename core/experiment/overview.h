// SPDX-License-Identifier: GPL-3.0-or-later
// The map of a design as data: its blocks from left to right, wires between them, lanes, and where
// wires end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/circuit/diagram_geometry.h"
#include "core/model/model.h"
#include "core/model/stack.h"

namespace qonvolve {

/// One block in one of its rounds. Blocks that are compiled for several positions (tokens, windows)
/// stand there once.
struct OverviewBox {
  BlockId block = 0;
  std::uint32_t repetition = 0;
  std::string name;
  std::string category;
  DiagramRect rect;
  std::size_t wiresIn = 0;
  std::size_t wiresOut = 0;
  std::uint32_t parameters = 0;
  std::size_t copies = 1;
};

/// A wire from one block to the next; one that is dropped ends with a ground sign at x1.
struct OverviewWire {
  double x0 = 0;
  double x1 = 0;
  double y = 0;
  bool dropped = false;
};

/// Classical values that go from one stage to another.
struct OverviewLink {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
  std::size_t values = 0;
};

/// A repeated section or a lane, behind its blocks.
struct OverviewSection {
  BlockId id = 0;
  DiagramRect rect;
  std::string title;  // the lane's name, or "3 rounds"; may be empty
};

struct OverviewMap {
  double width = 0;
  double height = 0;
  std::vector<OverviewBox> boxes;
  std::vector<OverviewWire> wires;
  std::vector<OverviewLink> links;
  std::vector<OverviewSection> sections;  // outer ones first
};

/// The map of a compiled design, in pixels at 100 %. Blocks that are bypassed or did not compile
/// are not on it.
OverviewMap makeOverview(const Stack& stack, const Model& model);

}  // namespace qonvolve
