// SPDX-License-Identifier: GPL-3.0-or-later
// Everything of a circuit drawing that lies behind the gates.
#pragma once

#include <QGraphicsItem>
#include <optional>
#include <vector>

#include "core/circuit/diagram_geometry.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

/// Bands of blocks with their names, wires with labels, ground signs, and the note on the wire
/// order. Refers to the layout and geometry it was made from; the scene replaces it when they
/// change.
class PageItem : public QGraphicsItem {
 public:
  PageItem(const Layout& layout, const DiagramGeometry& page, std::span<const DrawBlock> blocks,
           const Theme& theme);

  void setHighlighted(std::optional<BlockId> block);
  /// Index of the block whose band lies at a point, -1: none.
  std::int32_t blockAt(const QPointF& point) const;

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paintBands(QPainter* painter, const QRectF& exposed) const;
  void paintWires(QPainter* painter, const QRectF& exposed) const;

  const Layout& layout_;
  const DiagramGeometry& page_;
  std::span<const DrawBlock> blocks_;
  const Theme& theme_;
  std::optional<BlockId> highlighted_;
};

}  // namespace qonvolve::ui
