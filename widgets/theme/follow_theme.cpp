// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/follow_theme.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>
#include <utility>

namespace qonvolve::ui {
namespace {

class ThemeFollower final : public QObject {
 public:
  ThemeFollower(QWidget* widget, std::function<void(const Theme&)> apply)
      : QObject(widget), apply_(std::move(apply)) {
    widget->installEventFilter(this);
    apply_(theme_);
  }

  bool eventFilter(QObject*, QEvent* event) override {
    const bool maybe = event->type() == QEvent::PaletteChange ||
                       event->type() == QEvent::StyleChange ||
                       event->type() == QEvent::ApplicationPaletteChange;
    // Later: Qt is on its way from widget to widget.
    if (maybe && programTheme() != theme_) {
      QMetaObject::invokeMethod(this, &ThemeFollower::follow, Qt::QueuedConnection);
    }
    return false;
  }

 private:
  void follow() {
    const Theme theme = programTheme();
    if (theme == theme_) return;
    theme_ = theme;
    apply_(theme_);
  }

  std::function<void(const Theme&)> apply_;
  Theme theme_ = programTheme();
};

}  // namespace

Theme programTheme() {
  return Theme::fromPalette(QApplication::palette());
}

void followTheme(QWidget* widget, std::function<void(const Theme&)> apply) {
  new ThemeFollower(widget, std::move(apply));
}

}  // namespace qonvolve::ui
