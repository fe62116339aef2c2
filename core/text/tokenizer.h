// SPDX-License-Identifier: GPL-3.0-or-later
// Splits a text into words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qonvolve {

/// How a text is split. Ids are those of the options of the step "text".
struct TokenizerOptions {
  bool lowerCase = false;
  /// "drop": at all punctuation, which disappears; "published": only at , ; . ! : ' ? - ( ) [ ] { }
  /// < > (arXiv:2405.13515); "keep": each mark is a word; "blanks": at blanks only.
  std::string punctuation = "drop";
  /// "keep"; "one": every number becomes the word 0; "drop".
  std::string numbers = "keep";
  bool stopWords = false;  // leave out frequent English function words
  std::int64_t ngram = 1;  // runs of up to this many words are words too, joined by _
};

/// The words of a text in UTF-8. Any text is accepted; blanks and marks alone give no words.
std::vector<std::string> tokenize(std::string_view text, const TokenizerOptions& options);

/// "the", "and", ...: frequent English function words, negations not among them.
bool isStopWord(std::string_view lowerCaseWord);

}  // namespace qonvolve
