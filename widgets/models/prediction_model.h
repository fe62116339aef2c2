// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions on a user's samples as a table: predicted class, known class, probabilities.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <memory>
#include <optional>

#include "core/io/predictions.h"

namespace qonvolve::ui {

/// What a model answered on samples of the user.
struct Predictions {
  Samples samples;
  Matrix probabilities;  // samples x classes
  std::vector<std::string> classNames;
  std::optional<Scores> scores;  // labelled samples only

  /// As the command line writes them.
  std::string toCsv() const { return predictionsCsv(probabilities, samples, classNames); }
};

class PredictionModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role { SortRole = Qt::UserRole };

  explicit PredictionModel(QObject* parent = nullptr);

  void setPredictions(std::shared_ptr<const Predictions> predictions);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString className(int index) const;
  /// Columns before the probabilities.
  int leading() const;
  int textColumn() const;

  std::shared_ptr<const Predictions> predictions_;
};

}  // namespace qonvolve::ui
