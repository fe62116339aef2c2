// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of its design: enabled actions, status line, strip.
#include <QLabel>
#include <QLocale>
#include <algorithm>

#include "app/main_window.h"
#include "app/pages.h"
#include "core/experiment/estimate.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/models/stack_text.h"
#include "widgets/panels/message_strip.h"
#include "widgets/training/run_controls.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

}  // namespace

void MainWindow::refreshActions() {
  const QUndoStack& undo = document_.undoStack();
  actions_.undo->setEnabled(undo.canUndo());
  actions_.redo->setEnabled(undo.canRedo());
  const auto name = [](QAction* action, const QString& verb, const QString& what) {
    action->setText(what.isEmpty() ? verb : QStringLiteral("%1: %2").arg(verb, what));
  };
  name(actions_.undo, tr("&Undo"), undo.undoText());
  name(actions_.redo, tr("&Redo"), undo.redoText());
  actions_.undo->setIconText(tr("Undo"));
  actions_.redo->setIconText(tr("Redo"));

  const BlockId current = stack_->current();
  const Stack& stack = document_.experiment().stack;
  const StackPart part = findPart(stack, current);
  const bool inList = positionOf(stack, current).has_value();
  const bool inLane = laneOf(stack, current) != 0;
  actions_.cut->setEnabled(inList);
  actions_.copy->setEnabled(stack_->canCopy());
  actions_.remove->setEnabled(inList || part.lane != nullptr);
  actions_.duplicate->setEnabled(inList || part.lane != nullptr);
  actions_.moveUp->setEnabled(inList);
  actions_.moveDown->setEnabled(inList);
  actions_.moveToLaneBefore->setEnabled(inLane);
  actions_.moveToNextLane->setEnabled(inLane);
  actions_.addLane->setEnabled(inLane);
  const bool named = part.block != nullptr || part.lane != nullptr;
  actions_.rename->setEnabled(named);
  actions_.bypass->setEnabled(named);
  actions_.bypass->setChecked(isBypassed(part));
}

namespace {

QString count(std::size_t n, const QString& one, const QString& many) {
  return n == 1 ? one : many.arg(QLocale().toString(static_cast<qulonglong>(n)));
}

}  // namespace

void MainWindow::refreshCost() {
  const Checked& checked = document_.checked();
  const std::size_t samples =
      expectedTrainSamples(document_.experiment(), *catalog_, document_.data().summary());
  // Planning takes its time, and how many samples there are, which is known later, has no part in
  // it.
  const std::size_t threads = threadCount(document_.limits());
  const SimulationSpec& simulation = document_.experiment().simulation;
  if (!(planned_.model == checked.model && planned_.simulation == simulation &&
        planned_.threads == threads)) {
    planned_ = {checked.model, simulation, threads,
                estimateCost(checked.model, 1, threads, checked.simulation)};
  }
  Estimate cost = planned_.ofOneSample;
  cost.secondsPerEpoch *= static_cast<double>(samples);
  QStringList parts;
  if (cost.wires > 0) parts.append(count(cost.wires, tr("1 qubit"), tr("%1 qubits")));
  parts.append(count(cost.parameters, tr("1 parameter"), tr("%1 parameters")));
  parts.append(count(cost.twoQubitGates, tr("1 two-qubit gate"), tr("%1 two-qubit gates")));
  parts.append(tr("depth %1").arg(cost.depth));
  if (cost.secondsPerEpoch > 0 && cost.secondsPerEpoch < 0.01) {
    parts.append(tr("under 0.01 s/epoch"));
  } else if (cost.secondsPerEpoch > 0) {
    parts.append(tr("~%1/epoch").arg(text(qonvolve::durationText(cost.secondsPerEpoch))));
  }
  if (!cost.engine.empty()) parts.append(text(cost.engine));
  cost_ = parts;
  refreshStatus();
}

void MainWindow::refreshStatus() {
  QStringList parts = cost_;
  if (session_->state() != TrainingSession::State::Idle) {
    parts.append(runIsOfThisDesign()
                     ? controls_->status()
                     : tr("%1 (the run has an earlier design)").arg(controls_->status()));
  } else if (document_.checked().runnable()) {
    parts.append(tr("Ready"));
  } else {
    parts.append(count(static_cast<std::size_t>(issueModel_.errorCount()), tr("1 problem"),
                       tr("%1 problems")));
  }
  status_->setText(parts.join(QStringLiteral("  ·  ")));
}

void MainWindow::showNotice(const StripMessage& message) {
  notice_ = message.dismissible ? Notice::UntilEdit : Notice::UntilAnswered;
  strip_->showMessage(message);
}

void MainWindow::refreshStrip() {
  if (notice_ != Notice::None) return;
  const Checked& checked = document_.checked();
  const bool elsewhere = pages_ != nullptr && pages_->current() != pages_->ids().first();
  if (elsewhere) {  // the state of the design is said beside the design
    strip_->dismiss();
    return;
  }
  if (!checked.runnable()) {
    const Issue& issue = checked.issues.front();
    StripMessage message{
        .kind = StripMessage::Kind::Warning,
        .text = QString::fromStdString(issue.message + " " + issue.hint).trimmed()};
    const int errors = issueModel_.errorCount();
    if (errors > 1) {
      message.text += QLatin1Char(' ') + count(static_cast<std::size_t>(errors - 1),
                                               tr("1 more problem."), tr("%1 more problems."));
      message.buttons.push_back({tr("Fix all"), [this] { fixAll(); }});
    }
    for (const Fix& fix : issue.fixes) {
      if (message.buttons.size() == 2) break;
      message.buttons.push_back({QString::fromStdString(fix.label),
                                 [this, fix] { static_cast<void>(document_.applyFix(fix)); }});
    }
    if (issue.overLimit) {
      message.buttons.push_back({tr("Open Preferences"), [this] { showPreferences(); }});
    }
    if (document_.undoStack().canUndo()) {
      message.buttons.push_back({tr("Undo"), [this] { travel(&QUndoStack::undo); }});
    }
    strip_->showMessage(message);
  } else if (!settings_.flag(QLatin1String(kReadyHintClosed))) {
    strip_->showMessage({.kind = StripMessage::Kind::Hint,
                         .text = tr("This design is ready. Press F5 to train it.")});
  } else {
    strip_->dismiss();
  }
}

}  // namespace qonvolve::ui
