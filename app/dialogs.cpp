// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs of the Help menu.
#include "app/dialogs.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QVBoxLayout>
#include <functional>

#include "core/io/version.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr double kAboveHeading = 14;

QString tr(const char* text) {
  return QCoreApplication::translate("Dialogs", text);
}

QString plain(QString text) {
  text.remove(QLatin1Char('&'));
  return text.remove(QStringLiteral("…")).toHtmlEscaped();
}

QString rows(const QMenu& menu) {
  QString html;
  for (const QAction* action : menu.actions()) {
    if (const QMenu* inner = action->menu()) {
      html += rows(*inner);
      continue;
    }
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) {
      keys.append(key.toString(QKeySequence::NativeText).toHtmlEscaped());
    }
    if (keys.isEmpty()) continue;
    html +=
        QStringLiteral("<tr><td style=\"padding-right:32px\">%1</td><td><b>%2</b></td></tr>")
            .arg(plain(action->iconText()), keys.join(QStringLiteral("</b> &nbsp;or&nbsp; <b>")));
  }
  return html;
}

}  // namespace

QString shortcutsHtml(const QMenuBar& menus) {
  QString html = QStringLiteral("<table cellspacing=\"4\">");
  for (const QAction* action : menus.actions()) {
    const QMenu* menu = action->menu();
    const QString lines = menu ? rows(*menu) : QString();
    if (lines.isEmpty()) continue;
    html += QStringLiteral("<tr><td colspan=\"2\"><h3>%1</h3></td></tr>%2")
                .arg(plain(action->text()), lines);
  }
  const auto fixed = [&html](const QString& text, const QString& keys) {
    html += QStringLiteral("<tr><td style=\"padding-right:32px\">%1</td><td><b>%2</b></td></tr>")
                .arg(text, keys);
  };
  html += QStringLiteral("<tr><td colspan=\"2\"><h3>%1</h3></td></tr>").arg(tr("In the design"));
  fixed(tr("Previous or next block"), QStringLiteral("↑ ↓"));
  fixed(tr("Settings of the block"), tr("Enter"));
  html += QStringLiteral("<tr><td colspan=\"2\"><h3>%1</h3></td></tr>").arg(tr("In the circuit"));
  fixed(tr("Previous or next gate"), QStringLiteral("[ ]"));
  fixed(tr("Fold or unfold a block"), QStringLiteral("← →"));
  return html + QStringLiteral("</table>");
}

namespace {

/// Room above headings, and lines of code that wrap instead of making the page wider.
void layOut(QTextDocument& document) {
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    QTextBlockFormat format = block.blockFormat();
    format.setNonBreakableLines(false);
    if (format.headingLevel() > 0 && block != document.begin()) format.setTopMargin(kAboveHeading);
    QTextCursor(block).setBlockFormat(format);
  }
}

/// A dialog to read in while the window is used.
void showText(QWidget* parent, const QString& name, const QString& title, QSize size,
              const std::function<void(QTextBrowser&)>& fill) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  dialog->setObjectName(name);
  auto* column = new QVBoxLayout(dialog);
  auto* text = new QTextBrowser(dialog);
  text->setAccessibleName(title);
  text->setOpenExternalLinks(true);
  text->setFrameShape(QFrame::NoFrame);
  fill(*text);
  layOut(*text->document());
  column->addWidget(text);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  column->addWidget(buttons);
  dialog->resize(size);
  dialog->show();
}

}  // namespace

QString gettingStartedText() {
  QFile manual(QStringLiteral(":/manual/README.md"));
  if (!manual.open(QIODevice::ReadOnly)) return {};
  QString text = QString::fromUtf8(manual.readAll());
  text = text.mid(text.indexOf(QLatin1String("## Five minutes")));
  text = text.left(text.indexOf(QLatin1String("\n## "), 1));
  static const QRegularExpression pictures(QStringLiteral("!\\[[^\\]]*\\]\\([^)]*\\)\\s*"));
  static const QRegularExpression files(QStringLiteral("\\[([^\\]]*)\\]\\((?!https?:)[^)]*\\)"));
  return text.remove(pictures).replace(files, QStringLiteral("\\1"));
}

void showGettingStarted(QWidget* parent) {
  showText(parent, QStringLiteral("gettingStartedDialog"), tr("Getting started"), {800, 640},
           [](QTextBrowser& text) { text.setMarkdown(gettingStartedText()); });
}

void showShortcuts(QWidget* parent, const QMenuBar& menus) {
  showText(parent, QStringLiteral("shortcutsDialog"), tr("Keyboard shortcuts"), {460, 600},
           [&menus](QTextBrowser& text) { text.setHtml(shortcutsHtml(menus)); });
}

void showAbout(QWidget* parent) {
  const ProgramVersion version = programVersion();
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName(QStringLiteral("aboutDialog"));
  dialog->setWindowTitle(tr("About Qonvolve"));
  auto* column = new QVBoxLayout(dialog);
  column->setSpacing(Spacing::kLarge);
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kHuge);
  auto* picture = new QLabel(dialog);
  picture->setPixmap(
      icon(QStringLiteral("qonvolve")).pixmap(QSize(96, 96), dialog->devicePixelRatioF()));
  row->addWidget(picture, 0, Qt::AlignTop);
  auto* text = new QLabel(dialog);
  text->setTextFormat(Qt::RichText);
  text->setOpenExternalLinks(true);
  text->setTextInteractionFlags(Qt::TextBrowserInteraction);
  text->setWordWrap(true);
  text->setMinimumWidth(360);
  text->setText(
      QStringLiteral("<h2>Qonvolve %1</h2><p>%2</p><p>%3</p><p>%4</p><p>%5</p>")
          .arg(QString::fromStdString(version.version),
               tr("A workbench for quantum convolutional neural networks: design a model from "
                  "blocks, watch its circuit, loss and gradients while it trains, and compare."),
               tr("Built on <a href=\"https://arxiv.org/abs/1810.03787\">Cong, Choi and Lukin "
                  "(2019)</a>, <a href=\"https://arxiv.org/abs/2108.00661\">Hur, Kim and Park "
                  "(2022)</a> and <a href=\"https://arxiv.org/abs/1803.11173\">McClean et al. "
                  "(2018)</a>."),
               tr("Free software under the GNU General Public License, version 3 or later."),
               QStringLiteral("<small>%1 · %2 · Qt %3</small>")
                   .arg(QString::fromStdString(version.commit),
                        QString::fromStdString(version.compiler),
                        QString::fromStdString(version.qt))));
  row->addWidget(text, 1);
  column->addLayout(row);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  column->addWidget(buttons);
  dialog->show();
}

}  // namespace qonvolve::ui
