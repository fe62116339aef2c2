// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the training: optimizer, loss, initial parameters, simulation,
// settings, seed.
#pragma once

#include <QLineEdit>

#include "widgets/inspector/choice_form.h"
#include "widgets/inspector/choice_list.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/inspector/problem_list.h"

namespace qonvolve::ui {

class TrainingPage : public InspectorPage {
  Q_OBJECT

 public:
  explicit TrainingPage(ExperimentDocument& document, QWidget* parent = nullptr);

  void focusFirst();
  ChoiceForm* optimizer() const { return optimizer_; }
  OptionsForm* settings() const { return settings_; }
  OptionsForm* simulation() const { return simulation_; }
  ChoiceList* noise() const { return noise_; }

 private:
  void refresh();
  QLineEdit* addTextRow(const QString& label, const QString& name, const QString& help,
                        const std::string& pointer);

  ExperimentDocument& document_;
  ProblemList* problems_;
  OptionsForm* settings_;
  QLineEdit* seed_;
  ChoiceForm* optimizer_;
  ChoiceForm* schedule_;
  ChoiceForm* loss_;
  ChoiceForm* initializer_;
  OptionsForm* simulation_;
  ChoiceList* noise_;
  QLineEdit* name_;
  QLineEdit* description_;
};

}  // namespace qonvolve::ui
