// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the current block, repeated section or lane.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>

#include "widgets/inspector/inspector_page.h"
#include "widgets/inspector/options_form.h"
#include "widgets/inspector/problem_list.h"

class QRadioButton;

namespace qonvolve::ui {

class BlockPicture;

class BlockPage : public InspectorPage {
  Q_OBJECT

 public:
  explicit BlockPage(ExperimentDocument& document, QWidget* parent = nullptr);

  /// Shows the block, section or lane with this id; 0 or an unknown id shows a hint.
  void setBlock(BlockId id);
  /// Gives the keyboard to the first editor.
  void focusFirst();
  OptionsForm* form() const { return form_; }
  /// Other blocks of the same category, to change one for another.
  QComboBox* kinds() const { return kinds_; }

 private:
  void refresh();
  void showBlock(const Block& block);
  void showKinds(const Block& block);
  void showSection(const StackPart& part);
  QWidget* makeRepeatPart();
  QWidget* makeLanePart();
  void showNothing();
  void setAtCurrent(const QString& label, const std::string& key, const std::string& value);
  QString facts() const;

  ExperimentDocument& document_;
  BlockId id_ = 0;
  QLabel* glyph_;
  QLabel* title_;
  QLabel* subtitle_;
  QLabel* facts_;
  BlockPicture* picture_;
  ProblemList* problems_;
  QWidget* blockPart_;
  QWidget* kindRow_;
  QComboBox* kinds_;
  QLineEdit* name_;
  QCheckBox* bypassed_;
  OptionsForm* form_;
  QWidget* repeatPart_;
  QRadioButton* untilOne_;
  QRadioButton* byCount_;
  QSpinBox* times_;
  QWidget* lanePart_;
  QComboBox* laneFeatures_;
};

}  // namespace qonvolve::ui
