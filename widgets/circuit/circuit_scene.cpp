// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/circuit_scene.h"

#include <QGraphicsSceneHelpEvent>
#include <QGraphicsSceneMouseEvent>
#include <QLocale>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/circuit/gate_text.h"
#include "core/circuit/svg_diagram.h"
#include "widgets/circuit/gate_item.h"
#include "widgets/circuit/page_item.h"

namespace qonvolve::ui {
namespace {

bool shareParameter(const PlacedGate& a, const PlacedGate& b) {
  return std::find_first_of(a.parameters.begin(), a.parameters.end(), b.parameters.begin(),
                            b.parameters.end()) != a.parameters.end();
}

QString sizeText(double size) {
  return QLocale().toString(size, size >= 1e-3 || size == 0 ? 'g' : 'e', 2);
}

}  // namespace

CircuitScene::CircuitScene(QObject* parent) : QGraphicsScene(parent) {
  setItemIndexMethod(QGraphicsScene::NoIndex);  // few items, often rebuilt
  rebuild();
}

CircuitScene::~CircuitScene() = default;

void CircuitScene::setCircuit(Circuit circuit, std::vector<DrawBlock> blocks) {
  if (!(circuit == circuit_)) {
    theta_.clear();
    clearGradients();
    current_ = -1;
  }
  circuit_ = std::move(circuit);
  blocks_ = std::move(blocks);
  rebuild();
}

void CircuitScene::setDetail(Detail detail) {
  options_.detail = detail;
  options_.details.clear();
  rebuild();
}

void CircuitScene::setFolding(const LayoutOptions& folding) {
  options_ = folding;
  rebuild();
}

void CircuitScene::setBlockDetail(const BlockKey& key, Detail detail) {
  options_.details[key] = detail;
  rebuild();
}

bool CircuitScene::changeDetail(std::int32_t block, int step) {
  for (const BlockRange& range : layout_.blocks) {
    if (range.block != block) continue;
    int detail = static_cast<int>(range.detail) + step;
    if (!range.hasUnits && detail == static_cast<int>(Detail::Units)) detail += step;
    if (detail < 0 || detail > static_cast<int>(Detail::Gates)) return false;
    setBlockDetail(blocks_[static_cast<std::size_t>(block)].key(), static_cast<Detail>(detail));
    return true;
  }
  return false;
}

bool CircuitScene::unfold(std::int32_t block) {
  return changeDetail(block, 1);
}
bool CircuitScene::fold(std::int32_t block) {
  return changeDetail(block, -1);
}

void CircuitScene::cycle(std::int32_t block) {
  if (block < 0) return;
  if (!unfold(block)) {
    setBlockDetail(blocks_[static_cast<std::size_t>(block)].key(), Detail::Block);
  }
}

void CircuitScene::setWrapWidth(double width) {
  if (std::abs(width - wrapWidth_) < 0.5) return;
  wrapWidth_ = width;
  rebuild();
}

void CircuitScene::setTheme(const Theme& theme) {
  if (theme == theme_) return;
  theme_ = theme;
  rebuild();
}

void CircuitScene::rebuild() {
  // The operation in focus stays in focus when its block is folded or unfolded.
  const bool hadCurrent = current_ >= 0 && current_ < gateCount();
  const std::uint32_t currentOp =
      hadCurrent ? items_[static_cast<std::size_t>(current_)]->gate().firstOp : 0;
  const std::int32_t currentBlockIndex = hadCurrent ? currentBlock() : -1;
  clear();
  items_.clear();
  hovered_ = -1;
  current_ = -1;
  layout_ = layoutCircuit(circuit_, blocks_, options_);
  page_ = placeOnPage(layout_, blocks_, wrapWidth_);
  setBackgroundBrush(theme_.base);
  pageItem_ = new PageItem(layout_, page_, blocks_, theme_);
  pageItem_->setHighlighted(highlighted_);
  addItem(pageItem_);
  items_.reserve(layout_.gates.size());
  for (std::size_t i = 0; i < layout_.gates.size(); ++i) {
    const PlacedGate& gate = layout_.gates[i];
    auto* item = new GateItem(static_cast<int>(i), gate, page_.gates[i], theme_,
                              categoryOf(blocks_, gate.block));
    items_.push_back(item);
    addItem(item);
    const bool holdsCurrent = gate.firstOp <= currentOp && currentOp < gate.firstOp + gate.opCount;
    if (hadCurrent && current_ < 0 && gate.block == currentBlockIndex &&
        (holdsCurrent || gate.opCount == 0)) {
      current_ = static_cast<int>(i);
    }
  }
  setSceneRect(0, 0, page_.width, page_.height);
  recolor();
  showValues();
  updateEmphasis();
  emit rebuilt();
}

void CircuitScene::setParameters(std::span<const double> theta) {
  theta_.assign(theta.begin(), theta.end());
  showValues();
}

void CircuitScene::showValues() {
  for (GateItem* item : items_) {
    const PlacedGate& gate = item->gate();
    if (gate.kind != PlacedGate::Kind::Gate || gate.parameters.empty()) continue;
    item->setValue(theta_.empty()
                       ? QString()
                       : QString::fromStdString(captionWithValues(circuit_, gate, theta_)));
  }
}

void CircuitScene::setColoring(Coloring coloring) {
  if (coloring_ == coloring) return;
  coloring_ = coloring;
  recolor();
}

void CircuitScene::setGradients(std::span<const float> sizes) {
  gradients_.assign(sizes.begin(), sizes.end());
  const GradientScale scale = scale_.including(sizes, freshScale_);
  freshScale_ = false;
  if (!(scale == scale_)) {
    scale_ = scale;
    emit gradientScaleChanged(scale_);
  }
  if (coloring_ == Coloring::Gradient) recolor();
}

void CircuitScene::clearGradients() {
  gradients_.clear();
  freshScale_ = true;
  recolor();
}

std::optional<double> CircuitScene::gradientOf(const PlacedGate& gate) const {
  double sum = 0;
  std::size_t count = 0;
  for (const std::uint32_t parameter : gate.parameters) {
    if (parameter >= gradients_.size()) continue;
    sum += double{gradients_[parameter]} * gradients_[parameter];
    ++count;
  }
  if (count == 0) return {};
  return std::sqrt(sum / static_cast<double>(count));
}

void CircuitScene::recolor() {
  for (GateItem* item : items_) {
    QColor heat;
    if (coloring_ == Coloring::Gradient && item->gate().kind != PlacedGate::Kind::Readout) {
      const std::optional<double> size = gradientOf(item->gate());
      // 64 steps: a change that nobody sees repaints nothing.
      heat = size ? Theme::cividis(std::round(63 * scale_.position(*size)) / 63) : theme_.raised;
    }
    item->setHeat(heat);
  }
}

void CircuitScene::highlightBlock(std::optional<BlockId> block) {
  highlighted_ = block;
  pageItem_->setHighlighted(block);
}

int CircuitScene::gateCount() const {
  return static_cast<int>(items_.size());
}

void CircuitScene::setCurrentGate(int index) {
  if (items_.empty()) return;
  current_ = std::clamp(index, -1, gateCount() - 1);
  updateEmphasis();
  if (current_ >= 0) emit currentGateChanged(current_, describeGate(current_));
}

QRectF CircuitScene::gateRect(int index) const {
  if (index < 0 || index >= gateCount()) return {};
  return items_[static_cast<std::size_t>(index)]->sceneBoundingRect();
}

int CircuitScene::firstHighlightedGate() const {
  for (std::size_t i = 0; highlighted_ && i < items_.size(); ++i) {
    const std::int32_t block = items_[i]->gate().block;
    if (block >= 0 && blocks_[static_cast<std::size_t>(block)].id == *highlighted_) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

std::int32_t CircuitScene::currentBlock() const {
  if (current_ < 0 || current_ >= gateCount()) return -1;
  return items_[static_cast<std::size_t>(current_)]->gate().block;
}

QString CircuitScene::describeGate(int index) const {
  if (index < 0 || index >= gateCount()) return {};
  const PlacedGate& gate = items_[static_cast<std::size_t>(index)]->gate();
  QStringList parts;
  if (gate.kind == PlacedGate::Kind::Gate) {
    const Op& op = circuit_.ops[gate.firstOp];
    parts << QString::fromStdString(gateLine(circuit_, op, Script::Unicode));
    for (std::size_t i = 0; i < gateInfo(op.gate).angles; ++i) {
      double radians = 0;
      if (op.angles[i].source != Angle::Source::Parameter ||
          !angleValue(op.angles[i], theta_, radians)) {
        continue;
      }
      parts << QStringLiteral("%1 = %2 (%3 rad)")
                   .arg(QString::fromStdString(parameterName(op.angles[i].index, Script::Unicode)),
                        QString::fromStdString(piText(radians, Script::Unicode)),
                        QLocale().toString(radians, 'f', 3));
    }
  } else if (gate.kind == PlacedGate::Kind::Event) {
    parts << QString::fromStdString(eventLine(
        circuit_, circuit_.events[static_cast<std::size_t>(gate.event)], Script::Unicode));
  } else {
    QStringList wires;
    for (const Mark& mark : gate.marks) wires << QStringLiteral("q%1").arg(mark.wire);
    const QString name =
        QString::fromStdString(gate.symbol + (gate.tag.empty() ? "" : " ") + gate.tag);
    parts << tr("%1 on %2").arg(name, wires.join(QStringLiteral(", ")));
    if (gate.opCount > 1) parts << tr("%n gate(s)", nullptr, static_cast<int>(gate.opCount));
    if (!gate.parameters.empty()) {
      parts << tr("%n parameter(s)", nullptr, static_cast<int>(gate.parameters.size()));
    }
  }
  if (gate.block >= 0 && gate.kind != PlacedGate::Kind::Block) {
    parts << QString::fromStdString(blocks_[static_cast<std::size_t>(gate.block)].name);
  }
  if (const std::optional<double> size = gradientOf(gate)) {
    parts << tr("gradient %1").arg(sizeText(*size));
  }
  const auto sharing = std::count_if(items_.begin(), items_.end(), [&gate](const GateItem* item) {
    return &item->gate() != &gate && shareParameter(item->gate(), gate);
  });
  if (sharing > 0)
    parts << tr("%n more share(s) its parameters", nullptr, static_cast<int>(sharing));
  return parts.join(QStringLiteral(" · "));
}

void CircuitScene::updateEmphasis() {
  const int leader = hovered_ >= 0 ? hovered_ : current_;
  for (GateItem* item : items_) {
    GateItem::Emphasis emphasis = GateItem::Emphasis::None;
    if (leader >= 0 &&
        shareParameter(item->gate(), items_[static_cast<std::size_t>(leader)]->gate())) {
      emphasis = GateItem::Emphasis::Shared;
    }
    if (item->index() == hovered_) emphasis = GateItem::Emphasis::Hovered;
    if (item->index() == current_) emphasis = GateItem::Emphasis::Current;
    item->setEmphasis(emphasis);
  }
}

void CircuitScene::setHovered(int index) {
  if (hovered_ == index) return;
  hovered_ = index;
  updateEmphasis();
}

int CircuitScene::gateIndexAt(const QPointF& point) const {
  for (const QGraphicsItem* item : items(point)) {
    if (const auto* gate = qgraphicsitem_cast<const GateItem*>(item)) return gate->index();
  }
  return -1;
}

std::int32_t CircuitScene::blockAt(const QPointF& point) const {
  const int gate = gateIndexAt(point);
  if (gate >= 0) return items_[static_cast<std::size_t>(gate)]->gate().block;
  return pageItem_->blockAt(point);
}

void CircuitScene::mousePressEvent(QGraphicsSceneMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    QGraphicsScene::mousePressEvent(event);
    return;
  }
  event->accept();
  setCurrentGate(gateIndexAt(event->scenePos()));
  const std::int32_t block = blockAt(event->scenePos());
  if (block >= 0) emit blockSelected(blocks_[static_cast<std::size_t>(block)].id);
}

void CircuitScene::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
  event->accept();
  const std::int32_t block = blockAt(event->scenePos());
  if (block < 0 || event->button() != Qt::LeftButton) return;
  const BlockId id = blocks_[static_cast<std::size_t>(block)].id;
  cycle(block);
  emit blockActivated(id);
}

void CircuitScene::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
  setHovered(gateIndexAt(event->scenePos()));
  QGraphicsScene::mouseMoveEvent(event);
}

void CircuitScene::helpEvent(QGraphicsSceneHelpEvent* event) {
  const int gate = gateIndexAt(event->scenePos());
  if (gate < 0) {
    QToolTip::hideText();
    return;
  }
  QString text = describeGate(gate).toHtmlEscaped();
  text.replace(QStringLiteral(" · "), QStringLiteral("<br>"));
  QToolTip::showText(event->screenPos(),
                     QStringLiteral("<p style='white-space:pre'>%1</p>").arg(text),
                     event->widget());
}

bool CircuitScene::event(QEvent* event) {
  if (event->type() == QEvent::Leave) setHovered(-1);
  return QGraphicsScene::event(event);
}

}  // namespace qonvolve::ui
