// SPDX-License-Identifier: GPL-3.0-or-later
// One editor for one option, chosen by the kind of its Field.
#include "widgets/inspector/field_editor.h"

#include <QCheckBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <cmath>

#include "widgets/inspector/number_spin.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

}  // namespace

FieldEditor::FieldEditor(const Field& field, QWidget* parent) : QWidget(parent), field_(field) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Spacing::kSmall);
  switch (field.kind) {
    case Field::Kind::Boolean:
      makeBoolean();
      break;
    case Field::Kind::Integer:
    case Field::Kind::Real:
      makeNumber();
      break;
    case Field::Kind::Choice:
      makeChoice();
      break;
    case Field::Kind::Text:
    case Field::Kind::Path:
      makeText();
      break;
  }
  control_->setObjectName(text(field.key));
  control_->setAccessibleName(text(field.label));
  QString help = text(field.help);
  if (field.unit == "rad") help += QLatin1Char(' ') + tr("Can be typed as a multiple of pi: pi/4.");
  control_->setAccessibleDescription(help);
  control_->setToolTip(help);
  control_->installEventFilter(this);
  setFocusProxy(control_);
}

void FieldEditor::makeBoolean() {
  auto* box = new QCheckBox(text(field_.label), this);
  layout()->addWidget(box);
  connect(box, &QCheckBox::toggled, this, [this](bool on) {
    if (!setting_) emit edited(Value(on), false);
  });
  control_ = box;
}

void FieldEditor::makeNumber() {
  auto* spin = new NumberSpin(field_, this);
  layout()->addWidget(spin);
  connect(spin, &NumberSpin::valueChanged, this, [this](double value) {
    if (setting_) return;
    if (field_.kind == Field::Kind::Integer) {
      emit edited(Value(static_cast<std::int64_t>(std::llround(value))), true);
    } else {
      emit edited(Value(value), true);
    }
  });
  control_ = spin;
}

void FieldEditor::makeChoice() {
  auto* box = new CalmCombo(this);
  for (const Option& option : field_.options) {
    box->addItem(text(option.label.empty() ? option.id : option.label), text(option.id));
    box->setItemData(box->count() - 1, text(option.help), Qt::ToolTipRole);
  }
  layout()->addWidget(box);
  connect(box, &QComboBox::activated, this, [this, box](int index) {
    emit edited(Value(box->itemData(index).toString().toStdString()), false);
  });
  control_ = box;
}

void FieldEditor::makeText() {
  auto* line = new QLineEdit(this);
  layout()->addWidget(line);
  connect(line, &QLineEdit::editingFinished, this, [this, line] {
    if (!line->isModified()) return;
    line->setModified(false);
    emit edited(Value(line->text().toStdString()), false);
  });
  control_ = line;
  if (field_.kind == Field::Kind::Path) addBrowseButton();
}

void FieldEditor::addBrowseButton() {
  auto* browse = new QToolButton(this);
  browse->setIcon(icon(QStringLiteral("folder")));
  browse->setAccessibleName(tr("Choose %1").arg(text(field_.label)));
  browse->setToolTip(tr("Choose …"));
  layout()->addWidget(browse);
  connect(browse, &QToolButton::clicked, this, [this] {
    auto* line = qobject_cast<QLineEdit*>(control_);
    const bool folder =
        text(field_.key + field_.label).contains(QLatin1String("folder"), Qt::CaseInsensitive);
    const QString path =
        folder ? QFileDialog::getExistingDirectory(window(), text(field_.label), line->text())
               : QFileDialog::getOpenFileName(window(), text(field_.label), line->text());
    if (path.isEmpty()) return;
    line->setText(path);
    emit edited(Value(path.toStdString()), false);
  });
}

void FieldEditor::setValue(const Value& value) {
  setting_ = true;
  if (auto* box = qobject_cast<QCheckBox*>(control_)) {
    if (const bool* on = std::get_if<bool>(&value)) box->setChecked(*on);
  } else if (auto* spin = qobject_cast<NumberSpin*>(control_)) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      spin->setValue(static_cast<double>(*integer));
    } else if (const double* real = std::get_if<double>(&value)) {
      spin->setValue(*real);
    }
  } else if (auto* combo = qobject_cast<QComboBox*>(control_)) {
    combo->setCurrentIndex(combo->findData(text(valueText(value))));
  } else if (auto* line = qobject_cast<QLineEdit*>(control_)) {
    const QString shown = text(valueText(value));
    if (line->text() != shown) line->setText(shown);
    line->setModified(false);
  }
  setting_ = false;
}

bool FieldEditor::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::FocusIn) emit focusEntered();
  return QWidget::eventFilter(watched, event);
}

}  // namespace qonvolve::ui
