// SPDX-License-Identifier: GPL-3.0-or-later
// The window's recorded runs: what can be done with them, and their results.
#include <QLineEdit>
#include <QTabWidget>

#include "app/main_window.h"
#include "core/experiment/data_report.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/predict_dialog.h"
#include "widgets/results/results_view.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

void showSurface(const TrainingPlots& plots, const std::shared_ptr<const RunResults>& results) {
  if (!results->surface) return;
  plots.plane()->setSurface(std::shared_ptr<const DecisionSurface>(results, &*results->surface));
}

}  // namespace

void MainWindow::connectRuns() {
  connect(runs_, &RunsView::trainRequested, this, &MainWindow::train);
  connect(runs_, &RunsView::predictRequested, this,
          [this](const QString& folder) { predictWith(folder); });
  connect(resultsView_, &ResultsView::predictRequested, this, [this] {
    if (const auto& shown = resultsView_->results()) predictWith(shown->folder);
  });
  connect(resultsView_, &ResultsView::exportRequested, this,
          [this] { exportView()->select(QStringLiteral("noise")); });
  connect(runs_, &RunsView::againRequested, this, &MainWindow::runAgain);
  connect(runs_, &RunsView::undoable, this,
          [this](const QString& what, const std::function<void()>& undo) {
            showNotice({.kind = StripMessage::Kind::Success,
                        .text = what,
                        .buttons = {{tr("Undo"), [this, undo] {
                                       undo();
                                       notice_ = Notice::None;
                                       refreshStrip();
                                     }}}});
          });
  connect(&runModel_, &RunListModel::failed, this,
          [this](const Error& error) { log(text(toText(error))); });
  connect(actions_.filterRuns, &QAction::triggered, this, [this] {
    trainingTabs_->parentWidget()->show();
    trainingTabs_->setCurrentWidget(runs_);
    runs_->filterField()->setFocus(Qt::ShortcutFocusReason);
    runs_->filterField()->selectAll();
  });
  connect(runs_, &RunsView::resumeRequested, this, [this](const QString& folder) {
    if (session_->isBusy()) return;
    if (!showsDesignOf(folder)) {
      if (!mayReplace()) return;
      loadDesignOf(folder);
    }
    goOnWith(folder);
  });
  connect(session_, &TrainingSession::answered, this,
          [this](const std::shared_ptr<const RunResults>& results) {
            loader_->cancel();
            resultsView_->setResults(results);
            showSurface(*plots_, results);  // that of while it ran is older
            runModel_.refresh();
          });
  loader_ = new ResultLoader(catalog_, this);
  connect(runs_, &RunsView::runSelected, this, &MainWindow::selectRun);
  connect(resultsView_, &ResultsView::remedyRequested, this, &MainWindow::train);
  connect(loader_, &ResultLoader::loaded, this, &MainWindow::showResults);
  connect(loader_, &ResultLoader::failed, this, [this](const Error& error) {
    resultsView_->setMessage(tr("The results of this run cannot be shown. %1 %2")
                                 .arg(text(error.message), text(error.hint)));
  });
}

void MainWindow::runAgain(const QString& folder) {
  if (session_->isBusy()) return;
  const auto record = RunFolder(folder).record();
  const auto experiment = RunFolder(folder).experiment(*catalog_);
  if (!record || !experiment) {
    fail(tr("This run cannot be repeated."), record ? experiment.error() : record.error());
    return;
  }
  rememberRun();
  session_->start({.experiment = *experiment,
                   .baseFolder = record->dataFolder,
                   .runsFolder = runModel_.folder(),
                   .threads = document_.limits().threads});
}

void MainWindow::predictWith(const QString& folder, const QString& path) {
  const auto record = RunFolder(folder).record();
  if (!record) {
    fail(tr("This run cannot predict."), record.error());
    return;
  }
  auto* dialog = new PredictDialog(
      catalog_, folder, tr("%1, seed %2").arg(text(record->name)).arg(record->seed), this);
  dialog->show();
  if (!path.isEmpty()) dialog->predictOn(path);
}

void MainWindow::selectRun(const QString& folder) {
  const auto& shown = resultsView_->results();
  if (folder.isEmpty() || loader_->folder() == folder ||
      (shown != nullptr && shown->folder == folder)) {
    return;
  }
  if (session_->isBusy() && session_->run() != nullptr && session_->run()->folder == folder) {
    return;  // it has no results yet
  }
  resultsView_->setMessage(tr("Reading the run …"));
  // A run that trains keeps most cores.
  loader_->load(folder, queue_->entries().isEmpty() ? threadCount(document_.limits()) : 1);
}

void MainWindow::showResults(const std::shared_ptr<const RunResults>& results) {
  resultsView_->setResults(results);
  if (session_->isBusy()) return;  // the curves belong to the run that goes on
  const History& history = results->history;
  const std::uint64_t stepsPerEpoch =
      history.epochs.empty() ? 1 : std::max<std::uint64_t>(1, history.epochs.front().step);
  plots_->clear(results->model.groups, stepsPerEpoch, history.epochs.size());
  std::vector<TrainEvent> events;
  for (const StepDone& step : history.steps) events.emplace_back(step);
  for (const EpochDone& epoch : history.epochs) events.emplace_back(epoch);
  for (const GradientsMeasured& measured : history.gradients) events.emplace_back(measured);
  plots_->append(events);
  plots_->setMajority(majorityShare(results->data->raw));
  QStringList classes;
  for (const std::string& name : results->record.classNames) classes << text(name);
  plots_->setPlane(samplesInPlane(*results->data, DataPart::Train), classes);
  showSurface(*plots_, results);
}

}  // namespace qonvolve::ui
