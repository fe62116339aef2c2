// SPDX-License-Identifier: GPL-3.0-or-later
// A scrolled page of forms with headings, and the help of what has the keyboard at its foot.
#include "widgets/inspector/inspector_page.h"

#include <QEvent>
#include <QScrollBar>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

class MutedLabel final : public QLabel {
 public:
  explicit MutedLabel(QWidget* parent) : QLabel(parent) {
    setWordWrap(true);
    applyColor();
  }

 protected:
  void changeEvent(QEvent* event) override {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange) applyColor();
  }

 private:
  void applyColor() {
    const QPalette base = parentWidget() ? parentWidget()->palette() : palette();
    QPalette mine;
    mine.setColor(QPalette::WindowText, Theme::fromPalette(base).mutedText);
    setPalette(mine);
  }
};

}  // namespace

QLabel* makeMutedLabel(QWidget* parent) {
  return new MutedLabel(parent);
}

InspectorPage::InspectorPage(QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* body = new QWidget;
  auto* outer = new QVBoxLayout(body);
  outer->setContentsMargins(Spacing::kLarge, Spacing::kLarge, Spacing::kLarge, Spacing::kLarge);
  outer->setSpacing(Spacing::kMedium);
  column_ = new QVBoxLayout;
  column_->setSpacing(Spacing::kMedium);
  outer->addLayout(column_);
  foot_ = makeMutedLabel(body);
  foot_->setTextFormat(Qt::RichText);
  foot_->setOpenExternalLinks(true);
  foot_->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  foot_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  outer->addSpacing(Spacing::kSmall);
  outer->addWidget(foot_);
  outer->addStretch(1);
  setWidget(body);
  setFocusPolicy(Qt::NoFocus);
  updateFoot();
}

QSize InspectorPage::minimumSizeHint() const {
  const int bar = verticalScrollBar()->sizeHint().width();
  return {widget()->minimumSizeHint().width() + bar, 120};
}

QLabel* InspectorPage::addHeading(const QString& text) {
  auto* label = new QLabel(text, widget());
  label->setFont(scaledFont(1.0, QFont::DemiBold));
  column_->addWidget(label);
  return label;
}

void InspectorPage::addSpace() {
  column_->addSpacing(Spacing::kLarge);
}

void InspectorPage::setHelp(const QString& html) {
  help_ = html;
  fieldHelp_.clear();
  updateFoot();
}

void InspectorPage::showFieldHelp(const QString& label, const QString& help) {
  fieldHelp_ =
      help.isEmpty()
          ? QString()
          : QStringLiteral("<p><b>%1.</b> %2</p>").arg(label.toHtmlEscaped(), help.toHtmlEscaped());
  updateFoot();
}

void InspectorPage::showRefusal(const QString& message) {
  const QColor color = Theme::fromPalette(palette()).danger;
  fieldHelp_ =
      QStringLiteral("<p style=\"color:%1\">%2</p>").arg(color.name(), message.toHtmlEscaped());
  updateFoot();
}

void InspectorPage::updateFoot() {
  const QString text = fieldHelp_ + help_;
  foot_->setText(text);
  foot_->setVisible(!text.isEmpty());
}

}  // namespace qonvolve::ui
