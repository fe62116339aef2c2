// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/confusion_view.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"
#include "widgets/plots/csv_table.h"
#include "widgets/plots/painted_picture.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kLargestCell = 150;
constexpr int kLargestNameCell = 90;  // that names blow a cell up to, in a file
constexpr int kSmallestCell = 8;
constexpr int kCellHeight = 40;  // of a picture in a file, at least

}  // namespace

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setAccessibleName(tr("Confusion matrix"));
  setFocusPolicy(Qt::StrongFocus);
  emptyText_ = tr("The confusion matrix appears when a run has finished.");
  clear();
}

void ConfusionView::setEmptyText(const QString& text) {
  emptyText_ = text;
  if (isEmpty()) clear();
}

void ConfusionView::setScores(const Scores& scores, const QStringList& classNames) {
  scores_ = scores;
  classNames_ = classNames;
  picked_.reset();
  current_ = {};
  QStringList words;
  for (int row = 0; row < count(); ++row) {
    for (int column = 0; column < count(); ++column) words << cellText({row, column});
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  update();
}

void ConfusionView::clear() {
  scores_ = {};
  picked_.reset();
  setAccessibleDescription(emptyText_);
  update();
}

void ConfusionView::setPicked(const std::optional<Cell>& cell) {
  if (picked_ == cell) return;
  picked_ = cell;
  if (cell) current_ = *cell;
  update();
}

void ConfusionView::pick(const Cell& cell) {
  current_ = cell;
  picked_ = picked_ == cell ? std::nullopt : std::optional(cell);
  update();
  emit pickedChanged();
}

QString ConfusionView::cellText(const Cell& cell) const {
  return tr("%1 taken for %2: %3")
      .arg(classNames_.value(cell.label), classNames_.value(cell.predicted))
      .arg(scores_.confusion[static_cast<std::size_t>(cell.label)]
                            [static_cast<std::size_t>(cell.predicted)]);
}

QSize ConfusionView::sizeHint() const {
  return {260, 220};
}
QSize ConfusionView::minimumSizeHint() const {
  return {150, 100};
}

ConfusionView::Grid ConfusionView::grid(const QSize& room, int largestCell) const {
  const QFontMetrics metrics(chartFont(font()));
  Grid grid;
  for (const QString& name : classNames_) {
    grid.labelWidth = std::max(grid.labelWidth, metrics.horizontalAdvance(name) + 2);
  }
  grid.labelWidth = std::min(grid.labelWidth, room.width() / 4);
  const int line = metrics.height();
  const int left = line + Spacing::kSmall + grid.labelWidth + Spacing::kMedium;
  const int top = 2 * line + Spacing::kTiny;
  const int classes = std::max(1, count());
  const int cell = std::min((room.width() - left - Spacing::kMedium) / classes,
                            (room.height() - top - Spacing::kSmall) / classes);
  grid.cell = std::clamp(cell, kSmallestCell, largestCell);
  grid.origin = {left, top};
  return grid;
}

ConfusionView::Grid ConfusionView::grid() const {
  return grid(size(), kLargestCell);
}

QRect ConfusionView::rectOf(const Grid& g, const Cell& cell) {
  return {g.origin.x() + cell.predicted * g.cell, g.origin.y() + cell.label * g.cell, g.cell - 1,
          g.cell - 1};
}

QRect ConfusionView::cellRect(const Cell& cell) const {
  return rectOf(grid(), cell);
}

std::optional<ConfusionView::Cell> ConfusionView::cellAt(const QPoint& position) const {
  const Grid g = grid();
  const QPoint at = position - g.origin;
  if (at.x() < 0 || at.y() < 0) return {};
  const Cell cell{at.y() / g.cell, at.x() / g.cell};
  if (cell.label >= count() || cell.predicted >= count()) return {};
  return cell;
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (const auto cell = cellAt(event->position().toPoint())) pick(*cell);
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
  if (count() == 0) {
    QWidget::keyPressEvent(event);
    return;
  }
  const auto move = [&](int down, int right) {
    current_.label = std::clamp(current_.label + down, 0, count() - 1);
    current_.predicted = std::clamp(current_.predicted + right, 0, count() - 1);
    update();
  };
  switch (event->key()) {
    case Qt::Key_Up:
      move(-1, 0);
      return;
    case Qt::Key_Down:
      move(1, 0);
      return;
    case Qt::Key_Left:
      move(0, -1);
      return;
    case Qt::Key_Right:
      move(0, 1);
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      pick(current_);
      return;
    case Qt::Key_Escape:
      if (picked_) {
        pick(*picked_);
        return;
      }
      break;
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

void ConfusionView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void ConfusionView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool ConfusionView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && count() > 0) {
    auto* help = static_cast<QHelpEvent*>(event);
    const auto cell = cellAt(help->pos());
    QToolTip::showText(
        help->globalPos(),
        cell ? cellText(*cell) + QLatin1Char('\n') + tr("Click to see these samples.") : QString(),
        this);
    return true;
  }
  return QWidget::event(event);
}

void ConfusionView::paintMatrix(QPainter& painter, const Grid& g, const QSize& room,
                                const Theme& theme) const {
  const QFont small = chartFont(font());
  const QFontMetrics metrics(small);
  const QLocale locale;
  const int line = metrics.height();
  const int side = count() * g.cell;
  painter.setFont(small);
  painter.setPen(theme.mutedText);
  painter.drawText(QRect(g.origin.x(), 0, std::max(side, room.width() - g.origin.x()), line),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("predicted"));
  painter.save();
  painter.translate(Spacing::kTiny, g.origin.y() + side);
  painter.rotate(-90);
  painter.drawText(
      QRect(0, 0, std::max(side, metrics.horizontalAdvance(tr("true class")) + 4), line),
      Qt::AlignLeft | Qt::AlignVCenter, tr("true class"));
  painter.restore();
  for (int i = 0; i < count(); ++i) {
    const QString name = classNames_.value(i);
    painter.setPen(theme.text);
    painter.drawText(QRect(g.origin.x() + i * g.cell, g.origin.y() - line - 1, g.cell, line),
                     Qt::AlignCenter, metrics.elidedText(name, Qt::ElideRight, g.cell));
    painter.drawText(QRect(g.origin.x() - g.labelWidth - Spacing::kSmall, g.origin.y() + i * g.cell,
                           g.labelWidth, g.cell),
                     Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, g.labelWidth));
    const auto& row = scores_.confusion[static_cast<std::size_t>(i)];
    std::size_t total = 0;
    for (const std::size_t value : row) total += value;
    for (int j = 0; j < count(); ++j) {
      const std::size_t value = row[static_cast<std::size_t>(j)];
      const double share = total > 0 ? static_cast<double>(value) / static_cast<double>(total) : 0;
      const QRect box = rectOf(g, {i, j});
      const QColor fill = Theme::cividis(share);
      painter.fillRect(box, fill);
      painter.setPen(Theme::textOn(fill));
      const QString text = locale.toString(static_cast<qulonglong>(value));
      // A number that does not fit says less than none; the tool tip has it.
      if (metrics.horizontalAdvance(text) <= box.width() && line <= box.height() + 4) {
        painter.drawText(box, Qt::AlignCenter, text);
      }
    }
  }
}

void ConfusionView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  const Theme theme = Theme::fromPalette(palette());
  painter.fillRect(rect(), theme.base);
  if (isEmpty()) {
    paintEmpty(painter, rect(), emptyText_, theme, font());
    return;
  }
  paintMatrix(painter, grid(), size(), theme);
  const auto outline = [&](const Cell& cell, const QPen& pen) {
    const QRect box = cellRect(cell);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.base, pen.widthF() + 2));
    painter.drawRect(box.adjusted(1, 1, -2, -2));
    painter.setPen(pen);
    painter.drawRect(box.adjusted(1, 1, -2, -2));
  };
  if (picked_) outline(*picked_, QPen(theme.accent, 3));
  if (hasFocus()) outline(current_, QPen(theme.text, 1, Qt::DashLine));
}

int ConfusionView::titleHeight() const {
  return title_.isEmpty() ? 0 : QFontMetrics(font()).height() + Spacing::kMedium;
}

QSize ConfusionView::pictureSize() const {
  const QFontMetrics metrics(chartFont(font()));
  int cell = kCellHeight;
  int label = 0;
  for (const QString& name : classNames_) {
    label = std::max(label, metrics.horizontalAdvance(name) + Spacing::kMedium);
  }
  // Names stand above the columns, too; long ones are cut rather than the cells blown up.
  cell = std::max(cell, std::min(label, kLargestNameCell));
  for (const auto& row : scores_.confusion) {
    for (const std::size_t value : row) {
      const QString text = QLocale().toString(static_cast<qulonglong>(value));
      cell = std::max(cell, metrics.horizontalAdvance(text) + Spacing::kMedium);
    }
  }
  const int side = count() * cell;
  const int left = metrics.height() + Spacing::kSmall + label + Spacing::kMedium;
  // A label may take a quarter of the width.
  const int width = std::max(left + side + 2 * Spacing::kMedium, 4 * label);
  const int title = QFontMetrics(titleFont(font())).horizontalAdvance(title_);
  return {std::max(width, title + 2 * Spacing::kMedium),
          titleHeight() + 2 * metrics.height() + side + Spacing::kLarge};
}

void ConfusionView::paintPicture(QPainter& painter, const QSize& size, const Theme& theme) const {
  painter.save();
  painter.setFont(titleFont(font()));
  painter.setPen(theme.text);
  painter.drawText(QRect(Spacing::kMedium, 0, size.width() - Spacing::kMedium, titleHeight()),
                   Qt::AlignLeft | Qt::AlignVCenter, title_);
  painter.translate(0, titleHeight());
  const QSize room(size.width(), size.height() - titleHeight());
  paintMatrix(painter, grid(room, room.height()), room, theme);
  painter.restore();
}

QString ConfusionView::toCsv() const {
  std::vector<QStringList> rows{QStringList{tr("true class")} + classNames_};
  for (int i = 0; i < count(); ++i) {
    QStringList& cells = rows.emplace_back(QStringList{classNames_.value(i)});
    for (const std::size_t value : scores_.confusion[static_cast<std::size_t>(i)]) {
      cells << QString::number(value);
    }
  }
  return QString::fromUtf8(csvOf(rows));
}

Result<QByteArray> ConfusionView::picture(const QString& format, double dpi, double scale) const {
  if (isEmpty()) {
    return Error{"", tr("There is no confusion matrix yet.").toStdString(),
                 tr("Train, or choose a run.").toStdString()};
  }
  if (format == QLatin1String("csv")) return toCsv().toUtf8();
  const QSize size = pictureSize();
  const auto paint = [this, size](QPainter& painter) {
    const Theme theme = Theme::light();
    painter.fillRect(QRect(QPoint(0, 0), size), theme.base);
    paintPicture(painter, size, theme);
  };
  return pictureFile({.title = title_.isEmpty() ? accessibleName() : title_,
                      .description = accessibleDescription(),
                      .size = size,
                      .paint = paint},
                     format, dpi, scale);
}

}  // namespace qonvolve::ui
