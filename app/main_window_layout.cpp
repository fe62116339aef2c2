// SPDX-License-Identifier: GPL-3.0-or-later
// The window's arrangement: factory state, what was remembered, closing, files dragged in.
#include <QCloseEvent>
#include <QDockWidget>
#include <QScreen>
#include <QSplitter>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <initializer_list>
#include <vector>

#include "app/main_window.h"
#include "app/pages.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/compare/compare_page.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/palette_view.h"
#include "widgets/plateau/plateau_page.h"
#include "widgets/results/data_view.h"

namespace qonvolve::ui {
namespace {

constexpr double kOfScreen = 0.9;        // that a window may take without being maximised
constexpr int kToolBarCharacters = 180;  // narrower windows have no room for its words

}  // namespace

void MainWindow::resetLayout() {
  pages_->forget();
  if (pages_->current() != pages_->ids().first()) {
    for (auto* dock : findChildren<QDockWidget*>()) dock->hide();
    return;
  }
  restoreState(factoryState_);
  for (auto* dock : findChildren<QDockWidget*>()) dock->show();
  findChild<QDockWidget*>(QStringLiteral("paletteDock"))->raise();
  resizeDocks({findChild<QDockWidget*>(QStringLiteral("paletteDock")),
               findChild<QDockWidget*>(QStringLiteral("inspectorDock"))},
              {236, 292}, Qt::Horizontal);
  resizeDocks({findChild<QDockWidget*>(QStringLiteral("trainingDock"))}, {250}, Qt::Vertical);
  splitter_->setSizes({320, 440});
}

void MainWindow::restoreLayout() {
  resize(1280, 800);
  factoryState_ = saveState();
  resetLayout();
  const QByteArray geometry = settings_.value(QStringLiteral("geometry"));
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  pages_->restore(settings_);
  const QByteArray split = settings_.value(QStringLiteral("splitter"));
  if (!split.isEmpty()) splitter_->restoreState(split);
}

void MainWindow::showOnScreen() {
  const QSize room = screen()->availableSize();
  const QSize largest = room * kOfScreen;  // less what the frame takes
  if (settings_.value(QStringLiteral("geometry")).isEmpty() &&
      (width() > largest.width() || height() > largest.height())) {
    resize(size().boundedTo(largest).expandedTo(minimumSizeHint()));
    setWindowState(windowState() | Qt::WindowMaximized);
  }
  show();
}

void MainWindow::saveLayout() {
  settings_.setValue(QStringLiteral("geometry"), saveGeometry());
  pages_->save(settings_);
  if (!document_.fileName().isEmpty()) rememberFile();
  settings_.setValue(QStringLiteral("splitter"), splitter_->saveState());
}

bool MainWindow::showPage(const QString& name) {
  if (name.isEmpty() || pages_->show(name)) return true;
  for (QTabWidget* tabs : {static_cast<QTabWidget*>(inspector_), trainingTabs_}) {
    for (int i = 0; i < tabs->count(); ++i) {
      if (!tabs->widget(i)->objectName().startsWith(name, Qt::CaseInsensitive)) continue;
      tabs->setCurrentIndex(i);
      return true;
    }
  }
  for (auto* dock : findChildren<QDockWidget*>()) {
    if (!dock->widget()->objectName().startsWith(name, Qt::CaseInsensitive)) continue;
    dock->show();
    dock->raise();
    return true;
  }
  return false;
}

void MainWindow::focusPanel(int by) {
  std::vector<QWidget*> panels;
  for (QWidget* panel : std::initializer_list<QWidget*>{
           palette_, dataView_, stack_, circuit_, plateau_, compare_, inspector_, trainingTabs_}) {
    if (panel->isVisible() && !panel->visibleRegion().isEmpty()) panels.push_back(panel);
  }
  if (panels.empty()) return;
  const auto count = static_cast<int>(panels.size());
  const auto at = std::ranges::find_if(panels, [this](const QWidget* panel) {
    return panel == focusWidget() || panel->isAncestorOf(focusWidget());
  });
  const auto now = static_cast<int>(at - panels.begin());
  const int next = now == count ? (by > 0 ? 0 : count - 1) : (now + by + count) % count;
  QWidget* panel = panels[static_cast<std::size_t>(next)];
  const auto takesKeys = [](const QWidget* widget) {
    return widget != nullptr && widget->isVisible() && widget->isEnabled() &&
           (widget->focusPolicy() & Qt::TabFocus) != 0;
  };
  if (panel == stack_) return stack_->focusCurrent();
  QWidget* target = panel->focusWidget();  // where the keyboard was last
  if (!takesKeys(target)) {
    const auto inside = panel->findChildren<QWidget*>();
    const auto first = std::ranges::find_if(inside, takesKeys);
    target = first == inside.end() ? panel : *first;
  }
  target->setFocus(Qt::TabFocusReason);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  // In a narrow window the pages need the room of the words beside the icons.
  const bool narrow = width() < fontMetrics().averageCharWidth() * kToolBarCharacters;
  for (QAction* action :
       {actions_.newDesign, actions_.open, actions_.save, actions_.undo, actions_.redo}) {
    if (auto* button = qobject_cast<QToolButton*>(toolBar_->widgetForAction(action))) {
      button->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayReplace()) {
    event->ignore();
    return;
  }
  saveLayout();
  event->accept();
}

bool MainWindow::focusNextPrevChild(bool next) {
  const auto covered = [](const QWidget* widget) {
    while (widget != nullptr && qobject_cast<const QDockWidget*>(widget) == nullptr) {
      widget = widget->parentWidget();
    }
    return widget != nullptr && widget->visibleRegion().isEmpty();
  };
  const QWidget* start = focusWidget();
  do {
    if (!QMainWindow::focusNextPrevChild(next)) return false;
  } while (covered(focusWidget()) && focusWidget() != start);
  return true;
}

}  // namespace qonvolve::ui
