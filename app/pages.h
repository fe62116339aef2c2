// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a window: one at a time fills its centre, each with its own arrangement of panels.
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include "app/settings.h"

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QStackedWidget;
class QToolBar;

namespace qonvolve::ui {

/// Every page has a menu entry and a tool bar button, both only while there is more than one page,
/// and the shortcut Ctrl+1, Ctrl+2, ... in the order of addPage(). The first page shows at the
/// start with the panels as they are; the others begin without panels.
class Pages : public QObject {
  Q_OBJECT

 public:
  /// `place` is where the pages show. Nothing given is owned, and all of it must outlive the pages.
  Pages(QMainWindow& window, QStackedWidget& place, QMenu& menu, QToolBar& bar);

  /// `id` names the page in settings and on the command line, `title` may hold a mnemonic, `glyph`
  /// is one of the program's icons. The page takes the widget.
  QAction* addPage(const QString& id, const QString& title, const QString& glyph, QWidget* widget);

  /// False if there is no such page.
  bool show(const QString& id);
  QString current() const;
  QStringList ids() const;
  QWidget* widget(const QString& id) const;

  /// The arrangement of panels of each page. forget(): all but the current one begin anew.
  void save(Settings& settings);
  void restore(const Settings& settings);
  void forget();

 signals:
  void shown(const QString& id);

 private:
  struct Page {
    QString id;
    QAction* action = nullptr;
    QWidget* widget = nullptr;
    QWidget* holder = nullptr;  // of the widget, in the stack of pages
    QByteArray panels;  // empty: never shown
  };

  void go(qsizetype index);
  qsizetype find(const QString& id) const;

  QMainWindow& window_;
  QStackedWidget& place_;
  QMenu& menu_;
  QToolBar& bar_;
  QActionGroup* group_;
  QAction* gap_;  // pushes the buttons to the end of the tool bar
  QList<Page> pages_;
  qsizetype current_ = -1;
};

}  // namespace qonvolve::ui
