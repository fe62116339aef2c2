// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_folder.h"

#include <QDir>
#include <QFileInfo>

#include "core/experiment/edit.h"
#include "core/experiment/validate.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/run_folder.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_plan.h"
#include "core/study/ablation.h"

namespace qonvolve {

QString sweepsFolder() {
  return defaultRunsFolder() + "/sweeps";
}

QString sweepFolderFor(const SweepSpec& spec, const QString& file, const QString& folder) {
  const std::string name =
      spec.name.empty() ? QFileInfo(file).completeBaseName().toStdString() : spec.name;
  return QDir(folder).absoluteFilePath(safeFolderName(name));
}

Result<SweepSpec> withOwnBase(const SweepSpec& spec, const Catalog& catalog,
                              const std::string& baseFolder) {
  SweepSpec plain;
  plain.base = spec.base;
  const auto base = baseExperiment(plain, catalog, baseFolder);
  if (!base) return base.error();
  SweepSpec own = spec;
  own.base = writeJson(experimentJson(*base), JsonLayout::Compact);
  return own;
}

Result<SweepSpec> ablationSweep(const Experiment& experiment, const Catalog& catalog,
                                std::span<const BlockId> blocks) {
  constexpr std::uint64_t kSeeds = 5;
  SweepSpec spec;
  spec.axes = {ablationAxis(experiment.stack, catalog, blocks)};
  std::vector<AxisValue>& values = spec.axes[0].values;
  std::erase_if(values, [&](const AxisValue& value) {
    Experiment changed = experiment;
    for (const SettingChange& change : value.changes) {
      if (!setOption(changed, catalog, change.path, change.value)) return true;
    }
    return !value.changes.empty() && !check(changed, catalog).runnable();
  });
  if (values.size() < 2) {
    return Error{"", "There is no block here that the design could do without.",
                 "Choose a convolution, a pooling or a lane."};
  }
  spec.name = experiment.name + (values.size() == 2 ? " without " + values[1].label : " ablated");
  spec.base = writeJson(experimentJson(experiment), JsonLayout::Compact);
  spec.seeds.clear();
  for (std::uint64_t i = 0; i < kSeeds; ++i) spec.seeds.push_back(experiment.seed + i);
  return spec;
}

Result<void> keepSweep(const SweepSpec& spec, const QString& folder) {
  if (auto made = makeFolder(folder); !made) return made;
  const QString path = folder + "/" + kSweepFile;
  const std::string text = sweepText(spec);
  if (const auto present = readFile(path); present && *present == text) return {};
  return writeFile(path, text);
}

}  // namespace qonvolve
