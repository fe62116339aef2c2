// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a training in a word, and what its gradients would cost in shots.
#pragma once

#include <QLabel>
#include <optional>

#include "core/io/run_watch.h"

namespace qonvolve::ui {

/// Hidden while there is nothing to say.
class StateBadge : public QLabel {
  Q_OBJECT

 public:
  explicit StateBadge(QWidget* parent = nullptr);

  void setReading(const std::optional<WatchReading>& reading);
  /// Only a run that goes on is shown in the colour of its state.
  enum class Moment { Running, Paused, Ended };
  void setMoment(Moment moment);
  /// Of a run whose design has changed since it began, it says so.
  void setEarlierDesign(bool earlier);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  std::optional<WatchReading> reading_;
  Moment moment_ = Moment::Running;
  bool earlierDesign_ = false;
};

}  // namespace qonvolve::ui
