// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/parameter_file.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include "core/base/text.h"
#include "core/text/csv_cell.h"

namespace qonvolve {

namespace {

constexpr std::string_view kHeader = "block,number,best,last";
constexpr std::streamsize kLargestFile = 64 << 20;

// The name at the start of a row, taken off it; false if it is not quoted.
bool takeName(std::string_view& row, std::string& name) {
  if (row.empty() || row.front() != '"') return false;
  name.clear();
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i] != '"') {
      name += row[i];
    } else if (i + 1 < row.size() && row[i + 1] == '"') {
      name += row[i++];
    } else {
      row.remove_prefix(i + 1);
      return row.starts_with(',');
    }
  }
  return false;
}

}  // namespace

std::string parameterFileText(const Model& model, std::span<const double> best,
                              std::span<const double> last) {
  std::string text(kHeader);
  text += '\n';
  for (const ParameterGroup& group : model.groups) {
    for (std::uint32_t k = 0; k < group.count; ++k) {
      text += csvQuoted(group.name) + "," + std::to_string(k) + "," +
              numberText(best[group.first + k]) + "," + numberText(last[group.first + k]) + "\n";
    }
  }
  return text;
}

Result<std::vector<SavedGroup>> readParameterFile(const std::string& file,
                                                  const std::string& where) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  if (!stream || stream.tellg() < 0) {
    return Error{where, "The file \"" + file + "\" could not be read.",
                 "Choose the file parameters.csv in the folder of a run."};
  }
  if (stream.tellg() > kLargestFile) {
    return Error{where, "The file \"" + file + "\" is too large for a list of parameters.",
                 "Choose the file parameters.csv in the folder of a run."};
  }
  stream.seekg(0);
  std::stringstream content;
  content << stream.rdbuf();
  std::vector<SavedGroup> groups;
  std::size_t line = 0;
  for (const std::string& text : split(content.str(), '\n')) {
    const std::string_view row = trimmed(text);
    ++line;
    if (row.empty() || (line == 1 && row == kHeader)) continue;
    std::string_view rest = row;
    std::string name;
    bool good = line > 1 && takeName(rest, name);
    const auto cells = split(rest, ',');
    good = good && cells.size() == 4;
    const auto number = good ? parseUnsigned(cells[1]) : std::optional<std::uint64_t>{};
    const auto best = good ? parseDouble(cells[2]) : std::optional<double>{};
    const auto last = good ? parseDouble(cells[3]) : std::optional<double>{};
    if (!number || !best || !last || !std::isfinite(*best) || !std::isfinite(*last)) {
      return Error{where,
                   "Line " + std::to_string(line) + " of \"" + file +
                       "\" is not \"block\",number,best,last.",
                   "Choose the file parameters.csv in the folder of a run."};
    }
    if (*number == 0 || groups.empty()) groups.push_back({name, {}, {}});
    groups.back().best.push_back(*best);
    groups.back().last.push_back(*last);
  }
  return groups;
}

}  // namespace qonvolve
