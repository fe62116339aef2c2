// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the training texts as a table: word, id, counts, idf, share of each class.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

#include "core/text/vocabulary.h"

namespace qonvolve::ui {

class VocabularyModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Word, Id, Count, Documents, Idf, FirstShare };
  enum Role { SortRole = Qt::UserRole };

  explicit VocabularyModel(QObject* parent = nullptr);

  void setWords(std::vector<WordUse> words, const QStringList& classNames);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  double share(const WordUse& word, int label) const;

  std::vector<WordUse> words_;
  QStringList classNames_;
};

}  // namespace qonvolve::ui
