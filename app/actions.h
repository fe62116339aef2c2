// SPDX-License-Identifier: GPL-3.0-or-later
// All actions of the window with texts, icons, shortcuts and menus.
#pragma once

#include <QAction>
#include <QMainWindow>
#include <QMenu>
#include <array>
#include <vector>

namespace qonvolve::ui {

/// Made once per window and connected by it. Every action sits in a menu; context menus and tool
/// bars only repeat them.
struct Actions {
  QAction* newDesign = nullptr;
  QAction* newWindow = nullptr;
  QAction* open = nullptr;
  QAction* examples = nullptr;
  QMenu* recent = nullptr;
  QAction* save = nullptr;
  QAction* saveAs = nullptr;
  QAction* exportView = nullptr;
  QAction* closeWindow = nullptr;
  QAction* quit = nullptr;

  QAction* undo = nullptr;
  QAction* redo = nullptr;
  QAction* cut = nullptr;
  QAction* copy = nullptr;
  QAction* paste = nullptr;
  QAction* remove = nullptr;
  QAction* duplicate = nullptr;
  QAction* rename = nullptr;
  QAction* preferences = nullptr;

  QAction* quickAdd = nullptr;
  QAction* moveUp = nullptr;
  QAction* moveDown = nullptr;
  QAction* moveToLaneBefore = nullptr;
  QAction* moveToNextLane = nullptr;
  QAction* addLane = nullptr;
  QAction* bypass = nullptr;

  QAction* train = nullptr;
  QAction* pause = nullptr;
  QAction* stop = nullptr;
  QAction* oneEpoch = nullptr;
  QMenu* run = nullptr;  // what can be done with the selected runs; filled by the window
  QAction* filterRuns = nullptr;
  QAction* compareRuns = nullptr;
  QAction* newComparison = nullptr;
  QAction* ablate = nullptr;
  QAction* ablateAll = nullptr;

  QAction* zoomIn = nullptr;
  QAction* zoomOut = nullptr;
  QAction* zoomFit = nullptr;
  QAction* map = nullptr;
  std::array<QAction*, 3> plotAxis{};  // one a RunAxis
  QMenu* pages = nullptr;              // filled by the window, as are the panels
  QMenu* panels = nullptr;
  QMenu* theme = nullptr;
  QAction* themeSystem = nullptr;
  QAction* themeLight = nullptr;
  QAction* themeDark = nullptr;
  QAction* nextPanel = nullptr;
  QAction* previousPanel = nullptr;
  QAction* resetLayout = nullptr;

  QAction* gettingStarted = nullptr;
  QAction* shortcuts = nullptr;
  QAction* about = nullptr;

  /// Those that only make sense with the keyboard in the stack editor.
  std::vector<QAction*> stackOnly() const;
};

/// Fills the window's menu bar. Shortcuts of stackOnly() work inside `stackArea` alone.
Actions makeActions(QMainWindow& window, QWidget& stackArea);

}  // namespace qonvolve::ui
