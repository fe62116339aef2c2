// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs of the Help menu.
#pragma once

#include <QMenuBar>
#include <QString>
#include <QWidget>

namespace qonvolve::ui {

/// All actions of the menus that have a shortcut, as a table in rich text.
QString shortcutsHtml(const QMenuBar& menus);
/// The first steps of the manual that the program carries, as Markdown without pictures and links
/// into the source tree.
QString gettingStartedText();
void showGettingStarted(QWidget* parent);
void showShortcuts(QWidget* parent, const QMenuBar& menus);
void showAbout(QWidget* parent);

}  // namespace qonvolve::ui
