// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/migrations/migrations.h"

#include <algorithm>

namespace qonvolve {

std::span<const Migration> experimentMigrations() {
  return {};
}

Result<Json> migrate(Json document, std::int64_t current, std::span<const Migration> steps,
                     std::vector<std::string>& notes) {
  const Json* member = document.find("version");
  const auto* found = member == nullptr ? nullptr : member->as<std::int64_t>();
  if (found == nullptr) {
    return Error{
        "/version", "The format version is missing or not a whole number.",
        "A project file starts with \"format\" and \"version\": " + std::to_string(current) + "."};
  }
  std::int64_t version = *found;
  if (version > current) {
    return Error{"/version",
                 "This project was made by a newer version (format " + std::to_string(version) +
                     "; this one reads up to " + std::to_string(current) +
                     "). Nothing was changed.",
                 "Open it with a newer Qonvolve."};
  }
  for (; version < current; ++version) {
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [version](const Migration& m) { return m.from == version; });
    if (step == steps.end()) {
      return Error{"/version", "Format " + std::to_string(version) + " was never published.",
                   "Formats up to " + std::to_string(current) + " can be read."};
    }
    auto migrated = step->apply(std::move(document), notes);
    if (!migrated) return migrated.error();
    document = std::move(*migrated);
    document.set("version", version + 1);
  }
  return document;
}

}  // namespace qonvolve
