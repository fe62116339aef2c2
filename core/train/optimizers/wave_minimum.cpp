// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizers/wave_minimum.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;
// Relative height below which a curve counts as flat: rounding of its values.
constexpr double kFlat = 1e-13;

// To (-pi, pi] / frequency.
double wrapped(double angle, double frequency) {
  const double turns = std::ceil(angle * frequency / (2 * kPi) - 0.5);
  return angle - turns * 2 * kPi / frequency;
}

// sum_j cosine[j] cos(j x) + sine[j] sin(j x), j = 0 ... degree.
struct Polynomial {
  std::vector<double> cosine;
  std::vector<double> sine;

  double value(double x) const {
    double sum = 0;
    for (std::size_t j = 0; j < cosine.size(); ++j) {
      const double jx = static_cast<double>(j) * x;
      sum += cosine[j] * std::cos(jx) + sine[j] * std::sin(jx);
    }
    return sum;
  }
  // Newton's step towards a zero of the derivative, 0 where the curve does not bend upwards.
  double newton(double x) const {
    double first = 0;
    double second = 0;
    for (std::size_t j = 1; j < cosine.size(); ++j) {
      const auto order = static_cast<double>(j);
      const double c = std::cos(order * x);
      const double s = std::sin(order * x);
      first += order * (sine[j] * c - cosine[j] * s);
      second -= order * order * (cosine[j] * c + sine[j] * s);
    }
    return second > 0 ? -first / second : 0;
  }
};

LowestPoint lowestOfSinusoid(double frequency, double angle, double value,
                             const std::function<double(double)>& f) {
  const double quarter = kPi / (2 * frequency);
  const double up = f(angle + quarter);
  const double down = f(angle - quarter);
  const double even = 2 * value - up - down;
  const double odd = up - down;
  const double height = std::hypot(even, odd) / 2;
  const double mean = (up + down) / 2;
  if (!(height > kFlat * (1 + std::abs(mean)))) return {angle, value};
  const double lowest = angle - (kPi / 2 + std::atan2(even, odd)) / frequency;
  return {wrapped(lowest, frequency), mean - height};
}

}  // namespace

LowestPoint lowestOfWave(const Wave& wave, double angle, double value,
                         const std::function<double(double)>& f) {
  if (wave.degree == 0) return {angle, value};
  if (wave.degree == 1) return lowestOfSinusoid(wave.frequency, angle, value, f);
  const std::size_t count = 2 * std::size_t{wave.degree} + 1;
  Polynomial p;
  p.cosine.resize(wave.degree + 1);
  p.sine.resize(wave.degree + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const double x = 2 * kPi * static_cast<double>(i) / static_cast<double>(count);
    const double y = i == 0 ? value : f(angle + x / wave.frequency);
    for (std::size_t j = 0; j <= wave.degree; ++j) {
      const double weight = (j == 0 ? 1.0 : 2.0) / static_cast<double>(count);
      p.cosine[j] += weight * y * std::cos(static_cast<double>(j) * x);
      p.sine[j] += weight * y * std::sin(static_cast<double>(j) * x);
    }
  }
  double best = 0;
  double lowest = value;
  const std::size_t grid = 8 * count;
  for (std::size_t i = 1; i < grid; ++i) {
    const double x = 2 * kPi * static_cast<double>(i) / static_cast<double>(grid);
    if (const double y = p.value(x); y < lowest) {
      lowest = y;
      best = x;
    }
  }
  for (int i = 0; i < 20; ++i) {
    const double x = best + p.newton(best);
    const double y = p.value(x);
    if (!(y <= lowest) || std::abs(x - best) < 1e-15) break;
    best = x;
    lowest = y;
  }
  if (!(lowest < value - kFlat * (1 + std::abs(value)))) return {angle, value};
  return {wrapped(angle + best / wave.frequency, wave.frequency), lowest};
}

LowestPoint lowestBySearch(double angle, double value, const std::function<double(double)>& f) {
  constexpr int kGrid = 8;
  constexpr double kStep = 2 * kPi / kGrid;
  LowestPoint best{angle, value};
  const auto evaluate = [&](double at) {
    const double y = f(at);
    if (y < best.value) best = {at, y};
    return y;
  };
  for (int i = 1; i < kGrid; ++i) evaluate(angle + (i < kGrid / 2 ? i : i - kGrid) * kStep);
  constexpr double kRatio = 1 / std::numbers::phi;
  double low = best.angle - kStep;
  double high = best.angle + kStep;
  double left = high - kRatio * (high - low);
  double right = low + kRatio * (high - low);
  double atLeft = evaluate(left);
  double atRight = evaluate(right);
  for (int i = 0; i < 12; ++i) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - kRatio * (high - low);
      atLeft = evaluate(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + kRatio * (high - low);
      atRight = evaluate(right);
    }
  }
  return best;
}

double lowerOne(std::span<double> theta, std::size_t k, double value, Objective& objective) {
  const auto f = [&](double t) {
    theta[k] = t;
    return objective.value(theta);
  };
  const double present = theta[k];
  const auto wave = objective.wave(k);
  const LowestPoint lowest =
      wave ? lowestOfWave(*wave, present, value, f) : lowestBySearch(present, value, f);
  theta[k] = lowest.angle;
  return lowest.value;
}

std::vector<Option> OtherCurves::options() {
  return {
      {"refuse", "Refuse", "Only designs and losses whose curves are trigonometric polynomials."},
      {"search", "Golden section",
       "Search the others within ±π by a grid of 8 points and golden section: 21 evaluations."}};
}

FieldText OtherCurves::text() {
  return {.label = "Other curves",
          .help =
              "What to do with parameters whose curve is no trigonometric polynomial, as with "
              "cross-entropy."};
}

}  // namespace qonvolve
