// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of check(), and what they share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/experiment/validate.h"

namespace qonvolve {

/// "Set Stride to 1".
Fix setFix(const std::string& label, const std::string& path, const std::string& value);

/// Warns about options that the entry does not have, with a fix that removes them.
void checkUnknownOptions(const EntryInfo& info, const std::vector<Field>& fields,
                         const Choice& choice, const std::string& where,
                         std::vector<Issue>& issues);

/// The issue of a value that a field refuses, with a fix that sets the default.
Issue fieldIssue(const Field& field, const Error& error);

/// Unknown type (with the nearest one as fix) as an issue.
Issue unknownTypeIssue(const Error& error, const std::string& type,
                       const std::vector<std::string>& ids);

/// Type and options of a choice; the entry, or nullptr when there is none of that id.
template <class Entry>
const Entry* checkChoice(const Choice& choice, const Registry<Entry>& registry,
                         const std::string& where, std::vector<Issue>& issues) {
  const auto found = registry.require(choice.type, where + "/type");
  if (!found) {
    issues.push_back(unknownTypeIssue(found.error(), choice.type, registry.ids()));
    return nullptr;
  }
  const Entry& entry = **found;
  for (const Field& field : entry.fields()) {
    const auto given = choice.options.find(field.key);
    if (given == choice.options.end()) continue;
    const auto checked = checkValue(field, given->second, where + "/options/" + field.key);
    if (!checked) issues.push_back(fieldIssue(field, checked.error()));
  }
  checkUnknownOptions(entry.info, entry.fields(), choice, where, issues);
  return &entry;
}

/// What the data promise to the model; features 0: not known without loading.
struct Promised {
  FeatureShape source;   // as delivered
  FeatureShape encoded;  // after preprocessing
  std::uint32_t classes = 2;
};

/// Source, classes, split and preprocessing.
Promised checkData(const DataSpec& data, const Catalog& catalog,
                   const std::optional<DataSummary>& summary, std::vector<Issue>& issues);

/// Stack, qubits and memory. Fills in model and encoded shape, and appends to issues.
void checkDesign(const Experiment& experiment, const Catalog& catalog, const Promised& promised,
                 std::size_t trainSamples, const Limits& limits, Checked& checked);

/// Optimizer, loss, initialization and the numbers of a run.
void checkTraining(const Experiment& experiment, const Catalog& catalog, const Model& model,
                   std::uint32_t classes, std::size_t trainSamples, std::vector<Issue>& issues);

/// Method, noise, shots, and what they cost. Fills in checked.simulation.
void checkSimulation(const Experiment& experiment, const Catalog& catalog, std::size_t trainSamples,
                     const Limits& limits, Checked& checked);

/// Memory that a run may take, and how a message goes on after "only 2 GiB ".
struct MemoryLimit {
  std::uint64_t bytes = 0;
  bool byUser = false;  // the system has more
  std::string text() const;
};
MemoryLimit memoryLimit(const Limits& limits);

}  // namespace qonvolve
