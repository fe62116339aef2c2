// SPDX-License-Identifier: GPL-3.0-or-later
// What is in the texts of an experiment: lengths, words, repeats, and what the network cannot see.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/data/preprocessors/text_step.h"
#include "core/experiment/assemble.h"

namespace qonvolve {

/// What holds of the texts of one part of the data.
struct TextPart {
  std::size_t texts = 0;
  std::size_t words = 0;
  std::size_t unknownWords = 0;  // not in the vocabulary of the training part
  std::size_t textsWithUnknown = 0;
  std::size_t longTexts = 0;   // more words than the network has positions
  std::size_t emptyTexts = 0;  // no word is left
  std::size_t repeats = 0;     // the same text stands earlier in this part
  std::size_t inTraining = 0;  // the same text stands in the training part
};

/// A text with its words as the step Words and TF-IDF finds them.
struct ReportedText {
  int label = 0;
  std::string text;
  EncodedText encoded;
};

struct TextReport {
  std::array<TextPart, 3> parts;  // training, validation, test
  std::uint32_t vocabulary = 0;   // ids, those of unknown words and padding included
  std::uint32_t tokens = 0;       // positions of the network
  std::size_t longest = 0;        // words, over all parts
  /// Training texts by number of words: counts[class][bin], each bin `binWidth` words wide.
  std::vector<std::vector<std::size_t>> lengths;
  std::size_t binWidth = 1;
  /// Words of the training part by falling count, at most kMostWords.
  std::vector<WordUse> words;
  std::size_t differentWords = 0;
  std::vector<ReportedText> firstTexts;  // of the training part
  /// What deserves attention, in words.
  std::vector<std::string> warnings;
  std::shared_ptr<const TextEncoder> encoder;

  static constexpr std::size_t kMostWords = 20'000;
  static constexpr std::size_t kFirstTexts = 24;
  static constexpr std::size_t kMostBins = 48;
};

/// Words of texts as a step splits them: the share with more than its length, and the longest.
struct TextLengths {
  double tooLong = 0;
  std::size_t longest = 0;
};
TextLengths lengthsOf(const std::vector<std::string>& texts, const TextStepOptions& options);

/// Whether so many texts are cut that it should be said, and how: the share of the training texts
/// with more words than `length`, and the words of the longest. Empty: nothing to say.
std::string cutTextsText(const TextStepOptions& options, double share, std::size_t longest);

/// The fitted step Words and TF-IDF of an experiment. Errors: it has none.
Result<TextEncoder> textEncoder(const DataSpec& spec, const std::vector<FittedState>& fitted);

/// The same of the training texts of prepared data; empty for numbers too.
std::string cutTextsText(const DataSpec& spec, const PreparedData& data);

/// `data`: texts, as prepareData() made them for this experiment.
Result<TextReport> describeTexts(const Experiment& experiment, const PreparedData& data);

/// What a model answers to a text.
struct TextAnswer {
  EncodedText text;
  std::vector<double> probabilities;  // one a class
};

/// Asks a model with given parameters; `fitted` are the steps it was trained with. Errors: no word
/// is left of the text, or the design cannot encode it.
Result<TextAnswer> answerText(const Experiment& experiment, const Catalog& catalog,
                              const std::vector<FittedState>& fitted, ModelRunner& runner,
                              const Loss& loss, std::span<const double> parameters,
                              const std::string& text);

}  // namespace qonvolve
