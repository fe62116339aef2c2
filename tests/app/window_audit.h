// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that every visible widget must keep, as lists of those that break them.
#pragma once

#include <QList>
#include <QStringList>

class QAction;
class QMainWindow;
class QWidget;

namespace qonvolve::ui {

/// True without faults; else all of them are in the log, where a failure shows but the first.
bool none(const QStringList& faults);

/// "QLineEdit runFilter in runs": what a person needs to find the widget.
QString describe(const QWidget& widget);

/// All that the menus of the menu bar offer, submenus included.
QList<QAction*> actionsInMenus(const QMainWindow& window);

/// Visible widgets that take the keyboard or the mouse but have no name for screen readers; widgets
/// of our own that draw themselves and have neither description nor name; labels whose mnemonic
/// leads nowhere.
QStringList nameFaults(const QWidget& root);

/// Keys that two visible controls, or two entries of one menu, share as mnemonics: in a window with
/// its menu bar, or in a dialog.
QStringList mnemonicFaults(const QWidget& window);

/// Visible, enabled widgets with Tab focus that pressing Tab again and again does not reach.
QStringList tabFaults(QMainWindow& window);

/// Visible texts that do not fit into their widget, and widgets that are cut off by their parent.
QStringList clippedFaults(const QWidget& root);

/// Actions: text, tool tip, status tip, icon that draws something, a place in a menu of the menu
/// bar, no shortcut twice where both would answer.
QStringList actionFaults(const QMainWindow& window);

}  // namespace qonvolve::ui
