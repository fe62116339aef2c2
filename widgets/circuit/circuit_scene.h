// SPDX-License-Identifier: GPL-3.0-or-later
// The items of a circuit drawing and what they show: category or gradient, names or values.
#pragma once

#include <QGraphicsScene>
#include <QString>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/circuit/diagram_geometry.h"
#include "core/circuit/layout.h"
#include "widgets/circuit/gradient_scale.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

class GateItem;
class PageItem;

/// Draws one circuit. The drawing is rebuilt when circuit, folding, width or theme change; colours,
/// values and highlights only repaint what differs.
class CircuitScene : public QGraphicsScene {
  Q_OBJECT

 public:
  /// Fill of the gates. Gradient needs setGradients().
  enum class Coloring { Category, Gradient };

  explicit CircuitScene(QObject* parent = nullptr);
  ~CircuitScene() override;

  /// Keeps folding (by block and repetition) and the highlighted block; forgets values and
  /// gradients when the circuit differs.
  void setCircuit(Circuit circuit, std::vector<DrawBlock> blocks);
  const Circuit& circuit() const { return circuit_; }
  const std::vector<DrawBlock>& blocks() const { return blocks_; }
  const Layout& drawnLayout() const { return layout_; }

  /// Detail of all blocks at once.
  void setDetail(Detail detail);
  /// Detail of every block, to be carried over to another scene.
  const LayoutOptions& folding() const { return options_; }
  void setFolding(const LayoutOptions& folding);
  void setBlockDetail(const BlockKey& key, Detail detail);
  /// One step more or less detail of the block at this index of blocks(); false: there is none.
  bool unfold(std::int32_t block);
  bool fold(std::int32_t block);
  /// Folded, units, gates, and folded again.
  void cycle(std::int32_t block);

  /// Scene pixels; 0: one line.
  void setWrapWidth(double width);
  void setTheme(const Theme& theme);

  /// Values of the parameters, shown on the gates; empty: names.
  void setParameters(std::span<const double> theta);
  void setColoring(Coloring coloring);
  Coloring coloring() const { return coloring_; }
  /// Root mean square gradient of each parameter. The first call after clearGradients() sets the
  /// scale anew.
  void setGradients(std::span<const float> sizes);
  void clearGradients();

  void highlightBlock(std::optional<BlockId> block);

  /// Elements in the order of the operations; the walk with [ and ].
  int gateCount() const;
  int currentGate() const { return current_; }
  void setCurrentGate(int index);
  QRectF gateRect(int index) const;
  /// The first gate of the highlighted block; -1: there is none.
  int firstHighlightedGate() const;
  /// Block of the current gate as an index of blocks(), -1: none.
  std::int32_t currentBlock() const;
  /// "CRZ(theta_15 = 0.42pi) q1 -> q0, Pooling 1, gradient 0.0031, 3 more gates share its
  /// parameters".
  QString describeGate(int index) const;

 signals:
  void blockSelected(qonvolve::BlockId block);
  void blockActivated(qonvolve::BlockId block);
  void currentGateChanged(int index, const QString& description);
  void gradientScaleChanged(const qonvolve::ui::GradientScale& scale);
  /// After a rebuild: the size may differ.
  void rebuilt();

 protected:
  void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
  void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;
  void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
  void helpEvent(QGraphicsSceneHelpEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void rebuild();
  void recolor();
  void showValues();
  void updateEmphasis();
  void setHovered(int index);
  int gateIndexAt(const QPointF& point) const;
  std::int32_t blockAt(const QPointF& point) const;
  bool changeDetail(std::int32_t block, int step);
  std::optional<double> gradientOf(const PlacedGate& gate) const;

  Circuit circuit_;
  std::vector<DrawBlock> blocks_;
  LayoutOptions options_;
  Layout layout_;
  DiagramGeometry page_;
  Theme theme_ = Theme::light();
  double wrapWidth_ = 0;
  std::vector<double> theta_;
  std::vector<float> gradients_;
  GradientScale scale_;
  bool freshScale_ = true;
  Coloring coloring_ = Coloring::Category;
  std::optional<BlockId> highlighted_;
  int current_ = -1;
  int hovered_ = -1;
  PageItem* pageItem_ = nullptr;  // owned by the scene
  std::vector<GateItem*> items_;  // owned by the scene
};

}  // namespace qonvolve::ui
