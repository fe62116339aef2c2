// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/verdict.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

namespace {

constexpr std::size_t kPointResamples = 2000;
constexpr std::size_t kSlopeResamples = 1000;
constexpr double kAllowance = 0.10;

Interval95 percentiles(std::vector<double>& values) {
  std::ranges::sort(values);
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
  };
  return {at(0.025), at(0.975)};
}

double resampled(std::span<const double> squares, Rng& rng) {
  double sum = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) sum += squares[rng.below(squares.size())];
  return sum / static_cast<double>(squares.size() - 1);
}

struct FitData {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> weight;
};

ScanFit fitLine(const FitData& data) {
  double w = 0, x = 0, y = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    w += data.weight[i];
    x += data.weight[i] * data.x[i];
    y += data.weight[i] * data.y[i];
  }
  x /= w;
  y /= w;
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    xx += data.weight[i] * (data.x[i] - x) * (data.x[i] - x);
    xy += data.weight[i] * (data.x[i] - x) * (data.y[i] - y);
  }
  ScanFit fit;
  fit.slope = -xy / xx;
  fit.a = y + fit.slope * x;
  fit.slopeError = 1 / std::sqrt(xx);
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    const double rest = data.y[i] - fit.a + fit.slope * data.x[i];
    fit.chi2 += data.weight[i] * rest * rest;
  }
  return fit;
}

std::string signedText(double value, int digits) {
  const std::string text = fixedText(std::abs(value), digits);
  return value < 0 ? "−" + text : text;
}

// "0.011", "1.1e-05".
std::string gradientText(double value) {
  if (value >= 0.01) return fixedText(value, value >= 0.1 ? 2 : 3);
  const int exponent = static_cast<int>(std::floor(std::log10(value)));
  return fixedText(value / std::pow(10.0, exponent), 1) + "e" + std::to_string(exponent);
}

// "with the cost "Local" from 2 to 10 qubits": what a verdict holds for.
std::string extentText(std::span<const ScanPoint> points) {
  return "with the cost \"" + std::string(infoOf(points.front().cost).label) + "\" from " +
         std::to_string(points.front().qubits) + " to " + std::to_string(points.back().qubits) +
         " qubits";
}

std::string flatMessage(std::span<const ScanPoint> points) {
  return "Gradients do not shrink with size " + extentText(points) + ".";
}

std::string polynomialMessage(const ScanFits& fits, std::span<const ScanPoint> points) {
  std::string text = "Gradients shrink slowly with size: a power law (n^" +
                     signedText(-fits.power.slope, 1) + " ± " +
                     fixedText(std::max(0.1, fits.power.slopeError), 1) +
                     ") fits clearly better than an exponential (ΔAICc " +
                     fixedText(std::abs(fits.deltaAicc), 0) + ")";
  if (fits.misfit > kLargestMisfit) {
    text += ", though not closely (χ² " + fixedText(fits.misfit, 0) + " per degree of freedom)";
  }
  return text + ". No sign of a barren plateau " + extentText(points) +
         ". This says nothing beyond " + std::to_string(points.back().qubits) + ".";
}

std::string exponentialMessage(const ScanFits& fits, std::span<const ScanPoint> points) {
  const ScanPoint& last = points.back();
  const ScanFit& fit = fits.exponential;
  const bool random = std::abs(fit.slope - kRandomSlope) <= 2 * fit.slopeError;
  std::string text = "Gradients fall about " + fixedText(std::exp(fit.slope), 1) +
                     "× with every added qubit (" + fixedText(fit.slope, 2) + " ± " +
                     fixedText(std::max(0.01, fit.slopeError), 2) + " in ln)" +
                     (random ? ", as in a random circuit" : "") + ": a barren plateau " +
                     extentText(points) + ". At " + std::to_string(last.qubits) +
                     " qubits a typical gradient is " + gradientText(std::sqrt(last.variance));
  if (last.range <= 0) return text + ".";
  ScanPoint far = last;
  const std::uint32_t farQubits = last.qubits < 20 ? 20 : last.qubits + 10;
  far.variance = fit.at(farQubits);
  return text + "; to read its sign reliably you would need about " +
         largeNumberText(last.shotsNeeded()) + " shots per parameter, at " +
         std::to_string(farQubits) + " qubits about " + largeNumberText(far.shotsNeeded()) + ".";
}

std::string undecidedMessage(const std::optional<ScanFits>& fits,
                             std::span<const ScanPoint> points) {
  const std::size_t sizes = points.size();
  if (sizes < kVerdictSizes) {
    return "A verdict needs at least five sizes; there " +
           std::string(sizes == 1 ? "is one" : "are " + std::to_string(sizes)) +
           ". Add sizes, best from 2 to 10 qubits or more.";
  }
  if (!fits) {
    return "The gradient is zero at some size: the cost does not depend on this parameter, or "
           "every "
           "draw begins at a stationary point, as zero angles and identity blocks on |0…0⟩ do.";
  }
  if (fits->misfit > kLargestMisfit && !fits->exponentialIsBetter()) {
    const auto freedom = static_cast<double>(sizes - 2);
    return "Neither law fits these points " + extentText(points) +
           ": χ² per degree of freedom is " + fixedText(fits->exponential.chi2 / freedom, 0) +
           " for an exponential and " + fixedText(fits->power.chi2 / freedom, 0) +
           " for a power law, and about 1 where a law holds. Add sizes.";
  }
  const double difference = std::abs(fits->deltaAicc);
  if (difference < kClearDeltaAicc) {
    return "Both fits are equally good (ΔAICc " + fixedText(difference, 1) +
           "). Add sizes or samples.";
  }
  return "Gradients fall about " + fixedText(std::exp(fits->exponential.slope), 1) +
         "× with every added qubit here (ΔAICc " + fixedText(difference, 0) +
         " for an exponential). That is too slow, or not known well enough, to tell a barren "
         "plateau (1.6× or more) from a power law that steepens at these sizes. Add larger sizes, "
         "or samples.";
}

std::string undersampledText(std::span<const ScanPoint> points) {
  const auto worst = std::ranges::max_element(points, {}, &ScanPoint::samplesNeeded);
  return " Undersampled: at " + std::to_string(worst->qubits) +
         " qubits rare large gradients carry the variance (kurtosis " +
         largeNumberText(worst->kurtosis) + "); it would take about " +
         largeNumberText(worst->samplesNeeded()) + " samples to know it to 10 %.";
}

VerdictKind decide(const std::optional<ScanFits>& fits, std::size_t sizes) {
  if (!fits || sizes < kVerdictSizes) return VerdictKind::Undecided;
  if (fits->slope.low <= 0) return VerdictKind::Flat;
  if (fits->exponentialIsBetter() && fits->slope.low > kPlateauSlope) {
    return VerdictKind::Exponential;
  }
  return fits->powerIsBetter() ? VerdictKind::Polynomial : VerdictKind::Undecided;
}

}  // namespace

double ScanFit::at(double x) const {
  return std::exp(a - slope * x);
}

bool ScanFits::exponentialIsBetter() const {
  return deltaAicc >= kClearDeltaAicc * (misfit > kLargestMisfit ? misfit : 1);
}

bool ScanFits::powerIsBetter() const {
  return deltaAicc <= -kClearDeltaAicc;
}

Interval95 bootstrapVariance(std::span<const double> squares, Rng rng) {
  std::vector<double> values(kPointResamples);
  for (double& value : values) value = resampled(squares, rng);
  return percentiles(values);
}

std::string_view idOf(VerdictKind kind) {
  constexpr std::array<std::string_view, 4> kIds = {"undecided", "flat", "polynomial",
                                                    "exponential"};
  return kIds[static_cast<std::size_t>(kind)];
}

std::optional<ScanFits> fitScan(std::span<const ScanPoint> points, Rng rng) {
  if (points.size() < 3) return {};
  FitData data;
  for (const ScanPoint& point : points) {
    if (!(point.variance > 0)) return {};
    const double error = point.standardError / point.variance;
    data.x.push_back(point.qubits);
    data.y.push_back(std::log(point.variance));
    data.weight.push_back(1 / (error * error + kAllowance * kAllowance));
  }
  ScanFits fits;
  fits.exponential = fitLine(data);
  FitData logarithmic = data;
  for (double& x : logarithmic.x) x = std::log(x);
  fits.power = fitLine(logarithmic);
  fits.deltaAicc = fits.power.chi2 - fits.exponential.chi2;
  fits.misfit =
      std::min(fits.power.chi2, fits.exponential.chi2) / static_cast<double>(points.size() - 2);
  std::vector<double> slopes;
  FitData drawn = data;
  for (std::size_t r = 0; r < kSlopeResamples; ++r) {
    bool positive = true;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double variance = resampled(points[i].squares, rng);
      positive = positive && variance > 0;
      drawn.y[i] = positive ? std::log(variance) : 0;
    }
    if (positive) slopes.push_back(fitLine(drawn).slope);
  }
  if (slopes.empty()) return {};
  fits.slope = percentiles(slopes);
  return fits;
}

Verdict judge(std::span<const ScanPoint> points, std::uint64_t seed) {
  Verdict verdict;
  if (points.empty()) {
    verdict.title = "No verdict";
    verdict.message = undecidedMessage({}, points);
    return verdict;
  }
  const Rng rng = Rng(seed).stream("fits", static_cast<std::uint64_t>(points.front().cost));
  verdict.fits = fitScan(points, rng);
  verdict.kind = decide(verdict.fits, points.size());
  verdict.undersampled = std::ranges::any_of(points, &ScanPoint::undersampled);
  switch (verdict.kind) {
    case VerdictKind::Undecided:
      verdict.title = "Undecided";
      verdict.message = undecidedMessage(verdict.fits, points);
      break;
    case VerdictKind::Flat:
      verdict.title = "No decay";
      verdict.message = flatMessage(points);
      break;
    case VerdictKind::Polynomial:
      verdict.title = "No sign of a barren plateau";
      verdict.message = polynomialMessage(*verdict.fits, points);
      break;
    case VerdictKind::Exponential:
      verdict.title = "Barren plateau";
      verdict.message = exponentialMessage(*verdict.fits, points);
      break;
  }
  if (verdict.undersampled) verdict.message += undersampledText(points);
  return verdict;
}

std::string largeNumberText(double value) {
  constexpr std::array<std::pair<double, std::string_view>, 3> kNames = {
      {{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}}};
  if (!(value < 1e15)) return "10^" + fixedText(std::log10(value), 0);
  // Two digits say enough.
  const double step =
      std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(1.0, value))) - 1));
  const double rounded = std::round(value / step) * step;
  for (const auto& [unit, name] : kNames) {
    if (rounded < unit) continue;
    const double share = rounded / unit;
    return fixedText(share, share < 10 ? 1 : 0) + std::string(name);
  }
  std::string text = fixedText(rounded, 0);
  if (text.size() > 3) text.insert(text.size() - 3, ",");
  return text;
}

}  // namespace qonvolve
