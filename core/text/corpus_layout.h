// SPDX-License-Identifier: GPL-3.0-or-later
// How the lines of a corpus are cut into cells, and which cells are label and text.
#pragma once

#include "core/text/corpus.h"

namespace qonvolve {

/// A way to cut a line into cells.
struct CorpusCut {
  enum class Kind : std::uint8_t {
    Table,  // all cells, quotes as in RFC 4180
    Plain,  // all cells, quotes are ordinary characters
    First,  // what stands before the first separator, and the rest
    Last,   // what stands before the last separator, and the rest
    Whole,  // one cell
  };
  Kind kind = Kind::Whole;
  char separator = ' ';  // ' ': any run of blanks
};

/// Cells of one row and the line it starts on.
struct CutRow {
  std::vector<std::string> cells;
  std::size_t line = 0;
};

/// At most `most` rows that are not blank. Errors: those of CsvReader.
Result<std::vector<CutRow>> cutRows(std::string_view text, const std::string& name,
                                    const CorpusCut& cut, std::size_t most);

struct CorpusLayout {
  CorpusCut cut;
  bool header = false;
  std::optional<std::size_t> label;  // none: no labels
  std::size_t text = 0;
  std::vector<std::string> names;  // of the columns, with a header
};

/// The layout of a text, from its first rows. Errors: none fits; a column that was named is not
/// there.
Result<CorpusLayout> findLayout(std::string_view text, const std::string& name,
                                const CorpusFormat& format);

/// The layout in words, for notes and reports.
std::string layoutText(const CorpusLayout& layout);

}  // namespace qonvolve
