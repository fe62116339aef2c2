// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the map of a design, on the screen, into files and as a small picture.
#pragma once

#include <QByteArray>
#include <QPixmap>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/experiment/overview.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

enum class OverviewText { Shown, Hidden };

/// In the coordinates of the map. `highlighted`: blocks with a frame.
void paintOverview(QPainter& painter, const OverviewMap& map, const Theme& theme,
                   OverviewText text = OverviewText::Shown,
                   std::span<const BlockId> highlighted = {});

/// Without words, as large as fits into `size`, in its middle.
QPixmap overviewPixmap(const OverviewMap& map, const Theme& theme, const QSize& size, qreal ratio);

/// On white as a file's contents: "svg", "pdf" or "png"; see CircuitPanel::picture().
Result<QByteArray> overviewPicture(const OverviewMap& map, const QString& format, double dpi = 192,
                                   double scale = 1);

}  // namespace qonvolve::ui
