// SPDX-License-Identifier: GPL-3.0-or-later
// A form over a list of Fields: label, editor, and a reset arrow where the value is not the
// default.
#include "widgets/inspector/options_form.h"

#include <QGridLayout>
#include <QLabel>
#include <QUuid>
#include <algorithm>

#include "widgets/models/stack_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

bool sameField(const Field& a, const Field& b) {
  const bool options = std::equal(
      a.options.begin(), a.options.end(), b.options.begin(), b.options.end(),
      [](const Option& x, const Option& y) { return x.id == y.id && x.label == y.label; });
  return options && a.key == b.key && a.kind == b.kind && a.label == b.label && a.help == b.help &&
         a.minimum == b.minimum && a.maximum == b.maximum && a.defaultValue == b.defaultValue;
}

}  // namespace

namespace {

/// Labels wrap between words, never within one.
int longestWord(const QLabel& label) {
  int most = 0;
  for (const QString& word : label.text().split(QLatin1Char(' '))) {
    most = std::max(most, label.fontMetrics().horizontalAdvance(word) + 2);
  }
  return most;
}

}  // namespace

int labelColumnWidth(const QWidget& widget) {
  return widget.fontMetrics().averageCharWidth() * 11;
}

int resetColumnWidth(const QWidget& widget) {
  QToolButton button;
  button.setAutoRaise(true);
  button.setIcon(icon(QStringLiteral("reset")));
  button.setIconSize({14, 14});
  button.setFont(widget.font());
  return button.sizeHint().width() + Spacing::kMedium;
}

OptionsForm::OptionsForm(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), grid_(new QGridLayout(this)) {
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(Spacing::kMedium);
  grid_->setVerticalSpacing(Spacing::kMedium - 2);
  grid_->setColumnStretch(1, 1);
}

void OptionsForm::setFields(const std::vector<Field>& fields, const Values& values,
                            const std::string& pointer) {
  if (pointer != pointer_) lastPath_.clear();
  pointer_ = pointer;
  const bool same = fields.size() == fields_.size() &&
                    std::equal(fields.begin(), fields.end(), fields_.begin(), sameField);
  if (!same) build(fields);
  showValues(values);
}

void OptionsForm::build(const std::vector<Field>& fields) {
  for (const Row& row : rows_) {
    const std::initializer_list<QWidget*> widgets = {row.editor, row.reset, row.label};
    for (QWidget* widget : widgets) {
      if (widget == nullptr) continue;
      grid_->removeWidget(widget);  // it would keep its row until it is gone
      widget->hide();
      widget->deleteLater();
    }
  }
  rows_.clear();
  fields_ = fields;
  for (std::size_t i = 0; i < fields.size(); ++i) addRow(i);
}

void OptionsForm::addRow(std::size_t index) {
  const Field& field = fields_[index];
  const int line = static_cast<int>(index);
  Row row;
  row.editor = new FieldEditor(field, this);
  row.reset = new QToolButton(this);
  row.reset->setAutoRaise(true);
  row.reset->setIcon(icon(QStringLiteral("reset")));
  row.reset->setIconSize({14, 14});
  row.reset->setObjectName(QStringLiteral("reset:") + text(field.key));
  row.reset->setAccessibleName(tr("Reset %1").arg(text(field.label)));
  row.reset->setToolTip(tr("Back to the default: %1").arg(fieldText(field, field.defaultValue)));
  QSizePolicy policy = row.reset->sizePolicy();
  policy.setRetainSizeWhenHidden(true);
  row.reset->setSizePolicy(policy);
  if (field.kind == Field::Kind::Boolean) {
    grid_->addWidget(row.editor, line, 0, 1, 2);
  } else {
    auto* label = new QLabel(text(field.label), this);
    label->setBuddy(row.editor->control());
    label->setToolTip(text(field.help));
    label->setWordWrap(true);
    label->setMinimumWidth(std::max(labelColumnWidth(*this), longestWord(*label)));
    row.label = label;
    grid_->addWidget(label, line, 0);
    grid_->addWidget(row.editor, line, 1);
  }
  grid_->addWidget(row.reset, line, 2);
  connect(row.editor, &FieldEditor::edited, this,
          [this, index](const Value& value, bool held) { apply(index, value, held); });
  connect(row.editor, &FieldEditor::focusEntered, this, [this, index] {
    emit fieldEntered(text(fields_[index].label), text(fields_[index].help));
  });
  connect(row.reset, &QToolButton::clicked, this, [this, index] {
    rows_[index].editor->setFocus();
    apply(index, fields_[index].defaultValue, false);
  });
  rows_.push_back(std::move(row));
}

void OptionsForm::showValues(const Values& values) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto found = values.find(fields_[i].key);
    rows_[i].value = found == values.end() ? fields_[i].defaultValue : found->second;
    rows_[i].editor->setValue(rows_[i].value);
    // By text: an integer in a file may stand for a real.
    rows_[i].reset->setVisible(valueText(rows_[i].value) != valueText(fields_[i].defaultValue));
  }
}

void OptionsForm::apply(std::size_t index, const Value& value, bool held) {
  const Field& field = fields_[index];
  const std::string path = pointer_ + "/" + field.key;
  const bool goesOn =
      held && path == lastPath_ && lastEdit_.isValid() && lastEdit_.elapsed() < kHoldMs;
  if (!goesOn) mergeKey_ = held ? QUuid::createUuid().toString() : QString();
  lastPath_ = held ? path : std::string();
  lastEdit_.start();
  const QString label =
      tr("Set %1 to %2").arg(text(field.label).toLower(), fieldText(field, value));
  const Value shown = rows_[index].value;
  const auto result = document_.setOption(label, path, valueText(value), mergeKey_);
  if (result) return;
  rows_[index].editor->setValue(shown);
  emit refused(text(result.error().message));
}

FieldEditor* OptionsForm::editor(std::string_view key) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (fields_[i].key == key) return rows_[i].editor;
  }
  return nullptr;
}

}  // namespace qonvolve::ui
