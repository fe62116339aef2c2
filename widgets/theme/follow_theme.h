// SPDX-License-Identifier: GPL-3.0-or-later
// Colours that were written into a label, a palette or a picture follow the theme of the program.
#pragma once

#include <functional>

#include "widgets/theme/theme.h"

class QWidget;

namespace qonvolve::ui {

/// The theme of the program's palette. Of a widget's own or its parent's palette it must not be
/// taken while the theme changes: these are resolved one after the other.
Theme programTheme();

/// Calls `apply` now and whenever the colours of the program change, as long as `widget` lives.
/// For everything that does not ask for its colours whenever it paints.
void followTheme(QWidget* widget, std::function<void(const Theme&)> apply);

}  // namespace qonvolve::ui
