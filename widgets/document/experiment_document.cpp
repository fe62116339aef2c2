// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a window: the experiment as a value, its undo stack, its file, and what follows
// from it (compiled model and problems).
#include "widgets/document/experiment_document.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>

#include "core/experiment/edit.h"
#include "core/experiment/fix_all.h"
#include "core/io/experiment_json.h"
#include "widgets/document/edit_command.h"

namespace qonvolve::ui {

ExperimentDocument::ExperimentDocument(const Catalog& catalog, QObject* parent)
    : QObject(parent), catalog_(catalog), probe_(catalog), undo_() {
  connect(&undo_, &QUndoStack::cleanChanged, this, [this] { emit modifiedChanged(isModified()); });
  connect(&probe_, &DataProbe::finished, this, &ExperimentDocument::recheck);
}

ExperimentDocument::~ExperimentDocument() {
  undo_.blockSignals(true);  // it is cleared after the experiment it would tell about
}

bool ExperimentDocument::edit(const QString& label, const Change& change, const QString& mergeKey) {
  Experiment after = experiment_;
  change(after);
  assignIds(after.stack);
  if (after == experiment_) return false;
  undo_.push(new EditCommand(label, mergeKey, experiment_, std::move(after),
                             [this](const Experiment& value) { assign(value); }));
  return true;
}

Result<void> ExperimentDocument::setOption(const QString& label, const std::string& path,
                                           const std::string& value, const QString& mergeKey) {
  Result<void> result;
  edit(
      label,
      [&](Experiment& experiment) {
        result = qonvolve::setOption(experiment, catalog_, path, value);
        if (!result) experiment = experiment_;
      },
      mergeKey);
  return result;
}

Result<void> ExperimentDocument::applyFix(const Fix& fix) {
  Result<void> result;
  edit(QString::fromStdString(fix.label), [&](Experiment& experiment) {
    result = qonvolve::applyFix(experiment, catalog_, fix);
    if (!result) experiment = experiment_;
  });
  return result;
}

Result<void> ExperimentDocument::fixAll() {
  auto mended = qonvolve::fixAll(experiment_, catalog_, probe_.summary(), limits_);
  if (!mended) {
    return Error{"", tr("These problems need a decision of yours.").toStdString(),
                 tr("Mend them one after the other, or undo.").toStdString()};
  }
  edit(tr("Fix all problems"), [&](Experiment& experiment) { experiment = std::move(*mended); });
  return {};
}

void ExperimentDocument::begin(Experiment experiment, const QString& fileName, bool recovered) {
  fileName_ = fileName;
  recovered_ = recovered;
  undo_.clear();
  assignIds(experiment.stack);
  assign(experiment);
  emit fileNameChanged();
  emit modifiedChanged(isModified());
  emit replaced();
}

void ExperimentDocument::reset(Experiment experiment) {
  notes_.clear();
  begin(std::move(experiment), {}, false);
}

void ExperimentDocument::recover(Experiment experiment, const QString& fileName) {
  notes_.clear();
  begin(std::move(experiment), fileName, true);
}

Result<void> ExperimentDocument::open(const QString& fileName) {
  auto loaded = loadExperiment(fileName, catalog_);
  if (!loaded) return loaded.error();
  notes_.clear();
  for (const Error& warning : loaded->warnings) {
    notes_.append(QString::fromStdString(toText(warning)));
  }
  begin(std::move(loaded->experiment), QFileInfo(fileName).absoluteFilePath(), false);
  return {};
}

Result<void> ExperimentDocument::save(const QString& fileName) {
  const QString path = QFileInfo(fileName).absoluteFilePath();
  if (auto saved = saveExperiment(path, experiment_); !saved) return saved;
  const bool moved = path != fileName_;
  fileName_ = path;
  const bool wasClean = undo_.isClean();
  recovered_ = false;
  undo_.setClean();
  if (wasClean)
    emit modifiedChanged(false);  // a recovered design has no undo step to come back from
  if (moved) {
    emit fileNameChanged();
    recheck();  // relative paths start at the new folder
  }
  return {};
}

QString ExperimentDocument::baseFolder() const {
  return fileName_.isEmpty() ? QString() : QFileInfo(fileName_).absolutePath();
}

QString ExperimentDocument::displayName() const {
  if (!experiment_.name.empty()) return QString::fromStdString(experiment_.name);
  if (!fileName_.isEmpty()) return QFileInfo(fileName_).completeBaseName();
  return tr("Untitled");
}

void ExperimentDocument::assign(const Experiment& experiment) {
  const Experiment before = std::exchange(experiment_, experiment);
  emit changed(before, experiment_);
  recheck();
}

void ExperimentDocument::setLimits(const Limits& limits) {
  if (limits == limits_) return;
  limits_ = limits;
  recheck();
}

void ExperimentDocument::recheck() {
  probe_.update(experiment_, baseFolder());
  checked_ = check(experiment_, catalog_, probe_.summary(), limits_);
  if (probe_.error()) {
    const Error& error = *probe_.error();
    const bool told = std::any_of(checked_.issues.begin(), checked_.issues.end(),
                                  [&](const Issue& i) { return i.message == error.message; });
    if (!told) {
      checked_.issues.insert(checked_.issues.begin(),
                             {Severity::Error, error.where, error.message, error.hint, {}});
    }
  }
  emit checkedChanged();
}

}  // namespace qonvolve::ui
