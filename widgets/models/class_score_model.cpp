// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/class_score_model.h"
#include "widgets/models/share_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace qonvolve::ui {

ClassScoreModel::ClassScoreModel(QObject* parent) : QAbstractTableModel(parent) {}

void ClassScoreModel::setScores(const Scores& scores, const QStringList& classNames) {
  beginResetModel();
  scores_ = scores;
  classNames_ = classNames;
  endResetModel();
}

int ClassScoreModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(scores_.perClass.size());
}

int ClassScoreModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassScoreModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::TextAlignmentRole && index.column() != Class) {
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  const auto k = static_cast<std::size_t>(index.row());
  const ClassScore& score = scores_.perClass[k];
  switch (index.column()) {
    case Class:
      return classNames_.value(index.row(), QString::number(index.row()));
    case Samples:
      return QLocale().toString(static_cast<qulonglong>(score.count));
    case Precision:
      return shareText(score.precision, precisionInterval(scores_, k));
    case Recall:
      return shareText(score.recall, recallInterval(scores_, k));
    case F1:
      return QLocale().toString(score.f1, 'f', 3);
    default:
      return {};
  }
}

QVariant ClassScoreModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Precision:
        return tr("Of the samples taken for this class, how many are of it.");
      case Recall:
        return tr("Of the samples of this class, how many were found.");
      case F1:
        return tr("Harmonic mean of precision and recall.");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Class:
      return tr("Class");
    case Samples:
      return tr("Samples");
    case Precision:
      return tr("Precision");
    case Recall:
      return tr("Recall");
    case F1:
      return tr("F1");
    default:
      return {};
  }
}

}  // namespace qonvolve::ui
