// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_results.h"

#include <algorithm>

namespace qonvolve {

namespace {

bool ended(const SweepStatus& status) {
  return status.record &&
         (status.state == SweepState::Done || status.state == SweepState::Diverged);
}

SweepMetric resolved(SweepMetric metric, const std::vector<SweepStatus>& statuses) {
  if (metric != SweepMetric::Automatic) return metric;
  for (const SweepMetric candidate : {SweepMetric::Validation, SweepMetric::Test}) {
    const bool all = std::all_of(statuses.begin(), statuses.end(), [&](const SweepStatus& s) {
      return !ended(s) || metricOf(*s.record, candidate);
    });
    if (all) return candidate;
  }
  return SweepMetric::Training;
}

Json spreadJson(const Spread& spread) {
  if (spread.count == 0) return {};
  Json json = Json::object();
  json.set("count", std::uint64_t{spread.count});
  json.set("mean", jsonNumber(spread.mean));
  json.set("std", jsonNumber(spread.deviation));
  json.set("median", jsonNumber(spread.median));
  json.set("min", jsonNumber(spread.minimum));
  json.set("max", jsonNumber(spread.maximum));
  return json;
}

/// {"optimizer": "adam", ...}: what the cell has on each axis.
Json axesJson(const SweepPlan& plan, const SweepCell& cell) {
  Json json = Json::object();
  for (std::size_t a = 0; a < cell.labels.size(); ++a) {
    json.set(plan.spec.axes[a].name, cell.labels[a]);
  }
  return json;
}

}  // namespace

std::string sweepMetricName(SweepMetric metric) {
  switch (metric) {
    case SweepMetric::Validation:
      return "best validation accuracy";
    case SweepMetric::Test:
      return "test accuracy";
    case SweepMetric::Training:
      return "training accuracy";
    case SweepMetric::Automatic:
      break;
  }
  return "accuracy";
}

std::optional<double> metricOf(const RunRecord& record, SweepMetric metric) {
  switch (metric) {
    case SweepMetric::Validation:
      if (!record.hasValidation || record.bestEpoch == 0) return {};
      return record.best.accuracy;
    case SweepMetric::Test:
      return record.test.samples > 0 ? std::optional(record.test.accuracy) : std::nullopt;
    case SweepMetric::Training:
      return record.train.samples > 0 ? std::optional(record.train.accuracy) : std::nullopt;
    case SweepMetric::Automatic:
      break;
  }
  for (const SweepMetric m : {SweepMetric::Validation, SweepMetric::Test, SweepMetric::Training}) {
    if (const auto value = metricOf(record, m)) return value;
  }
  return {};
}

bool isStuck(const RunRecord& record) {
  const Scores& scores = record.test.samples > 0         ? record.test
                         : record.validation.samples > 0 ? record.validation
                                                         : record.train;
  std::size_t answered = 0;
  for (std::size_t k = 0; k < scores.confusion.size(); ++k) {
    const bool any = std::any_of(scores.confusion.begin(), scores.confusion.end(),
                                 [k](const auto& row) { return k < row.size() && row[k] > 0; });
    if (any) ++answered;
  }
  return scores.confusion.size() > 1 && answered == 1;
}

SweepResults collectResults(const SweepPlan& plan, const std::vector<SweepStatus>& statuses,
                            SweepMetric metric) {
  SweepResults results;
  results.metric = resolved(metric, statuses);
  results.total = plan.runs.size();
  results.done = static_cast<std::size_t>(std::count_if(statuses.begin(), statuses.end(), ended));
  std::vector<BySeed> designs;
  std::vector<std::string> names;
  for (const SweepCell& cell : plan.cells) {
    CellResult& result = results.cells.emplace_back();
    std::vector<double> accuracies, seconds, evaluations;
    for (const std::size_t run : cell.runs) {
      const SweepStatus& status = statuses[run];
      ++result.count[static_cast<std::size_t>(status.state)];
      if (!ended(status)) continue;
      if (const auto value = metricOf(*status.record, results.metric)) {
        result.accuracy[plan.runs[run].seed] = *value;
        accuracies.push_back(*value);
      }
      seconds.push_back(status.record->seconds);
      evaluations.push_back(static_cast<double>(status.record->evaluations));
      if (isStuck(*status.record)) ++result.stuck;
    }
    result.spread = spreadOf(accuracies);
    result.seconds = spreadOf(seconds);
    result.evaluations = spreadOf(evaluations);
    designs.push_back(result.accuracy);
    names.push_back(cell.label);
  }
  results.standing = standingOf(designs);
  for (std::size_t c = 0; c < results.cells.size(); ++c) {
    results.cells[c].noClearDifference = results.standing.noClearDifference[c];
    results.cells[c].best = results.standing.best == c;
  }
  results.sentence = verdictSentence(names, designs, sweepMetricName(results.metric));
  return results;
}

std::vector<SweepStatus> readStatuses(const SweepPlan& plan, const SweepStore& store) {
  std::vector<SweepStatus> statuses;
  statuses.reserve(plan.runs.size());
  for (const SweepRun& run : plan.runs) statuses.push_back(store.status(run.id));
  return statuses;
}

Json cellJson(const SweepPlan& plan, const SweepResults& results, std::size_t index) {
  const SweepCell& cell = plan.cells[index];
  const CellResult& result = results.cells[index];
  Json json = Json::object();
  json.set("cell", std::uint64_t{index});
  json.set("label", cell.label);
  json.set("axes", axesJson(plan, cell));
  json.set("baseline", !cell.baseline.empty());
  if (cell.problem) json.set("problem", toText(*cell.problem));
  json.set("qubits", std::uint64_t{cell.qubits});
  json.set("parameters", std::uint64_t{cell.parameters});
  json.set("twoQubitGates", std::uint64_t{cell.twoQubitGates});
  json.set("accuracy", spreadJson(result.spread));
  json.set("seconds", spreadJson(result.seconds));
  json.set("circuitEvaluations", spreadJson(result.evaluations));
  json.set("stuck", std::uint64_t{result.stuck});
  json.set("best", result.best);
  json.set("noClearDifference", result.noClearDifference);
  if (results.standing.best && !result.best && !result.accuracy.empty()) {
    const PairedDifference d =
        pairedDifference(results.cells[*results.standing.best].accuracy, result.accuracy);
    Json difference = Json::object();
    difference.set("pairs", std::uint64_t{d.pairs});
    difference.set("mean", jsonNumber(d.mean));
    difference.set("ci95", jsonNumbers({d.low, d.high}));
    difference.set("bootstrap95", jsonNumbers({d.bootstrapLow, d.bootstrapHigh}));
    json.set("differenceFromBest", std::move(difference));
  }
  return json;
}

Json sweepRunJson(const SweepPlan& plan, const SweepStore& store, std::size_t run,
                  const RunRecord& record) {
  const SweepCell& cell = plan.cells[plan.runs[run].cell];
  Json json = resultJson(record, store.runFolder(plan.runs[run].id).toStdString());
  json.set("id", plan.runs[run].id);
  json.set("label", cell.label);
  json.set("axes", axesJson(plan, cell));
  json.set("baseline", !cell.baseline.empty());
  json.set("stuck", isStuck(record));
  return json;
}

}  // namespace qonvolve
