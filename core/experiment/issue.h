// SPDX-License-Identifier: GPL-3.0-or-later
// A problem of a design, with edits that would solve it.
#pragma once

#include <string>
#include <vector>

#include "core/registry/schema.h"

namespace qonvolve {

enum class Severity : std::uint8_t { Note, Warning, Error };

/// One edit of the experiment, named as a person would ("Remove Pooling 3").
struct Fix {
  enum class Kind : std::uint8_t { Set, Remove, Bypass };
  std::string label;
  Kind kind = Kind::Set;
  std::string path;  // JSON pointer of the setting or block
  std::string value; // for Set: as text, as for `--set`
  bool operator==(const Fix&) const = default;
};

struct Issue {
  Severity severity = Severity::Error;
  std::string where;    // JSON pointer, "/stack/3/options/stride"
  std::string message;
  std::string hint;
  std::vector<Fix> fixes;
  bool operator==(const Issue&) const = default;
};

}  // namespace qonvolve
