// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/verdict_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

VerdictPanel::VerdictPanel(QWidget* parent)
    : QFrame(parent), grid_(new QGridLayout), buttons_(new QHBoxLayout), help_(new QLabel(this)) {
  setObjectName(QStringLiteral("verdict"));
  setAccessibleName(tr("Verdict"));
  setAutoFillBackground(true);
  help_->setWordWrap(true);
  help_->setTextFormat(Qt::RichText);
  help_->setFont(scaledFont(0.9));
  help_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  help_->setObjectName(QStringLiteral("verdictHelp"));
  buttons_->setSpacing(Spacing::kMedium);
  buttons_->addStretch(1);
  grid_->setHorizontalSpacing(Spacing::kMedium);
  grid_->setVerticalSpacing(2);
  grid_->setColumnStretch(1, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Spacing::kLarge, Spacing::kMedium, Spacing::kLarge, Spacing::kMedium);
  column->setSpacing(Spacing::kSmall);
  column->addLayout(grid_);
  column->addLayout(buttons_);
  column->addWidget(help_);
  setButtons({});
  followTheme(this, [this](const Theme& theme) { applyColors(theme); });
}

QString VerdictPanel::title() const {
  QStringList lines;
  for (const Entry& entry : entries_) lines << entry.title;
  return lines.join(QLatin1Char('\n'));
}
QString VerdictPanel::text() const {
  QStringList lines;
  for (const Entry& entry : entries_) lines << entry.text;
  return lines.join(QLatin1Char('\n'));
}

VerdictPanel::Row VerdictPanel::makeRow(int number) {
  Row row{new QLabel(this), new QLabel(this), new QLabel(this)};
  row.title->setFont(scaledFont(1.1, QFont::DemiBold));
  row.title->setWordWrap(true);
  row.text->setWordWrap(true);
  row.text->setTextFormat(Qt::PlainText);
  row.text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  grid_->addWidget(row.mark, 2 * number, 0, Qt::AlignTop);
  grid_->addWidget(row.title, 2 * number, 1);
  grid_->addWidget(row.text, 2 * number + 1, 1);
  return row;
}

void VerdictPanel::setVerdicts(std::vector<Entry> entries) {
  entries_ = std::move(entries);
  while (rows_.size() < entries_.size()) rows_.push_back(makeRow(static_cast<int>(rows_.size())));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const bool used = i < entries_.size();
    if (used) {
      rows_[i].title->setText(entries_[i].title);
      rows_[i].text->setText(entries_[i].text);
    }
    rows_[i].mark->setVisible(used);
    rows_[i].title->setVisible(used);
    rows_[i].text->setVisible(used && !entries_[i].text.isEmpty());
  }
  QStringList words;
  for (const Entry& entry : entries_) words << entry.title + QStringLiteral(". ") + entry.text;
  setAccessibleDescription(words.join(QLatin1Char('\n')));
  applyColors(programTheme());
  emit changed();
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
    if (button.help.isEmpty()) continue;
    lines << QStringLiteral("<b>%1:</b> %2")
                 .arg(button.label.toHtmlEscaped(), button.help.toHtmlEscaped());
  }
  // One paragraph: the plots below need the height.
  help_->setText(lines.join(QLatin1Char(' ')));
  help_->setVisible(!lines.isEmpty());
}

void VerdictPanel::applyColors(const Theme& theme) {
  const auto styleOf = [&theme](Tone tone) -> std::pair<QColor, QString> {
    switch (tone) {
      case Tone::Good:
        return {theme.success, QStringLiteral("ok")};
      case Tone::Bad:
        return {theme.danger, QStringLiteral("error")};
      case Tone::Unsure:
        return {theme.warning, QStringLiteral("warning")};
      case Tone::Neutral:
        break;
    }
    return {theme.accent, QStringLiteral("note")};
  };
  // The colour of the strip is that of all headlines, if they agree.
  Tone common = entries_.empty() ? Tone::Neutral : entries_.front().tone;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto [color, glyph] = styleOf(entries_[i].tone);
    rows_[i].mark->setPixmap(icon(glyph, color).pixmap(QSize(20, 20), devicePixelRatioF()));
    if (entries_[i].tone != common) common = Tone::Neutral;
  }
  QPalette mine;
  mine.setColor(QPalette::Window,
                Theme::mix(theme.base, styleOf(common).first, theme.isDark ? 0.20 : 0.10));
  mine.setColor(QPalette::WindowText, theme.text);
  setPalette(mine);
  QPalette muted = mine;
  muted.setColor(QPalette::WindowText, theme.mutedText);
  help_->setPalette(muted);
}

}  // namespace qonvolve::ui
