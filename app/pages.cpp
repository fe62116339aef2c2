// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a window: one at a time fills its centre, each with its own arrangement of panels.
#include "app/pages.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolBar>

#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

QString settingOf(const QString& id) {
  return QStringLiteral("state-") + id;
}

}  // namespace

Pages::Pages(QMainWindow& window, QStackedWidget& place, QMenu& menu, QToolBar& bar)
    : QObject(&window),
      window_(window),
      place_(place),
      menu_(menu),
      bar_(bar),
      group_(new QActionGroup(this)) {
  auto* space = new QWidget(&bar);
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  gap_ = bar.addWidget(space);
  gap_->setVisible(false);
  menu_.menuAction()->setVisible(false);
}

QAction* Pages::addPage(const QString& id, const QString& title, const QString& glyph,
                        QWidget* widget) {
  auto* action = new QAction(icon(glyph), title, &window_);
  const QString name = QString(title).remove(QLatin1Char('&'));
  action->setObjectName(QStringLiteral("page:") + id);
  action->setIconText(name);
  action->setCheckable(true);
  action->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + pages_.size())));
  action->setToolTip(
      tr("Show the page %1 (%2)").arg(name, action->shortcut().toString(QKeySequence::NativeText)));
  action->setStatusTip(tr("Show the page %1").arg(name));
  group_->addAction(action);
  menu_.addAction(action);
  bar_.addAction(action);
  const qsizetype index = pages_.size();
  QWidget* holder = widget;
  if (index > 0) {
    // A page that wants more than a small window has scrolls; it does not make the window larger.
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(widget);
    holder = scroll;
  }
  place_.addWidget(holder);
  pages_.append({id, action, widget, holder, {}});
  connect(action, &QAction::triggered, this, [this, index] { go(index); });
  if (current_ < 0) {
    current_ = 0;
    action->setChecked(true);
    place_.setCurrentWidget(holder);
  }
  const bool several = pages_.size() > 1;
  menu_.menuAction()->setVisible(several);
  gap_->setVisible(several);
  for (const Page& page : pages_) page.action->setVisible(several);
  return action;
}

qsizetype Pages::find(const QString& id) const {
  for (qsizetype i = 0; i < pages_.size(); ++i) {
    if (pages_[i].id == id) return i;
  }
  return -1;
}

bool Pages::show(const QString& id) {
  const qsizetype index = find(id);
  if (index < 0) return false;
  go(index);
  return true;
}

void Pages::go(qsizetype index) {
  Page& page = pages_[index];
  page.action->setChecked(true);
  if (index == current_) return;
  pages_[current_].panels = window_.saveState();
  current_ = index;
  place_.setCurrentWidget(page.holder);
  if (page.panels.isEmpty()) {
    const auto docks = window_.findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QDockWidget* dock : docks) dock->setVisible(index == 0);
  } else {
    window_.restoreState(page.panels);
  }
  page.widget->setFocus(Qt::OtherFocusReason);
  emit shown(page.id);
}

QString Pages::current() const {
  return current_ < 0 ? QString() : pages_[current_].id;
}

QStringList Pages::ids() const {
  QStringList all;
  for (const Page& page : pages_) all << page.id;
  return all;
}

QWidget* Pages::widget(const QString& id) const {
  const qsizetype index = find(id);
  return index < 0 ? nullptr : pages_[index].widget;
}

void Pages::save(Settings& settings) {
  if (current_ >= 0) pages_[current_].panels = window_.saveState();
  for (const Page& page : pages_) settings.setValue(settingOf(page.id), page.panels);
}

void Pages::restore(const Settings& settings) {
  for (Page& page : pages_) page.panels = settings.value(settingOf(page.id));
  if (current_ >= 0 && !pages_[current_].panels.isEmpty()) {
    window_.restoreState(pages_[current_].panels);
  }
}

void Pages::forget() {
  for (Page& page : pages_) page.panels.clear();
}

}  // namespace qonvolve::ui
