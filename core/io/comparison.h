// SPDX-License-Identifier: GPL-3.0-or-later
// Finished runs grouped into designs, side by side: of a sweep, or of any run folders.
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "core/io/setting_table.h"
#include "core/io/sweep_results.h"
#include "core/study/fairness.h"
#include "core/train/history.h"

namespace qonvolve {

struct ComparedRun {
  QString folder;
  RunRecord record;
};

/// One design with its runs, one a seed.
struct ComparedDesign {
  std::string label;
  std::vector<std::string> axes;  // its value on each axis of a sweep; empty for a baseline
  bool baseline = false;
  Experiment experiment;
  std::uint64_t qubits = 0;
  std::uint64_t parameters = 0;
  std::size_t twoQubitGates = 0;
  std::vector<ComparedRun> runs;
};

struct Comparison {
  std::string title;
  std::string description;
  std::vector<std::string> axisNames;
  std::vector<ComparedDesign> designs;
  std::vector<SettingDifference> differing;  // one value a design; empty for baselines
  std::string sweep;                         // text of the sweep file, if it is one
  std::size_t repeats = 0;                   // runs left out that have design and seed of another
};

/// Runs of equal design become one design, named by the settings in which it differs from the
/// others. Of runs with the same design and seed the first is taken: equal numbers are no
/// independent samples. Errors: a folder is none of a run.
Result<Comparison> compareRuns(const QStringList& folders, const Catalog& catalog);

/// Run folders, or the folder of one sweep.
Result<Comparison> openComparison(const QStringList& folders, const Catalog& catalog);

/// The designs of a sweep that can run, without their runs.
Comparison designsOf(const SweepPlan& plan, const Catalog& catalog);
/// Puts the ended runs into what designsOf() gave; `statuses` one a run of the plan.
void fillRuns(Comparison& comparison, const SweepPlan& plan,
              const std::vector<SweepStatus>& statuses, const SweepStore& store);
/// Both.
Comparison comparisonOf(const SweepPlan& plan, const std::vector<SweepStatus>& statuses,
                        const SweepStore& store, const Catalog& catalog);

/// Accuracies by seed. Automatic: Validation where all runs have it, else Test, else Training.
SweepMetric usedMetric(const Comparison& comparison, SweepMetric metric);
BySeed accuracyOf(const ComparedDesign& design, SweepMetric metric);

/// What decides whether the comparison is fair.
std::vector<Unfairness> unfairnessOf(const Comparison& comparison, BudgetKind budget);

/// One sentence on what the accuracies allow to say.
std::string sentenceOf(const Comparison& comparison, SweepMetric metric);

/// Courses of the runs of a design as mean and standard deviation over seeds.
enum class CourseValue : std::uint8_t { Loss, Accuracy };  // validation where there is one
enum class CourseAxis : std::uint8_t { Epoch, Evaluations, Seconds };
struct Course {
  std::vector<double> x, mean, low, high;
};
Course courseOf(std::span<const History> histories, CourseValue value, CourseAxis axis);
/// Every point the mean over `epochs` of them, an odd number, around it; fewer at the ends.
Course smoothed(Course course, std::size_t epochs);
std::vector<History> historiesOf(const ComparedDesign& design);

}  // namespace qonvolve
