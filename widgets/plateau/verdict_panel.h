// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan says, in words, and what can be done about it.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

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

  explicit VerdictPanel(QWidget* parent = nullptr);

  void setVerdict(Tone tone, const QString& title, const QString& text);
  /// The help of each is its tool tip and stands below the buttons.
  void setButtons(const std::vector<Button>& buttons);
  QString title() const;
  QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void applyColors();

  Tone tone_ = Tone::Neutral;
  QLabel* mark_;
  QLabel* title_;
  QLabel* text_;
  QHBoxLayout* buttons_;
  QLabel* help_;
};

}  // namespace qonvolve::ui
