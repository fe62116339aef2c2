// SPDX-License-Identifier: GPL-3.0-or-later
// A form over a list of Fields: label, editor, and a reset arrow where the value is not the
// default.
#pragma once

#include <QElapsedTimer>
#include <QToolButton>
#include <QWidget>
#include <vector>

#include "widgets/document/experiment_document.h"
#include "widgets/inspector/field_editor.h"

class QGridLayout;

namespace qonvolve::ui {

/// Least width of the labels of a form, the same for all forms of a page.
int labelColumnWidth(const QWidget& widget);
/// Width of the reset column with its gap: rows made elsewhere leave as much room on the right.
int resetColumnWidth(const QWidget& widget);

/// Edits apply at once as undo steps of the document. Quick steps of one spin box are one undo
/// step: they merge until the user pauses or goes elsewhere.
class OptionsForm : public QWidget {
  Q_OBJECT

 public:
  explicit OptionsForm(ExperimentDocument& document, QWidget* parent = nullptr);

  /// Shows `fields` with the given values (missing ones are at their defaults). `pointer` leads to
  /// the object that holds them ("/stack/1/options"). Editors stay when the fields are the same.
  void setFields(const std::vector<Field>& fields, const Values& values,
                 const std::string& pointer);

  /// Nullptr if there is no such field.
  FieldEditor* editor(std::string_view key) const;
  bool isEmpty() const { return rows_.empty(); }

 signals:
  /// An editor got the keyboard: its name and help.
  void fieldEntered(const QString& label, const QString& help);
  /// A value was refused.
  void refused(const QString& message);

 private:
  struct Row {
    FieldEditor* editor = nullptr;
    QToolButton* reset = nullptr;
    QWidget* label = nullptr;  // none for check boxes
    Value value;
  };
  void build(const std::vector<Field>& fields);
  void addRow(std::size_t index);
  void showValues(const Values& values);
  void apply(std::size_t index, const Value& value, bool held);

  static constexpr int kHoldMs = 800;

  ExperimentDocument& document_;
  QGridLayout* grid_;
  std::vector<Field> fields_;
  std::vector<Row> rows_;
  std::string pointer_;
  QElapsedTimer lastEdit_;
  std::string lastPath_;
  QString mergeKey_;
};

}  // namespace qonvolve::ui
