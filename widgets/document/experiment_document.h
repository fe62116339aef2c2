// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a window: the experiment as a value, its undo stack, its file, and what follows
// from it (compiled model and problems). The only mutable state of a design.
#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <functional>

#include "core/experiment/issue.h"
#include "core/experiment/validate.h"
#include "widgets/document/data_probe.h"

namespace qonvolve::ui {

class ExperimentDocument : public QObject {
  Q_OBJECT

 public:
  using Change = std::function<void(Experiment&)>;

  /// `catalog` must outlive the document.
  explicit ExperimentDocument(const Catalog& catalog, QObject* parent = nullptr);

  ~ExperimentDocument() override;

  const Catalog& catalog() const { return catalog_; }
  const Experiment& experiment() const { return experiment_; }
  /// Compiled as far as possible, with all problems; up to date after every edit.
  const Checked& checked() const { return checked_; }
  const DataProbe& data() const { return probe_; }
  /// What the user allows; a change checks the design anew.
  const Limits& limits() const { return limits_; }
  void setLimits(const Limits& limits);
  QUndoStack& undoStack() { return undo_; }

  /// Applies `change` as one undo step named `label`. Steps with the same non-empty `mergeKey` that
  /// follow each other become one. Returns false, and adds no step, if nothing changed.
  bool edit(const QString& label, const Change& change, const QString& mergeKey = {});
  /// Sets one setting by JSON pointer, with the value as text ("/train/epochs", "50").
  Result<void> setOption(const QString& label, const std::string& path, const std::string& value,
                         const QString& mergeKey = {});
  /// One undo step for a problem's remedy, named like it.
  Result<void> applyFix(const Fix& fix);
  /// Mends all errors as one undo step; an error if their remedies do not lead to a design that can
  /// be trained.
  Result<void> fixAll();

  /// Replaces everything: clean, no undo steps, no file.
  void reset(Experiment experiment);
  /// Reads a project; on an error the document stays as it was.
  Result<void> open(const QString& fileName);
  /// Writes to `fileName`, which becomes the document's file.
  Result<void> save(const QString& fileName);
  /// Continues a recovered design: unsaved, belonging to `fileName` (may be empty).
  void recover(Experiment experiment, const QString& fileName);

  const QString& fileName() const { return fileName_; }
  /// Folder where relative paths of the experiment start; empty for an unsaved design.
  QString baseFolder() const;
  /// Name for titles: the experiment's, else the file's, else "Untitled".
  QString displayName() const;
  bool isModified() const { return !undo_.isClean() || recovered_; }
  /// Warnings of the last open(): unknown members, migrations.
  const QStringList& notes() const { return notes_; }

 signals:
  /// The experiment has a new value. Not emitted when only the problems changed.
  void changed(const qonvolve::Experiment& before, const qonvolve::Experiment& after);
  /// Model and problems are new: after every change, and when the data have been looked at.
  void checkedChanged();
  void fileNameChanged();
  /// Another design is here: made new, opened or recovered. Comes after all other signals.
  void replaced();
  void modifiedChanged(bool modified);

 private:
  void assign(const Experiment& experiment);
  void recheck();
  void begin(Experiment experiment, const QString& fileName, bool recovered);

  const Catalog& catalog_;
  DataProbe probe_;
  Limits limits_;
  QUndoStack undo_;
  Experiment experiment_;
  Checked checked_;
  QString fileName_;
  QStringList notes_;
  bool recovered_ = false;
};

}  // namespace qonvolve::ui
