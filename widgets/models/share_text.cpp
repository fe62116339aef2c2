// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/share_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace qonvolve::ui {

QString shareText(double share) {
  return QLocale().toString(100 * share, 'f', 1) + QStringLiteral(" %");
}

QString shareText(double share, const Interval& interval) {
  const QLocale locale;
  const auto percent = [&](double value) { return locale.toString(100 * value, 'f', 1); };
  return QCoreApplication::translate("Shares", "%1 % (95 %: %2 to %3 %)")
      .arg(percent(share), percent(interval.low), percent(interval.high));
}

}  // namespace qonvolve::ui
