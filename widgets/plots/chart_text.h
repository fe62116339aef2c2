// SPDX-License-Identifier: GPL-3.0-or-later
// Words on the charts that paint themselves: the title, and what an empty chart says.
#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

/// Titles of charts are a little bolder than the window's text.
QFont titleFont(const QFont& font);

/// The title in the top left of a chart that fills `rect`, cut where it is too long. Returns the
/// lower end of its line.
double paintTitle(QPainter& painter, const QRectF& rect, const QString& title, const Theme& theme,
                  const QFont& font);

/// Why there is nothing to see yet, in the middle of `rect`.
void paintEmpty(QPainter& painter, const QRectF& rect, const QString& text, const Theme& theme,
                const QFont& font);

}  // namespace qonvolve::ui
