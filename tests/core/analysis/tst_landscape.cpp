// SPDX-License-Identifier: GPL-3.0-or-later
// Slices, curvature directions and path planes of functions that are known.
#include "core/analysis/landscape.h"

#include <Eigen/Core>
#include <QtTest>
#include <cmath>

using namespace qonvolve;

namespace {

// sum_p w_p x_p^2/2 with curvatures 5, -3, 1, 0.5.
constexpr double kCurvatures[] = {5, -3, 1, 0.5};

bool quadratic(std::span<const double> points, std::span<double> values, std::stop_token stop) {
  if (stop.stop_requested()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = 0;
    for (std::size_t p = 0; p < 4; ++p) {
      values[i] += kCurvatures[p] * points[4 * i + p] * points[4 * i + p] / 2;
    }
  }
  return true;
}

bool product(std::span<const double> direction, std::span<double> result) {
  for (std::size_t p = 0; p < 4; ++p) result[p] = kCurvatures[p] * direction[p];
  return true;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

class TestLandscape : public QObject {
  Q_OBJECT
 private slots:
  void slicesHoldTheFunction() {
    SliceFrame frame{
        .centre = {1, 0, 0, 0}, .x = {1, 0, 0, 0}, .y = {0, 1, 0, 0}, .reachX = 2, .reachY = 1};
    const auto slice = sliceOf(quadratic, frame, 21);
    QVERIFY(slice);
    QCOMPARE(slice->values.size(), std::size_t{441});
    // Column 5 of row 20: x = -1, y = 1: the point (0, 1).
    QVERIFY(std::abs(slice->values[20 * 21 + 5] - (-3.0 / 2)) < 1e-12);
    QVERIFY(std::abs(slice->values[10 * 21 + 20] - 5.0 * 9 / 2) < 1e-12);
    QVERIFY(std::abs(slice->high - 22.5) < 1e-12);
    QVERIFY(std::abs(slice->low + 1.5) < 1e-12);
    frame.y.clear();
    const auto line = sliceOf(quadratic, frame, 11);
    QCOMPARE(line->rows, std::size_t{1});
    QCOMPARE(line->values.size(), std::size_t{11});
    std::stop_source source;
    source.request_stop();
    QVERIFY(!sliceOf(quadratic, frame, 11, source.get_token()));
  }

  void randomDirectionsAreOrthonormal() {
    const SliceFrame frame = randomFrame(std::vector<double>(30, 0.2), Rng(4));
    QVERIFY(std::abs(dot(frame.x, frame.x) - 1) < 1e-12);
    QVERIFY(std::abs(dot(frame.y, frame.y) - 1) < 1e-12);
    QVERIFY(std::abs(dot(frame.x, frame.y)) < 1e-12);
    QVERIFY(randomFrame(std::vector<double>{0.1}, Rng(4)).y.empty());
  }

  void curvaturesAreTheLargest() {
    const auto found = curvatureFrame(std::vector<double>(4), product, Rng(1), 60);
    QVERIFY(found);
    QVERIFY(std::abs(found->first - 5) < 1e-6);
    QVERIFY(std::abs(found->second + 3) < 1e-6);
    QVERIFY(std::abs(std::abs(found->frame.x[0]) - 1) < 1e-4);
    QVERIFY(std::abs(std::abs(found->frame.y[1]) - 1) < 1e-4);
  }

  void waysDownAreFoundBelowLargerCurvatures() {
    const auto found = steepestDescent(4, product, Rng(1), 60);
    QVERIFY(found);
    QVERIFY(std::abs(found->curvature + 3) < 1e-6);
    QVERIFY(std::abs(std::abs(found->direction[1]) - 1) < 1e-4);
    const HessianProduct up = [](std::span<const double> v, std::span<double> result) {
      for (std::size_t p = 0; p < 4; ++p) result[p] = std::abs(kCurvatures[p]) * v[p];
      return true;
    };
    QVERIFY(steepestDescent(4, up, Rng(1), 60)->curvature > 0);
  }

  void pathsLieInTheirPlane() {
    // A spiral in the plane of the second and the fourth parameter.
    std::vector<std::vector<double>> path;
    for (int i = 0; i <= 40; ++i) {
      const double r = 2.0 * (40 - i) / 40;
      path.push_back({0.5, 1 + r * std::cos(0.3 * i), -0.5, r * std::sin(0.3 * i)});
    }
    const PathFrame plane = pathFrame(path, Rng(2));
    QVERIFY(std::abs(plane.explained - 1) < 1e-9);
    QCOMPARE(plane.points.size(), std::size_t{82});
    QVERIFY(std::abs(plane.points[80]) < 1e-9 && std::abs(plane.points[81]) < 1e-9);
    for (std::size_t i = 0; i < path.size(); ++i) {
      for (std::size_t p = 0; p < 4; ++p) {
        const double at = plane.frame.centre[p] + plane.points[2 * i] * plane.frame.x[p] +
                          plane.points[2 * i + 1] * plane.frame.y[p];
        QVERIFY(std::abs(at - path[i][p]) < 1e-9);
      }
      QVERIFY(std::abs(plane.points[2 * i]) <= plane.frame.reachX);
      QVERIFY(std::abs(plane.points[2 * i + 1]) <= plane.frame.reachY);
    }
  }

  void shortAndStraightPathsHaveAPlaneToo() {
    for (const int points : {1, 2, 5}) {
      std::vector<std::vector<double>> path;
      for (int i = 0; i < points; ++i) path.push_back({0.1 * i, 0.2 * i, 0});
      const PathFrame plane = pathFrame(path, Rng(2));
      QCOMPARE(plane.frame.x.size(), std::size_t{3});
      QCOMPARE(plane.frame.y.size(), std::size_t{3});
      QVERIFY(std::abs(dot(plane.frame.x, plane.frame.y)) < 1e-9);
      QCOMPARE(plane.points.size(), static_cast<std::size_t>(2 * points));
    }
  }
  // A path along a line has no second direction of its own: any across it, never none.
  void aStraightPathLiesInAPlane() {
    std::vector<std::vector<double>> path;
    for (int i = 0; i < 5; ++i) path.push_back({0.1 * i, 0.2 * i, 0.0});
    path.push_back(path.back());
    const PathFrame frame = pathFrame(path, Rng(3));
    double across = 0, length = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      across += frame.frame.x[k] * frame.frame.y[k];
      length += frame.frame.y[k] * frame.frame.y[k];
    }
    QVERIFY(std::abs(across) < 1e-9);
    QVERIFY(std::abs(length - 1) < 1e-9);
    QVERIFY(std::abs(frame.explained - 1) < 1e-9);
  }
};

QTEST_GUILESS_MAIN(TestLandscape)
#include "tst_landscape.moc"
