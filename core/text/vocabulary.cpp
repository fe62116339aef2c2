// SPDX-License-Identifier: GPL-3.0-or-later
// Counting words.
#include "core/text/vocabulary.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <unordered_map>

namespace qonvolve {

namespace {

double idfOf(std::size_t texts, std::size_t documents) {
  return std::log((static_cast<double>(texts) + 1) / (static_cast<double>(documents) + 1)) + 1;
}

// Every word in the order of first appearance, then by falling count.
std::vector<WordUse> countWords(std::span<const std::vector<std::string>> texts,
                                std::span<const int> labels, std::size_t classes) {
  std::vector<WordUse> uses;
  std::vector<std::size_t> lastText;
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::string& word : texts[i]) {
      const auto [found, added] = place.try_emplace(word, uses.size());
      if (added) {
        uses.push_back({.word = word, .perClass = std::vector<std::size_t>(classes, 0)});
        lastText.push_back(texts.size());
      }
      WordUse& use = uses[found->second];
      ++use.count;
      if (!labels.empty()) ++use.perClass[static_cast<std::size_t>(labels[i])];
      if (lastText[found->second] != i) ++use.documents;
      lastText[found->second] = i;
    }
  }
  for (WordUse& use : uses) use.idf = idfOf(texts.size(), use.documents);
  std::stable_sort(uses.begin(), uses.end(),
                   [](const WordUse& a, const WordUse& b) { return a.count > b.count; });
  return uses;
}

}  // namespace

Vocabulary buildVocabulary(std::span<const std::vector<std::string>> texts,
                           const VocabularyLimits& limits) {
  std::vector<std::string> words{"<unk>", "<pad>"};
  std::vector<double> idf{1, 1};
  const auto most = static_cast<std::size_t>(limits.mostIds);
  for (WordUse& use : countWords(texts, {}, 0)) {
    if (static_cast<std::int64_t>(use.count) < limits.minCount) break;
    if (most > 0 && words.size() >= most) break;
    words.push_back(std::move(use.word));
    idf.push_back(use.idf);
  }
  return restoreVocabulary(std::move(words), std::move(idf));
}

Vocabulary restoreVocabulary(std::vector<std::string> words, std::vector<double> idf) {
  assert(words.size() >= kSpecialIds && words.size() == idf.size());
  Vocabulary vocabulary{std::move(words), std::move(idf), {}};
  for (std::uint32_t id = kSpecialIds; id < vocabulary.size(); ++id) {
    vocabulary.idOf.emplace(vocabulary.words[id], id);
  }
  return vocabulary;
}

std::uint32_t wiresFor(std::uint32_t ids) {
  return std::max(1U, static_cast<std::uint32_t>(std::bit_width(std::max(1U, ids) - 1)));
}

std::vector<WordUse> wordUses(std::span<const std::vector<std::string>> texts,
                              std::span<const int> labels, std::size_t classes,
                              const Vocabulary& vocabulary) {
  std::vector<WordUse> uses = countWords(texts, labels, classes);
  for (WordUse& use : uses) {
    use.id = vocabulary.id(use.word);
    if (use.id != kUnknownId) use.idf = vocabulary.idf[use.id];
  }
  return uses;
}

}  // namespace qonvolve
