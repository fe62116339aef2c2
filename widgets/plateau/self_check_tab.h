// SPDX-License-Identifier: GPL-3.0-or-later
// The self-check of the plateau laboratory: known variances measured here and now.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <mutex>
#include <vector>

#include "core/analysis/self_check.h"
#include "widgets/training/background_job.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace qonvolve::ui {

class SelfCheckTab : public QWidget {
  Q_OBJECT

 public:
  explicit SelfCheckTab(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  void setThreads(std::size_t threads) { threads_ = threads; }
  /// Starts it, or cancels it if it runs.
  void toggle();
  bool isBusy() const { return job_.isBusy(); }

 signals:
  void finished();

 private:
  struct Mailbox {
    std::mutex mutex;
    std::vector<CheckRow> rows;
  };
  void collect();
  void showBusy(bool busy);

  std::shared_ptr<const Catalog> catalog_;
  std::size_t threads_ = 0;
  QLabel* summary_;
  QPushButton* button_;
  QTreeWidget* table_;
  QTimer timer_;
  std::shared_ptr<Mailbox> mailbox_;
  std::size_t shown_ = 0;
  int wrong_ = 0;
  BackgroundJob job_;
};

}  // namespace qonvolve::ui
