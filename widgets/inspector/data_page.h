// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the data: source, classes, preprocessing, split.
#pragma once

#include <QLineEdit>

#include "widgets/inspector/choice_form.h"
#include "widgets/inspector/choice_list.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/inspector/problem_list.h"

namespace qonvolve::ui {

class DataPage : public InspectorPage {
  Q_OBJECT

 public:
  explicit DataPage(ExperimentDocument& document, QWidget* parent = nullptr);

  void focusFirst();
  ChoiceForm* source() const { return source_; }
  ChoiceList* steps() const { return steps_; }

 private:
  void refresh();

  ExperimentDocument& document_;
  ProblemList* problems_;
  ChoiceForm* source_;
  QLabel* found_;
  QLineEdit* classes_;
  ChoiceList* steps_;
  QLabel* reaches_;
  OptionsForm* split_;
};

}  // namespace qonvolve::ui
