// SPDX-License-Identifier: GPL-3.0-or-later
// Two-feature data in their plane: samples as marks, what the model answers as colour behind them.
#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/experiment/decision_surface.h"

namespace qonvolve::ui {

class PlaneView : public QWidget {
  Q_OBJECT

 public:
  explicit PlaneView(const QString& title = {}, QWidget* parent = nullptr);

  /// `predicted` (empty: not known) rings the mistakes.
  void setSamples(const PlaneSamples& samples, const QStringList& classNames,
                  const std::vector<int>& predicted = {});
  /// The shade is the probability of the likelier class above chance.
  void setSurface(std::shared_ptr<const DecisionSurface> surface);
  void clear();
  bool isEmpty() const { return !samples_; }
  void setEmptyText(const QString& text);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void describe();
  QImage surfaceImage(const QSize& size) const;

  QString title_;
  QString emptyText_;
  std::optional<PlaneSamples> samples_;
  std::vector<int> predicted_;
  QStringList classNames_;
  std::shared_ptr<const DecisionSurface> surface_;
  QImage shaded_;  // surface at the size of the area; null: to be made
};

}  // namespace qonvolve::ui
