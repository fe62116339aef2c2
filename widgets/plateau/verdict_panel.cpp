// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/verdict_panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

VerdictPanel::VerdictPanel(QWidget* parent)
    : QFrame(parent),
      mark_(new QLabel(this)),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      buttons_(new QHBoxLayout),
      help_(new QLabel(this)) {
  setObjectName(QStringLiteral("verdict"));
  setAccessibleName(tr("Verdict"));
  setAutoFillBackground(true);
  title_->setFont(scaledFont(1.1, QFont::DemiBold));
  for (QLabel* label : {text_, help_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  help_->setObjectName(QStringLiteral("verdictHelp"));
  buttons_->setSpacing(Spacing::kMedium);
  buttons_->addStretch(1);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(Spacing::kLarge, Spacing::kMedium, Spacing::kLarge, Spacing::kMedium);
  grid->setHorizontalSpacing(Spacing::kMedium);
  grid->setVerticalSpacing(Spacing::kSmall);
  grid->addWidget(mark_, 0, 0);
  grid->addWidget(title_, 0, 1);
  grid->addWidget(text_, 1, 1);
  grid->addLayout(buttons_, 2, 1);
  grid->addWidget(help_, 3, 1);
  grid->setColumnStretch(1, 1);
  setButtons({});
}

QString VerdictPanel::title() const {
  return title_->text();
}
QString VerdictPanel::text() const {
  return text_->text();
}

void VerdictPanel::setVerdict(Tone tone, const QString& title, const QString& text) {
  tone_ = tone;
  title_->setText(title);
  text_->setText(text);
  setAccessibleDescription(title + QStringLiteral(". ") + text);
  applyColors();
}

void VerdictPanel::setButtons(const std::vector<Button>& buttons) {
  while (buttons_->count() > 1) {
    QLayoutItem* item = buttons_->takeAt(0);
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  QStringList lines;
  for (const Button& button : buttons) {
    auto* widget = new QPushButton(button.label, this);
    widget->setToolTip(button.help);
    widget->setAccessibleDescription(button.help);
    connect(widget, &QPushButton::clicked, this, [act = button.act] { act(); });
    buttons_->insertWidget(buttons_->count() - 1, widget);
    widget->show();
    if (!button.help.isEmpty()) lines << button.label + QStringLiteral(": ") + button.help;
  }
  help_->setText(lines.join(QLatin1Char('\n')));
  help_->setVisible(!lines.isEmpty());
}

void VerdictPanel::applyColors() {
  const QPalette base = parentWidget() ? parentWidget()->palette() : palette();
  const Theme theme = Theme::fromPalette(base);
  QColor color = theme.accent;
  QString glyph = QStringLiteral("note");
  switch (tone_) {
    case Tone::Neutral:
      break;
    case Tone::Good:
      color = theme.success;
      glyph = QStringLiteral("ok");
      break;
    case Tone::Bad:
      color = theme.danger;
      glyph = QStringLiteral("error");
      break;
    case Tone::Unsure:
      color = theme.warning;
      glyph = QStringLiteral("warning");
      break;
  }
  QPalette mine = base;
  mine.setColor(QPalette::Window, Theme::mix(theme.base, color, theme.isDark ? 0.20 : 0.10));
  mine.setColor(QPalette::WindowText, theme.text);
  setPalette(mine);
  QPalette muted = mine;
  muted.setColor(QPalette::WindowText, theme.mutedText);
  help_->setPalette(muted);
  mark_->setPixmap(icon(glyph, color).pixmap(QSize(20, 20), devicePixelRatioF()));
}

void VerdictPanel::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::ApplicationPaletteChange) applyColors();
}

}  // namespace qonvolve::ui
