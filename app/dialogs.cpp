// SPDX-License-Identifier: GPL-3.0-or-later
// The two small dialogs of the Help menu.
#include "app/dialogs.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMenu>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "core/io/version.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

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

void showShortcuts(QWidget* parent, const QMenuBar& menus) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Keyboard shortcuts"));
  dialog->setObjectName(QStringLiteral("shortcutsDialog"));
  auto* column = new QVBoxLayout(dialog);
  auto* text = new QTextBrowser(dialog);
  text->setAccessibleName(tr("Keyboard shortcuts"));
  text->setHtml(shortcutsHtml(menus));
  text->setFrameShape(QFrame::NoFrame);
  column->addWidget(text);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  column->addWidget(buttons);
  dialog->resize(460, 600);
  dialog->show();
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
