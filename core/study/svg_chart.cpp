// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/svg_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/base/xml_text.h"

namespace qonvolve {

namespace {

constexpr double kWidth = 860;
constexpr double kCurveHeight = 380;
constexpr double kLineHeight = 20;
constexpr const char* kGrid = "#dddddd";
constexpr const char* kInk = "#333333";

std::string at(double value) {
  return fixedText(value, 2);
}

// Width of a text in pixels at 12 px, wide enough for DejaVu Sans.
double widthOf(const std::string& text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return 7.0 * static_cast<double>(characters);
}

std::string tickText(double value) {
  const double size = std::fabs(value);
  if (size >= 1e6) return numberText(value / 1e6) + "M";
  if (size >= 1e4) return numberText(value / 1e3) + "k";
  return numberText(std::round(value * 1e9) / 1e9 + 0.0);  // zero has no sign
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // With a margin, and never empty.
  Range padded(double share) const {
    if (!(low <= high)) return {0, 1};
    if (high > low) return {low - share * (high - low), high + share * (high - low)};
    const double size = std::max(1e-3, 0.1 * std::fabs(high));
    return {low - size, high + size};
  }
};

class Canvas {
 public:
  Canvas(double width, double height, const ChartText& text) : width_(width), height_(height) {
    title_ = text.title;
  }

  void line(double x1, double y1, double x2, double y2, const std::string& style) {
    body_ += "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" +
             at(y2) + "\" " + style + "/>\n";
  }
  void text(double x, double y, const std::string& text, const std::string& anchor,
            const std::string& style = {}) {
    body_ += "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor + "\" " +
             style + ">" + escapedXml(text) + "</text>\n";
  }
  void circle(double x, double y, double r, const std::string& style, const std::string& tip = {}) {
    body_ += "<circle cx=\"" + at(x) + "\" cy=\"" + at(y) + "\" r=\"" + at(r) + "\" " + style +
             (tip.empty() ? "/>\n" : "><title>" + escapedXml(tip) + "</title></circle>\n");
  }
  void rect(double x, double y, double w, double h, const std::string& style) {
    body_ += "<rect x=\"" + at(x) + "\" y=\"" + at(y) + "\" width=\"" + at(w) + "\" height=\"" +
             at(h) + "\" " + style + "/>\n";
  }
  void path(const std::string& d, const std::string& style) {
    body_ += "<path d=\"" + d + "\" " + style + "/>\n";
  }

  std::string svg() const {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + at(width_) + "\" height=\"" +
           at(height_) + "\" viewBox=\"0 0 " + at(width_) + " " + at(height_) +
           "\" role=\"img\" font-family=\"DejaVu Sans, sans-serif\" font-size=\"12\" fill=\"" +
           kInk + "\">\n<title>" + escapedXml(title_) +
           "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + body_ +
           "</svg>\n";
  }

 private:
  double width_, height_;
  std::string title_, body_;
};

std::string stroke(const char* color, double width, const char* more = "") {
  return "stroke=\"" + std::string(color) + "\" stroke-width=\"" + at(width) + "\" " + more;
}
std::string fill(const char* color, double opacity = 1) {
  return "fill=\"" + std::string(color) + "\" fill-opacity=\"" + at(opacity) + "\"";
}

// Axes with ticks, labels and title around a plot area.
class Frame {
 public:
  Frame(Canvas& canvas, const ChartText& text, Range x, Range y, std::array<double, 4> area)
      : x_(x), y_(y), left_(area[0]), top_(area[1]), right_(area[2]), bottom_(area[3]) {
    canvas.text((left_ + right_) / 2, 18, text.title, "middle", "font-weight=\"bold\"");
    for (const double tick : roundTicks(x.low, x.high, 8)) {
      canvas.line(px(tick), top_, px(tick), bottom_, stroke(kGrid, 1));
      canvas.text(px(tick), bottom_ + 16, tickText(tick), "middle");
    }
    canvas.text((left_ + right_) / 2, bottom_ + 36, text.xLabel, "middle");
  }
  void yTicks(Canvas& canvas, const ChartText& text) const {
    for (const double tick : roundTicks(y_.low, y_.high, 6)) {
      canvas.line(left_, py(tick), right_, py(tick), stroke(kGrid, 1));
      canvas.text(left_ - 6, py(tick) + 4, tickText(tick), "end");
    }
    canvas.text(0, 0, text.yLabel, "middle",
                "transform=\"translate(16 " + at((top_ + bottom_) / 2) + ") rotate(-90)\"");
  }
  void outline(Canvas& canvas) const {
    canvas.rect(left_, top_, right_ - left_, bottom_ - top_,
                "fill=\"none\" " + stroke("#888888", 1));
  }
  double px(double x) const { return left_ + (x - x_.low) / (x_.high - x_.low) * (right_ - left_); }
  double py(double y) const {
    return bottom_ - (y - y_.low) / (y_.high - y_.low) * (bottom_ - top_);
  }

 private:
  Range x_, y_;
  double left_, top_, right_, bottom_;
};

double legendHeight(std::size_t entries) {
  return kLineHeight * std::ceil(static_cast<double>(entries) / 2);
}

}  // namespace

const char* seriesColor(std::size_t index) {
  constexpr std::array kColors = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                  "#e69f00", "#56b4e9", "#7f7f7f", "#8b6d00"};
  return kColors[index % kColors.size()];
}

std::vector<double> roundTicks(double low, double high, int count) {
  std::vector<double> ticks;
  const double size = high - low;
  if (!(size > 0) || !std::isfinite(size)) return ticks;
  const double rough = size / std::max(1, count);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    ticks.push_back(k * step);
  }
  return ticks;
}

std::string curveChart(std::span<const ChartCurve> curves, const ChartText& text) {
  Range x, y;
  for (const ChartCurve& curve : curves) {
    for (const double v : curve.x) x.take(v);
    for (const auto* values : {&curve.y, &curve.low, &curve.high}) {
      for (const double v : *values) y.take(v);
    }
  }
  const double legend = legendHeight(curves.size());
  Canvas canvas(kWidth, kCurveHeight + legend, text);
  const Frame frame(canvas, text, x.padded(0.01), y.padded(0.05),
                    {64, 30, kWidth - 16, kCurveHeight - 48});
  frame.yTicks(canvas, text);
  frame.outline(canvas);
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const ChartCurve& curve = curves[c];
    if (curve.low.size() == curve.x.size() && !curve.x.empty()) {
      std::string d = "M";
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        d += at(frame.px(curve.x[i])) + " " + at(frame.py(curve.high[i])) + "L";
      }
      for (std::size_t i = curve.x.size(); i-- > 0;) {
        d += at(frame.px(curve.x[i])) + " " + at(frame.py(curve.low[i])) + (i > 0 ? "L" : "Z");
      }
      canvas.path(d, fill(seriesColor(c), 0.15));
    }
    std::string d;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      d += (i == 0 ? "M" : "L") + at(frame.px(curve.x[i])) + " " + at(frame.py(curve.y[i]));
    }
    if (!d.empty()) canvas.path(d, "fill=\"none\" " + stroke(seriesColor(c), 1.6));
    const double lx = c % 2 == 0 ? 64 : kWidth / 2 + 8;
    const double ly = kCurveHeight + kLineHeight * std::floor(static_cast<double>(c) / 2) + 4;
    canvas.line(lx, ly, lx + 24, ly, stroke(seriesColor(c), 3));
    canvas.text(lx + 30, ly + 4, curve.label, "start");
  }
  return canvas.svg();
}

std::string stripChart(std::span<const ChartGroup> groups, const ChartText& text,
                       std::span<const ChartReference> references) {
  Range x;
  double label = 60;
  for (const ChartGroup& group : groups) {
    label = std::max(label, widthOf(group.label));
    for (const double v : group.values) x.take(v);
  }
  for (const ChartReference& reference : references) x.take(reference.y);
  label = std::min(label, 340.0);
  const double rows = kLineHeight * static_cast<double>(groups.size());
  const double legend = kLineHeight * static_cast<double>(references.size());
  Canvas canvas(kWidth, rows + 88 + legend, text);
  const double left = label + 20;
  const Frame frame(canvas, text, x.padded(0.03), {0, 1}, {left, 30, kWidth - 16, 34 + rows});
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const ChartGroup& group = groups[g];
    const double y = 34 + kLineHeight * (static_cast<double>(g) + 0.5);
    canvas.text(left - 8, y + 4, group.label, "end");
    if (group.values.empty()) continue;
    double mean = 0;
    for (const double v : group.values) mean += v / static_cast<double>(group.values.size());
    double square = 0;
    for (const double v : group.values) square += (v - mean) * (v - mean);
    const double deviation = group.values.size() > 1
                                 ? std::sqrt(square / static_cast<double>(group.values.size() - 1))
                                 : 0;
    canvas.line(frame.px(std::max(mean - deviation, x.padded(0.03).low)), y,
                frame.px(std::min(mean + deviation, x.padded(0.03).high)), y,
                stroke("#999999", 5, "stroke-opacity=\"0.5\""));
    canvas.line(frame.px(mean), y - 6, frame.px(mean), y + 6, stroke(kInk, 2));
    for (std::size_t i = 0; i < group.values.size(); ++i) {
      const double px = frame.px(group.values[i]);
      const bool stuck = i < group.marked.size() && group.marked[i];
      if (stuck) {
        const std::string style = stroke("#d55e00", 1.8);
        canvas.line(px - 4, y - 4, px + 4, y + 4, style);
        canvas.line(px - 4, y + 4, px + 4, y - 4, style);
      } else {
        canvas.circle(px, y, 3.2, fill("#0072b2", 0.65), numberText(group.values[i]));
      }
    }
  }
  for (std::size_t r = 0; r < references.size(); ++r) {
    const double px = frame.px(references[r].y);
    canvas.line(px, 30, px, 34 + rows, stroke(seriesColor(r + 1), 1.5, "stroke-dasharray=\"5 3\""));
    const double ly = rows + 88 + kLineHeight * static_cast<double>(r);
    canvas.line(24, ly, 48, ly, stroke(seriesColor(r + 1), 1.5, "stroke-dasharray=\"5 3\""));
    canvas.text(54, ly + 4, references[r].label, "start", "font-size=\"11\"");
  }
  frame.outline(canvas);
  return canvas.svg();
}

std::string scatterChart(std::span<const ChartPoint> points, const ChartText& text) {
  Range x, y;
  for (const ChartPoint& point : points) {
    x.take(point.x);
    y.take(point.y - point.deviation);
    y.take(point.y + point.deviation);
  }
  const double legend = legendHeight(points.size());
  Canvas canvas(kWidth, kCurveHeight + legend, text);
  const Frame frame(canvas, text, x.padded(0.08), y.padded(0.05),
                    {64, 30, kWidth - 16, kCurveHeight - 48});
  frame.yTicks(canvas, text);
  frame.outline(canvas);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ChartPoint& point = points[i];
    const double px = frame.px(point.x);
    canvas.line(px, frame.py(point.y - point.deviation), px, frame.py(point.y + point.deviation),
                stroke(seriesColor(i), 1.2));
    const std::string style =
        point.hollow ? "fill=\"#ffffff\" " + stroke(seriesColor(i), 2) : fill(seriesColor(i), 0.85);
    canvas.circle(px, frame.py(point.y), 5, style, point.label);
    const double lx = i % 2 == 0 ? 64 : kWidth / 2 + 8;
    const double ly = kCurveHeight + kLineHeight * std::floor(static_cast<double>(i) / 2) + 4;
    canvas.circle(lx + 12, ly, 5, style);
    canvas.text(lx + 30, ly + 4, point.label, "start");
  }
  return canvas.svg();
}

std::string heatChart(const ChartMatrix& matrix, const ChartText& text) {
  Range range;
  double label = 60;
  for (const auto& value : matrix.values) {
    if (value) range.take(*value);
  }
  for (const std::string& row : matrix.rows) label = std::max(label, widthOf(row));
  label = std::min(label, 300.0);
  const auto columns = static_cast<double>(matrix.columns.size());
  const double left = label + 20;
  const double cell = std::clamp((kWidth - left - 16) / std::max(1.0, columns), 40.0, 150.0);
  constexpr double kRow = 34;
  const double width = std::max(kWidth, left + cell * columns + 16);
  Canvas canvas(width, 76 + kRow * static_cast<double>(matrix.rows.size()), text);
  canvas.text(width / 2, 18, text.title, "middle", "font-weight=\"bold\"");
  for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
    std::string name = matrix.columns[c];
    const auto fits = static_cast<std::size_t>(cell / 7);
    if (widthOf(name) > cell && name.size() > fits) name = name.substr(0, fits - 1) + "…";
    canvas.text(left + cell * (static_cast<double>(c) + 0.5), 44, name, "middle");
  }
  const Range scale = range.padded(0);
  for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
    const double y = 52 + kRow * static_cast<double>(r);
    canvas.text(left - 8, y + kRow / 2 + 4, matrix.rows[r], "end");
    for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
      const std::size_t i = r * matrix.columns.size() + c;
      const double x = left + cell * static_cast<double>(c);
      if (!matrix.values[i]) {
        canvas.rect(x + 1, y + 1, cell - 2, kRow - 2, "fill=\"#f4f4f4\"");
        canvas.text(x + cell / 2, y + kRow / 2 + 4, matrix.captions[i], "middle",
                    "font-size=\"11\"");
        continue;
      }
      const double share = (*matrix.values[i] - scale.low) / (scale.high - scale.low);
      canvas.rect(x + 1, y + 1, cell - 2, kRow - 2, fill("#0072b2", 0.05 + 0.85 * share));
      canvas.text(x + cell / 2, y + kRow / 2 + 4, matrix.captions[i], "middle",
                  share > 0.55 ? "fill=\"#ffffff\" font-size=\"11\"" : "font-size=\"11\"");
    }
  }
  return canvas.svg();
}

}  // namespace qonvolve
