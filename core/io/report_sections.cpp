// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report_sections.h"

#include <algorithm>
#include <set>

#include "core/base/xml_text.h"
#include "core/study/published.h"
#include "core/study/svg_chart.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostCurves = 8;
constexpr std::size_t kMostStrips = 60;
constexpr std::size_t kMostAxes = 4;

/// The values of the axes that a map does not show.
std::string facetOf(const Comparison& comparison, const ComparedDesign& design) {
  std::string text;
  for (std::size_t a = 2; a < design.axes.size(); ++a) {
    text += (text.empty() ? "" : ", ") + comparison.axisNames[a] + " " + design.axes[a];
  }
  return text;
}

void place(const Comparison& comparison, const ComparedScores& scores, std::size_t d,
           ChartMatrix& chart) {
  if (scores.spreads[d].count == 0) return;
  const ComparedDesign& design = comparison.designs[d];
  const auto r = std::find(chart.rows.begin(), chart.rows.end(), design.axes[0]);
  const auto c = std::find(chart.columns.begin(), chart.columns.end(), design.axes[1]);
  const auto i = static_cast<std::size_t>(r - chart.rows.begin()) * chart.columns.size() +
                 static_cast<std::size_t>(c - chart.columns.begin());
  chart.values[i] = scores.spreads[d].mean;
  chart.captions[i] =
      percentText(scores.spreads[d]) + (scores.standing.best == d              ? " *"
                                        : scores.standing.noClearDifference[d] ? " ="
                                                                               : "");
}

}  // namespace

ComparedScores::ComparedScores(const Comparison& comparison)
    : metric(usedMetric(comparison, SweepMetric::Automatic)) {
  for (const ComparedDesign& design : comparison.designs) {
    bySeed.push_back(accuracyOf(design, metric));
    std::vector<double> values;
    for (const auto& [seed, value] : bySeed.back()) values.push_back(value);
    spreads.push_back(spreadOf(values));
  }
  standing = standingOf(bySeed);
}

std::vector<std::size_t> ComparedScores::ranked() const {
  std::vector<std::size_t> order;
  for (std::size_t d = 0; d < spreads.size(); ++d) {
    if (spreads[d].count > 0) order.push_back(d);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return spreads[a].mean > spreads[b].mean; });
  return order;
}

std::string reportHeading(const std::string& text) {
  return "<h2>" + escapedXml(text) + "</h2>\n";
}

std::string matrixSection(const Comparison& comparison, const ComparedScores& scores) {
  if (comparison.axisNames.size() < 2 || comparison.axisNames.size() > kMostAxes) return {};
  const auto add = [](std::vector<std::string>& list, const std::string& label) {
    if (std::find(list.begin(), list.end(), label) == list.end()) list.push_back(label);
  };
  ChartMatrix empty;
  std::vector<std::string> facets;
  for (const ComparedDesign& design : comparison.designs) {
    if (design.baseline) continue;
    add(empty.rows, design.axes[0]);
    add(empty.columns, design.axes[1]);
    add(facets, facetOf(comparison, design));
  }
  empty.values.resize(empty.rows.size() * empty.columns.size());
  empty.captions.assign(empty.values.size(), "–");
  std::string out = reportHeading(comparison.axisNames[0] + " and " + comparison.axisNames[1]);
  for (const std::string& facet : facets) {
    ChartMatrix chart = empty;
    for (std::size_t d = 0; d < comparison.designs.size(); ++d) {
      const ComparedDesign& design = comparison.designs[d];
      if (!design.baseline && facetOf(comparison, design) == facet) {
        place(comparison, scores, d, chart);
      }
    }
    const std::string words =
        sweepMetricName(scores.metric) + ", percent; * best, = no clear difference from it";
    out += heatChart(chart, {.title = facet.empty() ? words : facet + ": " + words,
                             .xLabel = comparison.axisNames[1],
                             .yLabel = comparison.axisNames[0]});
  }
  return out;
}

std::string runsSection(const Comparison& comparison, const ComparedScores& scores) {
  std::string out = reportHeading("Every run");
  std::vector<ChartGroup> groups;
  for (const std::size_t d : scores.ranked()) {
    if (groups.size() == kMostStrips) break;
    ChartGroup& group = groups.emplace_back();
    group.label = comparison.designs[d].label;
    for (const ComparedRun& run : comparison.designs[d].runs) {
      const auto value = metricOf(run.record, scores.metric);
      if (!value) continue;
      group.values.push_back(100 * *value);
      group.marked.push_back(isStuck(run.record));
    }
  }
  std::vector<ChartReference> references;
  if (!comparison.designs.empty()) {
    for (const PublishedValue& value : publishedFor(comparison.designs[0].experiment)) {
      if (references.size() == 4) break;
      references.push_back({"published: " + publishedText(value), 100 * value.accuracy});
    }
  }
  out += stripChart(groups,
                    {.title = "Every run is a dot; crosses got stuck; bar: mean and standard "
                              "deviation",
                     .xLabel = sweepMetricName(scores.metric) + " (percent)",
                     .yLabel = {}},
                    references);
  if (scores.ranked().size() > kMostStrips) {
    out += "<p class=\"small\">The best " + std::to_string(kMostStrips) + " designs of " +
           std::to_string(scores.ranked().size()) + ".</p>\n";
  }
  return out;
}

std::string coursesSection(const Comparison& comparison, const ComparedScores& scores) {
  std::vector<std::vector<History>> histories;
  std::vector<std::string> labels;
  for (const std::size_t d : scores.ranked()) {
    if (labels.size() == kMostCurves) break;
    labels.push_back(comparison.designs[d].label);
    histories.push_back(historiesOf(comparison.designs[d]));
  }
  if (labels.empty()) return {};
  std::string out = reportHeading("Courses of the best " + std::to_string(labels.size()));
  struct Kind {
    CourseValue value;
    CourseAxis axis;
    const char* y;
    const char* x;
  };
  for (const Kind& kind :
       {Kind{CourseValue::Accuracy, CourseAxis::Epoch, "accuracy", "epoch"},
        Kind{CourseValue::Loss, CourseAxis::Evaluations, "loss", "circuit evaluations"}}) {
    std::vector<ChartCurve> chart;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      Course course = courseOf(histories[i], kind.value, kind.axis);
      chart.push_back({labels[i], std::move(course.x), std::move(course.mean),
                       std::move(course.low), std::move(course.high)});
    }
    out += curveChart(chart, {.title = std::string("Validation ") + kind.y +
                                       ", mean and standard deviation over seeds; no smoothing",
                              .xLabel = kind.x,
                              .yLabel = kind.y});
  }
  return out;
}

std::string sizesSection(const Comparison& comparison, const ComparedScores& scores) {
  std::set<std::uint64_t> sizes;
  for (const ComparedDesign& design : comparison.designs) sizes.insert(design.parameters);
  if (sizes.size() < 2) return {};
  // The best design of each size and kind: more dots would lie on one another.
  std::vector<ChartPoint> points;
  std::set<std::pair<std::uint64_t, bool>> seen;
  for (const std::size_t d : scores.ranked()) {
    const ComparedDesign& design = comparison.designs[d];
    if (!seen.insert({design.parameters, design.baseline}).second) continue;
    points.push_back({design.label, static_cast<double>(design.parameters),
                      100 * scores.spreads[d].mean, 100 * scores.spreads[d].deviation,
                      design.baseline});
  }
  return reportHeading("Accuracy against parameters") +
         scatterChart(points, {.title = "The best of each size; hollow: baselines",
                               .xLabel = "parameters",
                               .yLabel = sweepMetricName(scores.metric) + " (percent)"});
}

}  // namespace qonvolve
