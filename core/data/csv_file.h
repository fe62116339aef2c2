// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of numbers with a label column in CSV files (RFC 4180 and its usual variants).
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/data/dataset.h"

namespace qonvolve {

/// Most bytes a CSV file may have.
inline constexpr std::uint64_t kMostCsvBytes = std::uint64_t{2} << 30U;

struct CsvFormat {
  /// Column of the classes by name. Empty: the column "label", else the last.
  std::string label;
  /// Between cells; 0: comma, semicolon or tab, whichever the first line has most.
  char separator = 0;
  /// Above 0: a table with exactly this many columns has no label column (data to predict on). Its
  /// labels are then all 0 and there are no class names.
  std::uint32_t unlabelledColumns = 0;
};

/// Samples from CSV text: a first line of column names, then one sample a line. Every column but
/// the label holds finite numbers with '.' as separator. Label texts become classes in numerical
/// order when all are whole numbers, else in alphabetical order. Cells may be quoted with '"',
/// which may hold separators, line ends and doubled quotes; lines end with LF, CRLF or CR; a byte
/// order mark and blank lines are skipped. Text must be UTF-8. Errors are at name:line:column,
/// counted from 1 (column in bytes), and quote what was found.
Result<Dataset> parseCsv(std::string_view text, const std::string& name, const CsvFormat& format,
                         const std::stop_token& stop = {});

/// parseCsv() of a file.
Result<Dataset> readCsv(const std::string& path, const CsvFormat& format,
                        const std::stop_token& stop = {});

}  // namespace qonvolve
