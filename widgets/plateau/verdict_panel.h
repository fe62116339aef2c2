// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan says, in words, and what can be done about it.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

#include "widgets/theme/theme.h"

class QGridLayout;
class QHBoxLayout;
class QLabel;

namespace qonvolve::ui {

class VerdictPanel : public QFrame {
  Q_OBJECT

 public:
  enum class Tone { Neutral, Good, Bad, Unsure };
  struct Button {
    QString label;
    QString help;
    std::function<void()> act;
  };

  /// A headline with its mark, and what it means.
  struct Entry {
    Tone tone = Tone::Neutral;
    QString title;
    QString text;
  };

  explicit VerdictPanel(QWidget* parent = nullptr);

  /// One headline below the other.
  void setVerdicts(std::vector<Entry> entries);
  void setVerdict(Tone tone, const QString& title, const QString& text) {
    setVerdicts({{tone, title, text}});
  }
  const std::vector<Entry>& entries() const { return entries_; }
  /// The help of each is its tool tip and stands below the buttons.
  void setButtons(const std::vector<Button>& buttons);
  /// Of all headlines, line by line.
  QString title() const;
  QString text() const;

 signals:
  void changed();

 private:
  struct Row {
    QLabel* mark = nullptr;
    QLabel* title = nullptr;
    QLabel* text = nullptr;
  };
  Row makeRow(int number);
  void applyColors(const Theme& theme);

  std::vector<Entry> entries_;
  std::vector<Row> rows_;
  QGridLayout* grid_;
  QHBoxLayout* buttons_;
  QLabel* help_;
};

}  // namespace qonvolve::ui
