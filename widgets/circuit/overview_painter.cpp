// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/overview_painter.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "widgets/plots/painted_picture.h"

namespace qonvolve::ui {
namespace {

constexpr double kCorner = 6;
constexpr double kTextPad = 6;
constexpr double kMostStretch = 1.7;
constexpr int kMiddle = Qt::AlignCenter;
constexpr int kAbove = Qt::AlignHCenter | Qt::AlignBottom;

QString tr(const char* text) {
  return QCoreApplication::translate("Overview", text);
}

QRectF toRect(const DiagramRect& r) {
  return {r.x, r.y, r.width, r.height};
}

QFont pixelFont(double pixels, QFont::Weight weight) {
  QFont font = scaledFont(1, weight);
  font.setPixelSize(static_cast<int>(pixels));
  return font;
}

void paintSections(QPainter& painter, const OverviewMap& map, const Theme& theme, bool words) {
  painter.setFont(pixelFont(11, QFont::Medium));
  for (const OverviewSection& section : map.sections) {
    const QRectF rect = toRect(section.rect);
    painter.setPen(QPen(theme.border, 1, Qt::DashLine));
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(rect, kCorner, kCorner);
    if (!words || section.title.empty()) continue;
    painter.setPen(theme.mutedText);
    painter.drawText(
        rect.adjusted(kTextPad, 2, -kTextPad, 0), Qt::AlignLeft | Qt::AlignTop,
        painter.fontMetrics().elidedText(QString::fromStdString(section.title), Qt::ElideRight,
                                         static_cast<int>(rect.width() - 12)));
  }
}

void paintWires(QPainter& painter, const OverviewMap& map, const Theme& theme, bool words) {
  for (const OverviewWire& wire : map.wires) {
    QPen pen(wire.dropped ? theme.fadedWire : theme.wire, 1.2);
    pen.setCosmetic(!words);  // a small picture keeps its lines
    painter.setPen(pen);
    painter.drawLine(QPointF(wire.x0, wire.y), QPointF(wire.x1, wire.y));
    if (!wire.dropped) continue;
    for (const auto& [offset, half] : {std::pair{0.0, 3.5}, {2.0, 2.2}, {4.0, 0.9}}) {
      painter.drawLine(QPointF(wire.x1 + offset, wire.y - half),
                       QPointF(wire.x1 + offset, wire.y + half));
    }
  }
}

void paintLinks(QPainter& painter, const OverviewMap& map, const Theme& theme, bool words) {
  painter.setFont(pixelFont(10, QFont::Normal));
  for (const OverviewLink& link : map.links) {
    QPainterPath path(QPointF(link.x0, link.y0));
    const double middle = (link.x0 + link.x1) / 2;
    path.cubicTo(middle, link.y0, middle, link.y1, link.x1, link.y1);
    painter.setBrush(Qt::NoBrush);
    // A double line, as for classical values in circuits.
    painter.setPen(QPen(theme.wire, 3.6));
    painter.drawPath(path);
    painter.setPen(QPen(theme.base, 1.4));
    painter.drawPath(path);
    if (!words) continue;
    const QString count = QString::number(link.values);
    const QRectF box(middle - 16, (link.y0 + link.y1) / 2 - 20, 32, 14);
    painter.setPen(theme.mutedText);
    painter.drawText(box, Qt::AlignCenter, count);
  }
}

void paintBox(QPainter& painter, const OverviewBox& box, const Theme& theme, bool words,
              bool highlighted) {
  const Fill fill = theme.category(std::string_view(box.category));
  const QRectF rect = toRect(box.rect);
  painter.setPen(highlighted ? QPen(theme.accent, 3) : QPen(Qt::NoPen));
  painter.setBrush(fill.fill);
  const QRectF body = highlighted ? rect.adjusted(-2, -2, 2, 2) : rect;
  painter.drawRoundedRect(body, kCorner, kCorner);
  if (box.copies > 1) {
    painter.setPen(QPen(fill.fill, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.translated(4, 4), kCorner, kCorner);
  }
  if (!words) return;
  painter.setPen(fill.text);
  QFont font = pixelFont(std::clamp(rect.height() - 4, 7.0, 11.5), QFont::DemiBold);
  painter.setFont(font);
  const double line = painter.fontMetrics().height();
  const QRectF inner = rect.adjusted(kTextPad, 1, -kTextPad, -1);
  const auto elided = [&](const QString& text) {
    return painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(inner.width()));
  };
  QString name = QString::fromStdString(box.name);
  if (box.copies > 1) name += QStringLiteral(" ×%1").arg(box.copies);
  const bool second = inner.height() > 2 * line + 2;
  QRectF first = inner;
  if (second) first.setHeight(inner.height() / 2);
  painter.drawText(first, second ? kAbove : kMiddle, elided(name));
  if (!second) return;
  QStringList facts;
  if (box.wiresIn != box.wiresOut && box.wiresIn > 0 && box.wiresOut > 0) {
    facts << tr("%1 → %2 q").arg(box.wiresIn).arg(box.wiresOut);
  } else if (std::max(box.wiresIn, box.wiresOut) > 0) {
    facts << tr("%1 q").arg(std::max(box.wiresIn, box.wiresOut));
  }
  if (box.parameters > 0) facts << tr("%1 θ").arg(box.parameters);
  font.setWeight(QFont::Normal);
  font.setPixelSize(11);
  painter.setFont(font);
  painter.drawText(QRectF(inner.left(), first.bottom(), inner.width(), inner.height() / 2),
                   Qt::AlignHCenter | Qt::AlignTop, elided(facts.join(QStringLiteral(" · "))));
}

}  // namespace

void paintOverview(QPainter& painter, const OverviewMap& map, const Theme& theme, OverviewText text,
                   std::span<const BlockId> highlighted) {
  const bool words = text == OverviewText::Shown;
  painter.setRenderHint(QPainter::Antialiasing);
  paintSections(painter, map, theme, words);
  paintLinks(painter, map, theme, words);
  paintWires(painter, map, theme, words);
  for (const OverviewBox& box : map.boxes) {
    paintBox(painter, box, theme, words,
             std::ranges::find(highlighted, box.block) != highlighted.end());
  }
}

QPixmap overviewPixmap(const OverviewMap& map, const Theme& theme, const QSize& size, qreal ratio) {
  QPixmap pixmap(size * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  if (map.boxes.empty()) return pixmap;
  QPainter painter(&pixmap);
  // Long designs are stretched downwards: without words that reads well.
  const double across = std::min(size.width() / map.width, 1.0);
  const double down = std::min(size.height() / map.height, kMostStretch * across);
  painter.translate((size.width() - map.width * across) / 2,
                    (size.height() - map.height * down) / 2);
  painter.scale(across, down);
  paintOverview(painter, map, theme, OverviewText::Hidden);
  return pixmap;
}

Result<QByteArray> overviewPicture(const OverviewMap& map, const QString& format, double dpi,
                                   double scale) {
  if (map.boxes.empty()) return Error{"", tr("There is no design to draw.").toStdString(), ""};
  return pictureFile(
      {.title = tr("Map of the design"),
       .description = {},
       .size = QSizeF(map.width, map.height),
       .paint = [&map](QPainter& painter) { paintOverview(painter, map, Theme::light()); }},
      format, dpi, scale);
}

}  // namespace qonvolve::ui
