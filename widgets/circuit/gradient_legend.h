// SPDX-License-Identifier: GPL-3.0-or-later
// What the colours of the gates mean while a run goes on.
#pragma once

#include <QWidget>

#include "widgets/circuit/gradient_scale.h"

namespace qonvolve::ui {

/// A small colour bar with the ends of the scale and its title.
class GradientLegend : public QWidget {
  Q_OBJECT

 public:
  explicit GradientLegend(QWidget* parent = nullptr);
  void setScale(const GradientScale& scale);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  GradientScale scale_;
};

}  // namespace qonvolve::ui
