// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of one part of a run's data by what they were taken for, the surest mistakes first.
#pragma once

#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/io/run_results.h"

class QComboBox;
class QLabel;

namespace qonvolve::ui {

class SampleList;
class SampleModel;

class SampleBrowser : public QWidget {
  Q_OBJECT

 public:
  /// What is shown: mistakes or all samples, of all classes or of one pair.
  struct Choice {
    enum class Kind { Mistakes, All, Pair } kind = Kind::Mistakes;
    int label = 0;
    int predicted = 0;
    bool operator==(const Choice&) const = default;
  };

  explicit SampleBrowser(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  void setPart(std::shared_ptr<const RunResults> results, const PartResults* part,
               const QStringList& classNames);
  void setChoice(const Choice& choice);
  Choice choice() const;
  /// Rows of the part that are shown, in their order.
  const std::vector<std::size_t>& rows() const { return rows_; }
  SampleModel* model() const { return model_; }

 signals:
  /// By the user.
  void choiceChanged();

 private:
  void fillChoices();
  void refresh();

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const RunResults> results_;
  const PartResults* part_ = nullptr;
  QStringList classNames_;
  std::vector<Choice> choices_;  // of the combo box
  std::vector<std::size_t> rows_;
  QComboBox* filter_;
  QLabel* count_;
  SampleModel* model_;
  SampleList* list_;
};

}  // namespace qonvolve::ui
