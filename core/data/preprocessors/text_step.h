// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the step "text", and a text on its way to numbers.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/preprocess.h"
#include "core/text/features.h"
#include "core/text/tokenizer.h"

namespace qonvolve {

struct TextStepOptions {
  std::int64_t length = 6;
  std::string longTexts = "cut";
  std::string cutSide = "end";
  std::string padSide = "end";
  bool lowerCase = true;
  std::string punctuation = "drop";
  std::string numbers = "keep";
  bool stopWords = false;
  std::int64_t ngram = 1;
  std::int64_t minCount = 1;
  std::int64_t vocabulary = 1024;
  double unknownProbability = 0;
  std::string tfIdfWords = "text";
  std::string tfIdfNorm = "exact";
};

Schema<TextStepOptions> textStepSchema();

TokenizerOptions tokenizerOf(const TextStepOptions& options);

/// A text as words and ids; each window has exactly the wanted length.
struct EncodedText {
  std::vector<std::string> words;
  std::vector<std::uint32_t> ids;
  std::vector<std::vector<std::uint32_t>> windows;  // one unless long texts give several
};

/// First and last + 1 of the words that the network sees; the others are cut.
std::pair<std::size_t, std::size_t> seenWords(const EncodedText& text, const TextStepOptions& o);

/// Turns texts into numbers with a fitted vocabulary.
class TextEncoder {
 public:
  /// `state`: of the step, fitted with these options.
  TextEncoder(const TextStepOptions& options, const FittedState& state);

  EncodedText encode(std::string_view text) const;
  /// Text number `index` of the training part: rare words may be replaced by the unknown one.
  EncodedText encodeForTraining(std::string_view text, std::size_t index) const;

  /// One row of features: the ids of a window, then the TF-IDF values.
  void write(const EncodedText& text, const std::vector<std::uint32_t>& window,
             std::span<double> features) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TextStepOptions& options() const { return options_; }

 private:
  void makeWindows(EncodedText& text) const;

  TextStepOptions options_;
  TokenizerOptions tokenizer_;
  Vocabulary vocabulary_;
  std::vector<bool> rare_;  // ids that occur once in training
  Rng random_;
};

}  // namespace qonvolve
