// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts CSV text into records of cells, each with its place.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace qonvolve {

/// One cell: its text without quotes, and where it starts (from 1, column in bytes).
struct CsvCell {
  std::string_view text;
  std::size_t line = 0;
  std::size_t column = 0;
};

class CsvReader {
 public:
  /// `text` must outlive the reader; `name` begins the place of errors.
  CsvReader(std::string_view text, std::string name, char separator)
      : text_(text), name_(std::move(name)), separator_(separator) {}

  /// Reads the next record that is not a blank line; false at the end. Cells stay valid until the
  /// next call. Errors: a quote without end, text after a closing quote.
  Result<bool> next(std::vector<CsvCell>& cells);

  std::string place(const CsvCell& cell) const;

 private:
  bool atLineEnd() const;
  void skipLineEnd();
  Result<CsvCell> readCell();
  Result<CsvCell> readQuoted();

  std::string_view text_;
  std::string name_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t lineStart_ = 0;
  std::deque<std::string> unquoted_;  // cells with doubled quotes
};

/// `text` in quotes for a message: at most 40 bytes, what cannot be shown replaced.
std::string excerpt(std::string_view text);

/// Position of the first byte that is not valid UTF-8, or npos.
std::size_t findInvalidUtf8(std::string_view text);

}  // namespace qonvolve
