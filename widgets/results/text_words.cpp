// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/text_words.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace qonvolve::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("qonvolve::ui::TextWords", text);
}

}  // namespace

QString wordsHtml(const EncodedText& text, const TextStepOptions& options, const Theme& theme,
                  WordDetail detail, std::size_t most) {
  const auto [first, end] = seenWords(text, options);
  QStringList parts;
  const std::size_t shown = std::min(text.words.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    QString word = QString::fromStdString(text.words[i]).toHtmlEscaped();
    const std::uint32_t id = text.ids[i];
    if (id == kUnknownId) {
      word = QStringLiteral("<u style=\"color:%1\">%2</u>").arg(theme.danger.name(), word);
    }
    if (detail == WordDetail::Ids) {
      word += QStringLiteral("<small style=\"color:%1\">&nbsp;%2</small>")
                  .arg(theme.mutedText.name())
                  .arg(id);
    }
    if (i == first && i > 0) word.prepend(QStringLiteral("] "));
    if (i == 0 && first > 0) word.prepend(QStringLiteral("["));
    if (i == end) word.prepend(QStringLiteral("["));
    parts << word;
  }
  QString html =
      parts.join(detail == WordDetail::Ids ? QStringLiteral(" &nbsp;") : QStringLiteral(" "));
  if (shown < text.words.size()) html += QStringLiteral(" …");
  if (end < shown || (shown < text.words.size() && end < text.words.size())) {
    html += QStringLiteral("]");
  }
  return html;
}

QLabel* richLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setTextFormat(Qt::RichText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QString wordsSummary(const EncodedText& text, const TextStepOptions& options) {
  const QLocale locale;
  const auto number = [&](std::size_t value) {
    return locale.toString(static_cast<qulonglong>(value));
  };
  const auto unknown =
      static_cast<std::size_t>(std::count(text.ids.begin(), text.ids.end(), kUnknownId));
  const auto [first, end] = seenWords(text, options);
  QStringList parts;
  parts << (text.words.size() == 1 ? tr("1 word") : tr("%1 words").arg(number(text.words.size())));
  if (unknown > 0) parts << tr("%1 unknown (underlined)").arg(number(unknown));
  if (end - first < text.words.size()) {
    parts << tr("%1 cut (in brackets)").arg(number(text.words.size() - (end - first)));
  }
  if (text.windows.size() > 1) parts << tr("%1 windows").arg(number(text.windows.size()));
  return parts.join(QStringLiteral(", "));
}

}  // namespace qonvolve::ui
