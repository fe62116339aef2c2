// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that bring older project files to the current format, one pure function a version.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/io/json.h"

namespace qonvolve {

/// Turns a document of version `from` into one of version from + 1. What it changed and the reader
/// should know goes into `notes`, one sentence each.
struct Migration {
  std::int64_t from = 1;
  std::function<Result<Json>(Json document, std::vector<std::string>& notes)> apply;
};

/// All steps of the experiment format, oldest first. Version 1 is the first published format, so
/// there is no step yet; a change of the format adds one here and a golden file to the tests.
std::span<const Migration> experimentMigrations();

/// Applies the steps from the document's "version" up to `current`. Errors: no version, a newer
/// version ("... Nothing was changed."), a missing or failing step.
Result<Json> migrate(Json document, std::int64_t current, std::span<const Migration> steps,
                     std::vector<std::string>& notes);

}  // namespace qonvolve
