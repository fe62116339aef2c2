// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings of text files, and the few properties of characters that splitting into words needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace qonvolve {

enum class TextEncoding : std::uint8_t { Automatic, Utf8, Utf16, Windows1252 };

/// Text in UTF-8 without byte order mark, and what it was read as ("UTF-8", "UTF-16", ...).
struct DecodedText {
  std::string text;
  std::string encoding;
};

/// Automatic: a byte order mark decides; else valid UTF-8 is that, and all else Windows-1252 (which
/// holds Latin-1). Errors name the byte: not valid in the encoding asked for, or a zero byte.
Result<DecodedText> decodeText(std::string_view bytes, TextEncoding encoding,
                               const std::string& name);

/// The character at `at` of valid UTF-8; moves `at` behind it.
char32_t nextCharacter(std::string_view text, std::size_t& at);
void appendCharacter(std::string& text, char32_t character);

/// White space, line separators inside a row (U+0085, U+2028) and invisible marks included.
bool isBlank(char32_t c);
/// Marks between words: ASCII but for letters, digits and _; Unicode's general punctuation.
bool isPunctuation(char32_t c);
/// A pictogram or an ideograph: a word of its own.
bool isWordOfItsOwn(char32_t c);
/// Belongs to the pictogram before it: skin tone, variation selector, joiner.
bool isPictogramMark(char32_t c);
/// Latin, Greek, Cyrillic and Armenian capitals as small letters; other characters unchanged.
char32_t lowerCase(char32_t c);
std::string lowerCase(std::string_view text);

/// `text` without blanks at its ends.
std::string_view withoutBlanks(std::string_view text);

}  // namespace qonvolve
