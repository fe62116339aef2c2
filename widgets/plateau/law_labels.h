// SPDX-License-Identifier: GPL-3.0-or-later
// Names of known laws beside a plot, each as near to the end of its line as there is room.
#pragma once

#include <QFontMetricsF>
#include <QPointF>
#include <QRectF>
#include <QSet>
#include <QString>
#include <QStringList>
#include <vector>

#include "core/analysis/reference_laws.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

/// A known law, and where its line ends.
struct LawLabel {
  QString name;
  QPointF end;
};

QString lawName(const ReferenceLaw& law);
/// Whether the law is among those ids.
bool isChosen(const ReferenceLaw& law, const QSet<QString>& ids);

/// Room that the names of those laws and others want beside the area, at most `most`; 0: there are
/// none.
double lawLabelWidth(const QSet<QString>& ids, const QStringList& others,
                     const QFontMetricsF& metrics, double most);
/// To the right of the area, in lines of `width`, from the top downwards, each with a leader.
void paintLawLabels(QPainter& painter, const QRectF& area, double width,
                    std::vector<LawLabel> labels, const Theme& theme, const QFontMetricsF& metrics);

}  // namespace qonvolve::ui
