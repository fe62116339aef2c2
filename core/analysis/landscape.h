// SPDX-License-Identifier: GPL-3.0-or-later
// Slices of a cost along chosen directions of its parameters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/rng.h"

namespace qonvolve {

/// The cost at many points at once: writes one value for each row of `points` (count x parameters,
/// row by row); false if stopped.
using CostFunction = std::function<bool(std::span<const double> points, std::span<double> values,
                                        std::stop_token stop)>;
/// H v at a fixed point; false if stopped.
using HessianProduct =
    std::function<bool(std::span<const double> direction, std::span<double> product)>;

/// A plane (or, without y, a line) through a point.
struct SliceFrame {
  std::vector<double> centre;
  std::vector<double> x = {};  // unit vectors
  std::vector<double> y = {};
  double reachX = 3.141592653589793;  // to both sides of the centre
  double reachY = 3.141592653589793;
};

struct Slice {
  std::size_t columns = 0;
  std::size_t rows = 0;  // 1: a line
  double reachX = 0;
  double reachY = 0;
  std::vector<double> values = {};  // row by row, both axes from -reach to reach
  double low = 0;
  double high = 0;
};

/// `side` points along each axis. Empty if stopped.
std::optional<Slice> sliceOf(const CostFunction& cost, const SliceFrame& frame, std::size_t side,
                             std::stop_token stop = {});

/// Two orthogonal unit vectors, drawn evenly (the second one is empty for a single parameter).
SliceFrame randomFrame(std::span<const double> centre, Rng rng);

/// The two directions of largest curvature, by absolute value, with their eigenvalues: power
/// iteration with deflation, `rounds` products each. Empty if stopped.
struct CurvatureFrame {
  SliceFrame frame;
  double first = 0;
  double second = 0;
};
std::optional<CurvatureFrame> curvatureFrame(std::span<const double> centre,
                                             const HessianProduct& product, Rng rng,
                                             std::size_t rounds = 20);
/// The smallest eigenvalue found in so many products, and its direction: below zero, there is a way
/// down from a point without gradient. Empty if stopped.
struct Descent {
  double curvature = 0;
  std::vector<double> direction;
};
std::optional<Descent> steepestDescent(std::size_t parameters, const HessianProduct& product,
                                       Rng rng, std::size_t rounds = 20);

/// The plane in which a path of parameters moved most (its two principal components about the last
/// point), with the path's points in it: columns x and y in turn. The reach covers them.
struct PathFrame {
  SliceFrame frame;
  std::vector<double> points;  // x0, y0, x1, y1, ...
  double explained = 0;        // share of the path's variance that the plane holds
};
PathFrame pathFrame(std::span<const std::vector<double>> path, Rng rng);

}  // namespace qonvolve
