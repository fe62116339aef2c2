// SPDX-License-Identifier: GPL-3.0-or-later
// The map of the design: read only, every block selects its card.
#pragma once

#include <QPointF>
#include <QScrollArea>
#include <vector>

#include "core/experiment/overview.h"

namespace qonvolve::ui {

/// Fits the map to its width. Left and Right go from block to block, Enter opens the settings.
class OverviewView : public QScrollArea {
  Q_OBJECT

 public:
  explicit OverviewView(QWidget* parent = nullptr);
  ~OverviewView() override;

  void setMap(OverviewMap map);
  const OverviewMap& map() const { return map_; }
  /// Frames these blocks.
  void setHighlighted(std::vector<BlockId> blocks);
  /// Where the centre of a block lies in the viewport; for tests.
  QPoint centerOf(std::size_t box) const;

 signals:
  void blockSelected(qonvolve::BlockId block);
  void blockActivated(qonvolve::BlockId block);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  class Canvas;
  void arrange();
  void step(int by);

  OverviewMap map_;
  std::vector<BlockId> highlighted_;
  Canvas* canvas_;
  double scale_ = 1;
  QPointF origin_;  // of the map in what scrolls: it stands in the middle
};

}  // namespace qonvolve::ui
