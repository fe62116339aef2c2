// SPDX-License-Identifier: GPL-3.0-or-later
// A slice of a cost as an image (two directions) or a curve (one), with the path that led there.
#pragma once

#include <QImage>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/analysis/landscape.h"

namespace qonvolve::ui {

class SliceView : public QWidget {
  Q_OBJECT

 public:
  explicit SliceView(QWidget* parent = nullptr);

  void setTitle(const QString& title);
  /// Range of the colours, common to views that are compared.
  void setSlice(std::shared_ptr<const Slice> slice, double low, double high);
  /// x0, y0, x1, y1, ...: drawn as a line with its end marked.
  void setPath(std::vector<double> points);
  void setAxisNames(const QString& x, const QString& y);
  void setEmptyText(const QString& text);
  void clear();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF imageArea() const;
  void describe();

  QString title_;
  QString emptyText_;
  QString xName_, yName_;
  std::shared_ptr<const Slice> slice_;
  std::vector<double> path_;
  double low_ = 0;
  double high_ = 1;
  QImage image_;
};

}  // namespace qonvolve::ui
