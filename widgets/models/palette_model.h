// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog as a tree of groups and entries, with what each would do to the present design.
#pragma once

#include <QAbstractItemModel>
#include <QTimer>
#include <vector>

#include "widgets/models/palette_entry.h"

namespace qonvolve::ui {

/// Entries that do not fit at the insertion point stay visible, disabled, and say why.
class PaletteModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Role {
    SummaryRole = Qt::UserRole,  // one line
    CategoryRole,                // group; also for the colour
    ParametersRole,              // int: parameters the entry would add, -1 unknown
    ReasonRole,                  // why it does not fit; empty if it does
    SearchRole,                  // all words to search in
    IsGroupRole,                 // bool
  };

  explicit PaletteModel(ExperimentDocument& document, QObject* parent = nullptr);

  /// Where the next entry would go; its consequences are worked out when the event loop is idle.
  void setInsertionPoint(StackPosition position);
  StackPosition insertionPoint() const { return position_; }
  /// Works out now what is pending.
  void refreshNow();

  std::optional<PaletteEntry> entry(const QModelIndex& index) const;
  QModelIndex indexOf(const PaletteEntry& entry) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;

 private:
  struct Item {
    PaletteEntry entry;
    QString label;
    QString summary;
    QString help;
    QString search;
    QString reason;
    int parameters = -1;
  };
  struct Group {
    QString label;
    QString category;
    std::vector<Item> items;
  };

  void fill();
  void schedule();
  void judge(Item& item) const;
  const Item* itemOf(const QModelIndex& index) const;

  ExperimentDocument& document_;
  StackPosition position_;
  std::vector<Group> groups_;
  QTimer timer_;
};

}  // namespace qonvolve::ui
