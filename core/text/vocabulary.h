// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a training set with their ids and counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace qonvolve {

/// Ids of words that are not in the vocabulary and of positions behind the end of a text.
inline constexpr std::uint32_t kUnknownId = 0;
inline constexpr std::uint32_t kPaddingId = 1;
inline constexpr std::uint32_t kSpecialIds = 2;

/// Words by id; the first two entries are the special ones ("<unk>", "<pad>").
struct Vocabulary {
  std::vector<std::string> words;
  std::vector<double> idf;  // ln((N+1)/(documents+1)) + 1; 1 for the special ids
  std::map<std::string, std::uint32_t, std::less<>> idOf;  // of all but the special ones

  std::uint32_t size() const { return static_cast<std::uint32_t>(words.size()); }
  std::uint32_t id(std::string_view word) const {
    const auto found = idOf.find(word);
    return found == idOf.end() ? kUnknownId : found->second;
  }
};

/// Which words a vocabulary takes in.
struct VocabularyLimits {
  std::int64_t minCount = 1;
  std::int64_t mostIds = 0;  // special ids included; 0: no limit
};

/// Words of the training texts by falling count, ties by first appearance; ids from 2 in this order
/// (arXiv:2405.13515).
Vocabulary buildVocabulary(std::span<const std::vector<std::string>> texts,
                           const VocabularyLimits& limits);

/// The same from words and idf that were stored. `words` must begin with the special ones.
Vocabulary restoreVocabulary(std::vector<std::string> words, std::vector<double> idf);

/// Qubits whose basis states number the ids: ceil(log2(ids)), at least 1.
std::uint32_t wiresFor(std::uint32_t ids);

/// How a word is used in labelled texts.
struct WordUse {
  std::string word;
  std::uint32_t id = kUnknownId;  // unknown: not in the vocabulary
  std::size_t count = 0;
  std::size_t documents = 0;
  double idf = 1;
  std::vector<std::size_t> perClass;  // how often in each class
};

/// All words of the texts by falling count, ties by first appearance, in the vocabulary or not.
std::vector<WordUse> wordUses(std::span<const std::vector<std::string>> texts,
                              std::span<const int> labels, std::size_t classes,
                              const Vocabulary& vocabulary);

}  // namespace qonvolve
