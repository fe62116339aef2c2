// SPDX-License-Identifier: GPL-3.0-or-later
// One editor for one option, chosen by the kind of its Field.
#pragma once

#include <QWidget>

#include "core/registry/schema.h"

namespace qonvolve::ui {

/// Holds the widget that suits the kind: check box, spin box, combo box, text field, or text field
/// with a file button.
class FieldEditor : public QWidget {
  Q_OBJECT

 public:
  explicit FieldEditor(const Field& field, QWidget* parent = nullptr);

  const Field& field() const { return field_; }
  /// Shows a value without reporting it.
  void setValue(const Value& value);
  /// The widget that takes the keyboard; its object name is the key of the field.
  QWidget* control() const { return control_; }

 signals:
  /// The user gave a value. `held`: one of several quick steps (arrows, wheel) of one intention.
  void edited(const qonvolve::Value& value, bool held);
  void focusEntered();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeBoolean();
  void makeNumber();
  void makeChoice();
  void makeText();
  void addBrowseButton();

  Field field_;
  QWidget* control_ = nullptr;
  bool setting_ = false;
};

}  // namespace qonvolve::ui
