// SPDX-License-Identifier: GPL-3.0-or-later
// The points of one curve and their reduction to what a screen can show.
#pragma once

#include <cstddef>
#include <vector>

namespace qonvolve::ui {

/// Points by increasing x.
struct SeriesData {
  std::vector<double> x;
  std::vector<double> y;

  std::size_t size() const { return x.size(); }
  void append(double newX, double newY);
  void clear();
};

/// At most 2 * columns + 2 points: of every column of equal width in x the lowest and the highest
/// point, in their order, and the first and the last point of all. Nothing is lost that a plot
/// `columns` pixels wide could show. Points that are not finite are left out.
SeriesData decimated(const SeriesData& data, std::size_t columns);

}  // namespace qonvolve::ui
