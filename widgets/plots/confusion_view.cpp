// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/confusion_view.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Confusion matrix"));
  clear();
}

void ConfusionView::setScores(const Scores& scores, const QStringList& classNames,
                              const QString& part) {
  scores_ = scores;
  classNames_ = classNames;
  part_ = part;
  QStringList words;
  for (std::size_t row = 0; row < scores_.confusion.size(); ++row) {
    for (std::size_t column = 0; column < scores_.confusion[row].size(); ++column) {
      words << tr("%1 taken for %2: %3")
                   .arg(classNames_.value(static_cast<qsizetype>(row)),
                        classNames_.value(static_cast<qsizetype>(column)))
                   .arg(scores_.confusion[row][column]);
    }
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  update();
}

void ConfusionView::clear() {
  scores_ = {};
  setAccessibleDescription(tr("No finished run yet"));
  update();
}

QSize ConfusionView::sizeHint() const {
  return {240, 220};
}

void ConfusionView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  painter.fillRect(rect(), theme.base);
  painter.setPen(theme.mutedText);
  const QFontMetrics metrics(font());
  if (scores_.confusion.empty()) {
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("The confusion matrix appears when a run has finished."));
    return;
  }
  const QLocale locale;
  const int line = metrics.height();
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  painter.setFont(bold);
  painter.setPen(theme.text);
  painter.drawText(QRect(Spacing::kMedium, Spacing::kSmall, width() - 2 * Spacing::kMedium, line),
                   Qt::AlignLeft | Qt::AlignVCenter,
                   tr("%1: %2 % (95 %: %3 to %4 %)")
                       .arg(part_, locale.toString(100 * scores_.accuracy, 'f', 1),
                            locale.toString(100 * scores_.low95, 'f', 1),
                            locale.toString(100 * scores_.high95, 'f', 1)));
  painter.setFont(font());

  int labelWidth = metrics.horizontalAdvance(tr("true"));
  for (const QString& name : classNames_) {
    labelWidth = std::max(labelWidth, metrics.horizontalAdvance(name));
  }
  labelWidth = std::min(labelWidth, width() / 4);
  const auto count = static_cast<int>(scores_.confusion.size());
  const QRect area(2 * Spacing::kMedium + labelWidth, 3 * line + Spacing::kMedium,
                   width() - labelWidth - 3 * Spacing::kMedium,
                   height() - 3 * line - 2 * Spacing::kMedium);
  const int cell = std::max(8, std::min({area.width() / count, area.height() / count, 90}));
  painter.setPen(theme.mutedText);
  painter.drawText(QRect(area.left(), line + Spacing::kMedium, area.width(), line),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("predicted →   (rows: true class)"));
  for (int i = 0; i < count; ++i) {
    const QString name = classNames_.value(i);
    painter.setPen(theme.text);
    painter.drawText(QRect(area.left() + i * cell, area.top() - line, cell, line), Qt::AlignCenter,
                     metrics.elidedText(name, Qt::ElideRight, cell));
    painter.drawText(QRect(Spacing::kMedium, area.top() + i * cell, labelWidth, cell),
                     Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, labelWidth));
    const auto& row = scores_.confusion[static_cast<std::size_t>(i)];
    std::size_t total = 0;
    for (const std::size_t value : row) total += value;
    for (int j = 0; j < count; ++j) {
      const std::size_t value = row[static_cast<std::size_t>(j)];
      const double share = total > 0 ? static_cast<double>(value) / static_cast<double>(total) : 0;
      const QRect box(area.left() + j * cell, area.top() + i * cell, cell - 1, cell - 1);
      const QColor fill = Theme::cividis(share);
      painter.fillRect(box, fill);
      painter.setPen(Theme::textOn(fill));
      painter.drawText(box, Qt::AlignCenter, locale.toString(static_cast<qulonglong>(value)));
    }
  }
}

}  // namespace qonvolve::ui
