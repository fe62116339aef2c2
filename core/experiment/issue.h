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
  enum class Kind : std::uint8_t {
    Set,     // the setting at `path` to `value`, text as for `--set`; or, where `path` ends in
             // "/options", several: "key=value,key=value"
    Remove,  // the block, preprocessing step or option at `path`
    Bypass,  // the block at `path`
    Insert,  // `value`, "type" or "type:key=value,key=value", before the list entry at `path`
  };
  std::string label;
  Kind kind = Kind::Set;
  std::string path;  // JSON pointer
  std::string value = {};
  bool operator==(const Fix&) const = default;
};

struct Issue {
  Severity severity = Severity::Error;
  std::string where;  // JSON pointer, "/stack/3/options/stride"
  std::string message;
  std::string hint;
  std::vector<Fix> fixes;
  bool overLimit = false;  // one of the user's own Limits stands in the way
  bool operator==(const Issue&) const = default;
};

}  // namespace qonvolve
