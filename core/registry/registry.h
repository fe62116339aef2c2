// SPDX-License-Identifier: GPL-3.0-or-later
// Named entries (blocks, ansatzes, optimizers, ...) and the choice of one with its options.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/registry/schema.h"

namespace qonvolve {

/// What people read about an entry. `summary`: one line for palettes and lists. `help`: a paragraph,
/// may hold a formula. `paper`: source ("arXiv:2108.00661, section 2"). `replaces`: ids in older
/// files that mean this entry.
struct EntryInfo {
  std::string id;
  std::string label;
  std::string category;
  std::string summary;
  std::string help;
  std::string paper;
  std::vector<std::string> replaces = {};
};

/// One entry picked by id, with the options that differ from their defaults (or all of them).
/// `unknown` keeps members of the file that this version does not know, as JSON object text, so that
/// saving loses nothing.
struct Choice {
  std::string type;
  Values options = {};
  std::string unknown = {};
  bool operator==(const Choice&) const = default;
};

/// Entries in display order, found by id. Entry has a public member `EntryInfo info` and a method
/// `const std::vector<Field>& fields() const` or a member `fields`.
template <class Entry>
class Registry {
 public:
  Registry() = default;
  explicit Registry(std::string noun) : noun_(std::move(noun)) {}

  void add(Entry entry) {
    assert(find(entry.info.id) == nullptr);
    entries_.push_back(std::move(entry));
  }
  const std::vector<Entry>& entries() const { return entries_; }
  const std::string& noun() const { return noun_; }

  /// The entry with this id (or that replaces it), or nullptr.
  const Entry* find(std::string_view id) const {
    for (const Entry& entry : entries_) {
      if (entry.info.id == id) return &entry;
    }
    for (const Entry& entry : entries_) {
      for (const std::string& old : entry.info.replaces) {
        if (old == id) return &entry;
      }
    }
    return nullptr;
  }

  /// As find(), with an error that names the nearest ids.
  Result<const Entry*> require(std::string_view id, const std::string& where) const {
    if (const Entry* entry = find(id)) return entry;
    return Error{where, "There is no " + noun_ + " \"" + std::string(id) + "\".",
                 suggestion(id, ids())};
  }

  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const Entry& entry : entries_) ids.push_back(entry.info.id);
    return ids;
  }

  /// The ids with label and summary, for a Field of kind Choice.
  std::vector<Option> options() const {
    std::vector<Option> options;
    for (const Entry& entry : entries_) {
      options.push_back({entry.info.id, entry.info.label, entry.info.summary});
    }
    return options;
  }

 private:
  std::string noun_ = "entry";
  std::vector<Entry> entries_;
};

}  // namespace qonvolve
