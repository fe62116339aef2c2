// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_plan.h"

#include <QDir>
#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/experiment/assemble.h"
#include "core/experiment/edit.h"
#include "core/experiment/estimate.h"
#include "core/experiment/validate.h"
#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/study/baselines.h"

namespace qonvolve {

namespace {

Error inAxis(std::size_t axis, const std::string& label, const Error& error) {
  return {"/axes/" + std::to_string(axis) + " \"" + label + "\": " + error.where, error.message,
          error.hint};
}

bool hasProductEncoding(const Model& model) {
  const auto span = std::find_if(model.spans.begin(), model.spans.end(),
                                 [](const BlockSpan& s) { return s.category == "Encoding"; });
  return span != model.spans.end() && isProductEncoding(span->typeId);
}

class Planner {
 public:
  Planner(const SweepSpec& spec, const Catalog& catalog, const std::string& baseFolder)
      : catalog_(catalog) {
    plan_.spec = spec;
    plan_.baseFolder = baseFolder;
  }

  Result<SweepPlan> plan() {
    auto base = baseExperiment(plan_.spec, catalog_, plan_.baseFolder);
    if (!base) return base.error();
    base_ = std::move(*base);
    const auto points = sweepPoints(plan_.spec);
    if (!points) return points.error();
    for (const SweepPoint& point : *points) plan_.cells.push_back(designCell(point));
    if (auto added = addBaselines(); !added) return added.error();
    addRuns();
    return std::move(plan_);
  }

 private:
  SweepCell designCell(const SweepPoint& point) {
    SweepCell cell;
    cell.point = point;
    cell.experiment = base_;
    for (std::size_t a = 0; a < plan_.spec.axes.size(); ++a) {
      const AxisValue value = axisValueAt(plan_.spec.axes[a], point.values[a], point.drawn[a]);
      cell.labels.push_back(value.label);
      for (const SettingChange& change : value.changes) {
        if (cell.problem) break;
        auto done = changeSetting(cell.experiment, catalog_, change.path, change.value);
        if (!done) cell.problem = inAxis(a, value.label, done.error());
      }
    }
    cell.label = cell.labels.empty() ? base_.name : join(cell.labels, ", ");
    finish(cell);
    return cell;
  }

  // Name, shape and cost; a design that cannot run says why.
  void finish(SweepCell& cell) {
    assignIds(cell.experiment.stack);
    cell.experiment.seed = plan_.spec.seeds.front();
    cell.experiment.name = base_.name + ": " + cell.label;
    if (cell.problem) return;
    const Result<DataSummary> summary = summaryOf(cell.experiment);
    if (!summary) {
      cell.problem = summary.error();
      return;
    }
    const Checked checked = check(cell.experiment, catalog_, *summary);
    cell.qubits = wireCount(checked.model);
    cell.parameters = checked.model.parameterCount;
    cell.twoQubitGates = estimateCost(checked.model, 0, 1).twoQubitGates;
    if (!checked.runnable()) {
      const Issue& issue = checked.issues.front();
      cell.problem = Error{issue.where, issue.message, issue.hint};
    }
  }

  // Loading depends on source, classes and split, which few axes vary.
  Result<DataSummary> summaryOf(const Experiment& experiment) {
    Experiment plain = experiment;
    std::erase_if(plain.data.preprocess, [this](const Choice& step) {
      const PreprocessorType* type = catalog_.preprocessors.find(step.type);
      return type == nullptr || !type->readsTexts;  // only a vocabulary needs the data
    });
    const std::string key = writeJson(*experimentJson(plain).find("data"), JsonLayout::Compact);
    const auto known = summaries_.find(key);
    if (known != summaries_.end()) return known->second;
    const Result<DataSummary> summary = summarizeSource(plain, catalog_, plan_.baseFolder);
    summaries_.emplace(key, summary);
    return summary;
  }

  // Baselines stand beside the first design that can run.
  Result<void> addBaselines() {
    const auto design = std::find_if(plan_.cells.begin(), plan_.cells.end(),
                                     [](const SweepCell& cell) { return !cell.problem; });
    if (plan_.spec.baselines.empty() || design == plan_.cells.end()) return {};
    const Experiment experiment = design->experiment;
    const auto summary = summaryOf(experiment);
    const Checked checked = check(experiment, catalog_, *summary);
    const BaselineContext context{.features = checked.encoded.features,
                                  .classes = static_cast<std::uint32_t>(summary->classNames.size()),
                                  .parameters = design->parameters,
                                  .qubits = design->qubits,
                                  .productEncoding = hasProductEncoding(checked.model)};
    std::vector<std::string> ids;
    for (const std::string& id : plan_.spec.baselines) {
      const std::vector<std::string> chosen =
          id == "auto" ? automaticBaselines(context) : std::vector<std::string>{id};
      for (const std::string& one : chosen) {
        if (std::find(ids.begin(), ids.end(), one) == ids.end()) ids.push_back(one);
      }
    }
    const bool automatic =
        std::ranges::find(plan_.spec.baselines, "auto") != plan_.spec.baselines.end();
    for (const std::string& id : ids) {
      const auto baseline = baselines().require(id, "/baselines");
      if (!baseline) return baseline.error();
      SweepCell cell;
      cell.baseline = id;
      cell.label = (*baseline)->info.label;
      if ((*baseline)->count(context) == 0) {
        cell.experiment = experiment;
        cell.problem = Error{"/baselines", cell.label + ": it does not suit these data.", ""};
      } else {
        cell.experiment = (*baseline)->make(experiment, context);
      }
      finish(cell);
      // Random features, for one, are none of words; only who is asked for by name must say so.
      const bool wanted = std::ranges::find(plan_.spec.baselines, id) != plan_.spec.baselines.end();
      if (cell.problem && automatic && !wanted) continue;
      plan_.cells.push_back(std::move(cell));
    }
    return {};
  }

  void addRuns() {
    std::map<std::string, std::size_t> byId;
    std::vector<std::string> hashes;
    for (const SweepCell& cell : plan_.cells) {
      hashes.push_back(cell.problem ? std::string() : designHash(cell.experiment));
    }
    for (const std::uint64_t seed : plan_.spec.seeds) {
      for (std::size_t c = 0; c < plan_.cells.size(); ++c) {
        if (plan_.cells[c].problem) continue;
        const std::string id = hashes[c] + "-" + std::to_string(seed);
        const auto [found, fresh] = byId.emplace(id, plan_.runs.size());
        if (fresh) plan_.runs.push_back({id, c, seed});
        plan_.cells[c].runs.push_back(found->second);
      }
    }
  }

  const Catalog& catalog_;
  SweepPlan plan_;
  Experiment base_;
  std::map<std::string, Result<DataSummary>> summaries_;
};

}  // namespace

Experiment SweepPlan::experimentOf(std::size_t run) const {
  Experiment experiment = cells.at(runs.at(run).cell).experiment;
  experiment.seed = runs[run].seed;
  return experiment;
}

Result<Experiment> baseExperiment(const SweepSpec& spec, const Catalog& catalog,
                                  const std::string& baseFolder) {
  Experiment base;
  std::string dataFolder = baseFolder;
  if (spec.base.starts_with('{')) {
    auto reading = readExperiment(spec.base, catalog, "/base");
    if (!reading.errors.empty()) return reading.errors.front();
    base = std::move(reading.experiment);
  } else if (spec.base.starts_with("example:")) {
    auto example = loadExample(spec.base.substr(8), catalog);
    if (!example) return example.error();
    base = std::move(*example);
  } else {
    const QDir folder(QString::fromStdString(baseFolder));
    auto loaded =
        loadExperiment(folder.absoluteFilePath(QString::fromStdString(spec.base)), catalog);
    if (!loaded) return loaded.error();
    base = std::move(loaded->experiment);
    dataFolder = loaded->folder.toStdString();
  }
  useAbsolutePaths(base, catalog, dataFolder);
  std::vector<SettingChange> changes = spec.changes;
  const SweepBudget& budget = spec.budget;
  if (budget.epochs > 0) {
    changes.push_back({"/train/epochs", std::to_string(budget.epochs)});
    changes.push_back({"/train/steps", "0"});
  }
  if (budget.steps > 0) changes.push_back({"/train/steps", std::to_string(budget.steps)});
  if (budget.evaluations > 0) {
    changes.push_back({"/train/circuit_evaluations", std::to_string(budget.evaluations)});
  }
  if (budget.patience > 0) changes.push_back({"/train/patience", std::to_string(budget.patience)});
  for (const SettingChange& change : changes) {
    if (auto done = changeSetting(base, catalog, change.path, change.value); !done) {
      return done.error();
    }
  }
  return base;
}

Result<SweepPlan> planSweep(const SweepSpec& spec, const Catalog& catalog,
                            const std::string& baseFolder) {
  return Planner(spec, catalog, baseFolder).plan();
}

}  // namespace qonvolve
