// SPDX-License-Identifier: GPL-3.0-or-later
// What happened, line by line, with the time.
#include "widgets/panels/log_view.h"

#include <QTime>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {

LogView::LogView(QWidget* parent) : QPlainTextEdit(parent) {
  setObjectName(QStringLiteral("log"));
  setAccessibleName(tr("Log"));
  setReadOnly(true);
  setFrameShape(QFrame::NoFrame);
  setFont(fixedFont());
  setMaximumBlockCount(5000);
  setTabChangesFocus(true);
  setPlaceholderText(tr("What the program does is written here."));
}

void LogView::append(const QString& line) {
  appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + line);
}

}  // namespace qonvolve::ui
