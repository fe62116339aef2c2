// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/run_controls.h"

#include <QAction>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>
#include <cmath>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kBarSteps = 1000;
constexpr double kEstimateAfter = 0.3;  // seconds before a time left is worth saying

}  // namespace

RunControls::RunControls(TrainingSession* session, const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent), session_(session), bar_(new QProgressBar), label_(new QLabel) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Spacing::kSmall);
  for (QAction* action : actions) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(actions.first() == action ? Qt::ToolButtonTextBesideIcon
                                                         : Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    const auto rename = [button, action] {  // Train becomes Resume
      button->setAccessibleName(action->text().remove('&'));
    };
    rename();
    connect(action, &QAction::changed, button, rename);
    layout->addWidget(button);
    if (focusProxy() == nullptr) setFocusProxy(button);
  }
  bar_->setRange(0, kBarSteps);
  bar_->setTextVisible(false);
  bar_->setFixedSize(120, 10);
  bar_->setAccessibleName(tr("Progress of the run"));
  label_->setAccessibleName(tr("State of the run"));
  // Wide enough for its usual texts, so that the tool bar does not jump.
  label_->setMinimumWidth(
      fontMetrics().horizontalAdvance(tr("epoch %1/%2 · %3 left").arg(100).arg(100).arg("10 min")));
  layout->addWidget(bar_);
  layout->addWidget(label_);
  connect(session, &TrainingSession::stateChanged, this, &RunControls::onState);
  connect(session, &TrainingSession::started, this,
          [this](const std::shared_ptr<const RunStart>& start) { onStarted(*start); });
  connect(
      session, &TrainingSession::progressed, this,
      [this](const std::shared_ptr<const TrainingProgress>& progress) { onProgress(*progress); });
  onState(session->state());
}

QString RunControls::status() const {
  return label_->text();
}

void RunControls::setUsable(std::initializer_list<Usable> actions) {
  const bool mine = keyboardWaits_ || isAncestorOf(window()->focusWidget());
  const QAction* first = nullptr;
  for (const auto& [action, usable] : actions) {
    if (!usable) continue;
    action->setEnabled(true);
    if (first == nullptr) first = action;
  }
  keyboardWaits_ =
      mine && first == nullptr && session_->state() == TrainingSession::State::Stopping;
  for (auto* button : findChildren<QToolButton*>()) {
    if (mine && first != nullptr && button->defaultAction() == first) button->setFocus();
  }
  for (const auto& [action, usable] : actions) {
    if (!usable) action->setEnabled(false);
  }
}

void RunControls::setStatus(const QString& status) {
  if (label_->text() == status) return;
  label_->setText(status);
  emit statusChanged(status);
}

void RunControls::onStarted(const RunStart& start) {
  stepsPerEpoch_ = std::max<std::uint64_t>(1, start.stepsPerEpoch);
  totalSteps_ = start.totalSteps;
  startStep_ = start.stepsDone;
  clock_.start();
}

void RunControls::onProgress(const TrainingProgress& progress) {
  std::uint64_t step = 0;
  for (const TrainEvent& event : progress.events) {
    if (const auto* done = std::get_if<StepDone>(&event)) step = done->step;
  }
  if (step == 0 || totalSteps_ == 0) return;
  const double share = static_cast<double>(step) / static_cast<double>(totalSteps_);
  bar_->setValue(static_cast<int>(std::lround(kBarSteps * share)));
  if (session_->state() != TrainingSession::State::Training) return;
  const auto epochs = (totalSteps_ + stepsPerEpoch_ - 1) / stepsPerEpoch_;
  QString text = tr("epoch %1/%2").arg(step / stepsPerEpoch_).arg(epochs);
  const double elapsed = static_cast<double>(clock_.elapsed()) / 1000;
  if (elapsed > kEstimateAfter && step > startStep_) {
    const double perStep = elapsed / static_cast<double>(step - startStep_);
    text = tr("%1 · %2 left")
               .arg(text, durationText(perStep * static_cast<double>(totalSteps_ - step)));
  }
  setStatus(text);
}

void RunControls::onState(TrainingSession::State state) {
  switch (state) {
    case TrainingSession::State::Idle:
      bar_->setRange(0, kBarSteps);
      bar_->setValue(0);
      setStatus(tr("Ready"));
      break;
    case TrainingSession::State::Waiting:
      bar_->setRange(0, kBarSteps);
      bar_->setValue(0);
      setStatus(tr("Waiting for %n run(s)", nullptr, session_->placesBefore()));
      break;
    case TrainingSession::State::Preparing:
      bar_->setRange(0, 0);  // busy
      setStatus(tr("Loading data"));
      break;
    case TrainingSession::State::Training:
      bar_->setRange(0, kBarSteps);
      setStatus(tr("Training"));
      break;
    case TrainingSession::State::Stopping:
      bar_->setRange(0, kBarSteps);
      setStatus(tr("Stopping"));
      break;
    case TrainingSession::State::Paused:
      bar_->setRange(0, kBarSteps);
      setStatus(tr("Paused"));
      break;
  }
}

QString durationText(double seconds) {
  const QLocale locale;
  if (!(seconds >= 0)) return QStringLiteral("0 s");
  if (seconds < 10) {
    return QCoreApplication::translate("Duration", "%1 s").arg(locale.toString(seconds, 'f', 1));
  }
  if (seconds < 100) {
    return QCoreApplication::translate("Duration", "%1 s").arg(std::lround(seconds));
  }
  const long minutes = std::lround(seconds / 60);
  if (minutes < 60) return QCoreApplication::translate("Duration", "%1 min").arg(minutes);
  return QCoreApplication::translate("Duration", "%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

}  // namespace qonvolve::ui
