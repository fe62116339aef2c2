// SPDX-License-Identifier: GPL-3.0-or-later
// The confusion matrix of a finished run.
#pragma once

#include <QStringList>
#include <QWidget>

#include "core/train/metrics.h"

namespace qonvolve::ui {

/// Rows are true classes, columns predictions; the shade is the share of the row, the number the
/// count. Its words are the accessible description.
class ConfusionView : public QWidget {
  Q_OBJECT

 public:
  explicit ConfusionView(QWidget* parent = nullptr);

  /// `part`: "validation", "test", ... for the heading.
  void setScores(const Scores& scores, const QStringList& classNames, const QString& part);
  void clear();

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Scores scores_;
  QStringList classNames_;
  QString part_;
};

}  // namespace qonvolve::ui
