// SPDX-License-Identifier: GPL-3.0-or-later
// The gallery of shipped designs: a picture of each, what it is for and what it takes.
#pragma once

#include <QDialog>

#include "core/experiment/catalog.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QTabBar;
class QTimer;

namespace qonvolve::ui {

/// From simple to hard. Pictures are drawn from the compiled designs, one at a time while the
/// dialog already shows. Arrow keys move, Enter opens, typing filters.
class ExampleGallery : public QDialog {
  Q_OBJECT

 public:
  /// `catalog` must outlive the dialog.
  explicit ExampleGallery(const Catalog& catalog, QWidget* parent = nullptr);

  QListWidget* list() const { return list_; }
  QLineEdit* filter() const { return filter_; }
  /// All examples, then one group after the other.
  QTabBar* groups() const { return groups_; }
  /// The whole description of the current example.
  QLabel* details() const { return details_; }
  /// Whether all pictures are there.
  bool isComplete() const;

 signals:
  void chosen(const QString& id);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void applyFilter();
  void showDetails();
  void drawNext();
  void choose();

  const Catalog& catalog_;
  QLineEdit* filter_;
  QTabBar* groups_;
  QListWidget* list_;
  QLabel* details_;
  QTimer* timer_;
  int drawn_ = 0;  // items before this one have their picture
};

}  // namespace qonvolve::ui
