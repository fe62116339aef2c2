// SPDX-License-Identifier: GPL-3.0-or-later
// The list of preprocessing steps: add, remove, move, and the options of the current one.
#pragma once

#include <QListWidget>
#include <QWidget>

#include "widgets/inspector/choice_form.h"

class QToolButton;

namespace qonvolve::ui {

class PreprocessEditor : public QWidget {
  Q_OBJECT

 public:
  explicit PreprocessEditor(ExperimentDocument& document, QWidget* parent = nullptr);

  void refresh();
  QListWidget* list() const { return list_; }

 signals:
  void fieldEntered(const QString& label, const QString& help);
  void refused(const QString& message);

 private:
  void add(const std::string& type);
  void removeCurrent();
  void moveCurrent(int direction);
  void showCurrent();

  ExperimentDocument& document_;
  QListWidget* list_;
  QToolButton* add_;
  QToolButton* remove_;
  QToolButton* up_;
  QToolButton* down_;
  ChoiceForm* form_;
};

}  // namespace qonvolve::ui
