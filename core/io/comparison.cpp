// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/comparison.h"

#include <QFileInfo>
#include <algorithm>

#include "core/base/text.h"
#include "core/experiment/estimate.h"
#include "core/experiment/validate.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"

namespace qonvolve {

namespace {

/// "Rate 0.1"; "Convolution 1: Circuit 2" where the value begins with the name of its field.
std::string named(const std::string& name, const std::string& value) {
  const std::size_t colon = name.rfind(": ");
  const std::size_t field = colon == std::string::npos ? 0 : colon + 2;
  if (value.starts_with(name.substr(field) + " ")) return name.substr(0, field) + value;
  return name + " " + value;
}

// By the settings that tell it from the others; a kind alone where its own options follow from it.
std::string labelOf(const Comparison& comparison, std::size_t design) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> parts;
  for (const SettingDifference& difference : comparison.differing) {
    if (parts.size() == kMost) break;
    const std::string& value = difference.shown[design];
    if (value.empty() || followsFromKind(difference, comparison.differing)) continue;
    const bool kind = difference.path.ends_with("/type");
    parts.push_back(kind ? value : named(difference.name, value));
  }
  if (parts.empty()) return comparison.designs[design].experiment.name;
  return join(parts, ", ");
}

void describe(ComparedDesign& design, const Catalog& catalog) {
  const Checked checked = check(design.experiment, catalog);
  design.twoQubitGates = estimateCost(checked.model, 0, 1).twoQubitGates;
  if (design.runs.empty()) return;
  design.qubits = design.runs.front().record.qubits;
  design.parameters = design.runs.front().record.parameters;
}

// Baselines, which come last, differ in everything and have no say in it.
void addDifferences(Comparison& comparison, const Catalog& catalog) {
  std::vector<Experiment> experiments;
  for (const ComparedDesign& design : comparison.designs) {
    if (!design.baseline) experiments.push_back(design.experiment);
  }
  comparison.differing = differingSettings(experiments, catalog);
  for (SettingDifference& difference : comparison.differing) {
    difference.values.resize(comparison.designs.size());
    difference.shown.resize(comparison.designs.size());
  }
}

std::vector<std::string> namesOf(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const ComparedDesign& design : comparison.designs) names.push_back(design.label);
  return names;
}

}  // namespace

Result<Comparison> compareRuns(const QStringList& folders, const Catalog& catalog) {
  Comparison comparison;
  comparison.title =
      folders.size() == 1 ? "One run" : "Comparison of " + std::to_string(folders.size()) + " runs";
  for (const QString& path : folders) {
    const RunFolder folder(path);
    auto record = folder.record();
    if (!record) return record.error();
    const auto found = std::find_if(
        comparison.designs.begin(), comparison.designs.end(), [&](const ComparedDesign& design) {
          return design.runs.front().record.designHash == record->designHash;
        });
    if (found != comparison.designs.end()) {
      const bool again = std::ranges::any_of(
          found->runs, [&](const ComparedRun& run) { return run.record.seed == record->seed; });
      if (again) {
        ++comparison.repeats;
        continue;
      }
      found->runs.push_back({folder.path(), std::move(*record)});
      continue;
    }
    auto experiment = folder.experiment(catalog);
    if (!experiment) return experiment.error();
    ComparedDesign& design = comparison.designs.emplace_back();
    design.experiment = std::move(*experiment);
    design.runs.push_back({folder.path(), std::move(*record)});
    describe(design, catalog);
  }
  addDifferences(comparison, catalog);
  for (std::size_t d = 0; d < comparison.designs.size(); ++d) {
    comparison.designs[d].label = labelOf(comparison, d);
  }
  return comparison;
}

Result<Comparison> openComparison(const QStringList& folders, const Catalog& catalog) {
  const QString sweep = folders.front() + "/" + kSweepFile;
  if (folders.size() > 1 || !QFileInfo::exists(sweep)) return compareRuns(folders, catalog);
  const auto loaded = loadSweep(sweep);
  if (!loaded) return loaded.error();
  const auto plan = planSweep(loaded->spec, catalog, loaded->folder.toStdString());
  if (!plan) return plan.error();
  const SweepStore store(folders.front());
  return comparisonOf(*plan, readStatuses(*plan, store), store, catalog);
}

Comparison designsOf(const SweepPlan& plan, const Catalog& catalog) {
  Comparison comparison;
  comparison.title = plan.spec.name;
  comparison.description = plan.spec.description;
  comparison.sweep = sweepText(plan.spec);
  for (const SweepAxis& axis : plan.spec.axes) comparison.axisNames.push_back(axis.name);
  for (const SweepCell& cell : plan.cells) {
    if (cell.problem) continue;
    ComparedDesign& design = comparison.designs.emplace_back();
    design.label = cell.label;
    design.axes = cell.labels;
    design.baseline = !cell.baseline.empty();
    design.experiment = cell.experiment;
    design.qubits = cell.qubits;
    design.parameters = cell.parameters;
    design.twoQubitGates = cell.twoQubitGates;
  }
  addDifferences(comparison, catalog);
  return comparison;
}

void fillRuns(Comparison& comparison, const SweepPlan& plan,
              const std::vector<SweepStatus>& statuses, const SweepStore& store) {
  auto design = comparison.designs.begin();
  for (const SweepCell& cell : plan.cells) {
    if (cell.problem) continue;
    design->runs.clear();
    for (const std::size_t run : cell.runs) {
      const SweepStatus& status = statuses[run];
      const bool ended = status.record &&
                         (status.state == SweepState::Done || status.state == SweepState::Diverged);
      if (ended) design->runs.push_back({store.runFolder(plan.runs[run].id), *status.record});
    }
    ++design;
  }
}

Comparison comparisonOf(const SweepPlan& plan, const std::vector<SweepStatus>& statuses,
                        const SweepStore& store, const Catalog& catalog) {
  Comparison comparison = designsOf(plan, catalog);
  fillRuns(comparison, plan, statuses, store);
  return comparison;
}

SweepMetric usedMetric(const Comparison& comparison, SweepMetric metric) {
  if (metric != SweepMetric::Automatic) return metric;
  for (const SweepMetric candidate : {SweepMetric::Validation, SweepMetric::Test}) {
    const bool all = std::ranges::all_of(comparison.designs, [&](const ComparedDesign& design) {
      return std::ranges::all_of(design.runs, [&](const ComparedRun& run) {
        return metricOf(run.record, candidate).has_value();
      });
    });
    if (all) return candidate;
  }
  return SweepMetric::Training;
}

BySeed accuracyOf(const ComparedDesign& design, SweepMetric metric) {
  BySeed values;
  for (const ComparedRun& run : design.runs) {
    if (const auto value = metricOf(run.record, metric)) values[run.record.seed] = *value;
  }
  return values;
}

std::vector<Unfairness> unfairnessOf(const Comparison& comparison, BudgetKind budget) {
  std::vector<FairnessInput> inputs;
  for (const ComparedDesign& design : comparison.designs) {
    FairnessInput& input = inputs.emplace_back();
    input.label = design.label;
    input.experiment = &design.experiment;
    for (const ComparedRun& run : design.runs) {
      input.seeds.push_back(run.record.seed);
      input.evaluations +=
          static_cast<double>(run.record.evaluations) / static_cast<double>(design.runs.size());
    }
  }
  std::vector<Unfairness> found = unfairness(inputs, budget);
  if (comparison.repeats > 0) {
    const bool one = comparison.repeats == 1;
    found.push_back({"Repeats", std::to_string(comparison.repeats) +
                                    (one ? " run has" : " runs have") +
                                    " the design and the seed of another, so the same numbers; " +
                                    (one ? "it is" : "they are") + " left out"});
  }
  return found;
}

std::string sentenceOf(const Comparison& comparison, SweepMetric metric) {
  const SweepMetric used = usedMetric(comparison, metric);
  std::vector<BySeed> values;
  for (const ComparedDesign& design : comparison.designs) {
    values.push_back(accuracyOf(design, used));
  }
  return verdictSentence(namesOf(comparison), values, sweepMetricName(used));
}

std::vector<History> historiesOf(const ComparedDesign& design) {
  std::vector<History> histories;
  for (const ComparedRun& run : design.runs) histories.push_back(RunFolder(run.folder).history());
  return histories;
}

Course courseOf(std::span<const History> histories, CourseValue value, CourseAxis axis) {
  Course course;
  std::size_t longest = 0;
  for (const History& history : histories) longest = std::max(longest, history.epochs.size());
  for (std::size_t i = 0; i < longest; ++i) {
    std::vector<double> values, places;
    for (const History& history : histories) {
      if (i >= history.epochs.size()) continue;
      const EpochDone& epoch = history.epochs[i];
      const PartScore& score = epoch.hasValidation ? epoch.validation : epoch.train;
      values.push_back(value == CourseValue::Loss ? score.loss : score.accuracy);
      places.push_back(axis == CourseAxis::Epoch         ? static_cast<double>(epoch.epoch)
                       : axis == CourseAxis::Evaluations ? static_cast<double>(epoch.evaluations)
                                                         : epoch.seconds);
    }
    const Spread spread = spreadOf(values);
    course.x.push_back(spreadOf(places).mean);
    course.mean.push_back(spread.mean);
    course.low.push_back(spread.mean - spread.deviation);
    course.high.push_back(spread.mean + spread.deviation);
  }
  return course;
}

Course smoothed(Course course, std::size_t epochs) {
  if (epochs < 2) return course;
  const auto average = [epochs](std::vector<double>& values) {
    const std::vector<double> all = values;
    const std::size_t half = epochs / 2;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t reach = std::min({half, i, all.size() - 1 - i});
      double sum = 0;
      for (std::size_t k = i - reach; k <= i + reach; ++k) sum += all[k];
      values[i] = sum / static_cast<double>(2 * reach + 1);
    }
  };
  average(course.mean);
  average(course.low);
  average(course.high);
  return course;
}

}  // namespace qonvolve
