// SPDX-License-Identifier: GPL-3.0-or-later
// A spin box for integers and reals of any size, with steps that suit the range.
#pragma once

#include <QDoubleSpinBox>
#include <optional>

#include "core/registry/schema.h"

namespace qonvolve::ui {

/// Shows up to six digits and keeps the rest until the text is edited. Steps: 1 for integers, 1-2-5
/// for logarithmic fields, else a round part of the range. Typed values count when they are
/// committed.
/// Angles that are a multiple of pi are shown and may be typed as one: "3π/4", "3pi/4", "0.5 pi".
/// Zero is shown as the word that the field's help has for it: "0: all." reads "all"; a longer
/// description reads "automatic".
class NumberSpin : public QDoubleSpinBox {
  Q_OBJECT

 public:
  explicit NumberSpin(const Field& field, QWidget* parent = nullptr);

  void stepBy(int steps) override;
  QString textFromValue(double value) const override;
  double valueFromText(const QString& text) const override;
  QValidator::State validate(QString& text, int& position) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  std::optional<double> parse(const QString& text) const;

  Field field_;
  bool integral_;
  bool logarithmic_;
};

/// The next value of 1, 2, 5, 10, 20, 50, ... above (direction > 0) or below a positive value.
double nextRound(double value, int direction);

}  // namespace qonvolve::ui
