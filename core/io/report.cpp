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
#include "core/io/report_sections.h"
#include "core/study/statistics.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostCircuits = 12;

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

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string percent(const Spread& spread) {
  return spread.count == 0 ? "–" : percentText(spread);
}

class Report {
 public:
  Report(const Comparison& comparison, const Catalog& catalog)
      : comparison_(comparison), catalog_(catalog), scores_(comparison) {}

  std::string html(const std::string& made) {
    head(made);
    fairness();
    table();
    out_ += matrixSection(comparison_, scores_) + runsSection(comparison_, scores_) +
            coursesSection(comparison_, scores_) + sizesSection(comparison_, scores_);
    settings();
    circuits();
    reproduce();
    return out_ + "</body></html>\n";
  }

 private:
  void heading(const std::string& text) { out_ += reportHeading(text); }

  void head(const std::string& made) {
    out_ = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
           escapedXml(comparison_.title) + "</title>\n" + kStyle + "</head><body>\n<h1>" +
           escapedXml(comparison_.title) + "</h1>\n";
    std::size_t runs = 0;
    for (const ComparedDesign& design : comparison_.designs) runs += design.runs.size();
    out_ += "<p class=\"small\">" + counted(comparison_.designs.size(), "design") + ", " +
            counted(runs, "run") + "; made " + escapedXml(made) + " by Qonvolve " +
            programVersion().version + " (" + programVersion().commit + ")</p>\n";
    if (!comparison_.description.empty()) {
      out_ += "<p>" + escapedXml(comparison_.description) + "</p>\n";
    }
    out_ +=
        "<p class=\"sentence\">" + escapedXml(sentenceOf(comparison_, scores_.metric)) + "</p>\n";
  }

  void fairness() {
    const auto issues = unfairnessOf(comparison_, BudgetKind::Epochs);
    const auto circuits = unfairnessOf(comparison_, BudgetKind::Evaluations);
    if (issues.empty() && comparison_.designs.size() > 1) {
      out_ +=
          "<p class=\"fair\">Fair: same data, same split, same seeds, same number of epochs and "
          "batches.</p>\n";
    } else if (!issues.empty()) {
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
    out_ += "<table><tr><th width=\"22%\">design</th><th>" +
            escapedXml(sweepMetricName(scores_.metric)) +
            " %</th><th>median</th><th>min – max</th><th>seeds</th><th>stuck</th><th>from the best "
            "(paired 95 %)</th><th>test %</th><th>parameters</th><th>2-qubit "
            "gates</th><th>circuits</th><th>seconds</th></tr>\n";
    for (std::size_t d = 0; d < comparison_.designs.size(); ++d) row(d);
    out_ +=
        "</table>\n<p class=\"small\">Mean ± sample standard deviation over seeds. = marks "
        "designs whose paired difference from the best is not clear: its 95 % interval, by "
        "Student's t and by 2000 bootstrap samples, contains zero, or all differences are the "
        "same: " +
        equalOfFewText() +
        ". Stuck: the classifier answers with one class only. Circuits: what hardware would have "
        "run to train.</p>\n";
  }

  void row(std::size_t d) {
    const ComparedDesign& design = comparison_.designs[d];
    const Spread& spread = scores_.spreads[d];
    std::vector<double> tests, seconds, circuits;
    std::size_t stuck = 0;
    for (const ComparedRun& run : design.runs) {
      if (const auto value = metricOf(run.record, SweepMetric::Test)) tests.push_back(*value);
      seconds.push_back(run.record.seconds);
      circuits.push_back(static_cast<double>(run.record.evaluations));
      stuck += isStuck(run.record) ? 1U : 0U;
    }
    const bool best = scores_.standing.best == d;
    const bool like = scores_.standing.noClearDifference[d] && !best;
    std::string difference = "–";
    if (best) {
      difference = "best";
    } else if (scores_.standing.best && spread.count > 0) {
      const PairedDifference p =
          pairedDifference(scores_.bySeed[*scores_.standing.best], scores_.bySeed[d]);
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
  ComparedScores scores_;
  std::string out_;
};

}  // namespace

std::string reportHtml(const Comparison& comparison, const Catalog& catalog,
                       const std::string& made) {
  return Report(comparison, catalog).html(made);
}

}  // namespace qonvolve
