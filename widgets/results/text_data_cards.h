// SPDX-License-Identifier: GPL-3.0-or-later
// The cards of the data view that only texts have: words, lengths, first texts, vocabulary.
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>
#include <vector>

#include "core/experiment/text_report.h"

class QFrame;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace qonvolve::ui {

class CardColumns;
class HistogramView;
class VocabularyModel;

class TextDataCards : public QObject {
  Q_OBJECT

 public:
  /// Adds its cards, hidden, to `cards`, which owns their widgets.
  explicit TextDataCards(CardColumns& cards, QObject* parent = nullptr);

  /// Shows the cards of a report, or hides all (null).
  void setReport(std::shared_ptr<const TextReport> report, const QStringList& classNames,
                 const std::vector<std::string>& notes);

  QLineEdit* sentence() const { return sentence_; }
  QLabel* tokens() const { return tokens_; }
  VocabularyModel* vocabulary() const { return words_; }
  QLineEdit* filter() const { return filter_; }

 private:
  void makeWords(CardColumns& cards);
  void makeVocabulary(CardColumns& cards);
  void showWords();
  void showFirstTexts();
  void showTokens();

  std::shared_ptr<const TextReport> report_;
  QStringList classNames_;
  std::vector<std::string> dataNotes_;
  std::vector<QFrame*> frames_;
  CardColumns* cards_;
  QLabel* summary_ = nullptr;
  QLabel* warnings_ = nullptr;
  QLabel* notes_ = nullptr;
  QLineEdit* sentence_ = nullptr;
  QLabel* tokens_ = nullptr;
  QLabel* tokenSummary_ = nullptr;
  HistogramView* lengths_ = nullptr;
  QLabel* firstTexts_ = nullptr;
  VocabularyModel* words_ = nullptr;
  QSortFilterProxyModel* sorted_ = nullptr;
  QLineEdit* filter_ = nullptr;
  QLabel* wordCount_ = nullptr;
  QTableView* table_ = nullptr;
};

}  // namespace qonvolve::ui
