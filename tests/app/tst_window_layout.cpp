// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of the window: room for the stack, panels that are remembered, pages.
#include <QDockWidget>
#include <QLineEdit>
#include <QScrollBar>

#include "app/pages.h"
#include "tests/app/real_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/panels/message_strip.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestWindowLayout : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void twoLanesStandInFullAtTheUsualSize() {
    RealWindow window;
    QVERIFY(window->openExample("two-lanes"));
    QTRY_COMPARE(window->stack()->horizontalScrollBar()->maximum(), 0);
    // The same for a design that is there before the window.
    window->hide();
    QVERIFY(window->openExample("lines"));
    window->actions().resetLayout->trigger();
    QVERIFY(window->openExample("two-lanes"));
    window->show();
    QTRY_COMPARE(window->stack()->horizontalScrollBar()->maximum(), 0);
  }

  void theLayoutIsRememberedAndCanBeReset() {
    RealWindow window;
    auto* dock = window->findChild<QDockWidget*>("paletteDock");
    dock->hide();
    QVERIFY(window->close());
    window.open("lines");
    dock = window->findChild<QDockWidget*>("paletteDock");
    QVERIFY(!dock->isVisible());
    window->actions().resetLayout->trigger();
    QVERIFY(dock->isVisible());
  }

  void pagesKeepThePanelsOfTheDesign() {
    RealWindow window;
    window->pages()->addPage("probe", "Pro&be", "layout", new QLineEdit(&*window));
    auto* dock = window->findChild<QDockWidget*>("trainingDock");
    QVERIFY(window->showPage("probe"));
    QVERIFY(!dock->isVisible());
    QVERIFY(!window->stack()->isVisible());
    QVERIFY(!window->strip()->isVisible());  // it speaks of the design
    window->actions().resetLayout->trigger();
    QVERIFY(!dock->isVisible());
    QVERIFY(window->showPage("design"));
    QVERIFY(dock->isVisible());
    QVERIFY(window->stack()->isVisible());
  }

  void theFirstWindowFitsTheScreen() {
    WindowFiles files;
    MainWindow window(testCatalog(), files.settings(), files.folders());
    window.showOnScreen();
    const QSize room = window.screen()->availableSize();
    const bool small = room.width() * 0.9 < 1280 || room.height() * 0.9 < 800;
    QCOMPARE(window.isMaximized(), small);
    if (!small) QCOMPARE(window.size(), QSize(1280, 800));
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestWindowLayout)
#include "tst_window_layout.moc"
