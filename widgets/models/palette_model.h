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
    ReplacesRole,                // name of the current block if the entry would take its place
    SearchRole,                  // all words to search in
    IsGroupRole,                 // bool
    GlyphRole,                   // name of its icon
  };

  explicit PaletteModel(ExperimentDocument& document, QObject* parent = nullptr);

  /// Where the next entry would go; its consequences are worked out a moment later.
  void setInsertionPoint(StackPosition position, BlockId current = 0);
  StackPosition insertionPoint() const { return position_; }
  /// Works out now what is pending.
  void refreshNow();

  /// Adds the entry at the insertion point, or puts it in the place of the current block where only
  /// that makes sense. One undo step; returns the block to select next, 0 for a preprocessing step.
  BlockId apply(const PaletteEntry& entry);

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
    QString replaces;
    int parameters = -1;
  };
  struct Group {
    QString label;
    QString category;
    std::vector<Item> items;
  };

  void fill();
  void schedule();
  void judgeFor(qint64 milliseconds);
  void judge(Item& item) const;
  bool judgeReplacing(Item& item) const;
  static QString glyphOf(const Item& item, const Group& group);
  const Item* itemOf(const QModelIndex& index) const;

  ExperimentDocument& document_;
  StackPosition position_;
  BlockId current_ = 0;
  std::vector<Group> groups_;
  QTimer timer_;
  std::vector<Item*> order_;  // all items
  std::size_t judged_ = 0;    // of them, for the design as it is
};

}  // namespace qonvolve::ui
