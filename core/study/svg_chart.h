// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of a comparison as stand-alone SVG: curves with bands, every run as a dot, heat maps.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qonvolve {

/// Colours that can be told apart by everyone (Okabe and Ito), in order; they repeat after eight.
const char* seriesColor(std::size_t index);

struct ChartCurve {
  std::string label;
  std::vector<double> x, y;
  std::vector<double> low, high;  // of the band; empty: none
};

/// A horizontal line with its meaning.
struct ChartReference {
  std::string label;
  double y = 0;
};

struct ChartText {
  std::string title;
  std::string xLabel;
  std::string yLabel;
};

std::string curveChart(std::span<const ChartCurve> curves, const ChartText& text);

struct ChartGroup {
  std::string label;
  std::vector<double> values;
  std::vector<bool> marked;  // runs that got stuck: drawn as crosses
};
/// One row for each group: every value a dot, mean and standard deviation as a bar.
std::string stripChart(std::span<const ChartGroup> groups, const ChartText& text,
                       std::span<const ChartReference> references = {});

struct ChartPoint {
  std::string label;
  double x = 0, y = 0, deviation = 0;
  bool hollow = false;  // a baseline
};
std::string scatterChart(std::span<const ChartPoint> points, const ChartText& text);

/// values: row by row, nothing where there is none; captions stand in the cells.
struct ChartMatrix {
  std::vector<std::string> rows, columns;
  std::vector<std::optional<double>> values;
  std::vector<std::string> captions;
};
std::string heatChart(const ChartMatrix& matrix, const ChartText& text);

/// At most about `count` round numbers from low to high.
std::vector<double> roundTicks(double low, double high, int count);

}  // namespace qonvolve
