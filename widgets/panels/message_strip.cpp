// SPDX-License-Identifier: GPL-3.0-or-later
// One line above the work area that says what matters now, with the things to do about it.
#include "widgets/panels/message_strip.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

MessageStrip::MessageStrip(QWidget* parent)
    : QFrame(parent),
      mark_(new QLabel(this)),
      text_(new QLabel(this)),
      body_(new QBoxLayout(QBoxLayout::LeftToRight)),
      buttons_(new QHBoxLayout),
      close_(new QToolButton(this)) {
  setObjectName(QStringLiteral("messageStrip"));
  setAccessibleName(tr("Message"));
  setAutoFillBackground(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(Spacing::kLarge, Spacing::kSmall + 2, Spacing::kMedium,
                          Spacing::kSmall + 2);
  row->setSpacing(Spacing::kMedium);
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  buttons_->setSpacing(Spacing::kMedium);
  close_->setAutoRaise(true);
  close_->setIcon(icon(QStringLiteral("close")));
  close_->setIconSize({14, 14});
  close_->setAccessibleName(tr("Close the message"));
  close_->setToolTip(tr("Close"));
  row->addWidget(mark_);
  body_->setSpacing(Spacing::kMedium);
  body_->addWidget(text_, 1);
  body_->addLayout(buttons_);
  row->addLayout(body_, 1);
  row->addWidget(close_);
  connect(close_, &QToolButton::clicked, this, [this] {
    hide();
    emit dismissed();
  });
  hide();
  followTheme(this, [this](const Theme& theme) { applyColors(theme); });
}

QString MessageStrip::text() const {
  return text_->text();
}

void MessageStrip::dismiss() {
  hide();
}

void MessageStrip::showMessage(const StripMessage& message) {
  kind_ = message.kind;
  text_->setText(message.text);
  setAccessibleDescription(message.text);
  while (QLayoutItem* item = buttons_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (const StripMessage::Button& button : message.buttons) {
    auto* widget = new QPushButton(button.label, this);
    connect(widget, &QPushButton::clicked, this, [act = button.act] { act(); });
    buttons_->addWidget(widget);
    widget->show();
  }
  close_->setVisible(message.dismissible);
  applyColors(programTheme());
  arrange();
  show();
  QAccessibleEvent spoken(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&spoken);
}

void MessageStrip::arrange() {
  const int line = text_->fontMetrics().horizontalAdvance(text_->text());
  int wanted = 0;
  for (int i = 0; i < buttons_->count(); ++i) {
    wanted += buttons_->itemAt(i)->sizeHint().width() + buttons_->spacing();
  }
  // Two lines of text beside the buttons are fine.
  const int room = width() - mark_->sizeHint().width() - close_->sizeHint().width() -
                   4 * Spacing::kLarge - wanted;
  const bool below = buttons_->count() > 0 && 2 * room < line + line / 4;
  body_->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  body_->setAlignment(buttons_, below ? Qt::AlignLeft : Qt::Alignment());
}

void MessageStrip::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  arrange();
}

void MessageStrip::applyColors(const Theme& theme) {
  QColor color = theme.accent;
  QString glyph = QStringLiteral("note");
  switch (kind_) {
    case StripMessage::Kind::Hint:
      break;
    case StripMessage::Kind::Success:
      color = theme.success;
      glyph = QStringLiteral("ok");
      break;
    case StripMessage::Kind::Warning:
      color = theme.warning;
      glyph = QStringLiteral("warning");
      break;
    case StripMessage::Kind::Error:
      color = theme.danger;
      glyph = QStringLiteral("error");
      break;
  }
  QPalette mine;
  mine.setColor(QPalette::Window, Theme::mix(theme.base, color, theme.isDark ? 0.20 : 0.10));
  mine.setColor(QPalette::WindowText, theme.text);
  setPalette(mine);
  mark_->setPixmap(icon(glyph, color).pixmap(QSize(18, 18), devicePixelRatioF()));
}

}  // namespace qonvolve::ui
