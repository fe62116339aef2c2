// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/matrix_delegate.h"

#include <QPainter>
#include <algorithm>

#include "widgets/compare/matrix_model.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

namespace {

constexpr double kDot = 2.4;
constexpr double kCourse = 16;  // height of the courses

// Every run at its place between the lowest and the highest of the sweep.
void paintRuns(QPainter& painter, const QRectF& strip, const MatrixCell& cell, const QColor& ink,
               const QColor& danger) {
  if (cell.places.empty()) return;
  // The same scale in every cell, so that spreads can be compared.
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < cell.places.size(); ++i) {
    const double x = strip.left() + kDot + (strip.width() - 2 * kDot) * cell.places[i];
    const QPointF at(x, strip.center().y());
    if (cell.stuck[i]) {
      painter.setPen(QPen(danger, 1.5));
      painter.drawLine(at + QPointF(-kDot, -kDot), at + QPointF(kDot, kDot));
      painter.drawLine(at + QPointF(-kDot, kDot), at + QPointF(kDot, -kDot));
    } else {
      QColor fill = ink;
      fill.setAlphaF(0.6F);
      painter.setPen(Qt::NoPen);
      painter.setBrush(fill);
      painter.drawEllipse(at, kDot, kDot);
    }
  }
}

// The loss of every run, from left to right.
void paintCourses(QPainter& painter, const QRectF& strip, const MatrixCell& cell, QColor ink) {
  ink.setAlphaF(cell.courses.size() > 1 ? 0.55F : 0.85F);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(ink, 1));
  painter.setBrush(Qt::NoBrush);
  for (const QPolygonF& course : cell.courses) {
    QPolygonF line;
    for (const QPointF& at : course) {
      line << QPointF(strip.left() + strip.width() * at.x(),
                      strip.bottom() - strip.height() * at.y());
    }
    if (line.size() > 1) painter.drawPolyline(line);
  }
}

}  // namespace

void MatrixDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  const Theme theme = Theme::fromPalette(option.palette);
  const QVariant value = index.data(MatrixModel::CellRole);
  painter->save();
  const QRectF box = QRectF(option.rect).adjusted(0, 0, -1, -1);
  painter->fillRect(option.rect, theme.base);
  if (value.isValid()) {
    const auto cell = value.value<MatrixCell>();
    QColor ink = theme.text;
    if (cell.share) {
      const QColor fill = Theme::cividis(0.12 + 0.83 * *cell.share);
      painter->fillRect(box, fill);
      ink = Theme::textOn(fill);
    } else if (!cell.problem.isEmpty()) {
      painter->fillRect(box, theme.raised);
      ink = theme.mutedText;
    }
    const QRectF inner =
        box.adjusted(Spacing::kSmall, Spacing::kTiny, -Spacing::kSmall, -Spacing::kTiny);
    const double line = option.fontMetrics.height();
    QFont bold = option.font;
    bold.setBold(cell.best);
    painter->setFont(bold);
    painter->setPen(ink);
    QString text = cell.text;
    if (cell.best) text = QStringLiteral("★ ") + text;
    if (cell.same) text = QStringLiteral("= ") + text;
    painter->drawText(QRectF(inner.left(), inner.top(), inner.width(), line), Qt::AlignCenter,
                      text);
    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.82);
    painter->setFont(small);
    painter->drawText(QRectF(inner.left(), inner.top() + line, inner.width(), line),
                      Qt::AlignHCenter | Qt::AlignVCenter, cell.note);
    const double rest = inner.top() + 2 * line;
    paintRuns(*painter, {inner.left(), rest, inner.width(), 3 * kDot}, cell, ink,
              cell.share ? ink : theme.danger);
    paintCourses(*painter,
                 {inner.left() + kDot, rest + 4 * kDot, inner.width() - 2 * kDot, kCourse}, cell,
                 ink);
    if (cell.running || (cell.progress > 0 && cell.progress < 1)) {
      const QRectF bar(box.left(), box.bottom() - 3, box.width(), 3);
      painter->fillRect(bar, theme.border);
      painter->fillRect(
          QRectF(bar.left(), bar.top(), bar.width() * std::min(1.0, cell.progress), 3),
          theme.accent);
    }
  }
  if (value.isValid() && value.value<MatrixCell>().firstOfFacet) {
    painter->fillRect(QRectF(box.left(), option.rect.top(), 3, option.rect.height()), theme.base);
    painter->fillRect(QRectF(box.left(), option.rect.top(), 1, option.rect.height()), theme.text);
  }
  const bool current = (option.state & QStyle::State_HasFocus) != 0;
  if (current || (option.state & QStyle::State_Selected) != 0) {
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(theme.accent, current ? Spacing::kFocusRing : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(box.adjusted(1, 1, -1, -1));
  }
  painter->restore();
}

QSize MatrixDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.fontMetrics.horizontalAdvance(QStringLiteral("★ 100.0 ± 10.0  ")),
          2 * option.fontMetrics.height() + 18 + qRound(kCourse)};
}

namespace {

struct MatrixPlaces {
  double rowHeader = 0, columnHeader = 0;
  QSizeF cell;
};

MatrixPlaces placesOf(const MatrixModel& model, const QFont& font) {
  const QFontMetricsF metrics(font);
  const auto header = [&](Qt::Orientation orientation, int section) {
    return metrics.size(0, model.headerData(section, orientation, Qt::DisplayRole).toString());
  };
  MatrixPlaces places;
  places.cell = QSizeF(metrics.horizontalAdvance(QStringLiteral("★ 100.0 ± 10.0  ")),
                       2 * metrics.height() + 18 + kCourse);
  for (int r = 0; r < model.rowCount(); ++r) {
    places.rowHeader =
        std::max(places.rowHeader, header(Qt::Vertical, r).width() + Spacing::kLarge);
  }
  for (int c = 0; c < model.columnCount(); ++c) {
    const QSizeF size = header(Qt::Horizontal, c);
    places.columnHeader = std::max(places.columnHeader, size.height() + Spacing::kMedium);
    places.cell.setWidth(std::max(places.cell.width(), size.width() + Spacing::kMedium));
  }
  return places;
}

}  // namespace

QSizeF matrixSize(const MatrixModel& model, const QFont& font) {
  const MatrixPlaces places = placesOf(model, font);
  return {places.rowHeader + model.columnCount() * places.cell.width(),
          places.columnHeader + model.rowCount() * places.cell.height()};
}

void paintMatrix(QPainter& painter, const MatrixModel& model, const QFont& font) {
  const MatrixPlaces places = placesOf(model, font);
  const Theme theme = Theme::light();
  painter.fillRect(QRectF(QPointF(0, 0), matrixSize(model, font)), theme.base);
  painter.setFont(font);
  painter.setPen(theme.text);
  const auto cellAt = [&](int r, int c) {
    return QRectF(QPointF(places.rowHeader + c * places.cell.width(),
                          places.columnHeader + r * places.cell.height()),
                  places.cell);
  };
  for (int r = 0; r < model.rowCount(); ++r) {
    const QRectF box(0, cellAt(r, 0).top(), places.rowHeader - Spacing::kSmall,
                     places.cell.height());
    painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                     model.headerData(r, Qt::Vertical, Qt::DisplayRole).toString());
  }
  for (int c = 0; c < model.columnCount(); ++c) {
    const QRectF box(cellAt(0, c).left(), 0, places.cell.width(), places.columnHeader);
    painter.drawText(box, Qt::AlignCenter,
                     model.headerData(c, Qt::Horizontal, Qt::DisplayRole).toString());
  }
  const MatrixDelegate delegate;
  QStyleOptionViewItem option;
  option.palette = theme.palette();
  option.font = font;
  option.fontMetrics = QFontMetrics(font);
  for (int r = 0; r < model.rowCount(); ++r) {
    const int span = model.spanOf(r);
    for (int c = 0; c < model.columnCount(); c += span) {
      option.rect = cellAt(r, c).united(cellAt(r, c + span - 1)).toAlignedRect();
      delegate.paint(&painter, option, model.index(r, c));
    }
  }
}

}  // namespace qonvolve::ui
