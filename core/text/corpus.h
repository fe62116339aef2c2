// SPDX-License-Identifier: GPL-3.0-or-later
// Labelled texts from files of any usual shape.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/unicode.h"

namespace qonvolve {

/// Most bytes a file, most rows it, and most bytes one text may have.
inline constexpr std::uint64_t kMostCorpusBytes = std::uint64_t{256} << 20U;
inline constexpr std::size_t kMostCorpusRows = 1'000'000;
inline constexpr std::size_t kMostTextBytes = 100'000;
inline constexpr std::size_t kMostTextClasses = 256;

/// How to read a file; what is left empty or automatic is found out.
struct CorpusFormat {
  std::string text = {};   // column by name, or by number from 1
  std::string label = {};  // column by name, or by number from 1
  enum class Separator : std::uint8_t { Automatic, Tab, Comma, Semicolon, Blank };
  Separator separator = Separator::Automatic;
  enum class Header : std::uint8_t { Automatic, Yes, No };
  Header header = Header::Automatic;
  TextEncoding encoding = TextEncoding::Automatic;
  enum class Labels : std::uint8_t {
    Required,
    Optional,  // a file without labels has one text a line (data to predict on)
  };
  Labels labels = Labels::Required;
  std::vector<std::string> classes = {};  // labels that are known; empty: any
};

/// One text with its label and the line it starts on.
struct CorpusRow {
  std::string label;
  std::string text;
  std::size_t line = 0;
};

struct Corpus {
  std::vector<CorpusRow> rows;
  bool labelled = true;
  std::string shape;               // "tab-separated, label in column 1, text in column 2"
  std::vector<std::string> notes;  // what was left out or looks odd, in words
};

/// Reads texts with labels: tables with tabs, commas or semicolons (quoted or not, with a header or
/// without, any number of columns) and lines that begin or end with the label. Where several
/// readings are possible, the label is what has fewer different values. Rows without text are left
/// out with a note. Errors name file and line.
Result<Corpus> parseCorpus(std::string_view bytes, const std::string& name,
                           const CorpusFormat& format);

/// Whether the beginning of a file reads as labelled texts: fewer labels than rows, and texts that
/// are mostly of several words. The last line, which may be cut, does not count.
bool looksLikeTexts(std::string_view bytes);

}  // namespace qonvolve
