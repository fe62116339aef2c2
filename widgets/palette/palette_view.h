// SPDX-License-Identifier: GPL-3.0-or-later
// The palette: a search field over the tree of things that can be added.
#pragma once

#include <QWidget>

#include "widgets/models/palette_model.h"

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace qonvolve::ui {

class PaletteView : public QWidget {
  Q_OBJECT

 public:
  explicit PaletteView(PaletteModel& model, QWidget* parent = nullptr);

  QLineEdit* searchField() const { return search_; }
  QTreeView* tree() const { return tree_; }
  /// Selects the first entry that fits.
  void selectFirst();
  /// Empties the search field and gives it the keyboard.
  void startSearch();

 signals:
  /// Double click or Enter on an entry that fits.
  void chosen(const qonvolve::ui::PaletteEntry& entry);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter(const QString& words);
  void choose(const QModelIndex& index);

  PaletteModel& model_;
  QSortFilterProxyModel* proxy_;
  QLineEdit* search_;
  QTreeView* tree_;
};

}  // namespace qonvolve::ui
