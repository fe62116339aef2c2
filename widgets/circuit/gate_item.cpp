// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/gate_item.h"

#include <QPainter>
#include <QPainterPath>

namespace qonvolve::ui {
namespace {

using Style = DiagramStyle;

constexpr double kValueZoom = 0.8;     // parameter values from here on, names below
constexpr double kCaptionZoom = 0.45;  // no captions below
constexpr double kHalo = 4;
constexpr double kTextMargin = 2.5;

QRectF toRect(const DiagramRect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

QFont symbolFont() {
  QFont font = scaledFont(1, QFont::Bold);
  font.setPixelSize(static_cast<int>(Style::kSymbolSize));
  return font;
}

QFont captionFont() {
  QFont font = scaledFont(1);
  font.setPixelSize(10);
  return font;
}

QStaticText prepared(const QString& text, const QFont& font) {
  QStaticText result(text);
  result.setTextFormat(Qt::PlainText);
  result.setPerformanceHint(QStaticText::AggressiveCaching);
  result.prepare(QTransform(), font);
  return result;
}

}  // namespace

GateItem::GateItem(int index, const PlacedGate& gate, const GateGeometry& shape, const Theme& theme,
                   std::string_view category)
    : index_(index),
      gate_(gate),
      geometry_(shape),
      theme_(theme),
      category_(theme.category(category)),
      symbol_(prepared(QString::fromStdString(gate.symbol), symbolFont())),
      tag_(prepared(QString::fromStdString(gate.tag), captionFont())),
      caption_(prepared(QString::fromStdString(gate.caption), captionFont())),
      note_(prepared(QString::fromStdString(gate.note), captionFont())) {
  setAcceptHoverEvents(true);
}

void GateItem::setHeat(const QColor& color) {
  if (heat_ == color) return;
  heat_ = color;
  update();
}

void GateItem::setValue(const QString& value) {
  if (value_.text() == value) return;
  value_ = prepared(value, captionFont());
  update();
}

void GateItem::setEmphasis(Emphasis emphasis) {
  if (emphasis_ == emphasis) return;
  emphasis_ = emphasis;
  update();
}

QColor GateItem::fill() const {
  if (gate_.dashed) return theme_.base;
  return heat_.isValid() ? heat_ : category_.fill;
}
QColor GateItem::line() const {
  return category_.fill;
}

QRectF GateItem::boundingRect() const {
  return toRect(geometry_.bounds).adjusted(-kHalo, -kHalo, kHalo, kHalo);
}

QPainterPath GateItem::shape() const {
  QPainterPath path;
  for (const DiagramRect& box : geometry_.boxes) path.addRect(toRect(box));
  for (const DiagramRect& box : geometry_.meters) path.addRect(toRect(box));
  for (const GateGeometry::Point& point : geometry_.points) {
    path.addEllipse(QPointF(point.x, point.y), Style::kPlusRadius, Style::kPlusRadius);
  }
  if (geometry_.connectorTop < geometry_.connectorBottom) {
    path.addRect(geometry_.x - 3, geometry_.connectorTop, 6,
                 geometry_.connectorBottom - geometry_.connectorTop);
  }
  path.setFillRule(Qt::WindingFill);
  return path;
}

void GateItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setLayoutDirection(Qt::LeftToRight);
  const double zoom = painter->worldTransform().m11();
  paintConnector(painter);
  paintPoints(painter);
  for (const DiagramRect& box : geometry_.meters) paintMeter(painter, toRect(box), zoom);
  for (const DiagramRect& box : geometry_.boxes) paintBox(painter, toRect(box), zoom);
}

void GateItem::paintConnector(QPainter* painter) const {
  if (geometry_.connectorTop >= geometry_.connectorBottom) return;
  const double x = geometry_.x;
  const double apart = gate_.classical ? 1.5 : 0;
  const bool strong = emphasis_ != Emphasis::None;
  QPen pen(gate_.classical ? theme_.wire : line(), gate_.classical ? 1.2 : 2);
  if (strong) pen = QPen(theme_.accent, 3);
  painter->setPen(pen);
  painter->drawLine(
      QLineF(x - apart, geometry_.connectorTop, x - apart, geometry_.connectorBottom));
  if (apart > 0 && !strong) {
    painter->drawLine(
        QLineF(x + apart, geometry_.connectorTop, x + apart, geometry_.connectorBottom));
  }
}

void GateItem::paintPoints(QPainter* painter) const {
  for (const GateGeometry::Point& point : geometry_.points) {
    const QPointF center(point.x, point.y);
    const bool strong = emphasis_ != Emphasis::None;
    if (point.kind == Mark::Kind::Cross) {
      const double r = Style::kCrossSize;
      painter->setPen(QPen(strong ? theme_.accent : line(), 2.2));
      painter->drawLine(center + QPointF(-r, -r), center + QPointF(r, r));
      painter->drawLine(center + QPointF(-r, r), center + QPointF(r, -r));
      continue;
    }
    const bool plus = point.kind == Mark::Kind::Plus;
    const double radius = plus ? Style::kPlusRadius : Style::kDotRadius;
    painter->setPen(strong ? QPen(theme_.accent, 2.5) : QPen(Qt::NoPen));
    painter->setBrush(line());
    painter->drawEllipse(center, radius, radius);
    if (!plus) continue;
    const double arm = radius - 3;
    painter->setPen(QPen(category_.text, 1.8));
    painter->drawLine(center - QPointF(arm, 0), center + QPointF(arm, 0));
    painter->drawLine(center - QPointF(0, arm), center + QPointF(0, arm));
  }
}

void GateItem::paintMeter(QPainter* painter, const QRectF& box, double zoom) const {
  const bool strong = emphasis_ != Emphasis::None;
  painter->setPen(QPen(strong ? theme_.accent : line(), strong ? 2.5 : 1.2));
  painter->setBrush(theme_.base);
  painter->drawRoundedRect(box, Style::kCornerRadius, Style::kCornerRadius);
  painter->setPen(QPen(theme_.wire, 1.5));
  const QPointF foot(box.center().x(), box.center().y() + 5);
  painter->drawArc(QRectF(foot.x() - 10, foot.y() - 10, 20, 20), 0, 180 * 16);
  painter->drawLine(foot, foot + QPointF(7, -11));
  if (gate_.kind == PlacedGate::Kind::Event && zoom >= kCaptionZoom) {  // the bit it writes
    const QSizeF size = caption_.size();
    painter->setPen(theme_.text);
    painter->setFont(captionFont());
    painter->drawStaticText(
        QPointF(box.center().x() - size.width() / 2, box.bottom() + 7 - size.height() / 2),
        caption_);
  }
}

void GateItem::paintBox(QPainter* painter, const QRectF& box, double zoom) const {
  painter->setPen(gate_.dashed ? QPen(line(), 1.5, Qt::DashLine) : QPen(Qt::NoPen));
  painter->setBrush(fill());
  painter->drawRoundedRect(box, Style::kCornerRadius, Style::kCornerRadius);
  if (heat_.isValid() && !gate_.dashed) {
    // While training the category moves to the left edge.
    painter->setBrush(line());
    painter->drawRoundedRect(
        QRectF(box.left() - 1, box.top(), Spacing::kCategoryEdge + 1.0, box.height()), 1.5, 1.5);
  }
  if (emphasis_ != Emphasis::None) {
    QPen pen(theme_.accent, emphasis_ == Emphasis::Shared ? 2 : 3);
    if (emphasis_ == Emphasis::Shared) pen.setStyle(Qt::DashLine);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(box.adjusted(-2, -2, 2, 2), Style::kCornerRadius + 2,
                             Style::kCornerRadius + 2);
  }
  paintText(painter, box, zoom);
}

void GateItem::paintText(QPainter* painter, const QRectF& box, double zoom) const {
  painter->setPen(gate_.dashed      ? theme_.text
                  : heat_.isValid() ? Theme::textOn(heat_)
                                    : category_.text);
  const QStaticText* caption = &caption_;
  if (zoom >= kValueZoom && !value_.text().isEmpty()) caption = &value_;
  const QStaticText* note = &note_;
  const bool tall = box.height() > 2 * Style::kGateHeight;
  if (caption->text().isEmpty() && tall) {
    caption = &note_;
    note = nullptr;
  }
  const bool hasCaption = zoom >= kCaptionZoom && !caption->text().isEmpty();
  const bool hasNote = hasCaption && tall && note != nullptr && !note->text().isEmpty();
  const double lines = hasNote ? 26 : hasCaption ? 13 : 0;
  const QSizeF symbol = symbol_.size();
  const QSizeF tag = tag_.text().isEmpty() ? QSizeF(0, 0) : tag_.size();
  double y = box.center().y() - lines / 2;
  // Clear of the category edge while training.
  const double center = box.center().x() + (heat_.isValid() ? 1.5 : 0);
  const double left = center - (symbol.width() + tag.width()) / 2;
  painter->setFont(symbolFont());
  painter->drawStaticText(QPointF(left, y - symbol.height() / 2), symbol_);
  painter->setFont(captionFont());
  if (!tag_.text().isEmpty()) {
    painter->drawStaticText(QPointF(left + symbol.width(), y - tag.height() / 2 + 3), tag_);
  }
  for (const QStaticText* text : {hasCaption ? caption : nullptr, hasNote ? note : nullptr}) {
    if (text == nullptr) continue;
    y += 13;
    const QSizeF size = text->size();
    const double room = box.width() - 2 * kTextMargin;
    painter->save();
    painter->translate(center, y);
    // Three angles can be longer than the name that made the box.
    if (size.width() > room) painter->scale(room / size.width(), room / size.width());
    painter->drawStaticText(QPointF(-size.width() / 2, -size.height() / 2), *text);
    painter->restore();
  }
}

}  // namespace qonvolve::ui
