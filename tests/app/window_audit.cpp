// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that every visible widget must keep, as lists of those that break them.
#include "tests/app/window_audit.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTextDocument>
#include <QToolBar>
#include <QToolButton>

#include "widgets/theme/calm_combo.h"

namespace qonvolve::ui {
namespace {

bool isOurs(const QWidget& widget) {
  return QByteArray(widget.metaObject()->className()).startsWith("qonvolve::");
}

/// Parts of Qt's own composite widgets, which nobody meets by themselves.
bool isInner(const QWidget& widget) {
  const QWidget* parent = widget.parentWidget();
  if (widget.objectName().startsWith(QLatin1String("qt_"))) return true;
  if (qobject_cast<const QScrollBar*>(&widget) || qobject_cast<const QHeaderView*>(&widget))
    return true;
  if (const auto* area = qobject_cast<const QAbstractScrollArea*>(parent)) {
    if (area->viewport() == &widget) return true;
  }
  // The line of a spin box or a combo box, the buttons of a line edit, tab bar and dock title.
  return qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent) ||
         qobject_cast<const QLineEdit*>(parent) || widget.inherits("QTableCornerButton") ||
         qobject_cast<const QTabBar*>(parent) ||
         (qobject_cast<const QDockWidget*>(parent) &&
          qobject_cast<const QAbstractButton*>(&widget)) ||
         (qobject_cast<const QTabBar*>(&widget) && qobject_cast<const QMainWindow*>(parent));
}

bool takesInput(const QWidget& widget) {
  return (widget.focusPolicy() & Qt::TabFocus) || qobject_cast<const QAbstractButton*>(&widget);
}

/// In a panel that lies behind another one of its tabs.
bool isCovered(const QWidget& widget) {
  for (const QWidget* at = &widget; at != nullptr; at = at->parentWidget()) {
    if (qobject_cast<const QDockWidget*>(at)) return at->visibleRegion().isEmpty();
  }
  return false;
}

QString nameOf(const QWidget& widget) {
  const auto* face = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(&widget));
  return face == nullptr ? QString() : face->text(QAccessible::Name);
}

QChar mnemonic(const QString& text) {
  const QKeySequence key = QKeySequence::mnemonic(text);
  return key.isEmpty() ? QChar() : QChar(key[0].key()).toLower();
}

QList<QWidget*> visibleIn(const QWidget& root) {
  QList<QWidget*> all = root.findChildren<QWidget*>();
  all.removeIf([&](QWidget* widget) {
    return !widget->isVisibleTo(&root) || widget->isWindow() || isCovered(*widget);
  });
  return all;
}

void collect(const QMenu& menu, QList<QAction*>& actions) {
  for (QAction* action : menu.actions()) {
    if (action->isSeparator()) continue;
    if (action->menu() != nullptr) {
      collect(*action->menu(), actions);
    } else {
      actions.append(action);
    }
  }
}

bool drawsSomething(const QIcon& icon) {
  const QImage image = icon.pixmap(24, 24).toImage();
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (qAlpha(image.pixel(x, y)) > 64) return true;
    }
  }
  return false;
}

}  // namespace

bool none(const QStringList& faults) {
  for (const QString& fault : faults) qInfo("%s", qPrintable(fault));
  return faults.isEmpty();
}

QList<QAction*> actionsInMenus(const QMainWindow& window) {
  QList<QAction*> actions;
  for (const QAction* top : window.menuBar()->actions()) collect(*top->menu(), actions);
  return actions;
}

QString describe(const QWidget& widget) {
  QString text = QString::fromLatin1(widget.metaObject()->className());
  for (const QWidget* at = &widget; at != nullptr; at = at->parentWidget()) {
    const QString name = at->objectName();
    if (!name.isEmpty() && !name.startsWith(QLatin1String("qt_"))) {
      text += (at == &widget ? QStringLiteral(" %1") : QStringLiteral(" in %1")).arg(name);
      if (at != &widget) break;
    }
  }
  const auto* label = qobject_cast<const QLabel*>(&widget);
  const auto* button = qobject_cast<const QAbstractButton*>(&widget);
  const QString words = label ? label->text() : button ? button->text() : QString();
  return words.isEmpty() ? text : text + QStringLiteral(" \"%1\"").arg(words.left(80));
}

QStringList nameFaults(const QWidget& root) {
  QStringList faults;
  for (const QWidget* widget : visibleIn(root)) {
    if (const auto* label = qobject_cast<const QLabel*>(widget)) {
      if (!mnemonic(label->text()).isNull() && label->textFormat() != Qt::RichText &&
          label->buddy() == nullptr && label->text().contains(QLatin1Char('&'))) {
        faults << describe(*widget) + QStringLiteral(": mnemonic without a buddy");
      }
      if (label->buddy() != nullptr && !label->buddy()->isVisibleTo(&root)) {
        faults << describe(*widget) + QStringLiteral(": its buddy is hidden");
      }
    }
    if (isInner(*widget) || !takesInput(*widget)) continue;
    if (widget->focusProxy() != nullptr) continue;  // its proxy is looked at by itself
    if (nameOf(*widget).isEmpty()) faults << describe(*widget) + QStringLiteral(": no name");
    const bool iconOnly = qobject_cast<const QToolButton*>(widget) != nullptr;
    if (iconOnly && widget->toolTip().isEmpty()) {
      faults << describe(*widget) + QStringLiteral(": no tool tip");
    }
  }
  return faults;
}

QStringList mnemonicFaults(const QWidget& window) {
  QStringList faults;
  const auto claim = [&](QHash<QChar, QString>& taken, const QString& text, const QString& where) {
    const QChar key = mnemonic(text);
    if (key.isNull()) return;
    if (taken.contains(key)) {
      faults << QStringLiteral("%1: \"%2\" and \"%3\"").arg(where, taken.value(key), text);
    }
    taken.insert(key, text);
  };
  QHash<QChar, QString> onScreen;
  const auto* main = qobject_cast<const QMainWindow*>(&window);
  const QList<QAction*> menus = main == nullptr ? QList<QAction*>() : main->menuBar()->actions();
  for (const QAction* top : menus) {
    if (top->isVisible()) claim(onScreen, top->text(), QStringLiteral("menu bar"));
  }
  for (const QWidget* widget : visibleIn(window)) {
    if (!widget->isEnabled() || isInner(*widget)) continue;
    const auto* label = qobject_cast<const QLabel*>(widget);
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const auto* tool = qobject_cast<const QToolButton*>(widget);
    if (label && label->buddy()) claim(onScreen, label->text(), describe(*widget));
    if (button && !tool) claim(onScreen, button->text(), describe(*widget));
  }
  const std::function<void(const QMenu&)> inside = [&](const QMenu& menu) {
    QHash<QChar, QString> taken;
    for (const QAction* action : menu.actions()) {
      if (!action->isVisible()) continue;
      claim(taken, action->text(), menu.title());
      if (action->menu() != nullptr) inside(*action->menu());
    }
  };
  for (const QAction* top : menus) inside(*top->menu());
  return faults;
}

QStringList tabFaults(QMainWindow& window) {
  // What holds the keyboard after each Tab, until it comes round. A text keeps it for each link.
  QSet<const QWidget*> reached;
  const QWidget* before = nullptr;
  for (int presses = 0, stays = 0; presses < 500 && stays < 9; ++presses) {
    QWidget* at = QApplication::focusWidget();
    if (at != before && reached.contains(at)) break;
    stays = at == before ? stays + 1 : 0;
    if (at != nullptr) reached.insert(at);
    before = at;
    QKeyEvent press(QEvent::KeyPress, Qt::Key_Tab, Qt::NoModifier);
    QApplication::sendEvent(at ? at : &window, &press);
  }
  QStringList faults;
  for (const QWidget* widget : reached) {
    if (isCovered(*widget)) faults << describe(*widget) + ": Tab reaches it behind another panel";
  }
  for (const QWidget* widget : visibleIn(window)) {
    if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled()) continue;
    if (isInner(*widget) || widget->focusProxy() != nullptr) continue;
    if (reached.contains(widget)) continue;
    // Of a group of exclusive buttons one is reached, the arrows do the rest.
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    if (button != nullptr && button->autoExclusive() && !button->isChecked()) continue;
    faults << describe(*widget) + QStringLiteral(": Tab does not reach it");
  }
  return faults;
}

namespace {

/// Missing pixels of the widget's own text; 0 if it fits.
int missingWidth(const QWidget& widget) {
  if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
    if (label->text().isEmpty() || isOurs(widget)) return 0;  // ours elide and say all in a tip
    if (label->toolTip() == label->text()) return 0;
    if (label->wordWrap()) {
      // The longest word, and then the height of all lines.
      const int tall = label->heightForWidth(label->width()) - label->height();
      return tall > 1 ? tall : 0;
    }
    return label->sizeHint().width() - label->width();
  }
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
    if (button->text().isEmpty()) return 0;
    const auto* tool = qobject_cast<const QToolButton*>(button);
    if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull())
      return 0;
    return button->minimumSizeHint().width() - button->width();
  }
  if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
    if (dynamic_cast<const CalmCombo*>(box) != nullptr) return 0;  // it elides
    QStyleOptionComboBox option;
    option.initFrom(box);
    option.editable = box->isEditable();
    const QRect room = box->style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                    QStyle::SC_ComboBoxEditField, box);
    const int icon = box->itemIcon(box->currentIndex()).isNull() ? 0 : box->iconSize().width() + 4;
    return box->fontMetrics().horizontalAdvance(box->currentText()) + icon - room.width();
  }
  return 0;
}

}  // namespace

QStringList clippedFaults(const QWidget& root) {
  QStringList faults;
  for (const QWidget* widget : visibleIn(root)) {
    if (isInner(*widget) && !qobject_cast<const QTabBar*>(widget)) continue;
    if (const int missing = missingWidth(*widget); missing > 1) {
      faults << describe(*widget) + QStringLiteral(": %1 px short").arg(missing);
    }
    if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) {
      for (int i = 0; i < tabs->count(); ++i) {
        if (!tabs->isTabVisible(i)) continue;
        const int icon = tabs->tabIcon(i).isNull() ? 0 : tabs->iconSize().width() + 4;
        const int missing = tabs->fontMetrics().horizontalAdvance(tabs->tabText(i)) + icon -
                            tabs->tabRect(i).width();
        const bool outside = tabs->tabRect(i).right() > tabs->width() && !tabs->usesScrollButtons();
        if (missing > 0 || outside) {
          faults << QStringLiteral("tab \"%1\" of %2").arg(tabs->tabText(i), describe(*tabs));
        }
      }
    }
    const QWidget* parent = widget->parentWidget();
    if (parent == nullptr || widget->isWindow()) continue;
    if (widget->geometry().right() < 0) continue;  // tabs of hidden panels, put aside
    const auto* area = qobject_cast<const QAbstractScrollArea*>(parent->parentWidget());
    if (area != nullptr && area->viewport() == parent) {
      // Scrolled content; but what cannot be scrolled to is lost.
      if (area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff &&
          widget->width() > parent->width() + 1 && qobject_cast<const QScrollArea*>(area)) {
        faults << describe(*widget) + QStringLiteral(": %1 px wider than its scroll area")
                                          .arg(widget->width() - parent->width());
      }
      continue;
    }
    const QRect place = widget->geometry();
    if (!parent->rect().adjusted(-1, -1, 1, 1).contains(place) && !place.isEmpty()) {
      faults << describe(*widget) +
                    QStringLiteral(": cut off by its parent (%1 in %2)")
                        .arg(QStringLiteral("%1,%2 %3x%4")
                                 .arg(place.x())
                                 .arg(place.y())
                                 .arg(place.width())
                                 .arg(place.height()),
                             QStringLiteral("%1x%2").arg(parent->width()).arg(parent->height()));
    }
  }
  return faults;
}

QStringList actionFaults(const QMainWindow& window) {
  const QList<QAction*> inMenus = actionsInMenus(window);
  QStringList faults;
  for (const QAction* action : inMenus) {
    const QString name = QStringLiteral("%1 \"%2\": ").arg(action->objectName(), action->text());
    if (action->objectName().isEmpty()) faults << name + QStringLiteral("no object name");
    if (action->text().isEmpty()) faults << name + QStringLiteral("no text");
    if (action->toolTip().isEmpty()) faults << name + QStringLiteral("no tool tip");
    if (action->statusTip().isEmpty()) faults << name + QStringLiteral("no status tip");
    if (!drawsSomething(action->icon())) faults << name + QStringLiteral("no icon");
    for (const char* taken : {"F10", "Shift+F10", "F11"}) {
      if (action->shortcuts().contains(QKeySequence(QLatin1String(taken)))) {
        faults << name + QStringLiteral("%1 belongs to the desktop").arg(QLatin1String(taken));
      }
    }
  }
  // Whatever else can be triggered must have a place in a menu: context menus only repeat.
  QList<const QAction*> all;
  for (const QAction* action : window.findChildren<QAction*>()) {
    const bool isMenu = action->menu() != nullptr || qobject_cast<QMenu*>(action->parent()) ||
                        qobject_cast<QToolBar*>(action->parent());
    const bool inner = qobject_cast<QLineEdit*>(action->parent()) != nullptr;
    if (action->isSeparator() || isMenu || inner || action->text().isEmpty()) continue;
    all << action;
    if (!inMenus.contains(action)) {
      faults << QStringLiteral("%1 \"%2\": in no menu").arg(action->objectName(), action->text());
    }
  }
  for (const QAction* action : inMenus) {
    if (!all.contains(action)) all << action;
  }
  for (qsizetype i = 0; i < all.size(); ++i) {
    for (qsizetype k = 0; k < i; ++k) {
      const bool everywhere = all[i]->shortcutContext() == Qt::WindowShortcut ||
                              all[k]->shortcutContext() == Qt::WindowShortcut;
      for (const QKeySequence& key : all[i]->shortcuts()) {
        if (!all[k]->shortcuts().contains(key)) continue;
        const auto here = all[i]->associatedObjects();
        const auto there = all[k]->associatedObjects();
        const bool together = std::any_of(here.begin(), here.end(),
                                          [&](QObject* object) { return there.contains(object); });
        if (everywhere || together) {
          faults << QStringLiteral("%1: %2 and %3")
                        .arg(key.toString(), all[k]->text(), all[i]->text());
        }
      }
    }
  }
  return faults;
}

}  // namespace qonvolve::ui
