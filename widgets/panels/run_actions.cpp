// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_actions.h"

#include <QAction>
#include <QCoreApplication>
#include <algorithm>

#include "widgets/models/run_list_model.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("RunActions", text);
}

}  // namespace

QList<QAction*> RunActions::all() const {
  return {open, again, resume, predict, pin, archive, showInFolder, showArchived, cleanUp};
}

RunActions RunActions::make(QWidget* parent) {
  const auto add = [parent](const char* name, const QString& text, const char* glyph,
                            const QString& tip) {
    auto* action = new QAction(icon(QLatin1String(glyph)), text, parent);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    action->setStatusTip(tip);
    return action;
  };
  RunActions actions;
  actions.open = add("runOpen", tr("&Open its design"), "document-open",
                     tr("Open the design of the selected run as a new document"));
  actions.again = add("runAgain", tr("&Run again exactly"), "again",
                      tr("Train the same design with the same seed once more"));
  actions.resume = add("runResume", tr("&Go on with it"), "train",
                       tr("Go on with a run that was stopped or interrupted"));
  actions.predict = add("runPredict", tr("Pre&dict on own data…"), "predict",
                        tr("Predict on your own data with the selected run"));
  actions.pin = add("runPin", tr("&Pin"), "pin", tr("Keep the selected runs on top"));
  actions.archive = add("runArchive", tr("&Archive"), "archive",
                        tr("Put the selected runs away; they can be brought back"));
  actions.showInFolder =
      add("runFolder", tr("Show in &folder"), "folder", tr("Show the files of the selected run"));
  actions.showArchived = add("runsShowArchived", tr("&Show archived runs"), "archive",
                             tr("Show runs that were put away, too"));
  actions.showArchived->setCheckable(true);
  actions.cleanUp = add("runsCleanUp", tr("De&lete archived runs…"), "edit-delete",
                        tr("Delete the runs that were put away for good"));
  return actions;
}

void RunActions::offerFor(const QStringList& runs, const RunListModel& model) const {
  const bool one = runs.size() == 1;
  const RunRow* row = one ? model.find(runs.first()) : nullptr;
  for (QAction* action : {open, again, predict, showInFolder}) {
    action->setEnabled(one);
  }
  resume->setEnabled(row != nullptr &&
                     (row->status == RunStatus::Stopped || row->status == RunStatus::Interrupted));
  const auto every = [&](bool RunRow::* flag) {
    return !runs.isEmpty() && std::all_of(runs.begin(), runs.end(), [&](const QString& path) {
      const RunRow* own = model.find(path);
      return own != nullptr && own->*flag;
    });
  };
  pin->setEnabled(!runs.isEmpty());
  pin->setText(every(&RunRow::pinned) ? tr("Un&pin") : tr("&Pin"));
  archive->setEnabled(!runs.isEmpty());
  archive->setText(every(&RunRow::archived) ? tr("Bring b&ack from the archive") : tr("&Archive"));
  cleanUp->setEnabled(!model.archivedRuns().isEmpty());
}

}  // namespace qonvolve::ui
