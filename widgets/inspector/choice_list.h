// SPDX-License-Identifier: GPL-3.0-or-later
// A list of choices in the experiment: add, remove, move, and the options of the current one.
#pragma once

#include <QListWidget>
#include <QWidget>
#include <functional>

#include "widgets/inspector/choice_form.h"

class QToolButton;

namespace qonvolve::ui {

class ChoiceList : public QWidget {
  Q_OBJECT

 public:
  /// What it edits, and how people call it.
  struct Subject {
    std::function<std::vector<Choice>&(Experiment&)> list;
    std::function<const std::vector<Choice>&(const Experiment&)> read;
    std::string pointer;  // of the list in the experiment: "/data/preprocess"
    std::vector<EntryFace> entries;
    QString noun;   // "Step"
    QString title;  // "Preprocessing steps, in order"
  };
  /// `name` is the object name; the list is "<name>List", the button "<name>Add".
  ChoiceList(ExperimentDocument& document, Subject subject, const QString& name,
             QWidget* parent = nullptr);

  void refresh();
  QListWidget* list() const { return list_; }

 signals:
  void fieldEntered(const QString& label, const QString& help);
  void refused(const QString& message);

 private:
  const std::vector<Choice>& choices() const;
  const EntryInfo* infoOf(const std::string& type) const;
  void edit(const QString& label, const std::function<void(std::vector<Choice>&)>& change);
  void add(const EntryInfo& entry);
  void removeCurrent();
  void moveCurrent(int direction);
  void showCurrent();

  ExperimentDocument& document_;
  Subject subject_;
  QListWidget* list_;
  QToolButton* add_;
  QToolButton* remove_;
  QToolButton* up_;
  QToolButton* down_;
  ChoiceForm* form_;
};

}  // namespace qonvolve::ui
