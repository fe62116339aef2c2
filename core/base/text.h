// SPDX-License-Identifier: GPL-3.0-or-later
// Locale-independent text helpers: numbers, joining, nearest name for "did you mean".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qonvolve {

/// Shortest text that reads back to the same double; '.' as separator in every locale.
/// Non-finite values give "nan", "inf", "-inf".
std::string numberText(double value);

/// `value` with `digits` digits after the decimal point, e.g. fixedText(0.5, 2) == "0.50".
std::string fixedText(double value, int digits);

/// Whole text as a number ("1e-3", "-4", "inf"); nothing if any character is left over.
std::optional<double> parseDouble(std::string_view text);
std::optional<std::int64_t> parseInteger(std::string_view text);
std::optional<std::uint64_t> parseUnsigned(std::string_view text);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trimmed(std::string_view text);

/// The candidate with the smallest edit distance to `word`, or nothing when none is close.
std::optional<std::string> nearestName(std::string_view word,
                                       std::span<const std::string> candidates);

/// "Did you mean X? " when something is near, then "Allowed: a, b, c."
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace qonvolve
