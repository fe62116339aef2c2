// SPDX-License-Identifier: GPL-3.0-or-later
// Finding out how a corpus is laid out.
#include "core/text/corpus_layout.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <tuple>

#include "core/base/text.h"
#include "core/text/csv_reader.h"

namespace qonvolve {

namespace {

using Kind = CorpusCut::Kind;
using Rows = std::vector<CutRow>;

constexpr std::size_t kSampleRows = 2000;
constexpr std::size_t kMostLabelBytes = 64;
constexpr std::size_t kFewRows = 8;

constexpr std::array<std::string_view, 14> kLabelNames{
    "label", "labels",   "class",  "category", "target", "sentiment", "y",
    "topic", "polarity", "rating", "score",    "intent", "tag",       "type"};
constexpr std::array<std::string_view, 15> kTextNames{
    "text",   "texts",   "sentence", "sentences", "review", "message", "comment",  "tweet",
    "phrase", "content", "document", "headline",  "title",  "body",    "utterance"};

bool isNamed(std::string_view cell, std::span<const std::string_view> names) {
  return std::ranges::find(names, lowerCase(withoutBlanks(cell))) != names.end();
}

bool separates(char32_t c, char separator) {
  return separator == ' ' ? isBlank(c) : c == static_cast<unsigned char>(separator);
}

std::vector<std::string> cutLine(std::string_view line, const CorpusCut& cut) {
  const auto plain = [](std::string_view cell) { return std::string(withoutBlanks(cell)); };
  if (cut.kind == Kind::Plain) {
    std::vector<std::string> cells;
    for (const std::string& cell : split(line, cut.separator)) cells.push_back(plain(cell));
    return cells;
  }
  line = withoutBlanks(line);
  std::size_t first = std::string_view::npos;  // ends of the separator that cuts
  std::size_t second = 0;
  for (std::size_t at = 0; at < line.size() && cut.kind != Kind::Whole;) {
    const std::size_t start = at;
    if (!separates(nextCharacter(line, at), cut.separator)) continue;
    first = start;
    second = at;
    if (cut.kind == Kind::First) break;
  }
  if (first == std::string_view::npos) return {plain(line)};
  std::string before = plain(line.substr(0, first));
  // "0, a text" and "pos: a text": the mark belongs to neither.
  if (cut.separator == ' ' && cut.kind == Kind::First && before.size() > 1 &&
      std::string_view(",;:|").find(before.back()) != std::string_view::npos) {
    before.pop_back();
  }
  return {std::move(before), plain(line.substr(second))};
}

Result<Rows> cutTable(std::string_view text, const std::string& name, char separator,
                      std::size_t most) {
  CsvReader reader(text, name, separator);
  std::vector<CsvCell> cells;
  Rows rows;
  while (rows.size() < most) {
    auto more = reader.next(cells);
    if (!more) return more.error();
    if (!*more) break;
    CutRow row{{}, cells.front().line};
    for (const CsvCell& cell : cells) row.cells.emplace_back(withoutBlanks(cell.text));
    const bool blank = std::all_of(row.cells.begin(), row.cells.end(),
                                   [](const std::string& cell) { return cell.empty(); });
    if (!blank) rows.push_back(std::move(row));
  }
  return rows;
}

// What a column looks like as a label.
struct LabelLook {
  bool possible = false;
  bool numeric = false;
  std::size_t distinct = 0;
};

LabelLook lookAt(std::span<const CutRow> rows, std::size_t column,
                 const std::vector<std::string>& known) {
  std::map<std::string_view, std::size_t> counts;
  std::size_t empty = 0;
  for (const CutRow& row : rows) {
    const std::string& cell = row.cells[column];
    if (cell.size() > kMostLabelBytes) return {};
    if (cell.empty()) {
      ++empty;
    } else {
      ++counts[cell];
    }
    if (counts.size() > kMostTextClasses) return {};
  }
  if (!known.empty()) {
    std::size_t fits = 0;
    for (const auto& [value, count] : counts) {
      if (std::find(known.begin(), known.end(), value) != known.end()) fits += count;
    }
    // A few others are mistakes, which are named later.
    return {.possible = fits > 0 && 10 * fits >= 9 * rows.size(),
            .numeric = false,
            .distinct = counts.size()};
  }
  // A label that occurs once may be a mistake, unless there are few rows at all.
  const bool few = rows.size() <= kFewRows;
  LabelLook look{.possible = false, .numeric = true, .distinct = 0};
  std::size_t single = 0;
  for (const auto& [value, count] : counts) {
    if (count == 1) ++single;
    if (count == 1 && !few) continue;
    ++look.distinct;
    look.numeric = look.numeric && parseInteger(value);
  }
  look.possible = look.distinct >= 2 && 100 * empty <= rows.size() &&
                  (few ? look.distinct <= std::max<std::size_t>(2, rows.size() - 1)
                       : 20 * single <= rows.size());
  return look;
}

double meanLength(std::span<const CutRow> rows, std::size_t column) {
  double bytes = 0;
  for (const CutRow& row : rows) bytes += static_cast<double>(row.cells[column].size());
  return rows.empty() ? 0 : bytes / static_cast<double>(rows.size());
}

// A layout with how well it fits; less is better.
struct Candidate {
  CorpusLayout layout;
  bool named = false;
  LabelLook look;
  std::size_t order = 0;
  bool operator<(const Candidate& other) const {
    const auto key = [](const Candidate& c) {
      return std::tuple(!c.named, !c.look.numeric, c.look.distinct, c.order);
    };
    return key(*this) < key(other);
  }
};

// The column a person asked for: by name with a header, else by number from 1.
std::optional<std::size_t> askedColumn(const std::string& asked,
                                       const std::vector<std::string>& first, bool header) {
  if (header) {
    const auto found = std::find_if(first.begin(), first.end(), [&](const std::string& cell) {
      return lowerCase(cell) == lowerCase(asked);
    });
    if (found != first.end()) return static_cast<std::size_t>(found - first.begin());
  }
  const auto number = parseUnsigned(asked);
  if (number && *number >= 1 && *number <= first.size()) {
    return static_cast<std::size_t>(*number - 1);
  }
  return {};
}

std::optional<std::size_t> namedColumn(const std::vector<std::string>& first,
                                       std::span<const std::string_view> names) {
  for (std::size_t j = 0; j < first.size(); ++j) {
    if (isNamed(first[j], names)) return j;
  }
  return {};
}

// Leaves rows of one width only. False: there is none, or the others are too many to be mistakes,
// which parseCorpus() would name.
bool keepOneWidth(Rows& rows, const CorpusCut& cut, bool quotes) {
  const std::size_t width =
      cut.kind == Kind::Table || cut.kind == Kind::Plain ? rows.front().cells.size() : 2;
  const std::size_t before = rows.size();
  std::erase_if(rows, [&](const CutRow& row) { return row.cells.size() != width; });
  // A table without quotes must be whole: its commas may stand in the texts.
  const bool mayMiss = cut.kind != Kind::Table || quotes;
  const std::size_t missing = before - rows.size();
  const bool fits = mayMiss && cut.kind != Kind::Plain ? 20 * missing <= before : missing == 0;
  return width > 1 && fits && !rows.empty();
}

std::optional<Candidate> tryHeader(const Rows& rows, const CorpusCut& cut,
                                   const CorpusFormat& format, bool header) {
  const std::vector<std::string>& first = rows.front().cells;
  const std::span<const CutRow> body = std::span(rows).subspan(header ? 1 : 0);
  if (body.empty()) return {};
  Candidate best;
  best.layout = {.cut = cut, .header = header, .label = {}, .text = 0, .names = {}};
  if (header) best.layout.names = first;

  std::optional<std::size_t> label;
  if (!format.label.empty()) {
    label = askedColumn(format.label, first, header);
    if (!label) return {};
  } else if (header) {
    label = namedColumn(first, kLabelNames);
    if (label && !lookAt(body, *label, format.classes).possible && body.size() > 3) label.reset();
  }
  best.named = label.has_value();
  if (label) {
    best.look = lookAt(body, *label, format.classes);
  } else {
    for (std::size_t j = 0; j < first.size(); ++j) {
      const LabelLook look = lookAt(body, j, format.classes);
      if (!look.possible) continue;
      const bool better = !label || std::tuple(!look.numeric, look.distinct) <
                                        std::tuple(!best.look.numeric, best.look.distinct);
      if (!better) continue;
      label = j;
      best.look = look;
    }
    if (!label) return {};
  }
  best.layout.label = label;

  std::optional<std::size_t> text;
  if (!format.text.empty()) {
    text = askedColumn(format.text, first, header);
    if (!text || *text == *label) return {};
  } else if (header) {
    text = namedColumn(first, kTextNames);
    if (text == label) text.reset();
  }
  for (std::size_t j = 0; !text && j < first.size(); ++j) {
    const auto longest = [&](std::size_t other) {
      return other == j || other == *label || meanLength(body, other) <= meanLength(body, j);
    };
    bool most = j != *label;
    for (std::size_t other = 0; most && other < first.size(); ++other) most = longest(other);
    if (most) text = j;
  }
  if (!text) return {};
  best.layout.text = *text;
  return best;
}

bool isOneWord(std::string_view cell) {
  return std::none_of(cell.begin(), cell.end(), [](char c) { return c == ' ' || c == '\t'; });
}

// Whether the first row names the columns.
bool looksLikeHeader(const Rows& rows, const std::vector<std::string>& known) {
  if (rows.size() < 2) return false;
  const std::vector<std::string>& first = rows.front().cells;
  if (namedColumn(first, kLabelNames) && namedColumn(first, kTextNames)) return true;
  const std::span<const CutRow> body = std::span(rows).subspan(1);
  const bool oneWords = std::all_of(first.begin(), first.end(), isOneWord);
  const auto texts = std::count_if(body.begin(), body.end(), [](const CutRow& row) {
    return !std::all_of(row.cells.begin(), row.cells.end(), isOneWord);
  });
  const bool bodyHasTexts = 2 * static_cast<std::size_t>(texts) > body.size();
  for (std::size_t j = 0; j < first.size(); ++j) {
    const bool named = isNamed(first[j], kLabelNames) || isNamed(first[j], kTextNames);
    const bool again = std::any_of(body.begin(), body.end(),
                                   [&](const CutRow& row) { return row.cells[j] == first[j]; });
    if (named && !again) return true;
    // A word above numbers; single words above labels and texts.
    const LabelLook look = lookAt(body, j, known);
    if (!look.possible || again || first[j].empty()) continue;
    if (look.numeric && !parseInteger(first[j])) return true;
    if (!look.numeric && oneWords && bodyHasTexts) return true;
  }
  return false;
}

std::vector<CorpusCut> cutsToTry(CorpusFormat::Separator separator) {
  using Separator = CorpusFormat::Separator;
  std::vector<char> marks;
  if (separator == Separator::Automatic) marks = {'\t', ',', ';'};
  if (separator == Separator::Tab) marks = {'\t'};
  if (separator == Separator::Comma) marks = {','};
  if (separator == Separator::Semicolon) marks = {';'};
  std::vector<CorpusCut> cuts;
  for (const char mark : marks) {
    cuts.push_back({Kind::Table, mark});
    if (mark == '\t') cuts.push_back({Kind::Plain, mark});
  }
  for (const Kind kind : {Kind::First, Kind::Last}) {
    for (const char mark : marks) cuts.push_back({kind, mark});
    if (separator == Separator::Automatic || separator == Separator::Blank) {
      cuts.push_back({kind, ' '});
    }
  }
  return cuts;
}

// Whether some cell of a table is quoted.
bool hasQuotes(std::string_view text, char separator) {
  return text.starts_with('"') ||
         text.find(std::string{separator, '"'}) != std::string_view::npos ||
         text.find("\n\"") != std::string_view::npos;
}

Error noLayout(const Rows& lines, const std::string& name, const CorpusFormat& format) {
  const std::string& first = lines.front().cells.front();
  if (!format.label.empty() || !format.text.empty()) {
    const std::string& asked = format.label.empty() ? format.text : format.label;
    return {name, "There is no column " + excerpt(asked) + " beside another one.",
            "The first line is " + excerpt(first) + "."};
  }
  for (const char mark : {'\t', ',', ';', ' '}) {
    const std::string start = first.substr(0, first.find(mark) + 1);  // empty: no mark
    const auto same = [&](const CutRow& row) { return row.cells.front().starts_with(start); };
    if (start.empty() || !std::ranges::all_of(lines, same)) continue;
    return {name,
            "All texts have the same label, " + excerpt(first.substr(0, start.size() - 1)) + ".",
            "A classifier needs texts of at least two classes."};
  }
  return {name + ":" + std::to_string(lines.front().line),
          "No label can be told from the texts. The first line is " + excerpt(first) + ".",
          "Every line needs a label and a text: \"1 some words\", or columns separated by tab, "
          "comma or semicolon; at least two labels must occur."};
}

}  // namespace

Result<Rows> cutRows(std::string_view text, const std::string& name, const CorpusCut& cut,
                     std::size_t most) {
  if (cut.kind == Kind::Table) return cutTable(text, name, cut.separator, most);
  Rows rows;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size() && rows.size() < most;) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    ++line;
    const std::string_view whole = text.substr(at, end - at);
    at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    if (!withoutBlanks(whole).empty()) rows.push_back({cutLine(whole, cut), line});
  }
  return rows;
}

Result<CorpusLayout> findLayout(std::string_view text, const std::string& name,
                                const CorpusFormat& format) {
  auto lines = cutRows(text, name, {Kind::Whole, ' '}, kSampleRows);
  if (!lines) return lines.error();
  if (lines->empty()) return Error{name, "The file is empty.", "It must hold one text a line."};

  std::optional<Candidate> best;
  std::optional<Error> damaged;  // of a table that would otherwise be the first choice
  const std::vector<CorpusCut> cuts = cutsToTry(format.separator);
  for (std::size_t order = 0; order < cuts.size(); ++order) {
    const CorpusCut& cut = cuts[order];
    // A table of one width needs no guess about where a line is cut.
    if (best && (cut.kind == Kind::First || cut.kind == Kind::Last) &&
        (best->layout.cut.kind == Kind::Table || best->layout.cut.kind == Kind::Plain)) {
      break;
    }
    auto rows = cutRows(text, name, cut, kSampleRows);
    if (!rows) {
      if (!damaged) damaged = rows.error();
      continue;
    }
    if (rows->empty() || !keepOneWidth(*rows, cut, hasQuotes(text, cut.separator))) continue;
    const bool header = format.header == CorpusFormat::Header::Yes ||
                        (format.header == CorpusFormat::Header::Automatic &&
                         looksLikeHeader(*rows, format.classes));
    auto candidate = tryHeader(*rows, cut, format, header);
    if (!candidate) continue;
    candidate->order = order;
    if (!best || *candidate < *best) best = std::move(*candidate);
  }
  if (best) return std::move(best->layout);
  if (format.labels == CorpusFormat::Labels::Optional) {
    const bool header = format.header == CorpusFormat::Header::Yes ||
                        isNamed(lines->front().cells.front(), kTextNames);
    return CorpusLayout{.cut = {}, .header = header, .label = {}, .text = 0, .names = {}};
  }
  if (damaged && format.separator != CorpusFormat::Separator::Automatic) return *damaged;
  return noLayout(*lines, name, format);
}

}  // namespace qonvolve
