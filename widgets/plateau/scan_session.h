// SPDX-License-Identifier: GPL-3.0-or-later
// A scan as the window sees it: started, watched while points come, cancelled; nothing blocks.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <memory>
#include <mutex>
#include <vector>

#include "core/analysis/scan.h"
#include "widgets/training/background_job.h"

namespace qonvolve::ui {

class ScanSession : public QObject {
  Q_OBJECT

 public:
  explicit ScanSession(std::shared_ptr<const Catalog> catalog, QObject* parent = nullptr);

  /// Begins anew; a scan that goes on is given up. `threads` 0: one per core.
  void start(const Experiment& experiment, const ScanSettings& settings, std::size_t threads);
  /// Ends it; points that are finished stay.
  void cancel();
  bool isBusy() const { return busy_; }
  /// Ends it and forgets its points.
  void clear();

  /// Of the scan that goes on or ended last.
  const std::vector<ScanPoint>& points() const { return points_; }
  /// Points that it has when it is complete; 0: not known yet.
  std::size_t planned() const { return planned_; }
  const ScanSettings& settings() const { return settings_; }
  const Experiment& experiment() const { return experiment_; }
  /// Sizes at which the design does not exist, in words.
  const QStringList& skipped() const { return skipped_; }
  double fraction() const { return fraction_; }
  /// By the speed so far; negative: not known yet.
  double secondsLeft() const;

 signals:
  void started();
  /// Up to ten times a second while it goes on.
  void progressed();
  /// All points are there, or it was cancelled.
  void finished(bool cancelled);
  void failed(const qonvolve::Error& error);

 private:
  /// What the thread of the scan leaves for this one.
  struct Mailbox {
    std::mutex mutex;
    std::vector<ScanPoint> points;
    QStringList skipped;
    std::size_t planned = 0;
    double fraction = 0;
  };
  void collect();

  std::shared_ptr<const Catalog> catalog_;
  BackgroundJob job_;
  QTimer timer_;
  QElapsedTimer clock_;
  std::shared_ptr<Mailbox> mailbox_;
  bool busy_ = false;
  std::vector<ScanPoint> points_;
  ScanSettings settings_;
  Experiment experiment_;
  QStringList skipped_;
  std::size_t planned_ = 0;
  double fraction_ = 0;
};

}  // namespace qonvolve::ui
