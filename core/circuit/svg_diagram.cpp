// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/svg_diagram.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/base/xml_text.h"
#include "core/circuit/diagram_geometry.h"
#include "core/circuit/gate_text.h"
#include "core/circuit/text_diagram.h"

namespace qonvolve {
namespace {

using Style = DiagramStyle;

// Light theme of the window: Okabe and Ito's palette (2008), all at least 3:1 on white.
struct CategoryColors {
  const char* fill;
  const char* text;
  const char* tint;
};
CategoryColors colorsOf(std::string_view category) {
  if (category == "Encoding") return {"#0072b2", "#ffffff", "#e8f2f8"};
  if (category == "Convolution" || category == "Sequence") return {"#009e73", "#000000", "#e8f6f2"};
  if (category == "Pooling") return {"#d55e00", "#000000", "#fbf0e8"};
  if (category == "Fusion" || category == "Classical") return {"#cc79a7", "#000000", "#faf3f7"};
  return {"#6b6b6b", "#ffffff", "#f2f2f2"};
}
constexpr const char* kWireColor = "#3a3f44";
constexpr const char* kFadedColor = "#9aa0a6";
constexpr const char* kTextColor = "#1b1e20";

std::string number(double value) {
  std::string text = fixedText(std::round(value * 100) / 100, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

class Writer {
 public:
  void line(double x0, double y0, double x1, double y1, const char* color, double width = 1.2) {
    out += "<path d=\"M" + number(x0) + " " + number(y0) + "L" + number(x1) + " " + number(y1) +
           "\" stroke=\"" + color + "\" stroke-width=\"" + number(width) + "\"/>\n";
  }
  void rect(const DiagramRect& r, const std::string& fill, const std::string& stroke,
            double radius) {
    out += "<rect x=\"" + number(r.x) + "\" y=\"" + number(r.y) + "\" width=\"" + number(r.width) +
           "\" height=\"" + number(r.height) + "\" rx=\"" + number(radius) + "\" fill=\"" + fill +
           "\"" + (stroke.empty() ? "" : " stroke=\"" + stroke + "\"") + "/>\n";
  }
  void dashedRect(const DiagramRect& r, const std::string& fill, const std::string& stroke,
                  double radius) {
    rect(r, fill, stroke, radius);
    out.insert(out.size() - 3, " stroke-dasharray=\"4 3\"");
  }
  void circle(double x, double y, double radius, const std::string& fill,
              const std::string& stroke) {
    out += "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"" + number(radius) +
           "\" fill=\"" + fill + "\" stroke=\"" + stroke + "\"/>\n";
  }
  /// y is the vertical centre of small letters' height, as seen.
  void text(double x, double y, double size, const std::string& content, const char* color,
            const char* anchor, bool bold = false) {
    out += "<text x=\"" + number(x) + "\" y=\"" + number(y + 0.36 * size) + "\" font-size=\"" +
           number(size) + "\" fill=\"" + color + "\" text-anchor=\"" + anchor + "\"" +
           (bold ? " font-weight=\"bold\"" : "") + ">" + content + "</text>\n";
  }
  std::string out;
};

class Drawing {
 public:
  Drawing(const Circuit& circuit, std::span<const DrawBlock> blocks, const Layout& layout,
          const SvgOptions& options)
      : circuit_(circuit),
        blocks_(blocks),
        layout_(layout),
        options_(options),
        page_(placeOnPage(layout, blocks, options.wrapWidth)) {}

  std::string run() {
    head();
    bands();
    wires();
    for (std::size_t i = 0; i < layout_.gates.size(); ++i) gate(layout_.gates[i], page_.gates[i]);
    svg_.out += "</g>\n</svg>\n";
    return std::move(svg_.out);
  }

 private:
  void head() {
    const std::string size = number(page_.width) + " " + number(page_.height);
    svg_.out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"" +
        number(page_.width) + "\" height=\"" + number(page_.height) + "\" viewBox=\"0 0 " + size +
        "\">\n<title>Quantum circuit, " + std::to_string(circuit_.wires) +
        " qubits</title>\n<desc>";
    for (const std::string& line : circuitLines(circuit_, blocks_)) {
      svg_.out += escapedXml(line) + "\n";
    }
    svg_.out +=
        "</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        "<g font-family=\"'DejaVu Sans', Verdana, sans-serif\" fill=\"none\">\n";
    svg_.text(Style::kMargin, Style::kMargin + Style::kNoteHeight / 2 - 4, Style::kCaptionSize,
              kWireOrderNote, "#5b6168", "start");
  }

  void bands() {
    for (const BandGeometry& band : page_.bands) {
      const BlockRange& range = layout_.blocks[static_cast<std::size_t>(band.range)];
      const CategoryColors colors = colorsOf(categoryOf(blocks_, range.block));
      svg_.rect(band.rect, colors.tint, "", Style::kCornerRadius);
      svg_.rect({band.rect.x, band.rect.y, band.rect.width, 3}, colors.fill, "", 1.5);
      svg_.text(band.rect.x + 7, band.rect.y + Style::kTitleHeight / 2 + 2, Style::kTitleSize,
                escapedXml(band.title), kTextColor, "start", true);
    }
  }

  void wires() {
    for (const LabelGeometry& label : page_.labels) {
      svg_.text(label.right, label.y, Style::kLabelSize, label.text, kTextColor, "end");
    }
    for (const WireGeometry& wire : page_.wires) {
      const char* color = wire.faded ? kFadedColor : kWireColor;
      const double apart = wire.classical ? 1.5 : 0;
      svg_.line(wire.x0, wire.y - apart, wire.x1, wire.y - apart, color);
      if (wire.classical) svg_.line(wire.x0, wire.y + apart, wire.x1, wire.y + apart, color);
    }
    for (const GroundGeometry& ground : page_.grounds) {
      for (int bar = 0; bar < 3; ++bar) {
        const double x = ground.x + 3.2 * bar;
        const double reach = 8 - 2.6 * bar;
        svg_.line(x, ground.y - reach, x, ground.y + reach, kFadedColor, 1.6);
      }
    }
  }

  void gate(const PlacedGate& placed, const GateGeometry& shape) {
    const CategoryColors colors = colorsOf(categoryOf(blocks_, placed.block));
    if (shape.connectorTop < shape.connectorBottom) {
      const double apart = placed.classical ? 1.5 : 0;
      const char* color = placed.classical ? kWireColor : colors.fill;
      for (const double x : {shape.x - apart, shape.x + apart}) {
        svg_.line(x, shape.connectorTop, x, shape.connectorBottom, color, apart > 0 ? 1.2 : 2);
        if (apart == 0) break;
      }
    }
    for (const GateGeometry::Point& point : shape.points) {
      switch (point.kind) {
        case Mark::Kind::Plus: {
          const double r = Style::kPlusRadius;
          svg_.circle(point.x, point.y, r, colors.fill, colors.fill);
          svg_.line(point.x - r + 3, point.y, point.x + r - 3, point.y, colors.text, 1.8);
          svg_.line(point.x, point.y - r + 3, point.x, point.y + r - 3, colors.text, 1.8);
          break;
        }
        case Mark::Kind::Cross: {
          const double r = Style::kCrossSize;
          svg_.line(point.x - r, point.y - r, point.x + r, point.y + r, colors.fill, 2.2);
          svg_.line(point.x - r, point.y + r, point.x + r, point.y - r, colors.fill, 2.2);
          break;
        }
        default:
          svg_.circle(point.x, point.y, Style::kDotRadius, colors.fill, colors.fill);
      }
    }
    for (const DiagramRect& box : shape.meters) meter(placed, box, colors);
    for (const DiagramRect& box : shape.boxes) label(placed, box, colors);
  }

  void meter(const PlacedGate& placed, const DiagramRect& box, const CategoryColors& colors) {
    svg_.rect(box, "#ffffff", colors.fill, Style::kCornerRadius);
    const double x = box.centerX();
    const double y = box.centerY() + 5;
    svg_.out += "<path d=\"M" + number(x - 10) + " " + number(y) + "A10 10 0 0 1 " +
                number(x + 10) + " " + number(y) + "\" stroke=\"" + kWireColor +
                "\" stroke-width=\"1.5\"/>\n";
    svg_.line(x, y, x + 7, y - 11, kWireColor, 1.5);
    if (placed.kind == PlacedGate::Kind::Event) {  // the bit that keeps the outcome
      svg_.text(box.centerX(), box.y + box.height + 7, Style::kCaptionSize, placed.caption,
                kTextColor, "middle");
    }
  }

  void label(const PlacedGate& placed, const DiagramRect& box, const CategoryColors& category) {
    CategoryColors colors = category;
    if (placed.dashed) {
      colors.text = kTextColor;
      svg_.dashedRect(box, "#ffffff", colors.fill, Style::kCornerRadius);
    } else {
      svg_.rect(box, colors.fill, "", Style::kCornerRadius);
    }
    std::string caption = captionWithValues(circuit_, placed, options_.theta);
    bool twoNotes = !placed.note.empty() && box.height > 2 * Style::kGateHeight;
    if (caption.empty() && twoNotes) {
      caption = placed.note;
      twoNotes = false;
    }
    double y = box.centerY();
    if (!caption.empty()) y -= twoNotes ? 13 : 6;
    const double symbolWidth = estimateTextWidth(placed.symbol, Style::kSymbolSize);
    const double tagWidth = estimateTextWidth(placed.tag, Style::kCaptionSize);
    svg_.text(box.centerX() - tagWidth / 2, y, Style::kSymbolSize, escapedXml(placed.symbol),
              colors.text, "middle", true);
    if (!placed.tag.empty()) {
      svg_.text(box.centerX() + symbolWidth / 2 + 1, y + 3, Style::kCaptionSize, placed.tag,
                colors.text, "middle");
    }
    if (!caption.empty()) {
      // Three angles can be longer than the name that made the box.
      const double longest =
          (box.width - 4) * Style::kCaptionSize / estimateTextWidth(caption, Style::kCaptionSize);
      svg_.text(box.centerX(), y + 13, std::min<double>(Style::kCaptionSize, longest),
                escapedXml(caption), colors.text, "middle");
    }
    if (twoNotes) {
      svg_.text(box.centerX(), y + 26, Style::kCaptionSize, escapedXml(placed.note), colors.text,
                "middle");
    }
  }

  const Circuit& circuit_;
  std::span<const DrawBlock> blocks_;
  const Layout& layout_;
  const SvgOptions& options_;
  DiagramGeometry page_;
  Writer svg_;
};

}  // namespace

std::string captionWithValues(const Circuit& circuit, const PlacedGate& gate,
                              std::span<const double> theta) {
  if (gate.kind != PlacedGate::Kind::Gate || gate.parameters.empty()) return gate.caption;
  const Op& op = circuit.ops[gate.firstOp];
  const std::size_t count = gateInfo(op.gate).angles;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    double radians = 0;
    if (!angleValue(op.angles[i], theta, radians)) return gate.caption;
    if (count == 1) return piText(radians, Script::Unicode);
    if (i > 0) text += " ";
    text += turnsText(radians, 1, Script::Unicode);
  }
  return text + "π";
}

std::string drawSvg(const Circuit& circuit, std::span<const DrawBlock> blocks, const Layout& layout,
                    const SvgOptions& options) {
  return Drawing(circuit, blocks, layout, options).run();
}

}  // namespace qonvolve
