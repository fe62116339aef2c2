// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs of a sweep add up to: one result a design, who is best, what may be said.
#pragma once

#include <string>
#include <vector>

#include "core/io/json.h"
#include "core/io/sweep_plan.h"
#include "core/io/sweep_store.h"
#include "core/study/statistics.h"

namespace qonvolve {

/// Which accuracy is compared.
enum class SweepMetric : std::uint8_t {
  Automatic,   // Validation where every finished run has it, else Test, else Training
  Validation,  // best epoch on the validation part
  Test,        // test part, with the parameters of the best epoch
  Training,    // training part, the same
};
/// "best validation accuracy", ...
std::string sweepMetricName(SweepMetric metric);

/// The accuracy of a run; nothing while it has none. Automatic: as above, for this run alone.
std::optional<double> metricOf(const RunRecord& record, SweepMetric metric);

/// Whether a finished classifier answers with one class only: training got stuck.
bool isStuck(const RunRecord& record);

struct CellResult {
  BySeed accuracy;  // of runs that finished or diverged
  Spread spread;    // of these
  Spread seconds;
  Spread evaluations;  // circuits that hardware would have run
  std::size_t stuck = 0;
  std::size_t count[6] = {};       // runs in each SweepState
  bool noClearDifference = false;  // from the best
  bool best = false;
};

struct SweepResults {
  SweepMetric metric = SweepMetric::Automatic;  // never Automatic in what collectResults() gives
  std::vector<CellResult> cells;                // as in the plan
  Standing standing;
  std::string sentence;
  std::size_t done = 0;   // runs that finished or diverged
  std::size_t total = 0;  // runs of the plan
};

/// `statuses`: one a run of the plan.
SweepResults collectResults(const SweepPlan& plan, const std::vector<SweepStatus>& statuses,
                            SweepMetric metric = SweepMetric::Automatic);
std::vector<SweepStatus> readStatuses(const SweepPlan& plan, const SweepStore& store);

/// One line of the summary: {cell, label, labels, parameters, accuracy: {mean, std, ...}, ...}.
Json cellJson(const SweepPlan& plan, const SweepResults& results, std::size_t cell);
/// resultJson() of a run with its place in the sweep.
Json sweepRunJson(const SweepPlan& plan, const SweepStore& store, std::size_t run,
                  const RunRecord& record);

}  // namespace qonvolve
