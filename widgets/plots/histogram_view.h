// SPDX-License-Identifier: GPL-3.0-or-later
// A histogram with one series a class.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

namespace qonvolve::ui {

/// Up to four series stand in front of each other, more are stacked.
class HistogramView : public QWidget {
  Q_OBJECT

 public:
  explicit HistogramView(QWidget* parent = nullptr);

  /// counts[series][bin], bins of equal width from `low` to `high`.
  void setCounts(std::vector<std::vector<std::size_t>> counts, double low, double high,
                 const QStringList& names);
  void setXLabel(const QString& label);
  void clear();
  /// Shown while there are no counts.
  void setEmptyText(const QString& text);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<std::vector<std::size_t>> counts_;
  double low_ = 0;
  double high_ = 1;
  QStringList names_;
  QString xLabel_;
  QString emptyText_;
};

}  // namespace qonvolve::ui
