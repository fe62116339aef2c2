// SPDX-License-Identifier: GPL-3.0-or-later
// Ids and TF-IDF vectors.
#include "core/text/features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace qonvolve {

std::vector<std::uint32_t> idsOf(std::span<const std::string> words, const Vocabulary& vocabulary) {
  std::vector<std::uint32_t> ids;
  ids.reserve(words.size());
  for (const std::string& word : words) ids.push_back(vocabulary.id(word));
  return ids;
}

std::vector<std::uint32_t> fitLength(std::vector<std::uint32_t> ids, std::size_t length,
                                     TextSide padSide, TextSide cutSide) {
  if (ids.size() > length) {
    const auto excess = static_cast<std::ptrdiff_t>(ids.size() - length);
    const auto first = cutSide == TextSide::End ? ids.end() - excess : ids.begin();
    ids.erase(first, first + excess);
  }
  const auto place = padSide == TextSide::End ? ids.end() : ids.begin();
  ids.insert(place, length - ids.size(), kPaddingId);
  return ids;
}

void tfIdf(std::span<const std::uint32_t> ids, const Vocabulary& vocabulary, TfIdfNorm norm,
           std::span<double> values) {
  constexpr double kPublished = 1e-5;
  assert(values.size() == vocabulary.size());
  std::fill(values.begin(), values.end(), 0.0);
  for (const std::uint32_t id : ids) values[id] += 1;
  values[kUnknownId] = 1;
  values[kPaddingId] = 0;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (std::size_t id = 0; id < values.size(); ++id) values[id] *= vocabulary.idf[id] / sum;
  if (norm == TfIdfNorm::Published) {
    const double most = *std::max_element(values.begin(), values.end());
    for (double& value : values) value /= most + kPublished;
  }
  const double length =
      std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
  for (double& value : values) value /= norm == TfIdfNorm::Published ? length + kPublished : length;
}

}  // namespace qonvolve
