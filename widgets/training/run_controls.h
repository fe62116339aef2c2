// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons of a run with its progress: how far it is and how long it will take.
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QWidget>
#include <initializer_list>
#include <utility>

#include "widgets/training/training_session.h"

class QAction;
class QLabel;
class QProgressBar;

namespace qonvolve::ui {

/// For the tool bar. The actions (train, pause, stop, ...) belong to the window, which also enables
/// them; this widget shows them as buttons and follows the session for progress.
class RunControls : public QWidget {
  Q_OBJECT

 public:
  RunControls(TrainingSession* session, const QList<QAction*>& actions, QWidget* parent = nullptr);

  /// "epoch 12/30 · 0.4 s left", "Loading data", "Ready".
  QString status() const;
  /// Which of the actions can be used now. A button that has the keyboard and is disabled hands it
  /// to the first usable one, not to whatever comes next in the window; while a run stops, later.
  using Usable = std::pair<QAction*, bool>;
  void setUsable(std::initializer_list<Usable> actions);

 signals:
  /// The same text whenever it changes, for a status bar.
  void statusChanged(const QString& status);

 private:
  void onStarted(const RunStart& start);
  void onProgress(const TrainingProgress& progress);
  void onState(TrainingSession::State state);
  void setStatus(const QString& status);

  TrainingSession* session_;
  QProgressBar* bar_;
  QLabel* label_;
  QElapsedTimer clock_;
  std::uint64_t stepsPerEpoch_ = 1;
  std::uint64_t totalSteps_ = 0;
  std::uint64_t startStep_ = 0;
  bool keyboardWaits_ = false;  // for a button that can be used
};

/// "0.4 s", "12 s", "3 min", "2 h 5 min": one or two significant parts.
QString durationText(double seconds);

}  // namespace qonvolve::ui
