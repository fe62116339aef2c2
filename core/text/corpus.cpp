// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a corpus, with everything odd about them said.
#include "core/text/corpus.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.h"
#include "core/text/corpus_layout.h"
#include "core/text/csv_reader.h"

namespace qonvolve {

namespace {

std::string place(const std::string& name, std::size_t line) {
  return name + ":" + std::to_string(line);
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// Classes with a single text are usually misspelt labels.
void noteRareLabels(Corpus& corpus) {
  constexpr std::size_t kMostNamed = 3;
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> seen;  // count, first line
  for (const CorpusRow& row : corpus.rows) {
    auto& [count, line] = seen.try_emplace(row.label, 0, row.line).first->second;
    ++count;
  }
  std::size_t named = 0;
  for (const auto& [label, use] : seen) {
    if (use.first > 1 || seen.size() == corpus.rows.size() || named == kMostNamed) continue;
    ++named;
    corpus.notes.push_back("Only line " + std::to_string(use.second) + " has the label " +
                           excerpt(label) + ".");
  }
}

}  // namespace

Result<Corpus> parseCorpus(std::string_view bytes, const std::string& name,
                           const CorpusFormat& format) {
  if (bytes.size() > kMostCorpusBytes) {
    return Error{name,
                 "The file has " + std::to_string(bytes.size() >> 20U) + " MB; at most " +
                     std::to_string(kMostCorpusBytes >> 20U) + " MB are allowed.",
                 "Keep fewer texts."};
  }
  const auto decoded = decodeText(bytes, format.encoding, name);
  if (!decoded) return decoded.error();
  const auto layout = findLayout(decoded->text, name, format);
  if (!layout) return layout.error();
  auto rows = cutRows(decoded->text, name, layout->cut, kMostCorpusRows + 2);
  if (!rows) return rows.error();

  Corpus corpus;
  corpus.labelled = layout->label.has_value();
  corpus.shape = layoutText(*layout);
  if (decoded->encoding == "Windows-1252" && format.encoding == TextEncoding::Automatic) {
    corpus.notes.push_back("The file is not UTF-8; it was read as Windows-1252 (Latin-1).");
  }
  const std::size_t columns = rows->front().cells.size();
  std::map<std::string, std::size_t> labels;
  std::size_t withoutText = 0;
  std::size_t firstWithoutText = 0;
  for (std::size_t i = layout->header ? 1 : 0; i < rows->size(); ++i) {
    CutRow& row = (*rows)[i];
    if (corpus.rows.size() == kMostCorpusRows) {
      return Error{place(name, row.line),
                   "The file has more than " + std::to_string(kMostCorpusRows) + " texts.",
                   "Keep fewer."};
    }
    const bool onlyLabel = row.cells.size() == 1 && columns == 2 && corpus.labelled &&
                           labels.contains(row.cells.front());
    if (onlyLabel) row.cells.resize(2);
    if (row.cells.size() != columns) {
      return Error{place(name, row.line),
                   "This line has " + counted(row.cells.size(), "cell", "cells") +
                       "; the first line has " + std::to_string(columns) + ".",
                   "Every line must have one label and one text. Quote texts that hold the "
                   "separator."};
    }
    std::string& text = row.cells[onlyLabel ? 1 : layout->text];
    if (text.empty()) {
      if (withoutText++ == 0) firstWithoutText = row.line;
      continue;
    }
    if (text.size() > kMostTextBytes) {
      return Error{place(name, row.line),
                   "This text has " + std::to_string(text.size()) + " bytes; at most " +
                       std::to_string(kMostTextBytes) + " are allowed.",
                   "Cut it, or look for a quote that is not closed."};
    }
    CorpusRow one{{}, std::move(text), row.line};
    if (corpus.labelled) {
      one.label = std::move(row.cells[*layout->label]);
      if (one.label.empty()) {
        return Error{place(name, row.line),
                     "The label of the text " + excerpt(one.text) + " is missing.",
                     "Fill it in or remove the line."};
      }
      labels.try_emplace(one.label, row.line);
      if (labels.size() > kMostTextClasses) {
        return Error{place(name, row.line),
                     "There are more than " + std::to_string(kMostTextClasses) +
                         " different labels (" + corpus.shape + "); this line has " +
                         excerpt(one.label) + ".",
                     "Name the columns of label and text in the options of the source."};
      }
    }
    corpus.rows.push_back(std::move(one));
  }
  if (corpus.rows.empty()) return Error{name, "The file holds no text.", "Add some."};
  if (withoutText > 0) {
    corpus.notes.push_back(counted(withoutText, "row", "rows") +
                           " without text were left out, the first on line " +
                           std::to_string(firstWithoutText) + ".");
  }
  if (corpus.labelled) noteRareLabels(corpus);
  return corpus;
}

bool looksLikeTexts(std::string_view bytes) {
  std::size_t end = bytes.rfind('\n');
  if (end == std::string_view::npos) return false;
  if (bytes.starts_with("\xFE\xFF")) --end;  // UTF-16 with the high byte first
  const auto decoded = decodeText(bytes.substr(0, end), TextEncoding::Automatic, "");
  if (!decoded) return false;
  const auto corpus = parseCorpus(decoded->text, "", {.encoding = TextEncoding::Utf8});
  if (!corpus) return false;
  std::set<std::string_view> labels;
  std::size_t several = 0;
  for (const CorpusRow& row : corpus->rows) {
    labels.insert(row.label);
    const bool letters = std::ranges::any_of(row.text, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             (static_cast<unsigned char>(c) > 127);
    });
    if (letters && row.text.find(' ') != std::string::npos) ++several;
  }
  return labels.size() >= 2 && 2 * several > corpus->rows.size();
}

}  // namespace qonvolve
