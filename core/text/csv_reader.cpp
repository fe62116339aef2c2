// SPDX-License-Identifier: GPL-3.0-or-later
// Records and cells of CSV text.
#include "core/text/csv_reader.h"

namespace qonvolve {

bool CsvReader::atLineEnd() const {
  return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::skipLineEnd() {
  if (at_ == text_.size()) return;
  at_ += std::size_t{text_.substr(at_).starts_with("\r\n") ? 2U : 1U};
  ++line_;
  lineStart_ = at_;
}

std::string CsvReader::place(const CsvCell& cell) const {
  return name_ + ":" + std::to_string(cell.line) + ":" + std::to_string(cell.column);
}

Result<CsvCell> CsvReader::readQuoted() {
  CsvCell cell{{}, line_, at_ - lineStart_ + 1};
  const std::size_t start = ++at_;
  bool doubled = false;
  while (true) {
    if (at_ == text_.size()) {
      return Error{place(cell), "The quoted text that starts here has no closing quote.",
                   "Close it with \" or remove the opening one."};
    }
    const char c = text_[at_];
    if (c == '"') {
      if (!text_.substr(at_ + 1).starts_with('"')) break;
      doubled = true;
      at_ += 2;
    } else if (c == '\n' || c == '\r') {
      skipLineEnd();
    } else {
      ++at_;
    }
  }
  cell.text = text_.substr(start, at_ - start);
  ++at_;
  if (!atLineEnd() && text_[at_] != separator_) {
    const CsvCell after{{}, line_, at_ - lineStart_ + 1};
    return Error{place(after),
                 "There is text after the closing quote: " + excerpt(text_.substr(at_)) + ".",
                 "A quote inside a quoted text must be written twice."};
  }
  if (doubled) {
    std::string& plain = unquoted_.emplace_back();
    for (std::size_t i = 0; i < cell.text.size(); ++i) {
      plain += cell.text[i];
      if (cell.text[i] == '"') ++i;
    }
    cell.text = plain;
  }
  return cell;
}

Result<CsvCell> CsvReader::readCell() {
  if (!atLineEnd() && text_[at_] == '"') return readQuoted();
  CsvCell cell{{}, line_, at_ - lineStart_ + 1};
  const std::size_t start = at_;
  while (!atLineEnd() && text_[at_] != separator_) ++at_;
  cell.text = text_.substr(start, at_ - start);
  return cell;
}

Result<bool> CsvReader::next(std::vector<CsvCell>& cells) {
  cells.clear();
  unquoted_.clear();
  while (at_ < text_.size() && atLineEnd()) skipLineEnd();
  if (at_ == text_.size()) return false;
  while (true) {
    auto cell = readCell();
    if (!cell) return cell.error();
    cells.push_back(*cell);
    if (atLineEnd()) break;
    ++at_;  // the separator
  }
  skipLineEnd();
  return true;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMost = 40;
  const bool valid = findInvalidUtf8(text.substr(0, kMost)) == std::string_view::npos;
  std::string shown = "\"";
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += c == '\t' ? ' ' : byte < 0x20 || byte == 0x7F || (byte > 0x7F && !valid) ? '?' : c;
  }
  return shown + (text.size() > kMost ? "...\"" : "\"");
}

std::size_t findInvalidUtf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t i = 0;
  while (i < text.size()) {
    const unsigned char lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return i;
    }
    // Overlong forms, surrogates and values beyond U+10FFFF.
    const unsigned char second = byte(i + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90)) {
      return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace qonvolve
