// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own window for tests: with files of its own, on every page, before and after a run.
#pragma once

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <functional>
#include <memory>

#include "app/main_window.h"
#include "tests/widgets/window_test.h"
#include "widgets/canvas/stack_view.h"

namespace qonvolve::ui {

/// What a window keeps on the disk: settings, runs and recovery files in a folder that goes with
/// it.
class WindowFiles {
 public:
  WindowFiles() : settings_(path(QStringLiteral("settings.ini"))) {}

  QString path(const QString& name) const { return folder_.filePath(name); }
  Settings& settings() { return settings_; }
  WindowFolders folders() const {
    return {path(QStringLiteral("runs")), path(QStringLiteral("index.sqlite")),
            path(QStringLiteral("recovery"))};
  }

 private:
  QTemporaryDir folder_;
  Settings settings_;
};

/// A window with an example and files of its own, shown and active.
class RealWindow {
 public:
  explicit RealWindow(const QString& example = QStringLiteral("lines"), QSize size = {1280, 800}) {
    if (qApp->styleSheet().isEmpty()) applyTheme(*qApp, ThemeChoice::Light);
    open(example, size);
  }

  MainWindow* operator->() const { return window_.get(); }
  MainWindow& operator*() const { return *window_; }
  QString path(const QString& name) const { return files_.path(name); }
  Settings& settings() { return files_.settings(); }

  /// Closes the window, if there is one, and opens it anew over the same files.
  void open(const QString& example, QSize size = {1280, 800}) {
    window_.reset();
    window_ = std::make_unique<MainWindow>(testCatalog(), files_.settings(), files_.folders());
    if (!window_->openExample(example)) qFatal("no example %s", qPrintable(example));
    window_->resize(size);
    window_->show();
    if (!QTest::qWaitForWindowActive(window_.get(), kPatience)) {
      qFatal("the window does not come up");
    }
  }
  void close() { window_.reset(); }

  /// Trains to the end and waits for the results.
  bool train(int epochs) {
    QSignalSpy answered(window_->session(), &TrainingSession::answered);
    window_->trainFor(epochs);
    return QTest::qWaitFor([&] { return answered.count() > 0; }, kPatience);
  }

  using Visit = std::function<void(const QString& name)>;

  /// Shows in turn every page of the window, every panel, and every tab inside of them.
  void forEveryPage(const Visit& visit) const {
    visitInside(QString(), visit);
    const auto pages =
        window_->findChildren<QAction*>(QRegularExpression(QStringLiteral("^page:")));
    for (QAction* page : pages) {
      if (page == pages.first()) continue;
      page->trigger();
      visitInside(page->iconText(), visit);
    }
    if (!pages.isEmpty()) pages.first()->trigger();
  }

  /// Puts one block of every kind in front of the example, one after the other, and selects it.
  void forEveryBlock(const Visit& visit) const {
    for (const BlockType& type : testCatalog()->blocks.entries()) {
      window_->document().reset(exampleExperiment());
      const bool added = window_->document().edit(QStringLiteral("Add"), [&](Experiment& e) {
        Block block;
        block.choice.type = type.info.id;
        e.stack.insert(e.stack.begin(), block);
        assignIds(e.stack);
      });
      if (!added) qFatal("the document takes no %s", type.info.id.c_str());
      window_->stack()->setCurrent(nodeId(window_->document().experiment().stack.front()));
      settle();
      visit(QString::fromStdString(type.info.id));
    }
  }

  /// Opens one after the other the dialogs that menu entries lead to.
  void forEveryDialog(const std::function<void(QDialog&)>& visit) const {
    const Actions& actions = window_->actions();
    for (QAction* action : {actions.exportView, actions.examples, actions.preferences,
                            actions.gettingStarted, actions.shortcuts, actions.about}) {
      action->trigger();
      settle();
      for (auto* dialog : window_->findChildren<QDialog*>()) {
        if (!dialog->isVisible()) continue;
        visit(*dialog);
        dialog->close();
      }
      settle();
    }
  }

  /// Lets layouts and queued deletions happen.
  static void settle() {
    for (int i = 0; i < 2; ++i) {
      QCoreApplication::processEvents();
      QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    QCoreApplication::processEvents();
  }

 private:
  void visitInside(const QString& name, const Visit& visit) const {
    settle();
    visit(name);
    QSet<QTabBar*> seen;
    const auto docks = window_->findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QDockWidget* dock : docks) {
      if (dock->isHidden()) continue;
      dock->raise();
      settle();
      const QString inside = name + QStringLiteral(" / ") + dock->windowTitle();
      visit(inside);
      visitTabs(*dock, inside, visit, seen);
    }
    visitTabs(*window_->centralWidget(), name, visit, seen);
  }

  static void visitTabs(QWidget& root, const QString& name, const Visit& visit,
                        QSet<QTabBar*>& seen) {
    for (QTabBar* bar : root.findChildren<QTabBar*>()) {
      if (!bar->isVisible() || seen.contains(bar)) continue;
      seen.insert(bar);
      for (int i = 0; i < bar->count(); ++i) {
        if (!bar->isTabVisible(i)) continue;
        bar->setCurrentIndex(i);
        settle();
        const QString inside = name + QStringLiteral(" / ") + bar->tabText(i);
        visit(inside);
        auto* tabs = qobject_cast<QTabWidget*>(bar->parentWidget());
        visitTabs(tabs ? *tabs->widget(i) : *bar->parentWidget(), inside, visit, seen);
      }
    }
  }

  WindowFiles files_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace qonvolve::ui
