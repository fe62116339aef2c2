// SPDX-License-Identifier: GPL-3.0-or-later
// The form of one Choice: which entry, its options, and what it is.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QWidget>
#include <vector>

#include "widgets/inspector/options_form.h"

namespace qonvolve::ui {

/// What a ChoiceForm needs of a registry entry.
struct EntryFace {
  const EntryInfo* info;
  const std::vector<Field>* fields;
};

/// Faces of all entries of a registry.
template <class Entry>
std::vector<EntryFace> facesOf(const Registry<Entry>& registry) {
  std::vector<EntryFace> faces;
  for (const Entry& entry : registry.entries()) faces.push_back({&entry.info, &entry.fields()});
  return faces;
}

class ChoiceForm : public QWidget {
  Q_OBJECT

 public:
  /// `noun` names the combo box ("Optimizer"); entries are offered in this order.
  ChoiceForm(ExperimentDocument& document, const QString& noun, std::vector<EntryFace> entries,
             QWidget* parent = nullptr);

  /// Shows the choice at `pointer` ("/train/optimizer").
  void setChoice(const Choice& choice, const std::string& pointer);

  QComboBox* types() const { return types_; }
  OptionsForm* options() const { return options_; }

 signals:
  void fieldEntered(const QString& label, const QString& help);
  void refused(const QString& message);

 private:
  ExperimentDocument& document_;
  QString noun_;
  std::vector<EntryFace> entries_;
  std::string pointer_;
  QComboBox* types_;
  QLabel* summary_;
  OptionsForm* options_;
};

}  // namespace qonvolve::ui
