// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/decision_surface.h"

#include <algorithm>
#include <array>

#include "core/experiment/data_report.h"

namespace qonvolve {

namespace {

constexpr double kMargin = 0.08;  // of the spread, on each side

std::pair<double, double> widened(double low, double high) {
  const double margin = low < high ? kMargin * (high - low) : 0.5;
  return {low - margin, high + margin};
}

}  // namespace

std::optional<Plane> planeOf(const PreparedData& data) {
  Plane plane;
  plane.raw = data.raw.train.x.cols() == 2;
  if (!plane.raw && data.ready.train.x.cols() != 2) return {};
  const SplitData& parts = plane.raw ? data.raw : data.ready;
  std::array<double, 2> low{};
  std::array<double, 2> high{};
  bool first = true;
  for (const Dataset* part : {&parts.train, &parts.validation, &parts.test}) {
    if (part->size() == 0) continue;
    for (std::size_t j = 0; j < 2; ++j) {
      const auto column = part->x.col(static_cast<Eigen::Index>(j));
      low[j] = first ? column.minCoeff() : std::min(low[j], column.minCoeff());
      high[j] = first ? column.maxCoeff() : std::max(high[j], column.maxCoeff());
    }
    first = false;
  }
  std::tie(plane.xLow, plane.xHigh) = widened(low[0], high[0]);
  std::tie(plane.yLow, plane.yHigh) = widened(low[1], high[1]);
  plane.xName = featureName(parts.train, 0);
  plane.yName = featureName(parts.train, 1);
  return plane;
}

std::optional<PlaneSamples> samplesInPlane(const PreparedData& data, DataPart part,
                                           std::size_t most) {
  auto plane = planeOf(data);
  if (!plane) return {};
  const Dataset& samples = partOf(plane->raw ? data.raw : data.ready, part);
  const auto rows = static_cast<Eigen::Index>(std::min(samples.size(), most));
  return PlaneSamples{
      std::move(*plane), samples.x.topRows(rows), {samples.y.begin(), samples.y.begin() + rows}};
}

std::optional<SurfaceGrid> SurfaceGrid::make(const Experiment& experiment, const Catalog& catalog,
                                             const PreparedData& data, const Model& model,
                                             std::size_t side) {
  const auto plane = planeOf(data);
  if (!plane || side < 2) return {};
  const auto count = static_cast<Eigen::Index>(side * side);
  Dataset points;
  points.x.resize(count, 2);
  points.y.assign(side * side, 0);
  points.shape = plane->raw ? data.raw.train.shape : data.ready.train.shape;
  points.classNames = data.raw.train.classNames;
  const double last = static_cast<double>(side) - 1;
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto x = static_cast<double>(i % static_cast<Eigen::Index>(side)) / last;
    const auto y = static_cast<double>(i / static_cast<Eigen::Index>(side)) / last;
    points.x(i, 0) = plane->xLow + x * (plane->xHigh - plane->xLow);
    points.x(i, 1) = plane->yLow + y * (plane->yHigh - plane->yLow);
  }
  if (plane->raw) {
    auto ready =
        applyPreprocessing(experiment, catalog, data.fitted, std::move(points), DataPart::Predict);
    if (!ready) return {};
    points = std::move(*ready);
  }
  if (!checkEncodable(model, points, "grid", "")) return {};
  SurfaceGrid grid;
  grid.plane_ = *plane;
  grid.side_ = side;
  grid.features_ = std::move(points.x);
  return grid;
}

DecisionSurface SurfaceGrid::evaluate(ModelRunner& runner, const Loss& loss,
                                      std::span<const double> parameters,
                                      std::stop_token stop) const {
  return {plane_, side_, predictProbabilities(runner, loss, parameters, features_, stop)};
}

}  // namespace qonvolve
