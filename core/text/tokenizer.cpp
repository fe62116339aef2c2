// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a text.
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/text.h"
#include "core/text/unicode.h"

namespace qonvolve {

namespace {

constexpr std::string_view kPublishedMarks = ",;.!:'?-()[]{}<>";

// Without negations, which decide the meaning of many texts.
constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",     "about",   "above",  "after",  "again", "all",     "am",       "an",        "and",
     "any",   "are",     "as",     "at",     "be",    "because", "been",     "before",    "being",
     "below", "between", "both",   "but",    "by",    "can",     "could",    "did",       "do",
     "does",  "doing",   "down",   "during", "each",  "few",     "for",      "from",      "further",
     "had",   "has",     "have",   "having", "he",    "her",     "here",     "hers",      "herself",
     "him",   "himself", "his",    "how",    "i",     "if",      "in",       "into",      "is",
     "it",    "its",     "itself", "me",     "more",  "most",    "my",       "myself",    "of",
     "off",   "on",      "once",   "or",     "other", "our",     "ours",     "out",       "over",
     "own",   "same",    "she",    "should", "so",    "some",    "such",     "than",      "that",
     "the",   "their",   "theirs", "them",   "then",  "there",   "these",    "they",      "this",
     "those", "through", "to",     "under",  "until", "up",      "very",     "was",       "we",
     "were",  "what",    "when",   "where",  "which", "while",   "who",      "whom",      "why",
     "will",  "with",    "would",  "you",    "your",  "yours",   "yourself", "yourselves"});

enum class Mark : std::uint8_t { None, Blank, Separator, Word };

Mark markOf(char32_t c, const std::string& punctuation) {
  if (isBlank(c) && c != 0x200D) return Mark::Blank;
  if (punctuation == "blanks") return Mark::None;
  if (punctuation == "published") {
    const bool separates =
        c < 0x80 && kPublishedMarks.find(static_cast<char>(c)) != std::string_view::npos;
    return separates ? Mark::Separator : Mark::None;
  }
  if (isWordOfItsOwn(c)) return Mark::Word;
  if (!isPunctuation(c)) return Mark::None;
  return punctuation == "keep" ? Mark::Word : Mark::Separator;
}

// Digits with the marks that stand in numbers.
bool isNumber(std::string_view word) {
  bool digit = false;
  for (const char c : word) {
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if (c != '.' && c != ',' && c != '-' && c != '+' && c != '%') {
      return false;
    }
  }
  return digit;
}

std::vector<std::string> plainWords(std::string_view text, const TokenizerOptions& o) {
  std::vector<std::string> words;
  std::string word;
  bool pictogram = false;  // the last word ends in one, without a blank since
  bool joins = false;      // and a joiner
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = nextCharacter(text, at);
    const Mark mark = markOf(c, o.punctuation);
    if (pictogram && (isPictogramMark(c) || joins)) {
      appendCharacter(words.back(), c);
      joins = c == 0x200D;
      continue;
    }
    pictogram = false;
    switch (mark) {
      case Mark::None:
        appendCharacter(word, o.lowerCase ? lowerCase(c) : c);
        break;
      case Mark::Word:
        finish();
        appendCharacter(words.emplace_back(), c);
        pictogram = isWordOfItsOwn(c);
        break;
      case Mark::Blank:
      case Mark::Separator:
        finish();
        break;
    }
  }
  finish();
  return words;
}

}  // namespace

bool isStopWord(std::string_view word) {
  return std::find(kStopWords.begin(), kStopWords.end(), word) != kStopWords.end();
}

std::vector<std::string> tokenize(std::string_view text, const TokenizerOptions& o) {
  std::vector<std::string> words = plainWords(text, o);
  if (o.numbers == "drop") std::erase_if(words, isNumber);
  if (o.numbers == "one") {
    for (std::string& word : words) {
      if (isNumber(word)) word = "0";
    }
  }
  if (o.stopWords) {
    std::erase_if(words, [](const std::string& word) { return isStopWord(lowerCase(word)); });
  }
  if (o.ngram < 2) return words;
  // At each position the single word first, then the longer runs that start there.
  std::vector<std::string> all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string run = words[i];
    all.push_back(run);
    for (std::size_t k = 1; k < static_cast<std::size_t>(o.ngram) && i + k < words.size(); ++k) {
      run += "_" + words[i + k];
      all.push_back(run);
    }
  }
  return all;
}

}  // namespace qonvolve
