// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/text_report.h"

#include <algorithm>
#include <unordered_set>

#include "core/base/text.h"

namespace qonvolve {

namespace {

using Texts = std::vector<std::vector<std::string>>;

std::string percent(std::size_t part, std::size_t whole) {
  return fixedText(100 * static_cast<double>(part) / static_cast<double>(whole), 1) + " %";
}

TextPart lookAt(const Dataset& data, const TextEncoder& encoder,
                const std::unordered_set<std::string_view>& training) {
  TextPart part;
  std::unordered_set<std::string_view> seen;
  for (const std::string& text : data.texts) {
    const EncodedText encoded = encoder.encode(text);
    const auto unknown =
        static_cast<std::size_t>(std::count(encoded.ids.begin(), encoded.ids.end(), kUnknownId));
    ++part.texts;
    part.words += encoded.words.size();
    part.unknownWords += unknown;
    if (unknown > 0) ++part.textsWithUnknown;
    if (encoded.words.empty()) ++part.emptyTexts;
    if (static_cast<std::int64_t>(encoded.words.size()) > encoder.options().length) {
      ++part.longTexts;
    }
    if (!seen.insert(text).second) ++part.repeats;
    if (training.contains(text)) ++part.inTraining;
  }
  return part;
}

void warn(TextReport& report, const TextEncoder& encoder) {
  constexpr double kManyUnknown = 0.2;
  const TextPart& train = report.parts[0];
  const auto add = [&](const std::string& text) { report.warnings.push_back(text); };
  const double longTexts = static_cast<double>(train.longTexts) /
                           static_cast<double>(std::max<std::size_t>(1, train.texts));
  const TextStepOptions& o = encoder.options();
  const std::string cut = cutTextsText(o, longTexts, report.longest);
  if (!cut.empty()) add(cut + " Set Long texts to Windows, or choose a larger length.");
  const std::array<const char*, 3> names{"training", "validation", "test"};
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const TextPart& part = report.parts[i];
    if (part.emptyTexts > 0) {
      add(std::to_string(part.emptyTexts) + " of the " + names[i] +
          " texts have no word left; the network sees only padding.");
    }
    if (i == 0) {
      if (part.repeats > 0) {
        add(std::to_string(part.repeats) + " training texts occur more than once.");
      }
      continue;
    }
    if (part.inTraining > 0) {
      add(std::to_string(part.inTraining) + " of the " + names[i] +
          " texts stand in the training part too; the score is too good by them.");
    }
    if (part.words > 0 &&
        static_cast<double>(part.unknownWords) > kManyUnknown * static_cast<double>(part.words)) {
      add(percent(part.unknownWords, part.words) + " of the words of the " + names[i] +
          " part are unknown to the training part.");
    }
  }
  if (report.parts[0].unknownWords == 0 && o.unknownProbability == 0 &&
      report.parts[1].unknownWords + report.parts[2].unknownWords > 0) {
    add("No unknown word occurs in training, so it is not trained. Raise the smallest count, or "
        "replace rare words with some probability.");
  }
}

}  // namespace

TextLengths lengthsOf(const std::vector<std::string>& texts, const TextStepOptions& options) {
  const TokenizerOptions tokenizer = tokenizerOf(options);
  TextLengths lengths;
  std::size_t tooLong = 0;
  for (const std::string& text : texts) {
    const std::size_t words = tokenize(text, tokenizer).size();
    if (static_cast<std::int64_t>(words) > options.length) ++tooLong;
    lengths.longest = std::max(lengths.longest, words);
  }
  lengths.tooLong =
      static_cast<double>(tooLong) / static_cast<double>(std::max<std::size_t>(1, texts.size()));
  return lengths;
}

std::string cutTextsText(const TextStepOptions& options, double share, std::size_t longest) {
  constexpr double kMany = 0.05;
  if (options.longTexts != "cut" || share <= kMany) return {};
  return fixedText(100 * share, 1) + " % of the training texts have more than " +
         std::to_string(options.length) + " words and are cut. The longest has " +
         std::to_string(longest) + ".";
}

Result<TextEncoder> textEncoder(const DataSpec& spec, const std::vector<FittedState>& fitted) {
  if (spec.preprocess.empty() || fitted.empty() || spec.preprocess.front().type != "text") {
    return Error{"/data/preprocess", "The texts are not turned into numbers.",
                 "Add the step Words and TF-IDF."};
  }
  auto options =
      textStepSchema().read(spec.preprocess.front().options, "/data/preprocess/0/options");
  if (!options) return options.error();
  return TextEncoder(*options, fitted.front());
}

std::string cutTextsText(const DataSpec& spec, const PreparedData& data) {
  if (!data.raw.train.shape.texts) return {};
  const auto encoder = textEncoder(spec, data.fitted);
  if (!encoder) return {};
  const TextLengths lengths = lengthsOf(data.raw.train.texts, encoder->options());
  return cutTextsText(encoder->options(), lengths.tooLong, lengths.longest);
}

Result<TextReport> describeTexts(const Experiment& experiment, const PreparedData& data) {
  auto made = textEncoder(experiment.data, data.fitted);
  if (!made) return made.error();
  TextReport report;
  report.encoder = std::make_shared<const TextEncoder>(std::move(*made));
  const TextEncoder& encoder = *report.encoder;
  report.vocabulary = encoder.vocabulary().size();
  report.tokens = static_cast<std::uint32_t>(encoder.options().length);

  const Dataset& train = data.raw.train;
  const std::unordered_set<std::string_view> training(train.texts.begin(), train.texts.end());
  for (const auto& [part, set] : {std::pair{0U, &train}, std::pair{1U, &data.raw.validation},
                                  std::pair{2U, &data.raw.test}}) {
    report.parts[part] = lookAt(*set, encoder, part == 0 ? decltype(training){} : training);
  }

  Texts words;
  std::size_t longestTrained = 0;
  for (std::size_t i = 0; i < train.size(); ++i) {
    EncodedText encoded = encoder.encode(train.texts[i]);
    longestTrained = std::max(longestTrained, encoded.words.size());
    words.push_back(encoded.words);
    if (i < TextReport::kFirstTexts) {
      report.firstTexts.push_back({train.y[i], train.texts[i], std::move(encoded)});
    }
  }
  report.longest = longestTrained;
  for (const Dataset* set : {&data.raw.validation, &data.raw.test}) {
    for (const std::string& text : set->texts) {
      report.longest = std::max(report.longest, encoder.encode(text).words.size());
    }
  }
  const std::size_t classes = train.classNames.size();
  report.binWidth = longestTrained / TextReport::kMostBins + 1;
  report.lengths.assign(classes, std::vector<std::size_t>(longestTrained / report.binWidth + 1, 0));
  for (std::size_t i = 0; i < train.size(); ++i) {
    ++report.lengths[static_cast<std::size_t>(train.y[i])][words[i].size() / report.binWidth];
  }
  report.words = wordUses(words, train.y, classes, encoder.vocabulary());
  report.differentWords = report.words.size();
  if (report.words.size() > TextReport::kMostWords) report.words.resize(TextReport::kMostWords);
  warn(report, encoder);
  return report;
}

Result<TextAnswer> answerText(const Experiment& experiment, const Catalog& catalog,
                              const std::vector<FittedState>& fitted, ModelRunner& runner,
                              const Loss& loss, std::span<const double> parameters,
                              const std::string& text) {
  const auto encoder = textEncoder(experiment.data, fitted);
  if (!encoder) return encoder.error();
  TextAnswer answer{encoder->encode(text), {}};
  if (answer.text.words.empty()) {
    return Error{"", "No word is left of this text.", "Write some words."};
  }
  Dataset one;
  one.shape.texts = true;
  one.texts = {text};
  one.y = {0};
  one.x.resize(1, 0);
  auto ready = applyPreprocessing(experiment, catalog, fitted, std::move(one), DataPart::Predict);
  if (!ready) return ready.error();
  if (auto ok = checkEncodable(runner.model(), *ready, "own", "/stack"); !ok) return ok.error();
  const Matrix probabilities = predictProbabilities(runner, loss, parameters, *ready);
  answer.probabilities.assign(probabilities.data(), probabilities.data() + probabilities.size());
  return answer;
}

}  // namespace qonvolve
