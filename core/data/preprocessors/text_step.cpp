// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/preprocessors/text_step.h"

#include <algorithm>

namespace qonvolve {

TokenizerOptions tokenizerOf(const TextStepOptions& o) {
  return {o.lowerCase, o.punctuation, o.numbers, o.stopWords, o.ngram};
}

TextEncoder::TextEncoder(const TextStepOptions& options, const FittedState& state)
    : options_(options), tokenizer_(tokenizerOf(options)) {
  const Matrix& idf = state.at("idf");
  vocabulary_ = restoreVocabulary(state.texts.at("words"), {idf.data(), idf.data() + idf.size()});
  for (const double count : state.at("counts").reshaped()) rare_.push_back(count == 1);
  const Matrix& seed = state.at("seed");
  random_ =
      Rng(static_cast<std::uint64_t>(seed(0, 0)) << 32U | static_cast<std::uint64_t>(seed(0, 1)));
}

std::pair<std::size_t, std::size_t> seenWords(const EncodedText& text, const TextStepOptions& o) {
  const std::size_t count = text.words.size();
  const auto length = static_cast<std::size_t>(o.length);
  if (o.longTexts != "cut" || count <= length) return {0, count};
  if (o.cutSide == "start") return {count - length, count};
  return {0, length};
}

EncodedText TextEncoder::encode(std::string_view text) const {
  EncodedText encoded{tokenize(text, tokenizer_), {}, {}};
  encoded.ids = idsOf(encoded.words, vocabulary_);
  makeWindows(encoded);
  return encoded;
}

EncodedText TextEncoder::encodeForTraining(std::string_view text, std::size_t index) const {
  EncodedText encoded = encode(text);
  if (options_.unknownProbability <= 0) return encoded;
  Rng rng = random_.stream("unknown", index);
  for (std::uint32_t& id : encoded.ids) {
    if (id >= kSpecialIds && rare_[id] && rng.uniform() < options_.unknownProbability) {
      id = kUnknownId;
    }
  }
  makeWindows(encoded);
  return encoded;
}

void TextEncoder::makeWindows(EncodedText& text) const {
  const auto length = static_cast<std::size_t>(options_.length);
  const TextSide cut = options_.cutSide == "start" ? TextSide::Start : TextSide::End;
  const TextSide pad = options_.padSide == "start" ? TextSide::Start : TextSide::End;
  text.windows.clear();
  if (options_.longTexts == "cut" || text.ids.size() <= length) {
    text.windows.push_back(fitLength(text.ids, length, pad, cut));
    return;
  }
  // Each window begins half a window after the one before; the last ends with the text.
  const std::size_t step = std::max<std::size_t>(1, length / 2);
  for (std::size_t start = 0;; start += step) {
    const std::size_t first = std::min(start, text.ids.size() - length);
    const auto begin = text.ids.begin() + static_cast<std::ptrdiff_t>(first);
    text.windows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
    if (first + length == text.ids.size()) return;
  }
}

void TextEncoder::write(const EncodedText& text, const std::vector<std::uint32_t>& window,
                        std::span<double> features) const {
  std::copy(window.begin(), window.end(), features.begin());
  const TfIdfNorm norm =
      options_.tfIdfNorm == "published" ? TfIdfNorm::Published : TfIdfNorm::Exact;
  tfIdf(options_.tfIdfWords == "window" ? window : text.ids, vocabulary_, norm,
        features.subspan(window.size()));
}

}  // namespace qonvolve
