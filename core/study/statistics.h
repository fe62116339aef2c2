// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics of runs over seeds: spreads, paired differences, and what may be called different.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qonvolve {

/// Distribution of one quantity over runs.
struct Spread {
  std::size_t count = 0;
  double mean = 0;
  double deviation = 0;  // sample standard deviation; 0 for one value
  double median = 0;
  double lowerQuartile = 0;
  double upperQuartile = 0;
  double minimum = 0;
  double maximum = 0;
};
Spread spreadOf(std::span<const double> values);

/// P(T <= t) of Student's distribution, and its inverse; degrees > 0.
double studentProbability(double t, double degrees);
double studentQuantile(double probability, double degrees);

/// Values by seed: what two designs have in common is paired by it.
using BySeed = std::map<std::uint64_t, double>;

/// Difference b - a over the seeds both have.
struct PairedDifference {
  std::size_t pairs = 0;
  double mean = 0;
  double deviation = 0;                        // of the differences
  double low = 0, high = 0;                    // 95 % interval by Student's t; needs two pairs
  double bootstrapLow = 0, bootstrapHigh = 0;  // 95 % percentile interval over resampled pairs
  /// Whether zero lies outside of both intervals; never with fewer than two pairs, nor where
  /// equalOfFew().
  bool clear() const;
  /// Two pairs or more, fewer than kEnoughEqual, that differ all by the same: no spread to judge
  /// by.
  bool equalOfFew() const;
};
/// So many of one sign are below 5 % by chance.
inline constexpr std::size_t kEnoughEqual = 6;
/// "with fewer than 6 seeds equal differences are not trusted".
std::string equalOfFewText();
PairedDifference pairedDifference(const BySeed& a, const BySeed& b);
inline constexpr std::size_t kBootstrapSamples = 2000;

/// Which designs cannot be told from the best.
struct Standing {
  std::optional<std::size_t> best;      // highest mean; nothing when no design has a value
  std::vector<bool> noClearDifference;  // one a design: the best itself, and those whose paired
                                        // difference from it is not clear
  bool oneSeed = false;                 // some design compared has one seed only: it may be chance
};
Standing standingOf(std::span<const BySeed> designs);

/// "0.94 ± 0.02" in percent: "94.0 ± 2.1"; without a deviation for one value.
std::string percentText(const Spread& spread);
/// "3.0, 95 % interval 1.1 to 4.9" in points.
std::string differenceText(const PairedDifference& difference);

/// One sentence on what the data allow to say about accuracies of named designs.
std::string verdictSentence(std::span<const std::string> names, std::span<const BySeed> designs,
                            const std::string& metric);

}  // namespace qonvolve
