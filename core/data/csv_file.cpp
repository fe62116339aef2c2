// SPDX-License-Identifier: GPL-3.0-or-later
// From CSV records to a data set.
#include "core/data/csv_file.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/text.h"
#include "core/data/file_reader.h"
#include "core/data/labels.h"
#include "core/text/csv_reader.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostClasses = 256;
constexpr std::size_t kBlock = std::size_t{4} << 20U;  // bytes between two looks at a stop

char guessSeparator(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    std::ptrdiff_t count = 0;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == candidate && !quoted) ++count;
    }
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

constexpr std::size_t kNoLabel = std::string::npos;

/// Column names and which of them is the label, if any.
struct Header {
  std::vector<std::string> names;
  std::size_t label = 0;
  std::size_t features() const { return names.size() - (label == kNoLabel ? 0 : 1); }
};

Result<Header> readHeader(const CsvReader& reader, const std::vector<CsvCell>& cells,
                          const CsvFormat& format) {
  Header header;
  bool onlyNumbers = true;
  for (const CsvCell& cell : cells) {
    if (findInvalidUtf8(cell.text) != std::string_view::npos) {
      return Error{reader.place(cell), "The column name " + excerpt(cell.text) + " is not UTF-8.",
                   "Save the file in the encoding UTF-8."};
    }
    std::string name(trimmed(cell.text));
    onlyNumbers = onlyNumbers && parseDouble(name);
    if (name.empty()) name = "column " + std::to_string(header.names.size() + 1);
    if (std::find(header.names.begin(), header.names.end(), name) != header.names.end()) {
      return Error{reader.place(cell), "There are two columns " + excerpt(name) + ".",
                   "Give each column a name of its own."};
    }
    header.names.push_back(std::move(name));
  }
  if (onlyNumbers) {
    return Error{reader.place(cells.front()), "The first line holds only numbers.",
                 "It must name the columns, for instance \"x1,x2,label\"."};
  }
  if (header.names.size() == format.unlabelledColumns) {
    header.label = kNoLabel;
    return header;
  }
  if (header.names.size() < 2) {
    return Error{reader.place(cells.front()),
                 "There is only one column, " + excerpt(header.names.front()) + ".",
                 "A label and at least one feature are needed; cells are separated by comma, "
                 "semicolon or tab."};
  }
  const std::string wanted = format.label.empty() ? "label" : format.label;
  const auto found = std::find(header.names.begin(), header.names.end(), wanted);
  if (found == header.names.end() && !format.label.empty()) {
    return Error{reader.place(cells.front()), "There is no column " + excerpt(format.label) + ".",
                 suggestion(format.label, header.names)};
  }
  header.label = found == header.names.end()
                     ? header.names.size() - 1
                     : static_cast<std::size_t>(found - header.names.begin());
  return header;
}

Result<double> readNumber(const CsvReader& reader, const CsvCell& cell, const std::string& column) {
  const std::string_view text = trimmed(cell.text);
  const auto number = parseDouble(text);
  if (number && std::isfinite(*number)) return *number;
  const std::string named = " in column " + excerpt(column);
  if (text.empty()) {
    return Error{reader.place(cell), "The value" + named + " is missing.",
                 "Fill it in or remove the line."};
  }
  if (number) {
    return Error{reader.place(cell),
                 "The value" + named + " is " + excerpt(text) + "; it must be a finite number.",
                 "Repair it or remove the line."};
  }
  return Error{reader.place(cell), excerpt(text) + named + " is not a number.",
               text.find(',') != std::string_view::npos
                   ? "Write decimal numbers with a point."
                   : "Every column but the label must hold numbers only."};
}

/// Labels as texts, numbered in the order they first appear.
class Labels {
 public:
  Result<void> add(const CsvReader& reader, const CsvCell& cell, const std::string& column) {
    const std::string text(trimmed(cell.text));
    if (text.empty()) {
      return Error{reader.place(cell), "The label in column " + excerpt(column) + " is missing.",
                   "Fill it in or remove the line."};
    }
    auto found = numbers_.find(text);
    if (found == numbers_.end()) {
      if (findInvalidUtf8(text) != std::string_view::npos) {
        return Error{reader.place(cell), "The label " + excerpt(text) + " is not UTF-8.",
                     "Save the file in the encoding UTF-8."};
      }
      if (numbers_.size() == kMostClasses) {
        return Error{reader.place(cell),
                     "Column " + excerpt(column) + " has more than " +
                         std::to_string(kMostClasses) + " different values; classes are expected.",
                     "Name the column of the classes in the option label."};
      }
      found = numbers_.emplace(text, static_cast<int>(numbers_.size())).first;
    }
    rows_.push_back(found->second);
    return {};
  }

  /// Class names in their order, and the label of each row.
  void finish(Dataset& data) {
    std::set<std::string> labels;
    for (const auto& [text, number] : numbers_) labels.insert(text);
    data.classNames = classesInOrder(labels);
    std::vector<int> position(numbers_.size());
    for (std::size_t c = 0; c < data.classNames.size(); ++c) {
      position[static_cast<std::size_t>(numbers_.at(data.classNames[c]))] = static_cast<int>(c);
    }
    for (const int number : rows_) data.y.push_back(position[static_cast<std::size_t>(number)]);
  }

 private:
  std::map<std::string, int> numbers_;
  std::vector<int> rows_;
};

Result<Dataset> readTable(CsvReader& reader, const Header& header, const std::string& name,
                          const std::stop_token& stop) {
  const std::size_t columns = header.names.size();
  Dataset data;
  data.shape.features = static_cast<std::uint32_t>(header.features());
  for (std::size_t j = 0; j < columns; ++j) {
    if (j != header.label) data.featureNames.push_back(header.names[j]);
  }
  std::vector<double> values;
  Labels labels;
  std::vector<CsvCell> cells;
  while (true) {
    auto more = reader.next(cells);
    if (!more) return more.error();
    if (!*more) break;
    if (stop.stop_requested()) return stoppedError(name);
    if (cells.size() != columns) {
      return Error{reader.place(cells.back()),
                   "This line has " + std::to_string(cells.size()) + " cells; the first line has " +
                       std::to_string(columns) + ".",
                   "Every line must have one cell for each column."};
    }
    for (std::size_t j = 0; j < columns; ++j) {
      if (j == header.label) {
        if (auto added = labels.add(reader, cells[j], header.names[j]); !added)
          return added.error();
        continue;
      }
      auto number = readNumber(reader, cells[j], header.names[j]);
      if (!number) return number.error();
      values.push_back(*number);
    }
  }
  labels.finish(data);
  if (header.label == kNoLabel) data.y.assign(values.size() / columns, 0);
  if (data.y.empty()) {
    return Error{name, "The file has column names but no line of data.", "Add samples."};
  }
  data.x = Eigen::Map<const Matrix>(values.data(), static_cast<Eigen::Index>(data.y.size()),
                                    static_cast<Eigen::Index>(header.features()));
  return data;
}

}  // namespace

Result<Dataset> parseCsv(std::string_view text, const std::string& name, const CsvFormat& format,
                         const std::stop_token& stop) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return Error{name, "The file is in the encoding UTF-16.", "Save it in the encoding UTF-8."};
  }
  if (text.starts_with("\x1F\x8B")) {
    return Error{name, "The file is compressed with gzip.", "Unpack it first."};
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return Error{name, "Byte " + std::to_string(zero + 1) + " is zero: this is not a text file.",
                 "Name a CSV file."};
  }
  CsvReader reader(text, name, format.separator == 0 ? guessSeparator(text) : format.separator);
  std::vector<CsvCell> cells;
  auto any = reader.next(cells);
  if (!any) return any.error();
  if (!*any)
    return Error{name, "The file is empty.", "Name a CSV file with column names and data."};
  auto header = readHeader(reader, cells, format);
  if (!header) return header.error();
  return readTable(reader, *header, name, stop);
}

Result<Dataset> readCsv(const std::string& path, const CsvFormat& format,
                        const std::stop_token& stop) {
  auto reader = FileReader::open(path);
  if (!reader) return reader.error();
  if (reader->storedSize() > kMostCsvBytes) {
    return Error{path,
                 "The file has " + std::to_string(reader->storedSize()) + " bytes; at most " +
                     std::to_string(kMostCsvBytes) + " are allowed.",
                 "Keep fewer lines or columns."};
  }
  if (reader->compressed()) return parseCsv("\x1F\x8B", path, format);
  std::string text(reader->storedSize(), '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    if (stop.stop_requested()) return stoppedError(path);
    const std::size_t block = std::min(kBlock, text.size() - size);
    auto count = reader->read({reinterpret_cast<std::uint8_t*>(text.data()) + size, block});
    if (!count) return count.error();
    if (*count == 0) break;
    size += *count;
  }
  text.resize(size);
  return parseCsv(text, path, format, stop);
}

}  // namespace qonvolve
