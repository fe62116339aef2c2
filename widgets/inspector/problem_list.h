// SPDX-License-Identifier: GPL-3.0-or-later
// Problems with their Fix buttons, one below the other.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/document/experiment_document.h"

class QVBoxLayout;

namespace qonvolve::ui {

class ProblemList : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemList(ExperimentDocument& document, QWidget* parent = nullptr);

  /// Hidden when there are none. A Fix button is one undo step.
  void setIssues(const std::vector<Issue>& issues);

 signals:
  /// The user wants to change a limit of the preferences.
  void preferencesRequested();

 private:
  void makeRows();
  QWidget* makeRow(const Issue& issue);

  ExperimentDocument& document_;
  QVBoxLayout* layout_;
  std::vector<Issue> issues_;
};

/// The problems whose pointer is `pointer` or below it.
std::vector<Issue> issuesAt(const Checked& checked, const std::string& pointer);

}  // namespace qonvolve::ui
