// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/diagram_geometry.h"

#include <algorithm>
#include <cstddef>

namespace qonvolve {
namespace {

using Style = DiagramStyle;

/// Text of one gate decides its width: symbol, tag and caption in one box.
double boxWidth(const PlacedGate& gate) {
  double width = estimateTextWidth(gate.symbol, Style::kSymbolSize) +
                 estimateTextWidth(gate.tag, Style::kCaptionSize) + 12;
  width = std::max(width, estimateTextWidth(gate.caption, Style::kCaptionSize) + 8);
  width = std::max(width, estimateTextWidth(gate.note, Style::kCaptionSize) + 8);
  if (gate.kind == PlacedGate::Kind::Block) width += 8;
  // Values of up to three angles replace the names while training: "-0.42 1.10 0.07".
  if (gate.kind == PlacedGate::Kind::Gate && gate.caption.find("–") != std::string::npos) {
    width = std::max(width, 84.0);
  }
  return std::max(width, Style::kGateWidth);
}

double signWidth(const PlacedGate& gate) {
  const bool hasBox = std::any_of(gate.marks.begin(), gate.marks.end(), [](const Mark& mark) {
    return mark.kind == Mark::Kind::Box || mark.kind == Mark::Kind::Meter;
  });
  return hasBox ? boxWidth(gate) : 2 * Style::kPlusRadius + 4;
}

/// The columns of one line of a wrapped drawing and the wires that live there.
struct Line {
  int first = 0;
  int last = 0;
  double y = 0;               // of the band's upper edge
  double height = 0;          // of the band
  std::vector<double> rowOf;  // y of each wire, -1: not on this line
};

class Page {
 public:
  Page(const Layout& layout, std::span<const DrawBlock> blocks, double wrapWidth)
      : layout_(layout), blocks_(blocks), wrapWidth_(wrapWidth) {}

  DiagramGeometry run() {
    measureColumns();
    breakLines();
    placeBands();
    placeGates();
    placeWires();
    return std::move(page_);
  }

 private:
  static std::size_t at(int column) { return static_cast<std::size_t>(column); }

  void measureColumns() {
    const auto columns = at(std::max(layout_.columns, 1));
    widths_.assign(columns, 0);
    before_.assign(columns, 0);
    startsBlock_.assign(columns, false);
    for (const PlacedGate& gate : layout_.gates) {
      widths_[at(gate.column)] = std::max(widths_[at(gate.column)], signWidth(gate));
    }
    for (const WireRun& run : layout_.wires) {
      if (run.end == WireRun::End::Discarded && run.endColumn < layout_.columns) {
        widths_[at(run.endColumn)] = std::max(widths_[at(run.endColumn)], Style::kGroundWidth);
      }
    }
    for (double& width : widths_) width += Style::kColumnGap;
    for (const BlockRange& range : layout_.blocks) {
      // A band is at least as wide as its title.
      const std::string& name = blocks_[static_cast<std::size_t>(range.block)].name;
      const double title =
          range.detail == Detail::Block ? 0 : estimateTextWidth(name, Style::kTitleSize) + 20;
      double width = 0;
      for (int c = range.firstColumn; c <= range.lastColumn; ++c) width += widths_[at(c)];
      if (width < title) {
        const double more = (title - width) / (range.lastColumn - range.firstColumn + 1);
        for (int c = range.firstColumn; c <= range.lastColumn; ++c) widths_[at(c)] += more;
      }
      before_[at(range.firstColumn)] = Style::kBandPadding;
      startsBlock_[at(range.firstColumn)] = true;
    }
    const auto wires = layout_.wires.size();
    labelWidth_ =
        estimateTextWidth("q" + std::to_string(wires > 0 ? wires - 1 : 0), Style::kLabelSize) + 10;
  }

  void breakLines() {
    const double start = Style::kMargin + labelWidth_ + Style::kColumnGap / 2;
    x_.assign(widths_.size(), 0);
    lineOf_.assign(widths_.size(), 0);
    double x = start;
    Line line;
    for (int c = 0; c < static_cast<int>(widths_.size()); ++c) {
      const double needed = before_[at(c)] + widths_[at(c)] + Style::kMargin;
      if (wrapWidth_ > 0 && c > line.first && x + needed > wrapWidth_) {
        // Rather break before a block, if that leaves the line more than half full.
        int split = c;
        while (split > line.first && !startsBlock_[at(split)]) --split;
        if (split == line.first || x_[at(split)] < 0.55 * wrapWidth_) split = c;
        line.last = split - 1;
        lines_.push_back(line);
        line = Line{};
        line.first = split;
        c = split;
        x = start;
      }
      x_[at(c)] = x + before_[at(c)];
      lineOf_[at(c)] = lines_.size();
      x = x_[at(c)] + widths_[at(c)];
      page_.width = std::max(page_.width, x + Style::kMargin);
    }
    line.last = static_cast<int>(widths_.size()) - 1;
    lines_.push_back(line);
    page_.width = std::max(
        page_.width, estimateTextWidth(kWireOrderNote, Style::kLabelSize) + 2 * Style::kMargin);
    page_.lines = static_cast<int>(lines_.size());

    double y = Style::kMargin + Style::kNoteHeight;
    for (Line& each : lines_) {
      each.y = y;
      each.rowOf.assign(layout_.wires.size(), -1);
      double row = y + Style::kTitleHeight + Style::kRowPitch / 2;
      for (std::size_t wire = 0; wire < layout_.wires.size(); ++wire) {
        const WireRun& run = layout_.wires[wire];
        if (run.end == WireRun::End::Discarded && run.endColumn < each.first) continue;
        each.rowOf[wire] = row;
        row += Style::kRowPitch;
      }
      each.height = row - Style::kRowPitch / 2 - y;
      y += each.height + Style::kLineGap;
    }
    page_.height = y - Style::kLineGap + Style::kMargin;
  }

  void placeBands() {
    for (std::size_t i = 0; i < layout_.blocks.size(); ++i) {
      const BlockRange& range = layout_.blocks[i];
      for (int first = range.firstColumn; first <= range.lastColumn;) {
        const Line& line = lines_[lineOf_[at(first)]];
        const int last = std::min(range.lastColumn, line.last);
        BandGeometry band;
        band.range = static_cast<std::int32_t>(i);
        band.rect = {x_[at(first)], line.y, x_[at(last)] + widths_[at(last)] - x_[at(first)],
                     line.height};
        if (range.detail != Detail::Block) {
          band.title = blocks_[static_cast<std::size_t>(range.block)].name;
          if (first != range.firstColumn) {
            band.title = "… " + band.title;
            if (estimateTextWidth(band.title, Style::kTitleSize) + 12 > band.rect.width) {
              band.title = "…";
            }
          }
        }
        page_.bands.push_back(band);
        first = last + 1;
      }
    }
  }

  void placeGates() {
    page_.gates.reserve(layout_.gates.size());
    for (const PlacedGate& gate : layout_.gates) page_.gates.push_back(placeGate(gate));
  }

  GateGeometry placeGate(const PlacedGate& gate) const {
    const Line& line = lines_[lineOf_[at(gate.column)]];
    GateGeometry shape;
    shape.x = x_[at(gate.column)] + widths_[at(gate.column)] / 2;
    // A folded block fills its column, other boxes are as wide as their text needs.
    const double width = gate.kind == PlacedGate::Kind::Block
                             ? widths_[at(gate.column)] - Style::kColumnGap
                             : boxWidth(gate);
    const double half = Style::kGateHeight / 2;
    double top = 1e300;
    double bottom = -1e300;
    const auto extend = [&top, &bottom](double low, double high) {
      top = std::min(top, low);
      bottom = std::max(bottom, high);
    };
    for (const Mark& mark : gate.marks) {
      const double y = line.rowOf[mark.wire];
      const DiagramRect box{shape.x - width / 2, y - half, width, Style::kGateHeight};
      if (mark.kind == Mark::Kind::Box) {
        shape.boxes.push_back(box);
        extend(box.y, box.y + box.height);
      } else if (mark.kind == Mark::Kind::Meter) {
        shape.meters.push_back(
            {shape.x - Style::kGateWidth / 2, y - half, Style::kGateWidth, Style::kGateHeight});
        extend(y - half, y + half);
      } else {
        shape.points.push_back({shape.x, y, mark.kind});
        const double reach = mark.kind == Mark::Kind::Plus ? Style::kPlusRadius : Style::kDotRadius;
        extend(y - reach, y + reach);
      }
    }
    if (gate.marks.size() > 1) {
      if (gate.joined) {
        const double low = shape.boxes.front().y;
        const double high = shape.boxes.back().y + Style::kGateHeight;
        shape.boxes = {{shape.x - width / 2, low, width, high - low}};
      } else {
        shape.connectorTop = line.rowOf[gate.marks.front().wire];
        shape.connectorBottom = line.rowOf[gate.marks.back().wire];
      }
    }
    double reach = Style::kPlusRadius;
    if (!shape.boxes.empty() || !shape.meters.empty())
      reach = std::max(width, Style::kGateWidth) / 2;
    shape.bounds = {shape.x - reach, top, 2 * reach, bottom - top};
    return shape;
  }

  void placeWires() {
    const double left = Style::kMargin + labelWidth_;
    for (const Line& line : lines_) {
      const double lineEnd = x_[at(line.last)] + widths_[at(line.last)];
      for (std::size_t i = 0; i < layout_.wires.size(); ++i) {
        const double y = line.rowOf[i];
        if (y < 0) continue;
        const WireRun& run = layout_.wires[i];
        const auto wire = static_cast<Wire>(i);
        page_.labels.push_back({wire, left - 4, y, "q" + std::to_string(i)});
        const bool endsHere = run.endColumn >= line.first && run.endColumn <= line.last;
        double end = lineEnd;
        if (run.end == WireRun::End::Readout && endsHere) {
          end = x_[at(run.endColumn)] + widths_[at(run.endColumn)] / 2;
        }
        double fadeFrom = end;
        if (run.end == WireRun::End::Discarded && endsHere) {
          const double center = x_[at(run.endColumn)] + widths_[at(run.endColumn)] / 2;
          end = center - Style::kGroundWidth / 2 + 4;
          fadeFrom =
              run.endColumn == line.first ? left : x_[at(run.endColumn)] - Style::kColumnGap / 2;
          page_.grounds.push_back({wire, end, y});
        }
        double classicalFrom = end;
        if (run.classicalFrom >= 0 && run.classicalFrom < line.first) classicalFrom = left;
        if (run.classicalFrom >= line.first && run.classicalFrom <= line.last) {
          classicalFrom = x_[at(run.classicalFrom)] + widths_[at(run.classicalFrom)] / 2;
        }
        const double plainEnd = std::min(classicalFrom, fadeFrom);
        if (plainEnd > left) page_.wires.push_back({wire, left, plainEnd, y, false, false});
        if (classicalFrom < fadeFrom) {
          page_.wires.push_back({wire, classicalFrom, fadeFrom, y, true, false});
        }
        if (fadeFrom < end) {
          page_.wires.push_back({wire, fadeFrom, end, y, run.classicalFrom >= 0, true});
        }
      }
    }
  }

  const Layout& layout_;
  std::span<const DrawBlock> blocks_;
  double wrapWidth_;
  DiagramGeometry page_;
  std::vector<double> widths_;  // of each column, gap included
  std::vector<double> before_;  // extra space before a column
  std::vector<bool> startsBlock_;
  std::vector<double> x_;  // left edge of each column
  std::vector<std::size_t> lineOf_;
  std::vector<Line> lines_;
  double labelWidth_ = 0;
};

}  // namespace

double estimateTextWidth(std::string_view utf8, double size) {
  double ems = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xc0) == 0x80) continue;  // continuation
    if (byte >= 0xe2 && i + 2 < utf8.size()) {
      const std::string_view code = utf8.substr(i, 3);
      // Subscript digits U+2080..2089 are narrow; dashes, angle brackets and the like are not.
      const bool subscript = code[1] == '\x82' && code >= "\xe2\x82\x80" && code <= "\xe2\x82\x89";
      ems += subscript ? 0.42 : 0.6;
    } else if (byte >= 0x80) {
      ems += 0.62;
    } else if (byte == 'm' || byte == 'w' || byte == 'M' || byte == 'W') {
      ems += 0.95;
    } else if (byte == 'i' || byte == 'l' || byte == 'j' || byte == 'I' || byte == ' ' ||
               byte == '.' || byte == ',' || byte == '/' || byte == '(' || byte == ')') {
      ems += 0.36;
    } else if (byte == 't' || byte == 'f' || byte == 'r') {
      ems += 0.42;
    } else {
      ems += byte >= 'A' && byte <= 'Z' ? 0.7 : 0.63;
    }
  }
  return ems * size;
}

std::string_view categoryOf(std::span<const DrawBlock> blocks, std::int32_t block) {
  if (block < 0 || static_cast<std::size_t>(block) >= blocks.size()) return {};
  return blocks[static_cast<std::size_t>(block)].category;
}

DiagramGeometry placeOnPage(const Layout& layout, std::span<const DrawBlock> blocks,
                            double wrapWidth) {
  return Page(layout, blocks, wrapWidth).run();
}

}  // namespace qonvolve
