// SPDX-License-Identifier: GPL-3.0-or-later
// The column of cards: lays them out in reading order and finds the gap under a drag.
#pragma once

#include <QHash>
#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>
#include <vector>

#include "widgets/canvas/block_card.h"
#include "widgets/canvas/wire_gap.h"
#include "widgets/models/stack_model.h"

namespace qonvolve::ui {

/// Card 0 is the data card at the top; sections are framed groups with a head card, lanes stand
/// side by side in such a group above their fusion.
class StackCanvas : public QWidget {
  Q_OBJECT

 public:
  StackCanvas(ExperimentDocument& document, StackModel& model, QWidget* parent = nullptr);

  /// Nullptr if there is no such block.
  BlockCard* card(BlockId id) const { return cards_.value(id, nullptr); }
  /// Ids in reading order, the data card (0) first.
  const std::vector<BlockId>& order() const { return order_; }
  const std::vector<WireGap*>& gaps() const { return gaps_; }

  /// The gap nearest to a point.
  WireGap* nearestGap(const QPoint& position) const;
  /// Marks one gap as the place of a drop; nullptr marks none.
  void setTarget(WireGap* gap);

 signals:
  void cardCreated(qonvolve::ui::BlockCard* card);
  void rebuilt();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void rebuild();
  void refresh();
  void addNodes(QVBoxLayout* layout, const QModelIndex& parent, BlockId section);
  void addNode(QVBoxLayout* layout, const QModelIndex& index);
  void addLanes(QVBoxLayout* layout, const QModelIndex& parent);
  QVBoxLayout* addFrame(QLayout* layout, QWidget* parent);
  int refreshList(const QModelIndex& parent, int wires, std::size_t& gap);
  WireGap* addGap(QVBoxLayout* layout, StackPosition position);
  BlockCard* ensureCard(BlockId id, QWidget* parent);
  CardContent contentOf(const QModelIndex& index) const;
  CardContent dataContent() const;

  ExperimentDocument& document_;
  StackModel& model_;
  QWidget* holder_;
  QVBoxLayout* column_;
  QLabel* hint_;
  QHash<BlockId, BlockCard*> cards_;
  std::vector<BlockId> order_;
  std::vector<WireGap*> gaps_;
  std::vector<QWidget*> frames_;
};

}  // namespace qonvolve::ui
