// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/series_data.h"

#include <algorithm>
#include <cmath>

namespace qonvolve::ui {

void SeriesData::append(double newX, double newY) {
  x.push_back(newX);
  y.push_back(newY);
}

void SeriesData::clear() {
  x.clear();
  y.clear();
}

SeriesData decimated(const SeriesData& data, std::size_t columns) {
  SeriesData kept;
  const auto keep = [&](std::size_t i) { kept.append(data.x[i], data.y[i]); };
  const auto usable = [&](std::size_t i) {
    return std::isfinite(data.x[i]) && std::isfinite(data.y[i]);
  };
  if (data.size() <= 2 * columns + 2 || columns == 0) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      if (usable(i)) keep(i);
    }
    return kept;
  }
  const double left = data.x.front();
  const double width = (data.x.back() - left) / static_cast<double>(columns);
  std::size_t i = 1;
  const std::size_t last = data.size() - 1;
  if (usable(0)) keep(0);
  for (std::size_t column = 0; column < columns && i < last; ++column) {
    const double end = left + width * static_cast<double>(column + 1);
    std::size_t low = last;
    std::size_t high = last;
    for (; i < last && (data.x[i] < end || column + 1 == columns); ++i) {
      if (!usable(i)) continue;
      if (low == last || data.y[i] < data.y[low]) low = i;
      if (high == last || data.y[i] > data.y[high]) high = i;
    }
    if (low == last) continue;
    keep(std::min(low, high));
    if (low != high) keep(std::max(low, high));
  }
  if (usable(last)) keep(last);
  return kept;
}

}  // namespace qonvolve::ui
