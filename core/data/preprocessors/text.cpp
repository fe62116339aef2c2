// SPDX-License-Identifier: GPL-3.0-or-later
// Words and TF-IDF: texts become word ids and TF-IDF values.
#include <algorithm>

#include "core/base/text.h"
#include "core/data/preprocessors/preprocessors.h"
#include "core/data/preprocessors/text_step.h"

namespace qonvolve {

namespace {

// Most values of one prepared part: 1 GB.
constexpr std::size_t kMostValues = std::size_t{1} << 27U;
constexpr std::int64_t kMostIds = 65536;

Matrix row(const std::vector<double>& values) {
  return Eigen::Map<const Matrix>(values.data(), 1, static_cast<Eigen::Index>(values.size()));
}

std::vector<std::string> settingsOf(const TextStepOptions& options) {
  std::vector<std::string> texts;
  for (const auto& [key, value] : textStepSchema().write(options)) {
    texts.push_back(key + "=" + valueText(value));
  }
  return texts;
}

/// The fit must be of the same settings: ids would mean other words.
Result<void> checkSettings(const TextStepOptions& options, const FittedState& state,
                           const std::string& where) {
  const std::vector<std::string> now = settingsOf(options);
  const auto found = state.texts.find("settings");
  if (found == state.texts.end()) {
    return Error{where, "Words and TF-IDF: the fitted vocabulary is missing.",
                 "The folder of the run is damaged."};
  }
  for (const std::string& setting : now) {
    if (std::find(found->second.begin(), found->second.end(), setting) != found->second.end()) {
      continue;
    }
    const std::string key = setting.substr(0, setting.find('=') + 1);
    const auto then = std::find_if(found->second.begin(), found->second.end(),
                                   [&](const std::string& s) { return s.starts_with(key); });
    return Error{where + "/options/" + key.substr(0, key.size() - 1),
                 "Words and TF-IDF was fitted with " +
                     (then == found->second.end() ? "another version" : *then) + "; now it is " +
                     setting + ".",
                 "A trained model needs the settings it was trained with."};
  }
  return {};
}

struct TextStep {
  using Options = TextStepOptions;

  static Schema<Options> schema() { return textStepSchema(); }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape&,
                                          const std::string&) {
    FeatureShape shape;
    shape.tokens = static_cast<std::uint32_t>(o.length);
    return shape;
  }

  static FeatureShape fittedShape(const FittedState& state) {
    FeatureShape shape;
    const auto words = state.texts.find("words");
    if (words == state.texts.end() || !state.numbers.contains("length")) return shape;
    shape.tokens = static_cast<std::uint32_t>(state.at("length")(0, 0));
    shape.vocabulary = static_cast<std::uint32_t>(words->second.size());
    shape.features = shape.tokens + shape.vocabulary;
    return shape;
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng rng,
                                 const std::string& where, const std::stop_token& stop) {
    std::vector<std::vector<std::string>> texts;
    texts.reserve(train.texts.size());
    const TokenizerOptions tokenizer = tokenizerOf(o);
    for (const std::string& text : train.texts) {
      if (stop.stop_requested()) return stoppedError(where);
      texts.push_back(tokenize(text, tokenizer));
    }
    const Vocabulary vocabulary = buildVocabulary(texts, {o.minCount, o.vocabulary});
    if (vocabulary.size() == kSpecialIds) {
      return Error{where, "Words and TF-IDF: no word of the training texts is left.",
                   "Lower the smallest count, or keep numbers and stop words."};
    }
    std::vector<double> counts(vocabulary.size(), 0);
    for (const auto& text : texts) {
      for (const std::string& word : text) counts[vocabulary.id(word)] += 1;
    }
    Matrix length(1, 1);
    length(0, 0) = static_cast<double>(o.length);
    // Words are replaced again in the same way when the parts are prepared again.
    Matrix seed(1, 2);
    seed << static_cast<double>(rng.next() >> 32U), static_cast<double>(rng.next() >> 32U);
    return FittedState{.numbers = {{"idf", row(vocabulary.idf)},
                                   {"counts", row(counts)},
                                   {"length", std::move(length)},
                                   {"seed", std::move(seed)}},
                       .texts = {{"words", vocabulary.words}, {"settings", settingsOf(o)}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart part, const std::string& where) {
    if (auto same = checkSettings(o, state, where); !same) return same.error();
    const TextEncoder encoder(o, state);
    const FeatureShape shape = fittedShape(state);
    std::vector<EncodedText> encoded;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < data.texts.size(); ++i) {
      encoded.push_back(part == DataPart::Train ? encoder.encodeForTraining(data.texts[i], i)
                                                : encoder.encode(data.texts[i]));
      rows += encoded.back().windows.size();
    }
    if (rows * shape.features > kMostValues) {
      return Error{where + "/options/vocabulary",
                   "Words and TF-IDF: " + std::to_string(rows) + " rows of " +
                       std::to_string(shape.features) + " values need " +
                       std::to_string((rows * shape.features) >> 27U) +
                       " GB of memory; at most 1 GB is allowed.",
                   "Keep a smaller vocabulary, or train on fewer texts."};
    }
    Dataset out;
    out.shape = shape;
    out.classNames = data.classNames;
    out.x.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(shape.features));
    Eigen::Index at = 0;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
      for (const std::vector<std::uint32_t>& ids : encoded[i].windows) {
        encoder.write(encoded[i], ids, {out.x.row(at++).data(), shape.features});
        out.y.push_back(data.y[i]);
        if (rows > encoded.size()) out.sampleOf.push_back(i);
      }
    }
    return out;
  }
};

}  // namespace

Schema<TextStepOptions> textStepSchema() {
  using O = TextStepOptions;
  constexpr std::int64_t kMostTokens = 64;
  Schema<O> s;
  s.integer("length", &O::length, 1, kMostTokens,
            {"Length", "Token positions of the network; each costs at least one qubit or one run.",
             "tokens"});
  s.choice("long_texts", &O::longTexts,
           {{"cut", "Cut", "Words beyond the length are not seen by the word lane."},
            {"windows", "Windows",
             "A longer text gives several rows that overlap by half; the answer is their mean."}},
           {"Long texts", "What happens to texts with more words than the length."});
  s.choice("cut_side", &O::cutSide,
           {{"end", "At the end", "Keep the first words."},
            {"start", "At the start", "Keep the last words."}},
           {"Cut", "Where words of long texts are left out."});
  s.choice("pad_side", &O::padSide, {{"end", "At the end", ""}, {"start", "At the start", ""}},
           {"Padding", "Where short texts are filled up with padding."});
  s.boolean("lower_case", &O::lowerCase, {"Lower case", "Make no difference between The and the."});
  s.choice("punctuation", &O::punctuation,
           {{"drop", "Leave out", "Marks separate words and disappear."},
            {"published", "Leave out , ; . ! : ' ? - ( ) [ ] { } < >", "As in arXiv:2405.13515."},
            {"keep", "Keep as words", "Each mark is a word."},
            {"blanks", "Part of words", "Only blanks separate words."}},
           {"Punctuation", "What happens to marks."});
  s.choice("numbers", &O::numbers,
           {{"keep", "Keep", "Every number is a word."},
            {"one", "One word for all", "Every number becomes the word 0."},
            {"drop", "Leave out", ""}},
           {"Numbers", "What happens to numbers."});
  s.boolean("stop_words", &O::stopWords,
            {"Leave out stop words", "Leave out frequent English words such as the and of."});
  s.integer("ngram", &O::ngram, 1, 3,
            {"Longest run", "Runs of up to this many words are words of their own.", "words"});
  s.integer("min_count", &O::minCount, 1, 1000,
            {"Smallest count", "Rarer words are treated as unknown; so that is trained as well.",
             "times"});
  s.integer("vocabulary", &O::vocabulary, 0, kMostIds,
            {"Largest vocabulary",
             "Keep the most frequent words, unknown and padding counted; 0: all. Doubling it costs "
             "one qubit of the sentence lane.",
             "ids"});
  s.real("unknown_probability", &O::unknownProbability, 0, 0.9,
         {"Replace rare words",
          "Probability that a word which occurs once in training is replaced by the unknown one, "
          "so that the unknown word is trained."});
  s.choice("tfidf_words", &O::tfIdfWords,
           {{"text", "Whole text", "All words of the text count."},
            {"window", "Positions of the network", "Only the words within the length count."}},
           {"TF-IDF of", "Which words the sentence lane sees."});
  s.choice("tfidf_norm", &O::tfIdfNorm,
           {{"exact", "Exact", "Vectors of length 1."},
            {"published", "Published", "With 1e-5 added to maximum and length, arXiv:2405.13515."}},
           {"TF-IDF norm", "How a TF-IDF vector is scaled."});
  return s;
}

PreprocessorType textPreprocessor() {
  return makePreprocessorType<TextStep>(
      {"text", "Words and TF-IDF", "Text", "Texts as word ids and TF-IDF values",
       "Words are numbered by falling count in the training part from 2 on; 0 is an unknown word "
       "and 1 padding. A sample becomes the ids of its first words and one TF-IDF value for each "
       "id: counts over their sum times ln((N+1)/(n+1)) + 1, for n of N training texts that hold "
       "the word, divided by the length of the vector. It must be the only step.",
       "arXiv:2405.13515"},
      true);
}

}  // namespace qonvolve
