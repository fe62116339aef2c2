// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/validate.h"

#include <algorithm>
#include <thread>

#include "core/experiment/check_parts.h"
#include "core/experiment/estimate.h"

namespace qonvolve {

Fix setFix(const std::string& label, const std::string& path, const std::string& value) {
  return {"Set " + label + " to " + value, Fix::Kind::Set, path, value};
}

void checkUnknownOptions(const EntryInfo& info, const std::vector<Field>& fields,
                         const Choice& choice, const std::string& where,
                         std::vector<Issue>& issues) {
  std::vector<std::string> keys;
  for (const Field& field : fields) keys.push_back(field.key);
  for (const auto& [key, value] : choice.options) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    Issue issue;
    issue.severity = Severity::Warning;
    issue.where = where + "/options/" + key;
    issue.message = info.label + " has no option \"" + key + "\"; it is ignored.";
    issue.hint = keys.empty() ? "It has no options." : suggestion(key, keys);
    issue.fixes = {{"Remove " + key, Fix::Kind::Remove, issue.where}};
    issues.push_back(std::move(issue));
  }
}

Issue fieldIssue(const Field& field, const Error& error) {
  return {Severity::Error,
          error.where,
          error.message,
          error.hint,
          {setFix(field.label, error.where, valueText(field.defaultValue))}};
}

Issue unknownTypeIssue(const Error& error, const std::string& type,
                       const std::vector<std::string>& ids) {
  Issue issue{Severity::Error, error.where, error.message, error.hint, {}};
  if (const auto near = nearestName(type, ids)) {
    issue.fixes = {{"Use " + *near, Fix::Kind::Set, error.where, *near}};
  }
  return issue;
}

bool Checked::runnable() const {
  return std::none_of(issues.begin(), issues.end(),
                      [](const Issue& issue) { return issue.severity == Severity::Error; });
}

std::size_t threadCount(const Limits& limits) {
  return limits.threads > 0 ? limits.threads : std::max(1U, std::thread::hardware_concurrency());
}

Checked check(const Experiment& experiment, const Catalog& catalog,
              const std::optional<DataSummary>& summary, const Limits& limits) {
  Checked checked;
  const Promised promised = checkData(experiment.data, catalog, summary, checked.issues);
  const std::size_t trainSamples = expectedTrainSamples(experiment, catalog, summary);
  checkDesign(experiment, catalog, promised, trainSamples, limits, checked);
  checkTraining(experiment, catalog, checked.model, promised.classes, trainSamples, checked.issues);
  checkSimulation(experiment, catalog, trainSamples, limits, checked);
  std::stable_sort(checked.issues.begin(), checked.issues.end(),
                   [](const Issue& a, const Issue& b) { return a.severity > b.severity; });
  return checked;
}

}  // namespace qonvolve
