// SPDX-License-Identifier: GPL-3.0-or-later
// What happened, line by line, with the time.
#pragma once

#include <QPlainTextEdit>

namespace qonvolve::ui {

class LogView : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit LogView(QWidget* parent = nullptr);
  void append(const QString& line);
};

}  // namespace qonvolve::ui
