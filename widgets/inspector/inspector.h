// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector: settings of the current block, of the data and of the training.
#pragma once

#include <QTabWidget>

#include "widgets/inspector/block_page.h"
#include "widgets/inspector/data_page.h"
#include "widgets/inspector/training_page.h"

namespace qonvolve::ui {

class Inspector : public QTabWidget {
  Q_OBJECT

 public:
  enum Page { BlockTab, DataTab, TrainingTab };

  explicit Inspector(ExperimentDocument& document, QWidget* parent = nullptr);

  /// Follows the stack's current card; 0 (the data card) shows the data page.
  void setCurrentBlock(BlockId id);
  /// Shows the page a problem's pointer leads to ("/train/epochs").
  void showPointer(const std::string& pointer);
  /// Gives the keyboard to the first editor of the visible page.
  void focusFirst();

  BlockPage* blockPage() const { return block_; }
  DataPage* dataPage() const { return data_; }
  TrainingPage* trainingPage() const { return training_; }

 signals:
  void preferencesRequested();

 private:
  void updateBadges();

  ExperimentDocument& document_;
  BlockPage* block_;
  DataPage* data_;
  TrainingPage* training_;
};

}  // namespace qonvolve::ui
