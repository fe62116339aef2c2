// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings and character classes.
#include "core/text/unicode.h"

#include <algorithm>
#include <array>

#include "core/text/csv_reader.h"

namespace qonvolve {

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

// Bytes 0x80 to 0x9F of Windows-1252; 0: not assigned.
constexpr std::array<char16_t, 32> kWindows{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

Error zeroByte(std::size_t at, const std::string& name) {
  return {name, "Byte " + std::to_string(at + 1) + " is zero: this is not a text file.",
          "Name a file with one text a line."};
}

std::string decodeWindows(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool special = byte >= 0x80 && byte < 0xA0 && kWindows[byte - 0x80U] != 0;
    appendCharacter(text, special ? char32_t{kWindows[byte - 0x80U]} : char32_t{byte});
  }
  return text;
}

Result<std::string> decodeUtf16(std::string_view bytes, bool bigEndian, const std::string& name) {
  if (bytes.size() % 2 != 0) {
    return Error{name, "The UTF-16 text ends in the middle of a character.",
                 "The file is cut off; save it again."};
  }
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(bigEndian ? first << 8U | second : second << 8U | first);
  };
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c == 0) return zeroByte(i, name);
    if (c >= 0xD800 && c < 0xE000) {
      const char32_t low = i + 2 < bytes.size() ? unit(i + 2) : 0;
      if (c >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
        return Error{name, "Byte " + std::to_string(i + 1) + " is not valid UTF-16.",
                     "Save the file in the encoding UTF-8."};
      }
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
      i += 2;
    }
    appendCharacter(text, c);
  }
  return text;
}

bool between(char32_t c, char32_t low, char32_t high) {
  return c >= low && c <= high;
}

}  // namespace

Result<DecodedText> decodeText(std::string_view bytes, TextEncoding encoding,
                               const std::string& name) {
  if (bytes.starts_with("\x1F\x8B")) {
    return Error{name, "The file is compressed with gzip.", "Unpack it first."};
  }
  const bool little = bytes.starts_with("\xFF\xFE");
  const bool big = bytes.starts_with("\xFE\xFF");
  const bool automatic = encoding == TextEncoding::Automatic;
  if (encoding == TextEncoding::Utf16 || (automatic && (little || big))) {
    if (little || big) bytes.remove_prefix(2);
    auto text = decodeUtf16(bytes, big, name);
    if (!text) return text.error();
    return DecodedText{std::move(*text), "UTF-16"};
  }
  if (const std::size_t zero = bytes.find('\0'); zero != std::string_view::npos) {
    return zeroByte(zero, name);
  }
  if (encoding == TextEncoding::Windows1252)
    return DecodedText{decodeWindows(bytes), "Windows-1252"};
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  const std::size_t invalid = findInvalidUtf8(bytes);
  if (invalid == std::string_view::npos) return DecodedText{std::string(bytes), "UTF-8"};
  if (automatic) return DecodedText{decodeWindows(bytes), "Windows-1252"};
  const auto line =
      1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(invalid), '\n');
  return Error{name + ":" + std::to_string(line),
               "Byte " + std::to_string(invalid + 1) + " is not valid UTF-8.",
               "Choose another encoding, or save the file in the encoding UTF-8."};
}

char32_t nextCharacter(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  auto c = static_cast<char32_t>(lead & (0x3FU >> static_cast<unsigned>(more)));
  for (int k = 0; k < more && at < text.size(); ++k) {
    c = c << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return c;
}

void appendCharacter(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) {
    text += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0U | c >> 6U);
    add(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    add(0xE0U | c >> 12U);
    add(0x80U | (c >> 6U & 0x3FU));
    add(0x80U | (c & 0x3FU));
  } else {
    add(0xF0U | c >> 18U);
    add(0x80U | (c >> 12U & 0x3FU));
    add(0x80U | (c >> 6U & 0x3FU));
    add(0x80U | (c & 0x3FU));
  }
}

bool isBlank(char32_t c) {
  return c <= 0x20 || c == 0x7F || between(c, 0x80, 0xA0) || c == 0x1680 ||
         between(c, 0x2000, 0x200C) || between(c, 0x2028, 0x202F) || between(c, 0x205F, 0x2060) ||
         c == 0x3000 || c == 0xFEFF;
}

bool isPunctuation(char32_t c) {
  if (c < 0x80) {
    const bool letter = between(c | 0x20U, 'a', 'z') || between(c, '0', '9') || c == '_';
    return c > 0x20 && c < 0x7F && !letter;
  }
  return between(c, 0xA1, 0xA9) || c == 0xAB || between(c, 0xAC, 0xB1) || c == 0xB4 ||
         between(c, 0xB6, 0xB8) || c == 0xBB || c == 0xBF || c == 0xD7 || c == 0xF7 ||
         between(c, 0x2010, 0x2027) || between(c, 0x2030, 0x205E) || between(c, 0x20A0, 0x20BF) ||
         between(c, 0x2190, 0x22FF) || between(c, 0x3001, 0x3003) || between(c, 0x3008, 0x3020) ||
         c == 0x30FB || between(c, 0xFF01, 0xFF0F) || between(c, 0xFF1A, 0xFF20) ||
         between(c, 0xFF3B, 0xFF40) || between(c, 0xFF5B, 0xFF65) || c == 0x060C || c == 0x061B ||
         c == 0x061F || c == 0x06D4 || c == 0x0964 || c == 0x0965 || c == 0xFFFD;
}

bool isWordOfItsOwn(char32_t c) {
  const bool ideograph = between(c, 0x3040, 0x30FA) || between(c, 0x3400, 0x4DBF) ||
                         between(c, 0x4E00, 0x9FFF) || between(c, 0xF900, 0xFAFF) ||
                         between(c, 0x20000, 0x2FA1F);
  const bool pictogram = between(c, 0x1F000, 0x1F3FA) || between(c, 0x1F400, 0x1FAFF) ||
                         between(c, 0x2300, 0x23FF) || between(c, 0x2600, 0x27BF) ||
                         between(c, 0x2B00, 0x2BFF);
  return ideograph || pictogram;
}

bool isPictogramMark(char32_t c) {
  return c == 0x200D || between(c, 0xFE00, 0xFE0F) || between(c, 0x1F3FB, 0x1F3FF);
}

char32_t lowerCase(char32_t c) {
  if (c < 0x80) return between(c, 'A', 'Z') ? c + 32 : c;
  if (between(c, 0xC0, 0xDE)) return c == 0xD7 ? c : c + 32;
  if (c == 0x130) return 'i';
  if (c == 0x178) return 0xFF;
  // Pairs whose capital is odd, then those whose capital is even.
  if (between(c, 0x139, 0x148) || between(c, 0x179, 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (between(c, 0x100, 0x137) || between(c, 0x14A, 0x177) || between(c, 0x460, 0x481) ||
      between(c, 0x48A, 0x4BF) || between(c, 0x4D0, 0x52F) || between(c, 0x1E00, 0x1E95) ||
      between(c, 0x1EA0, 0x1EFF)) {
    return c % 2 == 0 ? c + 1 : c;
  }
  if (c == 0x386) return 0x3AC;
  if (between(c, 0x388, 0x38A)) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (between(c, 0x38E, 0x38F)) return c + 63;
  if (between(c, 0x391, 0x3AB)) return c + 32;
  if (between(c, 0x400, 0x40F)) return c + 80;
  if (between(c, 0x410, 0x42F)) return c + 32;
  if (between(c, 0x531, 0x556)) return c + 48;
  if (c == 0x1E9E) return 0xDF;
  return c;
}

std::string lowerCase(std::string_view text) {
  std::string lower;
  for (std::size_t at = 0; at < text.size();)
    appendCharacter(lower, lowerCase(nextCharacter(text, at)));
  return lower;
}

std::string_view withoutBlanks(std::string_view text) {
  std::size_t first = std::string_view::npos;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    if (isBlank(nextCharacter(text, at))) continue;
    if (first == std::string_view::npos) first = start;
    end = at;
  }
  return first == std::string_view::npos ? std::string_view() : text.substr(first, end - first);
}

}  // namespace qonvolve
