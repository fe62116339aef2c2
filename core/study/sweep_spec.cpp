// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sweep_spec.h"

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"
#include "core/base/text.h"
#include "core/study/sobol.h"

namespace qonvolve {

namespace {

std::string axisPath(std::size_t index) {
  return "/axes/" + std::to_string(index);
}

Error tooMany() {
  return {"/axes", "The sweep would have more than " + std::to_string(kMostSweepRuns) + " runs.",
          "Use fewer values or seeds, or Random or Sobol sampling."};
}

std::vector<SweepPoint> gridPoints(const SweepSpec& spec) {
  std::vector<SweepPoint> points(1);
  for (const SweepAxis& axis : spec.axes) {
    std::vector<SweepPoint> longer;
    for (const SweepPoint& point : points) {
      for (std::size_t value = 0; value < axis.values.size(); ++value) {
        longer.push_back(point);
        longer.back().values.push_back(value);
        longer.back().drawn.push_back(0);
      }
    }
    points = std::move(longer);
  }
  return points;
}

double within(const AxisRange& range, double u) {
  const double last = range.integer ? range.high + 1 : range.high;
  double x = range.logarithmic ? range.low * std::pow(last / range.low, u)
                               : range.low + (last - range.low) * u;
  if (range.integer) x = std::floor(x);
  return std::clamp(x, range.low, range.high);
}

// Coordinates in [0, 1) to values and numbers.
std::vector<SweepPoint> drawnPoints(const SweepSpec& spec,
                                    const std::vector<std::vector<double>>& cube) {
  std::vector<SweepPoint> points;
  for (const std::vector<double>& u : cube) {
    SweepPoint& point = points.emplace_back();
    for (std::size_t a = 0; a < spec.axes.size(); ++a) {
      const SweepAxis& axis = spec.axes[a];
      const auto count = static_cast<double>(axis.values.size());
      point.values.push_back(axis.range ? 0 : static_cast<std::size_t>(u[a] * count));
      point.drawn.push_back(axis.range ? within(*axis.range, u[a]) : 0);
    }
  }
  return points;
}

std::vector<std::vector<double>> randomCube(const SweepSpec& spec) {
  std::vector<std::vector<double>> cube(static_cast<std::size_t>(spec.samples));
  for (std::size_t i = 0; i < cube.size(); ++i) {
    Rng rng = Rng(spec.samplingSeed).stream("sweep", i);
    for (std::size_t a = 0; a < spec.axes.size(); ++a) cube[i].push_back(rng.uniform());
  }
  return cube;
}

Result<void> checkRange(const AxisRange& range, const std::string& where) {
  if (!(range.low < range.high) || !std::isfinite(range.low) || !std::isfinite(range.high)) {
    return Error{where,
                 "The range goes from " + numberText(range.low) + " to " + numberText(range.high) +
                     "; the first must be smaller.",
                 ""};
  }
  if (range.logarithmic && range.low <= 0) {
    return Error{where, "A logarithmic range must begin above 0.",
                 "Start it for example at 0.001, or use a linear scale."};
  }
  return {};
}

Result<void> checkAxes(const SweepSpec& spec) {
  const bool draws =
      spec.sampling == SweepSampling::Random || spec.sampling == SweepSampling::Sobol;
  for (std::size_t i = 0; i < spec.axes.size(); ++i) {
    const SweepAxis& axis = spec.axes[i];
    if (!axis.range) {
      if (!axis.values.empty()) continue;
      return Error{axisPath(i), "The axis \"" + axis.name + "\" has no values.",
                   "Give it a list \"values\", or \"from\" and \"to\"."};
    }
    if (!draws) {
      return Error{axisPath(i),
                   "The axis \"" + axis.name + "\" is a range, and a range has no list of values.",
                   "Use random or sobol sampling, or give it values."};
    }
    if (auto ok = checkRange(*axis.range, axisPath(i)); !ok) return ok;
  }
  return {};
}

}  // namespace

const std::vector<Option>& sweepSamplings() {
  static const std::vector<Option> list = {
      {"grid", "Grid", "Every combination of the values."},
      {"list", "List", "The first values of all axes together, then the second ones, and so on."},
      {"random", "Random", "Independent draws."},
      {"sobol", "Sobol", "Points of a Sobol sequence, spread more evenly than random ones."}};
  return list;
}

Result<std::vector<SweepPoint>> sweepPoints(const SweepSpec& spec) {
  if (auto ok = checkAxes(spec); !ok) return ok.error();
  if (spec.seeds.empty()) {
    return Error{"/seeds", "There is no seed, so there is nothing to run.", "Use for example 5."};
  }
  const std::size_t most = kMostSweepRuns / spec.seeds.size();
  if (spec.sampling == SweepSampling::Grid) {
    std::size_t count = 1;
    for (const SweepAxis& axis : spec.axes) {
      count *= axis.values.size();
      if (count > most) return tooMany();
    }
    return gridPoints(spec);
  }
  if (spec.sampling == SweepSampling::List) {
    const std::size_t count = spec.axes.empty() ? 1 : spec.axes[0].values.size();
    if (count > most) return tooMany();
    std::vector<SweepPoint> points(count);
    for (std::size_t a = 0; a < spec.axes.size(); ++a) {
      if (spec.axes[a].values.size() != count) {
        return Error{axisPath(a),
                     "The axis \"" + spec.axes[a].name + "\" has " +
                         std::to_string(spec.axes[a].values.size()) + " values, the first one " +
                         std::to_string(count) + ".",
                     "List sampling takes them in step: give all axes the same number."};
      }
      for (std::size_t i = 0; i < count; ++i) {
        points[i].values.push_back(i);
        points[i].drawn.push_back(0);
      }
    }
    return points;
  }
  if (spec.samples < 1 || static_cast<std::size_t>(spec.samples) > most) {
    return Error{"/sampling/samples",
                 "Samples is " + std::to_string(spec.samples) + "; it must be 1 to " +
                     std::to_string(most) + " with this many seeds.",
                 ""};
  }
  if (spec.sampling == SweepSampling::Random) return drawnPoints(spec, randomCube(spec));
  if (spec.axes.size() > kSobolDimensions) {
    return Error{"/sampling/method",
                 "Sobol sampling knows at most " + std::to_string(kSobolDimensions) + " axes.",
                 "Use random sampling."};
  }
  return drawnPoints(spec, sobolPoints(static_cast<std::size_t>(spec.samples), spec.axes.size(),
                                       spec.samplingSeed));
}

AxisValue axisValueAt(const SweepAxis& axis, std::size_t value, double drawn) {
  if (!axis.range) return axis.values.at(value);
  const std::string text = numberText(drawn);
  return {text, {{axis.range->path, text}}};
}

}  // namespace qonvolve
