// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/statistics.h"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cmath>

#include "core/base/rng.h"
#include "core/base/text.h"

namespace qonvolve {

namespace {

constexpr std::uint64_t kBootstrapSeed = 20'240'519;

double meanOf(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double deviationOf(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double mean = meanOf(values);
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

// Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
double betaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away = [](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / away(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m <= 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (std::fabs(d * c - 1) < 1e-15) break;
  }
  return h;
}

double incompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * betaFraction(a, b, x) / a;
  return 1 - front * betaFraction(b, a, 1 - x) / b;
}

/// Linear interpolation between order statistics.
double quantile(std::span<const double> ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double part = place - std::floor(place);
  return ascending[below] + part * (ascending[above] - ascending[below]);
}

}  // namespace

Spread spreadOf(std::span<const double> values) {
  Spread spread;
  spread.count = values.size();
  if (values.empty()) return spread;
  std::vector<double> ascending(values.begin(), values.end());
  std::sort(ascending.begin(), ascending.end());
  spread.mean = meanOf(values);
  spread.deviation = deviationOf(values);
  spread.median = quantile(ascending, 0.5);
  spread.lowerQuartile = quantile(ascending, 0.25);
  spread.upperQuartile = quantile(ascending, 0.75);
  spread.minimum = ascending.front();
  spread.maximum = ascending.back();
  return spread;
}

double studentProbability(double t, double degrees) {
  const double tail =
      incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;  // DLMF 8.17
  return t > 0 ? 1 - tail : tail;
}

double studentQuantile(double probability, double degrees) {
  assert(probability > 0 && probability < 1);
  double low = -1;
  double high = 1;
  while (studentProbability(low, degrees) > probability) low *= 2;
  while (studentProbability(high, degrees) < probability) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-13 * std::max(1.0, std::fabs(low)); ++i) {
    const double middle = (low + high) / 2;
    (studentProbability(middle, degrees) < probability ? low : high) = middle;
  }
  return (low + high) / 2;
}

bool PairedDifference::equalOfFew() const {
  return pairs >= 2 && pairs < kEnoughEqual && deviation < 1e-12;
}

std::string equalOfFewText() {
  return "with fewer than " + std::to_string(kEnoughEqual) +
         " seeds equal differences are not trusted";
}

bool PairedDifference::clear() const {
  if (pairs < 2 || equalOfFew()) return false;
  return (low > 0 || high < 0) && (bootstrapLow > 0 || bootstrapHigh < 0);
}

PairedDifference pairedDifference(const BySeed& a, const BySeed& b) {
  std::vector<double> differences;
  for (const auto& [seed, value] : a) {
    const auto found = b.find(seed);
    if (found != b.end()) differences.push_back(found->second - value);
  }
  PairedDifference result;
  result.pairs = differences.size();
  if (differences.empty()) return result;
  const auto count = static_cast<double>(differences.size());
  result.mean = meanOf(differences);
  result.low = result.high = result.bootstrapLow = result.bootstrapHigh = result.mean;
  if (differences.size() < 2) return result;
  result.deviation = deviationOf(differences);
  const double half = studentQuantile(0.975, count - 1) * result.deviation / std::sqrt(count);
  result.low = result.mean - half;
  result.high = result.mean + half;
  Rng rng = Rng(kBootstrapSeed).stream("bootstrap");
  std::vector<double> means(kBootstrapSamples);
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      sum += differences[static_cast<std::size_t>(rng.below(differences.size()))];
    }
    mean = sum / count;
  }
  std::sort(means.begin(), means.end());
  result.bootstrapLow = quantile(means, 0.025);
  result.bootstrapHigh = quantile(means, 0.975);
  return result;
}

namespace {

double meanOf(const BySeed& values) {
  double sum = 0;
  for (const auto& [seed, value] : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Standing standingOf(std::span<const BySeed> designs) {
  Standing standing;
  standing.noClearDifference.assign(designs.size(), false);
  for (std::size_t i = 0; i < designs.size(); ++i) {
    if (designs[i].empty()) continue;
    if (designs[i].size() == 1) standing.oneSeed = true;
    if (!standing.best || meanOf(designs[i]) > meanOf(designs[*standing.best])) standing.best = i;
  }
  if (!standing.best) return standing;
  for (std::size_t i = 0; i < designs.size(); ++i) {
    if (designs[i].empty()) continue;
    standing.noClearDifference[i] =
        i == *standing.best || !pairedDifference(designs[i], designs[*standing.best]).clear();
  }
  return standing;
}

std::string percentText(const Spread& spread) {
  if (spread.count == 0) return "-";
  std::string text = fixedText(100 * spread.mean, 1);
  if (spread.count > 1) text += " ± " + fixedText(100 * spread.deviation, 1);
  return text;
}

std::string differenceText(const PairedDifference& difference) {
  std::string text = fixedText(100 * difference.mean, 1) + " points";
  if (difference.pairs > 1) {
    text += " (paired 95 % interval " + fixedText(100 * difference.low, 1) + " to " +
            fixedText(100 * difference.high, 1) + ")";
  }
  return text;
}

namespace {

std::vector<double> valuesOf(const BySeed& design) {
  std::vector<double> values;
  for (const auto& [seed, value] : design) values.push_back(value);
  return values;
}

// Beside an interval without zero the reason has to be said.
bool unclearByEquality(const PairedDifference& difference) {
  return difference.equalOfFew() && difference.mean != 0;
}

std::string two(std::span<const std::string> names, std::span<const BySeed> designs,
                std::size_t best, std::size_t other) {
  const PairedDifference difference = pairedDifference(designs[other], designs[best]);
  std::string text = names[best] + ": " + percentText(spreadOf(valuesOf(designs[best]))) + " %, " +
                     names[other] + ": " + percentText(spreadOf(valuesOf(designs[other]))) + " %";
  if (difference.pairs == 0) return text + "; they have no seed in common, so nothing is paired.";
  text += " over " + std::to_string(difference.pairs) +
          (difference.pairs == 1 ? " common seed; difference " : " common seeds; difference ") +
          differenceText(difference);
  if (difference.pairs == 1) return text + ". One seed: this may be chance.";
  if (difference.clear()) return text + ".";
  text += ": no clear difference";
  return text + (unclearByEquality(difference) ? "; " + equalOfFewText() + "." : ".");
}

}  // namespace

std::string verdictSentence(std::span<const std::string> names, std::span<const BySeed> designs,
                            const std::string& metric) {
  const Standing standing = standingOf(designs);
  if (!standing.best) return "No run has finished yet.";
  std::vector<std::size_t> filled;
  for (std::size_t i = 0; i < designs.size(); ++i) {
    if (!designs[i].empty()) filled.push_back(i);
  }
  const std::string prefix = metric.empty()
                                 ? std::string()
                                 : static_cast<char>(std::toupper(metric[0])) + metric.substr(1);
  if (filled.size() == 1) {
    const Spread spread = spreadOf(valuesOf(designs[filled[0]]));
    return prefix + " of " + names[filled[0]] + ": " + percentText(spread) + " % over " +
           std::to_string(spread.count) +
           (spread.count == 1 ? " seed. One seed: this may be chance." : " seeds.");
  }
  if (filled.size() == 2) {
    const std::size_t other = filled[0] == *standing.best ? filled[1] : filled[0];
    return prefix + ". " + two(names, designs, *standing.best, other);
  }
  const auto like = static_cast<std::size_t>(
      std::count(standing.noClearDifference.begin(), standing.noClearDifference.end(), true));
  const Spread spread = spreadOf(valuesOf(designs[*standing.best]));
  std::string text = prefix + ": " + names[*standing.best] + " is highest of " +
                     std::to_string(filled.size()) + " with " + percentText(spread) + " % over " +
                     std::to_string(spread.count) + (spread.count == 1 ? " seed" : " seeds");
  if (standing.oneSeed) return text + ". One seed: this may be chance.";
  if (like == 1) return text + "; its paired difference from every other is clear.";
  const bool equal = std::ranges::any_of(filled, [&](std::size_t i) {
    return unclearByEquality(pairedDifference(designs[i], designs[*standing.best]));
  });
  const std::string end = equal ? " (" + equalOfFewText() + ")." : ".";
  if (like == filled.size()) return text + ", but none differs clearly from it" + end;
  return text + "; " + std::to_string(like - 1) + (like == 2 ? " other does" : " others do") +
         " not differ clearly from it" + end;
}

}  // namespace qonvolve
