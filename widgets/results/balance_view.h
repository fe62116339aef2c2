// SPDX-License-Identifier: GPL-3.0-or-later
// How many samples each class has in each part of the data, as bars.
#pragma once

#include <QStringList>
#include <QWidget>
#include <array>
#include <vector>

namespace qonvolve::ui {

class BalanceView : public QWidget {
  Q_OBJECT

 public:
  explicit BalanceView(QWidget* parent = nullptr);

  /// counts[part][class] for training, validation and test.
  void setCounts(const std::array<std::vector<std::size_t>, 3>& counts,
                 const QStringList& classNames);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::array<std::vector<std::size_t>, 3> counts_;
  QStringList classNames_;
};

}  // namespace qonvolve::ui
