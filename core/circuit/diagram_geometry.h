// SPDX-License-Identifier: GPL-3.0-or-later
// Where everything of a layout lies on a page: one set of coordinates for the SVG and the window.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/circuit/layout.h"

namespace qonvolve {

/// Distances and font sizes of a drawing, in pixels at 100 %.
struct DiagramStyle {
  static constexpr double kGateWidth = 36;
  static constexpr double kGateHeight = 28;
  static constexpr double kRowPitch = 42;
  static constexpr double kColumnGap = 12;
  static constexpr double kMargin = 12;
  static constexpr double kNoteHeight = 20;   // "q0 = least significant bit"
  static constexpr double kTitleHeight = 24;  // block names above their band
  static constexpr double kBandPadding = 6;   // between a band and its outer wires, and columns
  static constexpr double kLineGap = 22;      // between the lines of a wrapped drawing
  static constexpr double kSymbolSize = 12;
  static constexpr double kCaptionSize = 9.5;
  static constexpr double kTitleSize = 11;
  static constexpr double kLabelSize = 11;
  static constexpr double kDotRadius = 4;
  static constexpr double kPlusRadius = 9;
  static constexpr double kCrossSize = 5.5;
  static constexpr double kGroundWidth = 14;
  static constexpr double kCornerRadius = 4;
};

/// Estimated width of text in DejaVu Sans, wide enough for its usual replacements.
double estimateTextWidth(std::string_view utf8, double size);

struct DiagramRect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double centerX() const { return x + width / 2; }
  double centerY() const { return y + height / 2; }
};

/// Signs of one PlacedGate; gates[i] of the geometry belongs to gates[i] of the layout.
struct GateGeometry {
  struct Point {
    double x = 0;
    double y = 0;
    Mark::Kind kind = Mark::Kind::Control;  // Control, Plus or Cross
  };
  std::vector<DiagramRect> boxes;  // labelled boxes, or one tall box
  std::vector<DiagramRect> meters;
  std::vector<Point> points;
  double x = 0;             // centre of the column
  double connectorTop = 0;  // vertical line; none when connectorTop == connectorBottom
  double connectorBottom = 0;
  DiagramRect bounds;  // of everything above
};

struct WireGeometry {
  Wire wire = 0;
  double x0 = 0;
  double x1 = 0;
  double y = 0;
  bool classical = false;  // double line
  bool faded = false;      // leads to a ground sign
};

struct GroundGeometry {
  Wire wire = 0;
  double x = 0;  // left end of the first, longest bar's wire
  double y = 0;
};

struct LabelGeometry {
  Wire wire = 0;
  double right = 0;  // the text ends here
  double y = 0;      // vertical centre
  std::string text;
};

/// The band behind the columns of a block; a wrapped block has one on each of its lines.
struct BandGeometry {
  std::int32_t range = 0;  // index in Layout::blocks
  DiagramRect rect;        // title strip included
  std::string title;       // empty where the block is folded: its box bears the name
};

struct DiagramGeometry {
  double width = 0;
  double height = 0;
  std::vector<GateGeometry> gates;
  std::vector<WireGeometry> wires;
  std::vector<GroundGeometry> grounds;
  std::vector<LabelGeometry> labels;
  std::vector<BandGeometry> bands;
  int lines = 0;
};

/// `wrapWidth`: the drawing is folded into several lines not wider than this (0: one line). A
/// single column that is wider still gets its line.
DiagramGeometry placeOnPage(const Layout& layout, std::span<const DrawBlock> blocks,
                            double wrapWidth = 0);

/// Category of a block range, gate or none ("").
std::string_view categoryOf(std::span<const DrawBlock> blocks, std::int32_t block);

}  // namespace qonvolve
