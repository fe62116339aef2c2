// SPDX-License-Identifier: GPL-3.0-or-later
// A scrolled page of forms with headings, and the help of what has the keyboard at its foot.
#include "widgets/inspector/inspector_page.h"

#include <QEvent>
#include <QScrollBar>

#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {
namespace {

void collectStops(const QLayout& layout, QList<QWidget*>& stops) {
  for (int i = 0; i < layout.count(); ++i) {
    QLayoutItem* item = layout.itemAt(i);
    if (const QLayout* inner = item->layout()) {
      collectStops(*inner, stops);
    } else if (QWidget* widget = item->widget()) {
      // A widget that hands the keyboard on to one inside of it goes as a whole.
      const QWidget* taker = widget->focusProxy() != nullptr ? widget->focusProxy() : widget;
      const bool stop = taker->focusPolicy() & Qt::TabFocus;
      if (stop) stops.append(widget);
      if (!stop && widget->layout() != nullptr) collectStops(*widget->layout(), stops);
    }
  }
}

}  // namespace

void orderTabs(const QLayout& layout) {
  QList<QWidget*> stops;
  collectStops(layout, stops);
  for (qsizetype i = 1; i < stops.size(); ++i) QWidget::setTabOrder(stops[i - 1], stops[i]);
}

QLabel* makeMutedLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  followTheme(label, [label](const Theme& theme) {
    QPalette mine;
    mine.setColor(QPalette::WindowText, theme.mutedText);
    label->setPalette(mine);
  });
  return label;
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
  followTheme(this, [this](const Theme&) { updateFoot(); });
}

bool InspectorPage::eventFilter(QObject* watched, QEvent* event) {
  // Forms make their editors anew, which puts them at the end of the chain.
  if (watched == widget() && event->type() == QEvent::LayoutRequest) orderTabs(*widget()->layout());
  return QScrollArea::eventFilter(watched, event);
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
  refusal_.clear();
  updateFoot();
}

void InspectorPage::showFieldHelp(const QString& label, const QString& help) {
  refusal_.clear();
  fieldHelp_ =
      help.isEmpty()
          ? QString()
          : QStringLiteral("<p><b>%1.</b> %2</p>").arg(label.toHtmlEscaped(), help.toHtmlEscaped());
  updateFoot();
}

void InspectorPage::showRefusal(const QString& message) {
  fieldHelp_.clear();
  refusal_ = message;
  updateFoot();
}

void InspectorPage::updateFoot() {
  const QString refusal = refusal_.isEmpty()
                              ? QString()
                              : QStringLiteral("<p style=\"color:%1\">%2</p>")
                                    .arg(programTheme().danger.name(), refusal_.toHtmlEscaped());
  const QString text = refusal + fieldHelp_ + help_;
  foot_->setText(text);
  foot_->setVisible(!text.isEmpty());
}

}  // namespace qonvolve::ui
