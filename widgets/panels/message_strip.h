// SPDX-License-Identifier: GPL-3.0-or-later
// One line above the work area that says what matters now, with the things to do about it.
#pragma once

#include <QFrame>
#include <QString>
#include <functional>
#include <vector>

#include "widgets/theme/theme.h"

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace qonvolve::ui {

struct StripMessage {
  enum class Kind : std::uint8_t { Hint, Success, Warning, Error };
  struct Button {
    QString label;
    std::function<void()> act;
  };
  Kind kind = Kind::Hint;
  QString text;
  std::vector<Button> buttons = {};
  bool dismissible = true;
};

class MessageStrip : public QFrame {
  Q_OBJECT

 public:
  explicit MessageStrip(QWidget* parent = nullptr);

  void showMessage(const StripMessage& message);
  void dismiss();
  QString text() const;

 signals:
  /// The user closed the message.
  void dismissed();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void applyColors(const Theme& theme);
  /// Where text and buttons do not fit side by side, the buttons stand below.
  void arrange();

  StripMessage::Kind kind_ = StripMessage::Kind::Hint;
  QLabel* mark_;
  QLabel* text_;
  QBoxLayout* body_;
  QHBoxLayout* buttons_;
  QToolButton* close_;
};

}  // namespace qonvolve::ui
