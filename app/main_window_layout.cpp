// SPDX-License-Identifier: GPL-3.0-or-later
// The window's arrangement: factory state, what was remembered, closing, files dragged in.
#include <QCloseEvent>
#include <QDockWidget>
#include <QMimeData>
#include <QSplitter>
#include <QUrl>

#include "app/main_window.h"

namespace qonvolve::ui {

void MainWindow::resetLayout() {
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
  const QByteArray state = settings_.value(QStringLiteral("state"));
  if (!state.isEmpty()) restoreState(state);
  const QByteArray split = settings_.value(QStringLiteral("splitter"));
  if (!split.isEmpty()) splitter_->restoreState(split);
}

void MainWindow::saveLayout() {
  settings_.setValue(QStringLiteral("geometry"), saveGeometry());
  settings_.setValue(QStringLiteral("state"), saveState());
  settings_.setValue(QStringLiteral("splitter"), splitter_->saveState());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayReplace()) {
    event->ignore();
    return;
  }
  saveLayout();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  if (mayReplace()) openFile(event->mimeData()->urls().first().toLocalFile());
}

}  // namespace qonvolve::ui
