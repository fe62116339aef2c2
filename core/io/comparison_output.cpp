// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/comparison_output.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/text/csv_cell.h"

namespace qonvolve {

namespace {

double ofPart(const Scores& scores, double Scores::* member) {
  return scores.samples == 0 ? std::numeric_limits<double>::quiet_NaN() : scores.*member;
}

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

BySeed metricBySeed(const ComparedDesign& design, const RunMetric& metric) {
  BySeed values;
  for (const ComparedRun& run : design.runs) {
    if (const auto value = metric.value(run.record)) values[run.record.seed] = *value;
  }
  return values;
}

Spread spreadOfSeeds(const BySeed& bySeed) {
  std::vector<double> values;
  for (const auto& [seed, value] : bySeed) values.push_back(value);
  return spreadOf(values);
}

Json designJson(const ComparedDesign& design) {
  Json json = Json::object();
  json.set("label", design.label);
  json.set("designHash", design.runs.empty() ? Json() : Json(design.runs[0].record.designHash));
  json.set("parameters", design.parameters);
  json.set("qubits", design.qubits);
  json.set("twoQubitGates", std::uint64_t{design.twoQubitGates});
  Json seeds = Json::array();
  Json folders = Json::array();
  for (const ComparedRun& run : design.runs) {
    seeds.push(run.record.seed);
    folders.push(run.folder.toStdString());
  }
  json.set("seeds", std::move(seeds));
  json.set("runDirs", std::move(folders));
  return json;
}

}  // namespace

std::span<const RunMetric> runMetrics() {
  static constexpr RunMetric kMetrics[] = {
      {"test accuracy",
       [](const RunRecord& r) { return known(ofPart(r.test, &Scores::accuracy)); }},
      {"test loss", [](const RunRecord& r) { return known(ofPart(r.test, &Scores::loss)); }},
      {"validation accuracy",
       [](const RunRecord& r) { return known(ofPart(r.validation, &Scores::accuracy)); }},
      {"validation loss",
       [](const RunRecord& r) { return known(ofPart(r.validation, &Scores::loss)); }},
      {"train accuracy",
       [](const RunRecord& r) { return known(ofPart(r.train, &Scores::accuracy)); }},
      {"train loss", [](const RunRecord& r) { return known(ofPart(r.train, &Scores::loss)); }},
      {"best epoch",
       [](const RunRecord& r) { return std::optional(static_cast<double>(r.bestEpoch)); }},
      {"circuit evaluations",
       [](const RunRecord& r) { return std::optional(static_cast<double>(r.evaluations)); }},
      {"seconds", [](const RunRecord& r) { return std::optional(r.seconds); }},
  };
  return kMetrics;
}

Json comparisonJson(const Comparison& comparison) {
  Json json = Json::object();
  json.set("sentence", sentenceOf(comparison, SweepMetric::Automatic));
  Json designs = Json::array();
  for (const ComparedDesign& design : comparison.designs) designs.push(designJson(design));
  json.set("designs", std::move(designs));
  Json settings = Json::array();
  for (const SettingDifference& difference : comparison.differing) {
    Json one = Json::object();
    one.set("path", difference.path);
    Json values = Json::array();
    for (const std::string& value : difference.values) {
      values.push(value.empty() ? Json() : Json(value));
    }
    one.set("values", std::move(values));
    settings.push(std::move(one));
  }
  json.set("differingSettings", std::move(settings));
  Json fairness = Json::array();
  for (const Unfairness& one : unfairnessOf(comparison, BudgetKind::Epochs)) {
    fairness.push(one.aspect + ": " + one.text);
  }
  json.set("unfair", std::move(fairness));
  Json metrics = Json::array();
  for (const RunMetric& metric : runMetrics()) {
    Json one = Json::object();
    one.set("name", metric.name);
    Json mean = Json::array(), deviation = Json::array(), difference = Json::array(),
         interval = Json::array();
    std::size_t values = 0;
    for (std::size_t d = 0; d < comparison.designs.size(); ++d) {
      const BySeed bySeed = metricBySeed(comparison.designs[d], metric);
      const Spread spread = spreadOfSeeds(bySeed);
      values += spread.count;
      mean.push(spread.count > 0 ? jsonNumber(spread.mean) : Json());
      deviation.push(spread.count > 1 ? jsonNumber(spread.deviation) : Json());
      const PairedDifference paired =
          pairedDifference(metricBySeed(comparison.designs.front(), metric), bySeed);
      difference.push(d > 0 && paired.pairs > 0 ? jsonNumber(paired.mean) : Json());
      interval.push(d > 0 && paired.pairs > 1 ? jsonNumbers({paired.low, paired.high}) : Json());
    }
    if (values == 0) continue;
    one.set("mean", std::move(mean));
    one.set("std", std::move(deviation));
    one.set("difference", std::move(difference));
    one.set("ci95", std::move(interval));
    metrics.push(std::move(one));
  }
  json.set("metrics", std::move(metrics));
  return json;
}

std::string runsCsv(const Comparison& comparison) {
  std::string out = "design,seed,status,baseline,qubits,parameters,two_qubit_gates";
  for (const std::string& name : comparison.axisNames) out += "," + csvCell(name);
  for (const RunMetric& metric : runMetrics()) {
    std::string name = metric.name;
    std::replace(name.begin(), name.end(), ' ', '_');
    out += "," + name;
  }
  out += ",stuck,folder\n";
  for (const ComparedDesign& design : comparison.designs) {
    for (const ComparedRun& run : design.runs) {
      out += csvCell(design.label) + "," + std::to_string(run.record.seed) + "," +
             std::string(runStatusName(run.record.status)) + "," + (design.baseline ? "1," : "0,") +
             std::to_string(run.record.qubits) + "," + std::to_string(run.record.parameters) + "," +
             std::to_string(design.twoQubitGates);
      for (std::size_t a = 0; a < comparison.axisNames.size(); ++a) {
        out += "," + (a < design.axes.size() ? csvCell(design.axes[a]) : std::string());
      }
      for (const RunMetric& metric : runMetrics()) {
        const auto value = metric.value(run.record);
        out += "," + (value ? numberText(*value) : std::string());
      }
      out += std::string(isStuck(run.record) ? ",1," : ",0,") + csvCell(run.folder.toStdString()) +
             "\n";
    }
  }
  return out;
}

std::string runsJsonLines(const Comparison& comparison) {
  std::string out;
  for (const ComparedDesign& design : comparison.designs) {
    for (const ComparedRun& run : design.runs) {
      Json json = resultJson(run.record, run.folder.toStdString());
      json.set("design", design.label);
      Json axes = Json::object();
      for (std::size_t a = 0; a < design.axes.size(); ++a) {
        axes.set(comparison.axisNames[a], design.axes[a]);
      }
      json.set("axes", std::move(axes));
      json.set("baseline", design.baseline);
      json.set("stuck", isStuck(run.record));
      out += writeJson(json, JsonLayout::Compact) + "\n";
    }
  }
  return out;
}

}  // namespace qonvolve
