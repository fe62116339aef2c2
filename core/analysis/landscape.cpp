// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/landscape.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cassert>
#include <cmath>

namespace qonvolve {

namespace {

constexpr std::size_t kBatch = 256;  // points at once, and between two looks at a stop

using Vector = Eigen::VectorXd;

Vector randomVector(std::size_t size, Rng& rng) {
  Vector v(static_cast<Eigen::Index>(size));
  for (double& value : v) value = rng.normal();
  return v;
}

/// Makes v orthogonal to `other` and of unit length; false if nothing is left.
bool orthonormalize(Vector& v, const Vector& other) {
  if (other.size() > 0) v -= v.dot(other) * other;
  const double norm = v.norm();
  if (norm < 1e-12) return false;
  v /= norm;
  return true;
}

std::vector<double> listOf(const Vector& v) {
  return {v.begin(), v.end()};
}

/// Largest eigenvalue by absolute value of H + shift, orthogonal to `known`.
struct Eigenpair {
  double value = 0;
  Vector vector;
};
std::optional<Eigenpair> powerIteration(std::size_t size, const HessianProduct& product,
                                        double shift, const Vector& known, Rng& rng,
                                        std::size_t rounds) {
  Eigenpair pair;
  pair.vector = randomVector(size, rng);
  if (!orthonormalize(pair.vector, known)) return pair;
  std::vector<double> image(size);
  for (std::size_t round = 0; round < rounds; ++round) {
    if (!product(listOf(pair.vector), image)) return {};
    Vector next = Eigen::Map<const Vector>(image.data(), static_cast<Eigen::Index>(size)) +
                  shift * pair.vector;
    pair.value = pair.vector.dot(next);
    if (!orthonormalize(next, known)) break;
    pair.vector = next;
  }
  return pair;
}

}  // namespace

std::optional<Slice> sliceOf(const CostFunction& cost, const SliceFrame& frame, std::size_t side,
                             std::stop_token stop) {
  assert(side >= 2);
  const std::size_t size = frame.centre.size();
  Slice slice{.columns = side,
              .rows = frame.y.empty() ? 1 : side,
              .reachX = frame.reachX,
              .reachY = frame.y.empty() ? 0 : frame.reachY};
  const std::size_t count = slice.columns * slice.rows;
  slice.values.resize(count);
  const auto at = [side](std::size_t index, double reach) {
    return reach * (2 * static_cast<double>(index) / static_cast<double>(side - 1) - 1);
  };
  std::vector<double> points;
  for (std::size_t first = 0; first < count; first += kBatch) {
    const std::size_t batch = std::min(kBatch, count - first);
    points.resize(batch * size);
    for (std::size_t i = 0; i < batch; ++i) {
      const double dx = at((first + i) % side, frame.reachX);
      const double dy = slice.rows == 1 ? 0 : at((first + i) / side, frame.reachY);
      for (std::size_t p = 0; p < size; ++p) {
        points[i * size + p] =
            frame.centre[p] + dx * frame.x[p] + (frame.y.empty() ? 0 : dy * frame.y[p]);
      }
    }
    if (!cost(points, std::span(slice.values).subspan(first, batch), stop)) return {};
  }
  const auto [low, high] = std::ranges::minmax(slice.values);
  slice.low = low;
  slice.high = high;
  return slice;
}

SliceFrame randomFrame(std::span<const double> centre, Rng rng) {
  SliceFrame frame;
  frame.centre.assign(centre.begin(), centre.end());
  Vector x = randomVector(centre.size(), rng);
  orthonormalize(x, Vector());
  frame.x = listOf(x);
  Vector y = randomVector(centre.size(), rng);
  if (orthonormalize(y, x) && centre.size() > 1) frame.y = listOf(y);
  return frame;
}

std::optional<CurvatureFrame> curvatureFrame(std::span<const double> centre,
                                             const HessianProduct& product, Rng rng,
                                             std::size_t rounds) {
  CurvatureFrame result;
  result.frame.centre.assign(centre.begin(), centre.end());
  const auto first = powerIteration(centre.size(), product, 0, Vector(), rng, rounds);
  if (!first) return {};
  result.first = first->value;
  result.frame.x = listOf(first->vector);
  if (centre.size() < 2) return result;
  const auto second = powerIteration(centre.size(), product, 0, first->vector, rng, rounds);
  if (!second) return {};
  result.second = second->value;
  result.frame.y = listOf(second->vector);
  return result;
}

std::optional<Descent> steepestDescent(std::size_t parameters, const HessianProduct& product,
                                       Rng rng, std::size_t rounds) {
  // The largest eigenvalue by size; if it is positive, the other end of the spectrum is the largest
  // one of H - value.
  const auto largest = powerIteration(parameters, product, 0, Vector(), rng, rounds);
  if (!largest) return {};
  if (largest->value < 0) return Descent{largest->value, listOf(largest->vector)};
  const auto other = powerIteration(parameters, product, -largest->value, Vector(), rng, rounds);
  if (!other) return {};
  return Descent{other->value + largest->value, listOf(other->vector)};
}

PathFrame pathFrame(std::span<const std::vector<double>> path, Rng rng) {
  assert(!path.empty());
  PathFrame result;
  const std::vector<double>& end = path.back();
  result.frame = randomFrame(end, rng);
  const auto count = static_cast<Eigen::Index>(path.size());
  const auto size = static_cast<Eigen::Index>(end.size());
  Eigen::MatrixXd steps(count, size);
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index p = 0; p < size; ++p) {
      steps(i, p) = path[static_cast<std::size_t>(i)][static_cast<std::size_t>(p)] -
                    end[static_cast<std::size_t>(p)];
    }
  }
  // Directions from the small matrix of products between points.
  const Eigen::MatrixXd products = steps * steps.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products);
  const double total = products.trace();
  double held = 0;
  const auto direction = [&](Eigen::Index from) {
    const double value = solver.eigenvalues()(count - 1 - from);
    // A straight path has one direction; what else there is is rounding.
    if (!(value > 1e-12 * total) || !(value > 1e-20)) return std::vector<double>();
    held += value;
    Vector v = steps.transpose() * solver.eigenvectors().col(count - 1 - from);
    orthonormalize(v, Vector());
    return listOf(v);
  };
  if (count > 1) {
    if (auto x = direction(0); !x.empty()) {
      result.frame.x = std::move(x);
      auto y = count > 2 ? direction(1) : std::vector<double>();
      if (y.empty() && !result.frame.y.empty()) {
        // A straight path: any direction across it.
        Vector v = Eigen::Map<const Vector>(result.frame.y.data(), size);
        const Vector along = Eigen::Map<const Vector>(result.frame.x.data(), size);
        y = orthonormalize(v, along) ? listOf(v) : std::vector<double>();
      }
      result.frame.y = std::move(y);
    }
  }
  result.explained = total > 0 ? held / total : 0;
  double reachX = 0;
  double reachY = 0;
  const Vector x = Eigen::Map<const Vector>(result.frame.x.data(), size);
  const Vector y = result.frame.y.empty()
                       ? Vector(Vector::Zero(size))
                       : Vector(Eigen::Map<const Vector>(result.frame.y.data(), size));
  for (Eigen::Index i = 0; i < count; ++i) {
    const double px = steps.row(i).dot(x);
    const double py = steps.row(i).dot(y);
    result.points.push_back(px);
    result.points.push_back(py);
    reachX = std::max(reachX, std::abs(px));
    reachY = std::max(reachY, std::abs(py));
  }
  // A little more than the path, and not a line where it hardly moved.
  result.frame.reachX = std::max(0.1, 1.25 * reachX);
  result.frame.reachY = std::max(0.1, 1.25 * reachY);
  return result;
}

}  // namespace qonvolve
