// SPDX-License-Identifier: GPL-3.0-or-later
// A combo box for narrow forms: lets the wheel scroll its surroundings unless it has the keyboard,
// and ends a text that is too long in an ellipsis.
#pragma once

#include <QAbstractItemView>
#include <QComboBox>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QWheelEvent>
#include <algorithm>

namespace qonvolve::ui {

class CalmCombo : public QComboBox {
 public:
  explicit CalmCombo(QWidget* parent = nullptr) : QComboBox(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
  }

  void showPopup() override {
    // The list is as wide as its longest entry, however narrow the box.
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, view());
    const int frame = 2 * style()->pixelMetric(QStyle::PM_DefaultFrameWidth, nullptr, view());
    view()->setMinimumWidth(std::max(width(), view()->sizeHintForColumn(0) + bar + frame));
    QComboBox::showPopup();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect room =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    const int icon = option.currentIcon.isNull() ? 0 : option.iconSize.width() + 4;
    option.currentText =
        fontMetrics().elidedText(option.currentText, Qt::ElideRight, room.width() - icon - 2);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
  }
  void wheelEvent(QWheelEvent* event) override {
    if (hasFocus()) {
      QComboBox::wheelEvent(event);
    } else {
      event->ignore();
    }
  }
};

}  // namespace qonvolve::ui
