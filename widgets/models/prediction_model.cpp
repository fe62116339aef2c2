// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/prediction_model.h"

#include <QColor>
#include <QGuiApplication>
#include <QLocale>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

enum Column { kSample, kPredicted, kLabel };

}  // namespace

PredictionModel::PredictionModel(QObject* parent) : QAbstractTableModel(parent) {}

void PredictionModel::setPredictions(std::shared_ptr<const Predictions> predictions) {
  beginResetModel();
  predictions_ = std::move(predictions);
  endResetModel();
}

int PredictionModel::leading() const {
  return predictions_->samples.labelled ? 3 : 2;
}

int PredictionModel::textColumn() const {
  return leading() + static_cast<int>(predictions_->probabilities.cols());
}

QString PredictionModel::className(int index) const {
  const auto at = static_cast<std::size_t>(index);
  return at < predictions_->classNames.size() ? QString::fromStdString(predictions_->classNames[at])
                                              : QString::number(index);
}

int PredictionModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !predictions_ ? 0
                                           : static_cast<int>(predictions_->probabilities.rows());
}

int PredictionModel::columnCount(const QModelIndex& parent) const {
  if (parent.isValid() || !predictions_) return 0;
  return textColumn() + (predictions_->samples.raw.texts.empty() ? 0 : 1);
}

QVariant PredictionModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Matrix& probabilities = predictions_->probabilities;
  const int row = index.row();
  const int column = index.column();
  const int predicted = predictedClass(probabilities, row);
  const bool labelled = predictions_->samples.labelled;
  const int label =
      labelled ? predictions_->samples.raw.y[static_cast<std::size_t>(row)] : predicted;
  if (role == Qt::TextAlignmentRole) {
    const bool named = !predictions_->samples.names.empty();
    const bool number =
        (column == kSample && !named) || (column >= leading() && column < textColumn());
    return number ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
  }
  if (role == Qt::ForegroundRole && column == kPredicted && label != predicted) {
    return Theme::fromPalette(QGuiApplication::palette()).danger;
  }
  if (role != Qt::DisplayRole && role != SortRole) return {};
  if (column == kSample) {
    const auto& names = predictions_->samples.names;
    if (names.empty()) return row + 1;
    return QString::fromStdString(names[static_cast<std::size_t>(row)]);
  }
  if (column == kPredicted) return className(predicted);
  if (labelled && column == kLabel) return className(label);
  if (column == textColumn()) {
    return QString::fromStdString(predictions_->samples.raw.texts[static_cast<std::size_t>(row)]);
  }
  const double p = probabilities(row, column - leading());
  return role == SortRole ? QVariant(p) : QVariant(QLocale().toString(p, 'f', 4));
}

QVariant PredictionModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || !predictions_) return {};
  if (section == kSample) return tr("Sample");
  if (section == kPredicted) return tr("Predicted");
  if (section < leading()) return tr("Class");
  if (section == textColumn()) return tr("Text");
  return tr("p(%1)").arg(className(section - leading()));
}

}  // namespace qonvolve::ui
