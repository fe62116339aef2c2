// SPDX-License-Identifier: GPL-3.0-or-later
// The line of training runs and other long work of all windows.
#pragma once

#include <QWidget>
#include <memory>

#include "widgets/training/work_queue.h"

class QLabel;
class QListWidget;
class QPushButton;
class QStackedLayout;

namespace qonvolve::ui {

/// What runs and what waits, with buttons to reorder and withdraw what waits.
class QueueView : public QWidget {
  Q_OBJECT

 public:
  explicit QueueView(std::shared_ptr<WorkQueue> queue, QWidget* parent = nullptr);

  QListWidget* list() const { return list_; }

 private:
  void refresh();
  void refreshButtons();
  WorkQueue::Ticket current() const;

  std::shared_ptr<WorkQueue> queue_;
  QListWidget* list_;
  QPushButton* up_;
  QPushButton* down_;
  QPushButton* withdraw_;
  QStackedLayout* pages_;
};

}  // namespace qonvolve::ui
