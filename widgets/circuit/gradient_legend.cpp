// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/gradient_legend.h"

#include <QLinearGradient>
#include <QPainter>
#include <cmath>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kBarWidth = 110;
constexpr int kBarHeight = 10;

QString powerOfTen(double value) {
  return QStringLiteral("1e%1").arg(static_cast<int>(std::lround(std::log10(value))));
}

}  // namespace

GradientLegend::GradientLegend(QWidget* parent) : QWidget(parent) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setAccessibleName(tr("Gradient colours"));
  setFont(scaledFont(0.88));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setScale({});
}

void GradientLegend::setScale(const GradientScale& scale) {
  scale_ = scale;
  const QString words = tr("Root mean square gradient of each gate over the last steps, from %1 "
                           "(dark) to %2 (bright)")
                            .arg(powerOfTen(scale_.low), powerOfTen(scale_.high));
  setToolTip(words);
  setAccessibleDescription(words);
  updateGeometry();
  update();
}

QSize GradientLegend::sizeHint() const {
  const QFontMetrics metrics(font());
  const int text = metrics.horizontalAdvance(tr("gradient")) +
                   2 * metrics.horizontalAdvance(QStringLiteral("1e-10"));
  return {text + kBarWidth + 5 * Spacing::kSmall, metrics.height() + Spacing::kSmall};
}

void GradientLegend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  const Theme theme = Theme::fromPalette(palette());
  const QFontMetrics metrics(font());
  painter.setPen(theme.mutedText);
  int x = Spacing::kSmall;
  const auto write = [&](const QString& text) {
    painter.drawText(QRect(x, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    x += metrics.horizontalAdvance(text) + Spacing::kSmall;
  };
  write(tr("gradient"));
  write(powerOfTen(scale_.low));
  const QRect bar(x, (height() - kBarHeight) / 2, kBarWidth, kBarHeight);
  QLinearGradient gradient(bar.topLeft(), bar.topRight());
  for (int i = 0; i <= 9; ++i) gradient.setColorAt(i / 9.0, Theme::cividis(i / 9.0));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme.border);
  painter.setBrush(gradient);
  painter.drawRoundedRect(QRectF(bar).adjusted(.5, .5, -.5, -.5), 3, 3);
  x += kBarWidth + Spacing::kSmall;
  painter.setPen(theme.mutedText);
  write(powerOfTen(scale_.high));
}

}  // namespace qonvolve::ui
