// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own icons, drawn in the colours of the current palette.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace qonvolve::ui {

/// The icon ":/icons/<name>.svg" in the text colour of the application palette (its disabled colour
/// when disabled, highlighted text when selected). It follows palette changes by itself and is
/// sharp at every scale.
QIcon icon(const QString& name);
/// The same in one fixed colour.
QIcon icon(const QString& name, const QColor& color);
/// Whether there is an icon of this name.
bool hasIcon(const QString& name);

}  // namespace qonvolve::ui
