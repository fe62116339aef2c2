// SPDX-License-Identifier: GPL-3.0-or-later
// Two designs side by side: their confusion matrices and the samples on which they disagree.
#pragma once

#include <QWidget>

#include "core/io/comparison.h"
#include "core/io/run_results.h"

class QLabel;

namespace qonvolve::ui {

class ConfusionView;

class ConfusionPair : public QWidget {
  Q_OBJECT

 public:
  explicit ConfusionPair(QWidget* parent = nullptr);

  /// Counts summed over seeds, of the test part where there is one. Null clears.
  void setDesigns(const ComparedDesign* left, const ComparedDesign* right);
  void setDisagreement(const QString& words);

  /// Both matrices side by side as a file's contents: "svg", "pdf", "png" (light), or one below the
  /// other as "csv". Errors: another format, nothing to show.
  Result<QByteArray> picture(const QString& format, double dpi, double scale) const;

 private:
  QLabel* names_[2];
  ConfusionView* views_[2];
  QLabel* words_;
};

/// "Seed 3, 2000 test samples: both right 1810, only A 64, ..." of two runs with the same data.
Result<QString> disagreementOf(const QString& leftFolder, const QString& rightFolder,
                               const QString& leftName, const QString& rightName,
                               const Catalog& catalog, std::stop_token stop);

}  // namespace qonvolve::ui
