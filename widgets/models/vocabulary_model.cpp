// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/vocabulary_model.h"

#include <QLocale>

namespace qonvolve::ui {

VocabularyModel::VocabularyModel(QObject* parent) : QAbstractTableModel(parent) {}

void VocabularyModel::setWords(std::vector<WordUse> words, const QStringList& classNames) {
  beginResetModel();
  words_ = std::move(words);
  classNames_ = classNames;
  endResetModel();
}

int VocabularyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(words_.size());
}

int VocabularyModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstShare + static_cast<int>(classNames_.size());
}

double VocabularyModel::share(const WordUse& word, int label) const {
  return static_cast<double>(word.perClass[static_cast<std::size_t>(label)]) /
         static_cast<double>(word.count);
}

QVariant VocabularyModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const WordUse& word = words_[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  if (role == Qt::TextAlignmentRole) {
    return static_cast<int>((column == Word ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) return {};
  const bool sort = role == SortRole;
  const QLocale locale;
  switch (column) {
    case Word:
      return QString::fromStdString(word.word);
    case Id:
      if (role == Qt::ToolTipRole && word.id == kUnknownId) {
        return tr("Not in the vocabulary: treated as an unknown word");
      }
      // Words without an id stand last.
      if (sort) return word.id == kUnknownId ? INT_MAX : static_cast<int>(word.id);
      return word.id == kUnknownId ? QStringLiteral("–") : locale.toString(word.id);
    case Count:
      return sort ? QVariant(static_cast<qulonglong>(word.count))
                  : locale.toString(static_cast<qulonglong>(word.count));
    case Documents:
      return sort ? QVariant(static_cast<qulonglong>(word.documents))
                  : locale.toString(static_cast<qulonglong>(word.documents));
    case Idf:
      return sort ? QVariant(word.idf) : locale.toString(word.idf, 'f', 2);
    default:
      return sort ? QVariant(share(word, column - FirstShare))
                  : locale.toString(100 * share(word, column - FirstShare), 'f', 0) +
                        QStringLiteral(" %");
  }
}

QVariant VocabularyModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Id:
        return tr("The number that the network looks up");
      case Documents:
        return tr("Training texts that hold the word");
      case Idf:
        return tr("Weight of the word in TF-IDF: ln((N+1)/(n+1)) + 1 for n of N texts");
      case Word:
      case Count:
        return {};
      default:
        return tr("Share of the occurrences of the word in this class");
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Word:
      return tr("Word");
    case Id:
      return tr("Id");
    case Count:
      return tr("Count");
    case Documents:
      return tr("Texts");
    case Idf:
      return tr("idf");
    default:
      return classNames_.value(section - FirstShare);
  }
}

}  // namespace qonvolve::ui
