// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep in the window: planned and made on threads of its own, followed on the disk.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/io/comparison.h"
#include "core/io/sweep_runner.h"
#include "widgets/training/background_job.h"

namespace qonvolve::ui {

/// What of a sweep is known: plan, state of every run, results. A value for the views.
struct SweepView {
  std::shared_ptr<const SweepPlan> plan;
  std::vector<SweepStatus> statuses;  // one a run
  std::vector<double> progress;       // one a run, 0 to 1
  SweepResults results;
};

/// Plans, starts, stops and follows one sweep. No call blocks, except that destruction waits for
/// the runs at work to write their checkpoints. What other programs do in the folder of the sweep
/// is seen too, within kFollowMilliseconds.
class SweepSession : public QObject {
  Q_OBJECT

 public:
  explicit SweepSession(std::shared_ptr<const Catalog> catalog, QObject* parent = nullptr);
  ~SweepSession() override;

  /// Plans a sweep that is kept in `folder`, which is made; `base`: where its relative paths start.
  /// The former one is stopped.
  void open(const SweepSpec& spec, const QString& base, const QString& folder);
  void close();

  bool isOpen() const { return view_.plan != nullptr; }
  bool isPlanning() const { return job_.isBusy(); }
  bool isRunning() const { return state_ != nullptr; }
  const SweepView& view() const { return view_; }
  /// The ended runs, grouped; empty while there is no sweep.
  Comparison comparison() const;
  QString folder() const;

  /// Makes what is missing, on `threads` (0: one a core), at low priority.
  void start(std::size_t threads);
  void stop();
  /// The runs of these cells come next, or are given up.
  void prefer(const std::vector<std::size_t>& cells);
  void cancel(const std::vector<std::size_t>& cells);

  static constexpr int kFollowMilliseconds = 2000;
  static constexpr int kRefreshMilliseconds = 200;
  static constexpr int kNiceness = 10;

 signals:
  /// Another sweep, or none.
  void opened();
  /// States, progress or results changed; at most five times a second.
  void changed();
  void runningChanged();
  void failed(const qonvolve::Error& error);

 private:
  struct Running;
  void refresh();
  void follow();
  void finish();

  std::shared_ptr<const Catalog> catalog_;
  BackgroundJob job_;
  std::shared_ptr<const SweepStore> store_;
  SweepView view_;
  std::unique_ptr<Running> state_;
  QTimer refreshTimer_;
  QTimer followTimer_;
};

}  // namespace qonvolve::ui
