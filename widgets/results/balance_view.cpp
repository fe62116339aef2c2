// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/balance_view.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "widgets/plots/chart_frame.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

BalanceView::BalanceView(QWidget* parent) : QWidget(parent) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setAccessibleName(tr("Samples of each class"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BalanceView::setCounts(const std::array<std::vector<std::size_t>, 3>& counts,
                            const QStringList& classNames) {
  counts_ = counts;
  classNames_ = classNames;
  QStringList words;
  for (std::size_t k = 0; k < counts_[0].size(); ++k) {
    words << tr("%1: %2 for training, %3 for validation, %4 for testing")
                 .arg(classNames_.value(static_cast<qsizetype>(k)))
                 .arg(counts_[0][k])
                 .arg(counts_[1][k])
                 .arg(counts_[2][k]);
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  updateGeometry();
  update();
}

QSize BalanceView::sizeHint() const {
  const int line = fontMetrics().height();
  return {200, static_cast<int>(counts_[0].size()) * (line + 6) + line};
}

void BalanceView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  const Theme theme = Theme::fromPalette(palette());
  const QFont small = chartFont(font());
  const QFontMetrics metrics(small);
  const int line = fontMetrics().height();
  // One colour in three strengths: the parts of a class belong together.
  const std::array<QColor, 3> colors{theme.accent, Theme::mix(theme.base, theme.accent, 0.55),
                                     Theme::mix(theme.base, theme.accent, 0.25)};
  const QStringList parts{tr("train"), tr("validation"), tr("test")};
  painter.setFont(small);
  int x = 0;
  for (int i = 0; i < 3; ++i) {
    painter.setPen(theme.border);
    painter.setBrush(colors[static_cast<std::size_t>(i)]);
    painter.drawRect(x, (line - 9) / 2, 9, 9);
    painter.setPen(theme.text);
    painter.drawText(QRect(x + 14, 0, width() - x - 14, line), Qt::AlignVCenter,
                     metrics.elidedText(parts[i], Qt::ElideRight, width() - x - 14));
    x += 14 + metrics.horizontalAdvance(parts[i]) + Spacing::kLarge;
  }
  int nameWidth = 0;
  std::size_t most = 1;
  std::size_t widest = 0;
  for (std::size_t k = 0; k < counts_[0].size(); ++k) {
    nameWidth = std::max(nameWidth,
                         metrics.horizontalAdvance(classNames_.value(static_cast<qsizetype>(k))));
    most = std::max(most, counts_[0][k] + counts_[1][k] + counts_[2][k]);
  }
  widest = most;
  nameWidth = std::min(nameWidth + 2, width() / 3);
  const QLocale locale;
  const int numberWidth =
      metrics.horizontalAdvance(locale.toString(static_cast<qulonglong>(widest))) + 2;
  const int left = nameWidth + Spacing::kMedium;
  const double room = std::max(10, width() - left - numberWidth - Spacing::kSmall);
  for (std::size_t k = 0; k < counts_[0].size(); ++k) {
    const int top = line + 3 + static_cast<int>(k) * (line + 6);
    painter.setPen(theme.text);
    painter.drawText(QRect(0, top, nameWidth, line), Qt::AlignVCenter | Qt::AlignRight,
                     metrics.elidedText(classNames_.value(static_cast<qsizetype>(k)),
                                        Qt::ElideRight, nameWidth));
    double from = left;
    std::size_t total = 0;
    for (std::size_t part = 0; part < 3; ++part) {
      const double length =
          room * static_cast<double>(counts_[part][k]) / static_cast<double>(most);
      total += counts_[part][k];
      if (length <= 0) continue;
      painter.fillRect(QRectF(from, top + 2, std::max(1.0, length - 1), line - 4), colors[part]);
      from += length;
    }
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(from + Spacing::kSmall, top, numberWidth, line), Qt::AlignVCenter,
                     locale.toString(static_cast<qulonglong>(total)));
  }
}

}  // namespace qonvolve::ui
