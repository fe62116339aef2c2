// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/fix_all.h"

#include <algorithm>

#include "core/experiment/edit.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostSteps = 40;

// The first remedy of an error that leads to a design not seen before.
std::optional<Experiment> nextStep(const Experiment& experiment, const Catalog& catalog,
                                   const std::vector<Issue>& issues,
                                   const std::vector<Experiment>& seen) {
  for (const Issue& issue : issues) {
    if (issue.severity != Severity::Error) continue;
    for (const Fix& fix : issue.fixes) {
      Experiment changed = experiment;
      if (applyFix(changed, catalog, fix) && std::ranges::find(seen, changed) == seen.end()) {
        return changed;
      }
    }
  }
  return {};
}

}  // namespace

std::optional<Experiment> fixAll(const Experiment& experiment, const Catalog& catalog,
                                 const std::optional<DataSummary>& summary, const Limits& limits) {
  std::vector<Experiment> seen = {experiment};
  while (seen.size() <= kMostSteps) {
    const Checked checked = check(seen.back(), catalog, summary, limits);
    if (checked.runnable()) return seen.back();
    auto next = nextStep(seen.back(), catalog, checked.issues, seen);
    if (!next) return {};
    seen.push_back(std::move(*next));
  }
  return {};
}

}  // namespace qonvolve
