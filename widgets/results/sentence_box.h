// SPDX-License-Identifier: GPL-3.0-or-later
// "Try a sentence": what a trained model answers to a text of the user, word by word.
#pragma once

#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>

#include "core/experiment/text_report.h"
#include "core/io/run_results.h"
#include "widgets/theme/theme.h"
#include "widgets/training/background_job.h"

class QLabel;
class QLineEdit;

namespace qonvolve::ui {

class SentenceBox : public QWidget {
  Q_OBJECT

 public:
  explicit SentenceBox(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);
  ~SentenceBox() override;

  /// The run to ask; null: none.
  void setResults(std::shared_ptr<const RunResults> results, const QStringList& classNames);
  QLineEdit* sentence() const { return sentence_; }
  /// What was answered to the text in the box, if it was understood.
  const std::optional<TextAnswer>& answer() const { return answer_; }

 signals:
  void answered();

 private:
  void ask();
  void show(const Result<TextAnswer>& answer);
  void writeAnswer(const Theme& theme);

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const RunResults> results_;
  QStringList classNames_;
  BackgroundJob job_;
  std::optional<TextAnswer> answer_;
  QLineEdit* sentence_;
  QLabel* verdict_;
  QLabel* words_;
  QLabel* summary_;
  QLabel* probabilities_;
};

}  // namespace qonvolve::ui
