// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing and relabelling classes.
#include "core/data/source.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace qonvolve {

namespace {

Result<int> classIndex(const std::vector<std::string>& classNames, const std::string& text,
                       const std::string& where) {
  const auto found = std::find(classNames.begin(), classNames.end(), text);
  if (found != classNames.end()) return static_cast<int>(found - classNames.begin());
  if (const auto number = parseInteger(text);
      number && *number >= 0 && static_cast<std::size_t>(*number) < classNames.size()) {
    return static_cast<int>(*number);
  }
  return Error{where, "There is no class \"" + text + "\".", suggestion(text, classNames)};
}

/// Rows of `data` whose label is in `indices`, relabelled by position in it. Moves when all stay.
Dataset keepClasses(Dataset data, const std::vector<int>& indices) {
  std::vector<int> relabel(data.classNames.size(), -1);
  std::vector<std::string> names;
  for (const int index : indices) {
    relabel[static_cast<std::size_t>(index)] = static_cast<int>(names.size());
    names.push_back(data.classNames[static_cast<std::size_t>(index)]);
  }
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (relabel[static_cast<std::size_t>(data.y[i])] >= 0) rows.push_back(i);
  }
  if (rows.size() < data.size()) data = subset(data, rows);
  for (int& label : data.y) label = relabel[static_cast<std::size_t>(label)];
  data.classNames = std::move(names);
  return data;
}

Result<void> checkClasses(const Dataset& data, const std::string& where) {
  std::vector<std::size_t> counts(data.classNames.size());
  for (const int label : data.y) ++counts[static_cast<std::size_t>(label)];
  std::vector<std::string> present;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > 0) present.push_back(data.classNames[c]);
  }
  if (counts.size() < 2) {
    return Error{where, "The data have only one class (" + join(data.classNames, ", ") + ").",
                 "A classifier needs at least two."};
  }
  if (present.size() == counts.size()) return {};
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > 0) continue;
    return Error{where, "Class \"" + data.classNames[c] + "\" has no samples.",
                 present.empty() ? "The data hold no sample at all."
                                 : "Classes with samples: " + join(present, ", ") + "."};
  }
  return {};
}

}  // namespace

std::string resolvedPath(const std::string& path, const std::string& baseFolder) {
  const char* home = std::getenv("HOME");
  if (path.starts_with("~/") && home != nullptr) return home + path.substr(1);
  const std::filesystem::path file(path);
  return file.is_absolute() ? path : (std::filesystem::path(baseFolder) / file).string();
}

Result<std::vector<int>> classIndices(const std::vector<std::string>& classNames,
                                      const std::vector<std::string>& classes,
                                      const std::string& where) {
  std::vector<int> indices;
  for (const std::string& text : classes) {
    auto index = classIndex(classNames, text, where);
    if (!index) return index.error();
    if (std::find(indices.begin(), indices.end(), *index) != indices.end()) {
      return Error{where, "Class \"" + text + "\" is named twice.", "Name each class once."};
    }
    indices.push_back(*index);
  }
  if (indices.size() < 2) {
    return Error{where, "Only one class is chosen (" + join(classes, ", ") + ").",
                 "Choose at least two, or none to keep all."};
  }
  return indices;
}

Result<Dataset> selectClasses(Dataset data, const std::vector<std::string>& classes,
                              const std::string& where) {
  if (!classes.empty()) {
    auto indices = classIndices(data.classNames, classes, where);
    if (!indices) return indices.error();
    data = keepClasses(std::move(data), *indices);
  }
  if (auto checked = checkClasses(data, where); !checked) return checked.error();
  return data;
}

Result<SourceData> selectClasses(SourceData data, const std::vector<std::string>& classes,
                                 const std::string& where) {
  auto train = selectClasses(std::move(data.train), classes, where);
  if (!train) return train.error();
  data.train = std::move(*train);
  for (std::optional<Dataset>* part : {&data.test, &data.validation}) {
    if (!*part || classes.empty()) continue;
    auto indices = classIndices((*part)->classNames, classes, where);
    if (!indices) return indices.error();
    *part = keepClasses(std::move(**part), *indices);
  }
  return data;
}

}  // namespace qonvolve
