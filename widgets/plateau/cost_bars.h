// SPDX-License-Identifier: GPL-3.0-or-later
// Two costs of the same circuit side by side, size by size, with the ratio of their variances.
#pragma once

#include <QWidget>
#include <vector>

#include "core/analysis/scan.h"

namespace qonvolve::ui {

class CostBars : public QWidget {
  Q_OBJECT

 public:
  explicit CostBars(QWidget* parent = nullptr);

  /// Points of all costs; shows the local and the global ones.
  void setPoints(const std::vector<ScanPoint>& points);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Pair {
    std::uint32_t qubits = 0;
    double local = 0;
    double global = 0;
  };
  std::vector<Pair> pairs_;
};

}  // namespace qonvolve::ui
