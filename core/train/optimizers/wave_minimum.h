// SPDX-License-Identifier: GPL-3.0-or-later
// The lowest point of a function of one angle: in closed form, from its wave, or by search.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/registry/schema.h"
#include "core/train/objective.h"

namespace qonvolve {

struct LowestPoint {
  double angle = 0;
  double value = 0;
};

/// The lowest point of a trigonometric polynomial, from its value at `angle` and at 2 degree more
/// points. Degree 1: t = angle - pi/2 - atan2(2 M0 - M+ - M-, M+ - M-) (Ostaszewski et al. 2021,
/// eq. 6). Higher degrees: the coefficients by a discrete Fourier transform, the lowest point of
/// the polynomial by a grid and Newton's method. Returns `angle` itself where nothing is lower;
/// else an angle in (-pi, pi] / frequency.
LowestPoint lowestOfWave(const Wave& wave, double angle, double value,
                         const std::function<double(double)>& f);

/// The same for any function, by a grid of eight points in [angle - pi, angle + pi) and golden
/// section around the lowest of them: 8 + 14 evaluations.
LowestPoint lowestBySearch(double angle, double value, const std::function<double(double)>& f);

/// Moves parameter k to the lowest point of its curve, by its wave or by search; `value` is the
/// loss at theta. Returns the loss there.
double lowerOne(std::span<double> theta, std::size_t k, double value, Objective& objective);

/// The option of methods that go from one angle to the next: what to do with curves that are no
/// trigonometric polynomial.
struct OtherCurves {
  std::string otherwise = "refuse";

  static std::vector<Option> options();
  static FieldText text();
};

}  // namespace qonvolve
