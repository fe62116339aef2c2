// SPDX-License-Identifier: GPL-3.0-or-later
// Help of a registry entry as rich text.
#include "widgets/inspector/help_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace qonvolve::ui {

QString paperHtml(const std::string& paper) {
  static const QRegularExpression arxiv(
      QStringLiteral(R"(arXiv:\s*([a-z-]+/\d{7}|\d{4}\.\d{4,5}))"));
  static const QRegularExpression doi(QStringLiteral(R"(doi:\s*(10\.[^\s,;]+))"),
                                      QRegularExpression::CaseInsensitiveOption);
  QString html = QString::fromStdString(paper).toHtmlEscaped();
  html.replace(arxiv, QStringLiteral("<a href=\"https://arxiv.org/abs/\\1\">arXiv:\\1</a>"));
  html.replace(doi, QStringLiteral("<a href=\"https://doi.org/\\1\">doi:\\1</a>"));
  return html;
}

QString helpHtml(const EntryInfo& info) {
  QString html;
  if (!info.help.empty()) {
    html += QStringLiteral("<p>%1</p>")
                .arg(QString::fromStdString(info.help).toHtmlEscaped().replace(
                    QLatin1String("\n"), QLatin1String("<br/>")));
  }
  if (!info.paper.empty()) {
    html += QStringLiteral("<p>%1 %2</p>")
                .arg(QCoreApplication::translate("HelpText", "Source:"), paperHtml(info.paper));
  }
  return html;
}

}  // namespace qonvolve::ui
