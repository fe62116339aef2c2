// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a window: switching, shortcuts, and the panels each of them remembers.
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolBar>

#include "app/pages.h"
#include "tests/widgets/window_test.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

/// A window with one panel and up to three pages.
struct Window : QMainWindow {
  explicit Window(int count = 2)
      : place(new QStackedWidget(this)),
        dock(new QDockWidget("Panel", this)),
        bar(addToolBar("Tools")),
        menu(menuBar()->addMenu("Pages")),
        pages(*this, *place, *menu, *bar) {
    setCentralWidget(place);
    dock->setObjectName("dock");
    bar->setObjectName("bar");
    dock->setWidget(new QLabel("panel"));
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    for (int i = 0; i < count; ++i) {
      pages.addPage(QString("page%1").arg(i), QString("Page &%1").arg(i), "layout",
                    new QLineEdit(this));
    }
    resize(600, 400);
    show();
  }
  QStackedWidget* place;
  QDockWidget* dock;
  QToolBar* bar;
  QMenu* menu;
  Pages pages;
};

}  // namespace

class TestPages : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void onePageNeedsNoSwitch() {
    const Window window(1);
    QCOMPARE(window.pages.current(), QString("page0"));
    QVERIFY(!window.menu->menuAction()->isVisible());
    QVERIFY(!window.menu->actions().first()->isVisible());
  }

  void keysSwitchPages() {
    Window window(3);
    QVERIFY(QTest::qWaitForWindowActive(&window, kPatience));
    QSignalSpy shown(&window.pages, &Pages::shown);
    QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(window.pages.current(), QString("page2"));
    QVERIFY(window.pages.widget("page2")->isVisible());
    QVERIFY(window.pages.widget("page2")->hasFocus());
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window.place->currentWidget(), window.pages.widget("page0"));
    QCOMPARE(shown.count(), 2);
  }

  void theCurrentPageIsMarkedInMenuAndToolBar() {
    Window window;
    QVERIFY(window.pages.show("page1"));
    const QList<QAction*> actions = window.menu->actions();
    QVERIFY(!actions[0]->isChecked());
    QVERIFY(actions[1]->isChecked());
    QVERIFY(window.bar->actions().contains(actions[1]));
    QVERIFY(actions[1]->isVisible());
    QVERIFY(actions[1]->toolTip().contains("Ctrl+2"));
  }

  void unknownPagesAreRefused() {
    Window window;
    QVERIFY(!window.pages.show("page7"));
    QCOMPARE(window.pages.current(), QString("page0"));
  }

  void everyPageHasItsOwnPanels() {
    Window window;
    QVERIFY(window.dock->isVisible());
    window.pages.show("page1");
    QVERIFY(!window.dock->isVisible());
    window.pages.show("page0");
    QVERIFY(window.dock->isVisible());
    window.dock->hide();
    window.pages.show("page1");
    window.dock->show();
    window.pages.show("page0");
    QVERIFY(!window.dock->isVisible());
    window.pages.show("page1");
    QVERIFY(window.dock->isVisible());
  }

  void panelsAreRememberedForTheNextStart() {
    const QTemporaryDir folder;
    Settings settings(folder.filePath("settings.ini"));
    {
      Window window;
      window.dock->hide();
      window.pages.show("page1");
      window.dock->show();
      window.pages.save(settings);
    }
    Window window;
    window.pages.restore(settings);
    QVERIFY(!window.dock->isVisible());
    window.pages.show("page1");
    QVERIFY(window.dock->isVisible());
    window.pages.forget();
    window.pages.show("page0");
    QVERIFY(window.dock->isVisible());
  }
};

QTEST_MAIN(TestPages)
#include "tst_pages.moc"
