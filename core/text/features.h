// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers for a network from the words of a text (arXiv:2405.13515).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/text/vocabulary.h"

namespace qonvolve {

/// Where words are added or lost when a text has not the wanted length.
enum class TextSide : std::uint8_t { End, Start };

/// Ids of the words.
std::vector<std::uint32_t> idsOf(std::span<const std::string> words, const Vocabulary& vocabulary);

/// Exactly `length` ids: cut at `cutSide` when there are more, padded at `padSide` when fewer.
std::vector<std::uint32_t> fitLength(std::vector<std::uint32_t> ids, std::size_t length,
                                     TextSide padSide, TextSide cutSide);

enum class TfIdfNorm : std::uint8_t {
  Exact,      // divided by the Euclidean norm: a state
  Published,  // by maximum + 1e-5 first, then by norm + 1e-5
};

/// Writes the TF-IDF vector (one value an id): the counts of the ids, that of unknown words always
/// 1 and that of padding always 0, over their sum, times idf, normed. `values` has
/// vocabulary.size() entries.
void tfIdf(std::span<const std::uint32_t> ids, const Vocabulary& vocabulary, TfIdfNorm norm,
           std::span<double> values);

}  // namespace qonvolve
