// SPDX-License-Identifier: GPL-3.0-or-later
// The two small dialogs of the Help menu.
#pragma once

#include <QMenuBar>
#include <QString>
#include <QWidget>

namespace qonvolve::ui {

/// All actions of the menus that have a shortcut, as a table in rich text.
QString shortcutsHtml(const QMenuBar& menus);
void showShortcuts(QWidget* parent, const QMenuBar& menus);
void showAbout(QWidget* parent);

}  // namespace qonvolve::ui
