// SPDX-License-Identifier: GPL-3.0-or-later
// The window's runs: start, pause, stop, and where their news go.
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QTabWidget>
#include <QToolBar>
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/main_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plateau/plateau_page.h"
#include "widgets/plateau/state_badge.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/results_view.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/training/run_controls.h"

namespace qonvolve::ui {
namespace {

constexpr int kRecolorMs = 100;
constexpr char kPlotAxis[] = "plotAxis";

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QString percent(double share) {
  return QLocale().toString(share * 100, 'f', 1);
}

/// Root mean square gradient of each block over its parameters.
QHash<BlockId, double> blockGradients(const Model& model, const GradientsMeasured& measured) {
  QHash<BlockId, double> sums;
  QHash<BlockId, double> counts;
  for (std::size_t i = 0; i < std::min(model.groups.size(), measured.groups.size()); ++i) {
    const ParameterGroup& group = model.groups[i];
    sums[group.block] += measured.groups[i].meanSquare * group.count;
    counts[group.block] += group.count;
  }
  for (auto sum = sums.begin(); sum != sums.end(); ++sum) {
    sum.value() = std::sqrt(sum.value() / counts[sum.key()]);
  }
  return sums;
}

std::uint64_t epochsOf(const RunStart& run) {
  const std::uint64_t perEpoch = std::max<std::uint64_t>(1, run.stepsPerEpoch);
  return (run.totalSteps + perEpoch - 1) / perEpoch;
}

}  // namespace

void MainWindow::connectTraining() {
  session_ = new TrainingSession(catalog_, this, queue_);
  controls_ = new RunControls(
      session_, {actions_.train, actions_.pause, actions_.stop, actions_.oneEpoch}, this);
  toolBar_->addSeparator();
  toolBar_->addWidget(controls_);
  connect(actions_.train, &QAction::triggered, this, &MainWindow::train);
  connect(actions_.pause, &QAction::triggered, session_, &TrainingSession::pause);
  connect(actions_.stop, &QAction::triggered, session_, &TrainingSession::stop);
  connect(actions_.oneEpoch, &QAction::triggered, this, [this] {
    rememberRun();
    session_->oneEpoch(makeRequest());
  });
  connect(session_, &TrainingSession::stateChanged, this, [this] {
    using State = TrainingSession::State;
    const State state = session_->state();
    badge_->setMoment(state == State::Idle     ? StateBadge::Moment::Ended
                      : state == State::Paused ? StateBadge::Moment::Paused
                                               : StateBadge::Moment::Running);
    refreshRunActions();
    refreshStatus();
  });
  connect(controls_, &RunControls::statusChanged, this, &MainWindow::refreshStatus);
  connect(session_, &TrainingSession::started, this, &MainWindow::onRunStarted);
  connect(session_, &TrainingSession::progressed, this, &MainWindow::onRunProgress);
  connect(session_, &TrainingSession::paused, this,
          [this](const std::shared_ptr<const RunOutcome>& outcome) {
            circuit_->setParameters(outcome->parameters);
            runModel_.refresh();
            log(tr("Paused"));
          });
  connect(session_, &TrainingSession::finished, this, &MainWindow::onRunFinished);
  connect(session_, &TrainingSession::failed, this, [this](const Error& error) {
    runModel_.refresh();
    fail(tr("The run could not go on."), error);
  });
  connect(&document_, &ExperimentDocument::checkedChanged, this, [this] {
    refreshRunActions();
    showRunOnCircuit();
  });
  connect(&document_, &ExperimentDocument::replaced, this, &MainWindow::forgetOtherDesigns);
  makeAxisChoice();
  refreshRunActions();
}

void MainWindow::forgetOtherDesigns() {
  runIsOfDocument_ = runIsOfThisDesign();
  if (runIsOfDocument_) return;
  stack_->clearGradients();
  const auto& shown = resultsView_->results();
  const bool alive = session_->state() != TrainingSession::State::Idle;
  if (alive || (shown != nullptr && shown->model == document_.checked().model)) return;
  loader_->cancel();
  resultsView_->setMessage(
      tr("No results of this design yet. Train it, or choose a run under Runs."), tr("Train"));
  plots_->clear({}, 1, 0);
  plots_->setPlane({}, {});
  badge_->setReading({});
  markEarlierDesign();
  runs_->clearSelection();
}

void MainWindow::makeAxisChoice() {
  // In the corner of the tabs as long as they show the curves; the menu has the same.
  auto* corner = new QWidget(trainingTabs_);
  auto* row = new QHBoxLayout(corner);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Spacing::kMedium);
  earlierDesign_ = new QLabel(tr("Run of an earlier design"), corner);
  earlierDesign_->setObjectName(QStringLiteral("earlierDesign"));
  earlierDesign_->setToolTip(tr("The design has changed since this run began."));
  earlierDesign_->hide();
  row->addWidget(earlierDesign_);
  auto* box = new QComboBox(corner);
  row->addWidget(box);
  box->setObjectName(QStringLiteral("plotAxis"));
  box->setAccessibleName(tr("Plot against"));
  box->setToolTip(tr("What the curves of a run are drawn over"));
  trainingTabs_->setCornerWidget(corner);
  const auto choose = [this, box](int index) {
    plots_->setAxis(static_cast<RunAxis>(index));
    actions_.plotAxis[static_cast<std::size_t>(index)]->setChecked(true);
    box->setCurrentIndex(index);
    settings_.setValue(QLatin1String(kPlotAxis), QByteArray::number(index));
  };
  for (std::size_t i = 0; i < actions_.plotAxis.size(); ++i) {
    QAction* action = actions_.plotAxis[i];
    box->addItem(tr("over %1").arg(QString(action->text()).remove(QLatin1Char('&')).toLower()));
    connect(action, &QAction::triggered, this, [choose, i] { choose(static_cast<int>(i)); });
  }
  connect(box, &QComboBox::activated, this, choose);
  connect(trainingTabs_, &QTabWidget::currentChanged, corner,
          [this, corner] { corner->setVisible(trainingTabs_->currentWidget() == plots_); });
  choose(std::clamp(settings_.value(QLatin1String(kPlotAxis)).toInt(), 0,
                    static_cast<int>(actions_.plotAxis.size()) - 1));
}

TrainingRequest MainWindow::makeRequest() const {
  Experiment experiment = document_.experiment();
  experiment.name = document_.displayName().toStdString();  // a run is known by what the title says
  return {.experiment = std::move(experiment),
          .baseFolder = document_.baseFolder().toStdString(),
          .runsFolder = runModel_.folder(),
          .threads = document_.limits().threads};
}

bool MainWindow::runIsOfThisDesign() const {
  const auto& run = session_->run();
  return run != nullptr && run->model == document_.checked().model;
}

void MainWindow::rememberRun() {
  // The first run tells that the hint was understood.
  settings_.setFlag(QLatin1String(kReadyHintClosed), true);
  notice_ = Notice::None;
  refreshStrip();
}

void MainWindow::train() {
  if (session_->isBusy() || !actions_.train->isEnabled()) return;
  rememberRun();
  if (session_->state() == TrainingSession::State::Paused && runIsOfThisDesign()) {
    session_->resume();
  } else {
    session_->start(makeRequest());
  }
}

void MainWindow::trainFor(int epochs) {
  const auto set =
      document_.setOption(tr("Change epochs"), "/train/epochs", std::to_string(epochs));
  if (set) train();
}

void MainWindow::refreshRunActions() {
  using State = TrainingSession::State;
  const State state = session_->state();
  const bool runnable = document_.checked().runnable();
  const bool resumable = state == State::Paused && runIsOfThisDesign();
  actions_.train->setText(resumable ? tr("&Resume") : tr("&Train"));
  actions_.train->setIconText(resumable ? tr("Resume") : tr("Train"));
  const bool startable = !session_->isBusy() && (runnable || resumable);
  controls_->setUsable({{actions_.train, startable},
                        {actions_.pause, state == State::Training},
                        {actions_.stop, state != State::Idle && state != State::Stopping},
                        {actions_.oneEpoch, startable}});
}

void MainWindow::onRunStarted(const std::shared_ptr<const RunStart>& start) {
  if (start->stepsDone == 0) {
    evaluations_ = 0;
    plots_->clear(start->model.groups, std::max<std::uint64_t>(1, start->stepsPerEpoch),
                  epochsOf(*start));
    plots_->setMajority(start->majority);
    plots_->setPlane(start->plane, start->classNames);
    stack_->clearGradients();
    runIsOfDocument_ = runIsOfThisDesign();
    parameterSizes_.clear();
    badge_->setReading({});
    plateau_->startRun(start->experiment, document_.baseFolder().toStdString(), start->model,
                       start->stepsPerEpoch, start->parameters);
  }
  loader_->cancel();
  resultsView_->setMessage(tr("The run is going on. Its results appear when it has ended."));
  parameters_ = start->parameters;
  trainingTabs_->setCurrentWidget(plots_);
  showRunOnCircuit();
  runModel_.refresh();
  log(start->stepsDone == 0
          ? tr("Training %1, seed %2").arg(text(start->experiment.name)).arg(start->experiment.seed)
          : tr("The run goes on from step %1").arg(start->stepsDone));
  for (const QString& note : start->notes) log(note);
}

void MainWindow::onRunProgress(const std::shared_ptr<const TrainingProgress>& progress) {
  plots_->append(progress->events);
  plateau_->appendRun(progress->events, progress->path);
  badge_->setReading(progress->watch);
  const GradientsMeasured* measured = nullptr;
  for (const TrainEvent& event : progress->events) {
    if (const auto* epoch = std::get_if<EpochDone>(&event)) evaluations_ = epoch->evaluations;
    if (const auto* notice = std::get_if<qonvolve::Notice>(&event)) {
      const QString said = text(notice->text.message + " " + notice->text.hint).trimmed();
      log(tr("Step %1: %2").arg(notice->step).arg(said));
      showNotice({.kind = StripMessage::Kind::Warning, .text = said});
    }
    const auto* gradients = std::get_if<GradientsMeasured>(&event);
    if (gradients == nullptr) continue;
    measured = gradients;
    if (runIsOfDocument_)
      stack_->appendGradients(blockGradients(session_->run()->model, *gradients));
  }
  if (progress->surface) plots_->plane()->setSurface(progress->surface);
  if (!progress->parameters.empty()) parameters_ = progress->parameters;
  if (measured == nullptr) return;
  parameterSizes_ = measured->parameterRms;
  if (lastRecolor_.isValid() && lastRecolor_.elapsed() < kRecolorMs) return;
  lastRecolor_.start();
  showRunOnCircuit();
}

void MainWindow::showRunOnCircuit() {
  markEarlierDesign();
  const bool mine = runIsOfThisDesign();
  const bool alive = session_->isBusy() || session_->state() == TrainingSession::State::Paused;
  controls_->setToolTip(alive && !mine ? tr("The run trains a copy: the design has changed since.")
                                       : QString());
  if (!mine) {
    circuit_->setParameters({});
    circuit_->clearGradients();
    return;
  }
  circuit_->setParameters(parameters_);
  if (!parameterSizes_.empty()) circuit_->setGradients(parameterSizes_);
}

void MainWindow::markEarlierDesign() {
  const bool earlier = session_->run() != nullptr && !runIsOfThisDesign();
  badge_->setEarlierDesign(earlier);
  stack_->setGradientsShown(!earlier);
  earlierDesign_->setVisible(earlier && !plots_->isEmpty());
}

void MainWindow::onRunFinished(const std::shared_ptr<const RunOutcome>& outcome) {
  const RunRecord& record = outcome->record;
  parameters_ = outcome->parameters;
  showRunOnCircuit();
  runModel_.refresh();
  const bool hasTest = record.test.samples > 0;
  QString summary;
  if (record.hasValidation) {
    summary = tr("Best validation accuracy %1 % in epoch %2.")
                  .arg(percent(record.best.accuracy))
                  .arg(record.bestEpoch);
  }
  if (hasTest) {
    summary += QLatin1Char(' ') + tr("Test accuracy %1 % (95 %: %2 to %3 %).")
                                      .arg(percent(record.test.accuracy),
                                           percent(record.test.low95), percent(record.test.high95));
  }
  log(tr("The run is %1 after %2 epochs and %3 circuit evaluations. %4")
          .arg(statusText(record.status))
          .arg(record.epochs)
          .arg(QLocale().toString(static_cast<qulonglong>(evaluations_)), summary));
  StripMessage message{.kind = StripMessage::Kind::Success, .text = summary.trimmed()};
  if (record.status == RunStatus::Diverged) {
    message.kind = StripMessage::Kind::Error;
    message.text = text(record.error.message + " " + record.error.hint).trimmed();
  } else {
    if (record.status == RunStatus::Stopped) {
      message.kind = StripMessage::Kind::Hint;
      message.text =
          tr("Stopped after %1 of %2 epochs.").arg(record.epochs).arg(epochsOf(*session_->run()));
      if (record.epochs > 0) message.text += QLatin1Char(' ') + summary.trimmed();
    }
    message.buttons.push_back(
        {tr("Results"), [this] { trainingTabs_->setCurrentWidget(resultsView_); }});
    if (record.status == RunStatus::Stopped && outcome->resumable) {
      message.buttons.push_back(
          {tr("Go on with it"), [this, folder = outcome->folder] { goOnWith(folder); }});
    }
  }
  if (!message.text.isEmpty()) showNotice(message);
  if (!isActiveWindow()) QApplication::alert(this);
}

}  // namespace qonvolve::ui
