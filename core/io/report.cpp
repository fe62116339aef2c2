// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/base/xml_text.h"
#include "core/circuit/svg_diagram.h"
#include "core/experiment/circuit_document.h"
#include "core/experiment/validate.h"
#include "core/io/experiment_json.h"
#include "core/study/published.h"
#include "core/study/svg_chart.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostCurves = 8;
constexpr std::size_t kMostCircuits = 12;
constexpr std::size_t kMostStrips = 60;
constexpr std::size_t kMostAxes = 4;

constexpr const char* kStyle = R"(<style>
body{font:15px/1.5 "DejaVu Sans",system-ui,sans-serif;color:#222;max-width:980px;margin:2em auto;padding:0 1em}
h1{font-size:1.6em;margin-bottom:.2em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #ddd}
table{border-collapse:collapse;font-size:13px;width:100%}th,td{padding:3px 8px;text-align:right;border-bottom:1px solid #eee}
th:first-child,td:first-child{text-align:left}th{background:#f6f6f6}tr.best td{font-weight:bold}
pre{background:#f6f6f6;padding:.8em;overflow-x:auto;font-size:12px}svg{max-width:100%;height:auto}
table.settings td{text-align:left;overflow-wrap:anywhere}code{font-size:.85em;color:#666}
.sentence{font-size:1.1em}.amber{background:#fff3d6;border-left:4px solid #e69f00;padding:.5em 1em}
.fair{background:#e9f6ee;border-left:4px solid #009e73;padding:.5em 1em}.small{color:#666;font-size:13px}
@media print{pre{white-space:pre-wrap}}
</style>)";

std::string cell(const std::string& text) {
  return "<td>" + escapedXml(text) + "</td>";
}

std::string percent(const Spread& spread) {
  return spread.count == 0 ? "–" : percentText(spread);
}

class Report {
 public:
  Report(const Comparison& comparison, const Catalog& catalog)
      : comparison_(comparison),
        catalog_(catalog),
        metric_(usedMetric(comparison, SweepMetric::Automatic)) {
    for (const ComparedDesign& design : comparison.designs) {
      bySeed_.push_back(accuracyOf(design, metric_));
      std::vector<double> values;
      for (const auto& [seed, value] : bySeed_.back()) values.push_back(value);
      spreads_.push_back(spreadOf(values));
    }
    standing_ = standingOf(bySeed_);
  }

  std::string html(const std::string& made) {
    head(made);
    fairness();
    table();
    matrix();
    strips();
    curves();
    scatter();
    settings();
    circuits();
    reproduce();
    return out_ + "</body></html>\n";
  }

 private:
  void heading(const std::string& text) { out_ += "<h2>" + escapedXml(text) + "</h2>\n"; }

  void head(const std::string& made) {
    out_ = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
           escapedXml(comparison_.title) + "</title>\n" + kStyle + "</head><body>\n<h1>" +
           escapedXml(comparison_.title) + "</h1>\n";
    std::size_t runs = 0;
    for (const ComparedDesign& design : comparison_.designs) runs += design.runs.size();
    out_ += "<p class=\"small\">" + std::to_string(comparison_.designs.size()) + " designs, " +
            std::to_string(runs) + " runs; made " + escapedXml(made) + " by Qonvolve " +
            programVersion().version + " (" + programVersion().commit + ")</p>\n";
    if (!comparison_.description.empty()) {
      out_ += "<p>" + escapedXml(comparison_.description) + "</p>\n";
    }
    out_ += "<p class=\"sentence\">" + escapedXml(sentenceOf(comparison_, metric_)) + "</p>\n";
  }

  void fairness() {
    const auto issues = unfairnessOf(comparison_, BudgetKind::Epochs);
    const auto circuits = unfairnessOf(comparison_, BudgetKind::Evaluations);
    if (issues.empty()) {
      out_ +=
          "<p class=\"fair\">Fair: same data, same split, same seeds, same number of epochs and "
          "batches.</p>\n";
    } else {
      out_ += "<div class=\"amber\"><b>Not the same for all:</b><ul>";
      for (const Unfairness& issue : issues) {
        out_ += "<li>" + escapedXml(issue.aspect + ": " + issue.text) + "</li>";
      }
      out_ += "</ul></div>\n";
    }
    for (const Unfairness& issue : circuits) {
      if (issue.aspect == "Budget") {
        out_ += "<p class=\"amber\">On hardware the budgets differ: " + escapedXml(issue.text) +
                ".</p>\n";
      }
    }
  }

  void table() {
    heading("Designs");
    out_ += "<table><tr><th width=\"22%\">design</th><th>" + escapedXml(sweepMetricName(metric_)) +
            " %</th><th>median</th><th>min – max</th><th>seeds</th><th>stuck</th><th>from the best "
            "(paired 95 %)</th><th>test %</th><th>parameters</th><th>2-qubit "
            "gates</th><th>circuits</th><th>seconds</th></tr>\n";
    for (std::size_t d = 0; d < comparison_.designs.size(); ++d) row(d);
    out_ +=
        "</table>\n<p class=\"small\">Mean ± sample standard deviation over seeds. = marks "
        "designs whose paired difference from the best is not clear: its 95 % interval, by "
        "Student's t and by 2000 bootstrap samples, contains zero. Stuck: the classifier "
        "answers with one class only. Circuits: what hardware would have run to train.</p>\n";
  }

  void row(std::size_t d) {
    const ComparedDesign& design = comparison_.designs[d];
    const Spread& spread = spreads_[d];
    std::vector<double> tests, seconds, circuits;
    std::size_t stuck = 0;
    for (const ComparedRun& run : design.runs) {
      if (const auto value = metricOf(run.record, SweepMetric::Test)) tests.push_back(*value);
      seconds.push_back(run.record.seconds);
      circuits.push_back(static_cast<double>(run.record.evaluations));
      stuck += isStuck(run.record) ? 1U : 0U;
    }
    const bool best = standing_.best == d;
    const bool like = standing_.noClearDifference[d] && !best;
    std::string difference = "–";
    if (best) {
      difference = "best";
    } else if (standing_.best && spread.count > 0) {
      const PairedDifference p = pairedDifference(bySeed_[*standing_.best], bySeed_[d]);
      difference = fixedText(100 * p.mean, 1);
      if (p.pairs > 1) {
        difference += " [" + fixedText(100 * p.low, 1) + ", " + fixedText(100 * p.high, 1) + "]";
      }
      if (p.pairs == 0) difference = "no common seed";
    }
    out_ += std::string(best ? "<tr class=\"best\">" : "<tr>") +
            cell(design.label + (design.baseline ? " (baseline)" : "")) +
            cell(percent(spread) + (like ? " =" : "")) +
            cell(spread.count == 0 ? "–" : fixedText(100 * spread.median, 1)) +
            cell(spread.count == 0 ? "–"
                                   : fixedText(100 * spread.minimum, 1) + " – " +
                                         fixedText(100 * spread.maximum, 1)) +
            cell(std::to_string(spread.count)) + cell(std::to_string(stuck)) + cell(difference) +
            cell(percent(spreadOf(tests))) + cell(std::to_string(design.parameters)) +
            cell(std::to_string(design.twoQubitGates)) +
            cell(circuits.empty() ? "–" : fixedText(spreadOf(circuits).mean, 0)) +
            cell(seconds.empty() ? "–" : fixedText(spreadOf(seconds).mean, 2)) + "</tr>\n";
  }

  // The first axis down, the second across; a map for each combination of the others.
  void matrix() {
    if (comparison_.axisNames.size() < 2 || comparison_.axisNames.size() > kMostAxes) return;
    const auto add = [](std::vector<std::string>& list, const std::string& label) {
      if (std::find(list.begin(), list.end(), label) == list.end()) list.push_back(label);
    };
    ChartMatrix empty;
    std::vector<std::string> facets;
    for (const ComparedDesign& design : comparison_.designs) {
      if (design.baseline) continue;
      add(empty.rows, design.axes[0]);
      add(empty.columns, design.axes[1]);
      add(facets, facetOf(design));
    }
    empty.values.resize(empty.rows.size() * empty.columns.size());
    empty.captions.assign(empty.values.size(), "–");
    heading(comparison_.axisNames[0] + " and " + comparison_.axisNames[1]);
    for (const std::string& facet : facets) {
      ChartMatrix chart = empty;
      for (std::size_t d = 0; d < comparison_.designs.size(); ++d) {
        const ComparedDesign& design = comparison_.designs[d];
        if (!design.baseline && facetOf(design) == facet) place(d, chart);
      }
      const std::string words =
          sweepMetricName(metric_) + ", percent; * best, = no clear difference from it";
      out_ += heatChart(chart, {.title = facet.empty() ? words : facet + ": " + words,
                                .xLabel = comparison_.axisNames[1],
                                .yLabel = comparison_.axisNames[0]});
    }
  }

  std::string facetOf(const ComparedDesign& design) const {
    std::string text;
    for (std::size_t a = 2; a < design.axes.size(); ++a) {
      text += (text.empty() ? "" : ", ") + comparison_.axisNames[a] + " " + design.axes[a];
    }
    return text;
  }

  void place(std::size_t d, ChartMatrix& chart) const {
    if (spreads_[d].count == 0) return;
    const ComparedDesign& design = comparison_.designs[d];
    const auto r = std::find(chart.rows.begin(), chart.rows.end(), design.axes[0]);
    const auto c = std::find(chart.columns.begin(), chart.columns.end(), design.axes[1]);
    const auto i = static_cast<std::size_t>(r - chart.rows.begin()) * chart.columns.size() +
                   static_cast<std::size_t>(c - chart.columns.begin());
    chart.values[i] = spreads_[d].mean;
    chart.captions[i] = percentText(spreads_[d]) + (standing_.best == d              ? " *"
                                                    : standing_.noClearDifference[d] ? " ="
                                                                                     : "");
  }

  // Designs by their mean, best first.
  std::vector<std::size_t> ranked() const {
    std::vector<std::size_t> order;
    for (std::size_t d = 0; d < spreads_.size(); ++d) {
      if (spreads_[d].count > 0) order.push_back(d);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return spreads_[a].mean > spreads_[b].mean;
    });
    return order;
  }

  void strips() {
    heading("Every run");
    std::vector<ChartGroup> groups;
    for (const std::size_t d : ranked()) {
      if (groups.size() == kMostStrips) break;
      ChartGroup& group = groups.emplace_back();
      group.label = comparison_.designs[d].label;
      for (const ComparedRun& run : comparison_.designs[d].runs) {
        const auto value = metricOf(run.record, metric_);
        if (!value) continue;
        group.values.push_back(100 * *value);
        group.marked.push_back(isStuck(run.record));
      }
    }
    std::vector<ChartReference> references;
    if (!comparison_.designs.empty()) {
      for (const PublishedValue& value : publishedFor(comparison_.designs[0].experiment)) {
        if (references.size() == 4) break;
        references.push_back({"published: " + publishedText(value), 100 * value.accuracy});
      }
    }
    out_ += stripChart(groups,
                       {.title = "Every run is a dot; crosses got stuck; bar: mean and standard "
                                 "deviation",
                        .xLabel = sweepMetricName(metric_) + " (percent)",
                        .yLabel = {}},
                       references);
    if (ranked().size() > kMostStrips) {
      out_ += "<p class=\"small\">The best " + std::to_string(kMostStrips) + " designs of " +
              std::to_string(ranked().size()) + ".</p>\n";
    }
  }

  void curves() {
    std::vector<std::vector<History>> histories;
    std::vector<std::string> labels;
    for (const std::size_t d : ranked()) {
      if (labels.size() == kMostCurves) break;
      labels.push_back(comparison_.designs[d].label);
      histories.push_back(historiesOf(comparison_.designs[d]));
    }
    if (labels.empty()) return;
    heading("Courses of the best " + std::to_string(labels.size()));
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
      out_ += curveChart(chart, {.title = std::string("Validation ") + kind.y +
                                          ", mean and standard deviation over seeds; no smoothing",
                                 .xLabel = kind.x,
                                 .yLabel = kind.y});
    }
  }

  void scatter() {
    std::set<std::uint64_t> sizes;
    for (const ComparedDesign& design : comparison_.designs) sizes.insert(design.parameters);
    if (sizes.size() < 2) return;
    heading("Accuracy against parameters");
    // The best design of each size and kind: more dots would lie on one another.
    std::vector<ChartPoint> points;
    std::set<std::pair<std::uint64_t, bool>> seen;
    for (const std::size_t d : ranked()) {
      const ComparedDesign& design = comparison_.designs[d];
      if (!seen.insert({design.parameters, design.baseline}).second) continue;
      points.push_back({design.label, static_cast<double>(design.parameters),
                        100 * spreads_[d].mean, 100 * spreads_[d].deviation, design.baseline});
    }
    out_ += scatterChart(points, {.title = "The best of each size; hollow: baselines",
                                  .xLabel = "parameters",
                                  .yLabel = sweepMetricName(metric_) + " (percent)"});
  }

  void settings() {
    heading("Settings that differ");
    if (comparison_.differing.empty()) {
      out_ += "<p>None.</p>\n";
    } else {
      out_ += "<table class=\"settings\"><tr><th>setting</th><th>values (designs)</th></tr>\n";
      for (const SettingDifference& difference : comparison_.differing) settingRow(difference);
      out_ += "</table>\n";
    }
    out_ +=
        "<details><summary>All settings of the first design</summary><table class=\"settings\">";
    if (!comparison_.designs.empty()) {
      const Experiment& first = comparison_.designs.front().experiment;
      const SettingNames names(first, catalog_);
      for (const auto& [path, value] : settingTable(first, catalog_)) {
        out_ += "<tr><td>" + escapedXml(names.name(path)) + " <code>" + escapedXml(path) +
                "</code></td>" + cell(names.value(path, value)) + "</tr>\n";
      }
    }
    out_ += "</table></details>\n";
  }

  void settingRow(const SettingDifference& difference) {
    std::vector<std::pair<std::string, std::size_t>> values;
    for (std::size_t d = 0; d < difference.shown.size(); ++d) {
      if (comparison_.designs[d].baseline) continue;
      const std::string shown = difference.shown[d].empty() ? "–" : difference.shown[d];
      const auto found = std::find_if(values.begin(), values.end(),
                                      [&](const auto& v) { return v.first == shown; });
      if (found != values.end()) {
        ++found->second;
      } else {
        values.push_back({shown, 1});
      }
    }
    std::string text;
    for (const auto& [value, count] : values) {
      text += (text.empty() ? "" : "; ") + value + " (" + std::to_string(count) + ")";
    }
    out_ += "<tr><td>" + escapedXml(difference.name) + "<br><code>" + escapedXml(difference.path) +
            "</code></td>" + cell(text) + "</tr>\n";
  }

  void circuits() {
    heading("Circuits");
    std::set<std::string> seen;
    for (const ComparedDesign& design : comparison_.designs) {
      if (!seen.insert(stackText(design.experiment.stack)).second) continue;
      if (seen.size() > kMostCircuits) {
        out_ += "<p class=\"small\">More circuits are left out.</p>\n";
        return;
      }
      const Checked checked = check(design.experiment, catalog_);
      for (std::size_t s = 0; s < checked.model.stages.size(); ++s) {
        const auto* circuit = std::get_if<Circuit>(&checked.model.stages[s].stage);
        if (circuit == nullptr) continue;
        const std::vector<DrawBlock> blocks = drawBlocks(checked.model, s);
        out_ += "<details><summary>" + escapedXml(design.label) + "</summary>" +
                drawSvg(*circuit, blocks, layoutCircuit(*circuit, blocks)) + "</details>\n";
      }
    }
  }

  void reproduce() {
    heading("To make it again");
    std::set<std::string> versions;
    for (const ComparedDesign& design : comparison_.designs) {
      for (const ComparedRun& run : design.runs) {
        const RunRecord& r = run.record;
        versions.insert("Qonvolve " + r.program.version + " (" + r.program.commit + "), " +
                        r.program.compiler + ", Qt " + r.program.qt + ", " + r.instructionSet +
                        " instructions");
      }
    }
    out_ += "<p>";
    for (const std::string& version : versions) out_ += escapedXml(version) + "<br>";
    out_ += "</p>\n";
    if (!comparison_.sweep.empty()) {
      out_ +=
          "<pre>qonvolve-cli sweep sweep.qsweep --json &gt; runs.jsonl</pre>\n"
          "<details><summary>sweep.qsweep</summary><pre>" +
          escapedXml(comparison_.sweep) + "</pre></details>\n";
      return;
    }
    std::string commands;
    for (std::size_t d = 0; d < comparison_.designs.size(); ++d) {
      for (const ComparedRun& run : comparison_.designs[d].runs) {
        commands += "qonvolve-cli train design" + std::to_string(d + 1) + ".qonv --seed " +
                    std::to_string(run.record.seed) + "\n";
      }
    }
    out_ += "<pre>" + escapedXml(commands) + "</pre>\n";
    for (std::size_t d = 0; d < comparison_.designs.size(); ++d) {
      out_ += "<details><summary>design" + std::to_string(d + 1) +
              ".qonv: " + escapedXml(comparison_.designs[d].label) + "</summary><pre>" +
              escapedXml(experimentText(comparison_.designs[d].experiment)) + "</pre></details>\n";
    }
  }

  const Comparison& comparison_;
  const Catalog& catalog_;
  SweepMetric metric_;
  std::vector<BySeed> bySeed_;
  std::vector<Spread> spreads_;
  Standing standing_;
  std::string out_;
};

}  // namespace

std::string reportHtml(const Comparison& comparison, const Catalog& catalog,
                       const std::string& made) {
  return Report(comparison, catalog).html(made);
}

}  // namespace qonvolve
