// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of a corpus in words.
#include "core/text/corpus_layout.h"
#include "core/text/csv_reader.h"

namespace qonvolve {

std::string layoutText(const CorpusLayout& layout) {
  using Kind = CorpusCut::Kind;
  if (!layout.label) return "one text a line, without labels";
  const auto column = [&](std::size_t j) {
    return j < layout.names.size() && !layout.names[j].empty()
               ? "column " + excerpt(layout.names[j])
               : "column " + std::to_string(j + 1);
  };
  const std::string mark = layout.cut.separator == '\t'  ? "tab"
                           : layout.cut.separator == ',' ? "comma"
                           : layout.cut.separator == ';' ? "semicolon"
                                                         : "blank";
  if (layout.cut.kind == Kind::First || layout.cut.kind == Kind::Last) {
    const bool first = layout.cut.kind == Kind::First;
    const bool labelFirst = *layout.label == 0;
    return std::string(labelFirst ? "label" : "text") + " before the " +
           (first ? "first " : "last ") + mark + ", " + (labelFirst ? "text" : "label") +
           " behind it";
  }
  return "table with " + mark + "s, label in " + column(*layout.label) + ", text in " +
         column(layout.text);
}

}  // namespace qonvolve
