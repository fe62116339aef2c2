// SPDX-License-Identifier: GPL-3.0-or-later
// Whether gradients vanish with size: two fits, the rule that decides between them, and its words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/analysis/scan.h"
#include "core/base/rng.h"

namespace qonvolve {

/// A 95 % interval.
struct Interval95 {
  double low = 0;
  double high = 0;
};

/// Percentile bootstrap of a variance from the squared distances of its samples (2000 resamples).
Interval95 bootstrapVariance(std::span<const double> squares, Rng rng);

/// y = a - slope x by weighted least squares, y = ln variance, weights 1/(error^2 + 0.1^2): laws
/// hold only asymptotically, so no point counts for better than 10 %.
struct ScanFit {
  double a = 0;
  double slope = 0;
  double slopeError = 0;
  double chi2 = 0;
  /// The variance that it gives.
  double at(double x) const;
};

struct ScanFits {
  ScanFit exponential;   // x = n: slope b
  ScanFit power;         // x = ln n: slope k
  double deltaAicc = 0;  // of power law and exponential: positive if the exponential fits better
  Interval95 slope;      // of b, from gradients resampled within each size (1000 times)
  double misfit = 0;     // chi2 per degree of freedom of the better fit: about 1 where a law holds
  /// Clearly so, with the misfit taken into account; the power law: of the two only.
  bool exponentialIsBetter() const;
  bool powerIsBetter() const;
};

enum class VerdictKind : std::uint8_t {
  Undecided,
  Flat,         // no decay seen
  Polynomial,   // no sign of a plateau
  Exponential,  // barren plateau
};
std::string_view idOf(VerdictKind kind);

struct Verdict {
  VerdictKind kind = VerdictKind::Undecided;
  bool undersampled = false;
  std::optional<ScanFits> fits;  // of three sizes or more
  std::string message;           // for people, a few sentences
  std::string title;             // "Barren plateau"
};

/// Slope per qubit of ln variance behind a random circuit (McClean et al., arXiv:1803.11173).
inline constexpr double kRandomSlope = 0.6931471805599453;
/// Exponentials below this slope are not told from power laws of growing steepness, which circuits
/// of logarithmic depth show at small sizes.
inline constexpr double kPlateauSlope = 0.5;
inline constexpr std::size_t kVerdictSizes = 5;
/// A deltaAicc as large as that decides.
inline constexpr double kClearDeltaAicc = 6;
/// Above this misfit, points lie more than two standard errors from both fits.
inline constexpr double kLargestMisfit = 4;

/// Fits of points of one cost, by size; empty with fewer than three or where a variance is zero.
std::optional<ScanFits> fitScan(std::span<const ScanPoint> points, Rng rng);

/// The verdict on points of one cost: flat if the interval of b reaches 0, exponential if deltaAicc
/// is 6 or more and the interval lies above kPlateauSlope, polynomial if deltaAicc is -6 or less,
/// else undecided; undecided, too, with fewer than kVerdictSizes sizes. Where the misfit is above
/// kLargestMisfit, an exponential needs that many times the deltaAicc: chi2 is measured in what the
/// law leaves unexplained (QAIC; Burnham and Anderson 2002, section 2.5).
Verdict judge(std::span<const ScanPoint> points, std::uint64_t seed);

/// "950", "37,000", "9.4 million".
std::string largeNumberText(double value);

}  // namespace qonvolve
