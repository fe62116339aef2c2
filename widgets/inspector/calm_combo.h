// SPDX-License-Identifier: GPL-3.0-or-later
// A combo box that lets the wheel scroll its surroundings unless it has the keyboard.
#pragma once

#include <QComboBox>
#include <QWheelEvent>

namespace qonvolve::ui {

class CalmCombo : public QComboBox {
 public:
  explicit CalmCombo(QWidget* parent = nullptr) : QComboBox(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
  }

 protected:
  void wheelEvent(QWheelEvent* event) override {
    if (hasFocus()) {
      QComboBox::wheelEvent(event);
    } else {
      event->ignore();
    }
  }
};

}  // namespace qonvolve::ui
