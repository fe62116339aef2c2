// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/page_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace qonvolve::ui {
namespace {

using Style = DiagramStyle;

QRectF toRect(const DiagramRect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

QFont pixelFont(double size, QFont::Weight weight = QFont::Normal) {
  QFont font = scaledFont(1, weight);
  font.setPixelSize(static_cast<int>(size));
  return font;
}

}  // namespace

PageItem::PageItem(const Layout& layout, const DiagramGeometry& page,
                   std::span<const DrawBlock> blocks, const Theme& theme)
    : layout_(layout), page_(page), blocks_(blocks), theme_(theme) {
  setFlag(ItemUsesExtendedStyleOption);
  setZValue(-1);
}

void PageItem::setHighlighted(std::optional<BlockId> block) {
  if (highlighted_ == block) return;
  highlighted_ = block;
  update();
}

std::int32_t PageItem::blockAt(const QPointF& point) const {
  for (const BandGeometry& band : page_.bands) {
    if (toRect(band.rect).contains(point)) {
      return layout_.blocks[static_cast<std::size_t>(band.range)].block;
    }
  }
  return -1;
}

QRectF PageItem::boundingRect() const {
  return {0, 0, page_.width, page_.height};
}

void PageItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  painter->setLayoutDirection(Qt::LeftToRight);
  const QRectF& exposed = option->exposedRect;
  painter->setFont(pixelFont(Style::kLabelSize));
  painter->setPen(theme_.mutedText);
  painter->drawText(QRectF(Style::kMargin, Style::kMargin - 6, page_.width, Style::kNoteHeight),
                    Qt::AlignLeft | Qt::AlignVCenter, QString::fromUtf8(kWireOrderNote));
  paintBands(painter, exposed);
  paintWires(painter, exposed);
}

void PageItem::paintBands(QPainter* painter, const QRectF& exposed) const {
  painter->setFont(pixelFont(Style::kTitleSize, QFont::DemiBold));
  for (const BandGeometry& band : page_.bands) {
    const QRectF rect = toRect(band.rect);
    if (!rect.intersects(exposed)) continue;
    const std::int32_t block = layout_.blocks[static_cast<std::size_t>(band.range)].block;
    const std::string_view category = categoryOf(blocks_, block);
    const bool highlighted = highlighted_ == blocks_[static_cast<std::size_t>(block)].id;
    QColor tint = theme_.categoryTint(category);
    const QColor fill = theme_.category(category).fill;
    if (highlighted) tint = Theme::mix(tint, fill, 0.16);
    painter->setPen(highlighted ? QPen(fill, 1.5) : QPen(Qt::NoPen));
    painter->setBrush(tint);
    painter->drawRoundedRect(rect.adjusted(.75, .75, -.75, -.75), Style::kCornerRadius,
                             Style::kCornerRadius);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    painter->drawRoundedRect(QRectF(rect.x(), rect.y(), rect.width(), 3), 1.5, 1.5);
    painter->setPen(theme_.text);
    painter->drawText(QRectF(rect.x() + 7, rect.y() + 3, rect.width(), Style::kTitleHeight - 3),
                      Qt::AlignLeft | Qt::AlignVCenter, QString::fromStdString(band.title));
  }
}

void PageItem::paintWires(QPainter* painter, const QRectF& exposed) const {
  painter->setBrush(Qt::NoBrush);
  const double top = exposed.top() - Style::kRowPitch;
  const double bottom = exposed.bottom() + Style::kRowPitch;
  for (const WireGeometry& wire : page_.wires) {
    if (wire.y < top || wire.y > bottom) continue;
    painter->setPen(QPen(wire.faded ? theme_.fadedWire : theme_.wire, 1.2));
    const double apart = wire.classical ? 1.5 : 0;
    painter->drawLine(QLineF(wire.x0, wire.y - apart, wire.x1, wire.y - apart));
    if (wire.classical) painter->drawLine(QLineF(wire.x0, wire.y + apart, wire.x1, wire.y + apart));
  }
  painter->setPen(QPen(theme_.fadedWire, 1.6));
  for (const GroundGeometry& ground : page_.grounds) {
    for (int bar = 0; bar < 3; ++bar) {
      const double x = ground.x + 3.2 * bar;
      const double reach = 8 - 2.6 * bar;
      painter->drawLine(QLineF(x, ground.y - reach, x, ground.y + reach));
    }
  }
  painter->setFont(pixelFont(Style::kLabelSize));
  painter->setPen(theme_.text);
  for (const LabelGeometry& label : page_.labels) {
    if (label.y < top || label.y > bottom) continue;
    painter->drawText(QRectF(0, label.y - 10, label.right, 20), Qt::AlignRight | Qt::AlignVCenter,
                      QString::fromStdString(label.text));
  }
}

}  // namespace qonvolve::ui
