// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/comparison_sweep.h"

#include <QDir>
#include <QFile>
#include <set>

#include "core/io/experiment_json.h"
#include "core/io/files.h"

namespace qonvolve {

namespace {

// Whole sections: whatever differs within them.
std::vector<SettingChange> changesTo(const Experiment& from, const Experiment& to) {
  const Json before = experimentJson(from, Sections::All);
  const Json after = experimentJson(to, Sections::All);
  std::vector<SettingChange> changes;
  for (const char* section : {"data", "stack", "train", "simulation"}) {
    const Json* old = before.find(section);
    const Json* fresh = after.find(section);
    if (old == nullptr || fresh == nullptr) continue;
    const std::string text = writeJson(*fresh, JsonLayout::Compact);
    if (text == writeJson(*old, JsonLayout::Compact)) continue;
    changes.push_back({"/" + std::string(section), text});
  }
  return changes;
}

Result<void> copyFiles(const QString& from, const QString& to) {
  if (auto made = makeFolder(to); !made) return made;
  for (const QString& name : QDir(from).entryList(QDir::Files)) {
    if (QFile::copy(from + "/" + name, to + "/" + name)) continue;
    return Error{to.toStdString(), "The file \"" + name.toStdString() + "\" could not be copied.",
                 "See whether the disk is full."};
  }
  return {};
}

}  // namespace

Result<SweepSpec> sweepWithBaselines(const Comparison& comparison, const Catalog& catalog) {
  const Experiment& first = comparison.designs.front().experiment;
  SweepSpec spec;
  spec.name = first.name + " and baselines";
  spec.base = writeJson(experimentJson(first), JsonLayout::Compact);
  spec.baselines = {"auto"};
  SweepAxis axis{.name = "design", .values = {}};
  std::set<std::uint64_t> seeds;
  for (const ComparedDesign& design : comparison.designs) {
    AxisValue value{design.label, changesTo(first, design.experiment)};
    Experiment changed = first;
    for (const SettingChange& change : value.changes) {
      if (auto done = changeSetting(changed, catalog, change.path, change.value); !done) {
        return done.error();
      }
    }
    if (designHash(changed) != designHash(design.experiment)) {
      return Error{design.label, "This design cannot be made from the first one by settings.",
                   "Make a new comparison instead."};
    }
    axis.values.push_back(std::move(value));
    for (const ComparedRun& run : design.runs) seeds.insert(run.record.seed);
  }
  if (axis.values.size() > 1) spec.axes.push_back(std::move(axis));
  spec.seeds.assign(seeds.begin(), seeds.end());
  return spec;
}

Result<void> takeRuns(const Comparison& comparison, const QString& folder) {
  if (auto made = makeFolder(folder); !made) return made;
  for (const ComparedDesign& design : comparison.designs) {
    for (const ComparedRun& run : design.runs) {
      const QString id =
          QString::fromStdString(run.record.designHash) + "-" + QString::number(run.record.seed);
      const QString target = folder + "/" + id;
      if (QDir(target).exists()) continue;
      // Complete or not there at all.
      const QString partial = folder + "/copy of " + id;
      QDir(partial).removeRecursively();
      if (auto copied = copyFiles(run.folder, partial); !copied) return copied;
      if (!QDir().rename(partial, target)) {
        return Error{target.toStdString(), "The run could not be put here.", ""};
      }
    }
  }
  return {};
}

}  // namespace qonvolve
