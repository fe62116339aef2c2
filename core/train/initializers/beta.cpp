// SPDX-License-Identifier: GPL-3.0-or-later
// BeInit: angles from a beta distribution that is fitted to the data.
#include <algorithm>
#include <cmath>

#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct BetaOptions {
  std::string source = "data";
  double a = 2;
  double b = 2;
};

// Values at the ends of (0, 1) have no finite likelihood: they count as this close to them.
constexpr double kEdge = 1e-6;

// d/dx ln gamma(x), and its derivative, for x > 0: recurrence up to 8, then the asymptotic series.
double digamma(double x) {
  double sum = 0;
  for (; x < 8; x += 1) sum -= 1 / x;
  const double r = 1 / (x * x);
  return sum + std::log(x) - 1 / (2 * x) -
         r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r / 240)));
}
double trigamma(double x) {
  double sum = 0;
  for (; x < 8; x += 1) sum += 1 / (x * x);
  const double r = 1 / (x * x);
  return sum + 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r / 30)));
}

// Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363.
double gammaDraw(double shape, Rng& rng) {
  if (shape < 1) return gammaDraw(shape + 1, rng) * std::pow(1 - rng.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = rng.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    if (std::log(1 - rng.uniform()) < x * x / 2 + d * (1 - v + std::log(v))) return d * v;
  }
}

Result<void> drawBeta(const BetaOptions& options, const InitContext& context,
                      std::span<double> parameters, const std::string& /*where*/) {
  BetaShape shape{options.a, options.b};
  if (options.source == "data" && context.data != nullptr) {
    const Matrix& x = context.data->x;
    shape = fitBeta({x.data(), static_cast<std::size_t>(x.size())});
  }
  Rng rng = context.rng;
  for (double& value : parameters) {
    const double a = gammaDraw(shape.a, rng);
    const double b = gammaDraw(shape.b, rng);
    value = a / (a + b);
  }
  return {};
}

}  // namespace

BetaShape fitBeta(std::span<const double> values) {
  if (values.empty()) return {1, 1};
  const auto [low, high] = std::ranges::minmax(values);
  if (!(high > low)) return {1, 1};
  double mean = 0;
  double square = 0;
  double log0 = 0;
  double log1 = 0;
  for (const double value : values) {
    const double x = std::clamp((value - low) / (high - low), kEdge, 1 - kEdge);
    mean += x;
    square += x * x;
    log0 += std::log(x);
    log1 += std::log1p(-x);
  }
  const auto n = static_cast<double>(values.size());
  mean /= n;
  log0 /= n;
  log1 /= n;
  const double variance = std::max(1e-12, square / n - mean * mean);
  // Newton's method from the moments, on psi(a) - psi(a + b) = <ln x>, psi(b) - psi(a + b) =
  // <ln(1 - x)>.
  const double sum = std::max(0.1, mean * (1 - mean) / variance - 1);
  BetaShape shape{mean * sum, (1 - mean) * sum};
  for (int i = 0; i < 100; ++i) {
    const double both = digamma(shape.a + shape.b);
    const double fa = digamma(shape.a) - both - log0;
    const double fb = digamma(shape.b) - both - log1;
    const double t = trigamma(shape.a + shape.b);
    const double aa = trigamma(shape.a) - t;
    const double bb = trigamma(shape.b) - t;
    const double determinant = aa * bb - t * t;
    const double da = (bb * fa + t * fb) / determinant;
    const double db = (t * fa + aa * fb) / determinant;
    const double a = std::max(shape.a - da, shape.a / 2);
    const double b = std::max(shape.b - db, shape.b / 2);
    const bool settled = std::abs(a - shape.a) < 1e-12 * a && std::abs(b - shape.b) < 1e-12 * b;
    shape = {a, b};
    if (settled) break;
  }
  return shape;
}

InitializerType betaInitializer() {
  return makeInitializerType(
      {.id = "beinit",
       .label = "BeInit",
       .category = "Against plateaus",
       .summary = "Draws angles from a beta distribution fitted to the data.",
       .help =
           "The training data are scaled to [0, 1], a beta distribution is fitted to them by "
           "maximum "
           "likelihood, and every angle is drawn from it, in radians. The method goes with noise "
           "after each step: set Perturbation, 1 in the authors' code, 0.01 to 0.3 by their "
           "advice.",
       .paper = "Kulshrestha and Safro, arXiv:2204.13751"},
      Schema<BetaOptions>{}
          .choice("source", &BetaOptions::source,
                  {{"data", "Data", "Fitted to the preprocessed training data."},
                   {"given", "Given", "The two numbers below."}},
                  {.label = "Shape", .help = "Where the shape of the distribution comes from."})
          .real("a", &BetaOptions::a, 0.01, 1000,
                {.label = "Shape a", .help = "First shape parameter, when given."})
          .real("b", &BetaOptions::b, 0.01, 1000,
                {.label = "Shape b", .help = "Second shape parameter, when given."}),
      drawBeta);
}

}  // namespace qonvolve
