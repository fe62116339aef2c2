// SPDX-License-Identifier: GPL-3.0-or-later
// The list of preprocessing steps: add, remove, move, and the options of the current one.
#include "widgets/inspector/preprocess_editor.h"

#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QToolButton* makeButton(const QString& glyph, const QString& name, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(glyph));
  button->setAccessibleName(name);
  button->setToolTip(name);
  button->setAutoRaise(true);
  return button;
}

}  // namespace

PreprocessEditor::PreprocessEditor(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), list_(new QListWidget(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  list_->setObjectName(QStringLiteral("preprocessList"));
  list_->setAccessibleName(tr("Preprocessing steps, in order"));
  column->addWidget(list_);

  add_ = makeButton(QStringLiteral("list-add"), tr("Add a step"), this);
  add_->setObjectName(QStringLiteral("addStep"));
  add_->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(add_);
  for (const PreprocessorType& type : document.catalog().preprocessors.entries()) {
    QAction* action = menu->addAction(text(type.info.label));
    action->setToolTip(text(type.info.summary));
    connect(action, &QAction::triggered, this, [this, id = type.info.id] { add(id); });
  }
  menu->setToolTipsVisible(true);
  add_->setMenu(menu);
  remove_ = makeButton(QStringLiteral("remove"), tr("Remove the step"), this);
  up_ = makeButton(QStringLiteral("go-up"), tr("Move the step up"), this);
  down_ = makeButton(QStringLiteral("go-down"), tr("Move the step down"), this);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(Spacing::kTiny);
  for (QToolButton* button : {add_, remove_, up_, down_}) buttons->addWidget(button);
  buttons->addStretch(1);
  column->addLayout(buttons);
  form_ = new ChoiceForm(document, tr("Step"), facesOf(document.catalog().preprocessors), this);
  column->addWidget(form_);

  connect(remove_, &QToolButton::clicked, this, &PreprocessEditor::removeCurrent);
  connect(up_, &QToolButton::clicked, this, [this] { moveCurrent(-1); });
  connect(down_, &QToolButton::clicked, this, [this] { moveCurrent(+1); });
  connect(list_, &QListWidget::currentRowChanged, this, &PreprocessEditor::showCurrent);
  connect(form_, &ChoiceForm::fieldEntered, this, &PreprocessEditor::fieldEntered);
  connect(form_, &ChoiceForm::refused, this, &PreprocessEditor::refused);
  refresh();
}

void PreprocessEditor::refresh() {
  const auto& steps = document_.experiment().data.preprocess;
  const int wanted =
      std::clamp(list_->currentRow(), steps.empty() ? -1 : 0, static_cast<int>(steps.size()) - 1);
  {
    const QSignalBlocker blocker(list_);
    while (list_->count() > static_cast<int>(steps.size()))
      delete list_->takeItem(list_->count() - 1);
    for (int row = 0; row < static_cast<int>(steps.size()); ++row) {
      const Choice& step = steps[static_cast<std::size_t>(row)];
      const PreprocessorType* type = document_.catalog().preprocessors.find(step.type);
      const QString label =
          QStringLiteral("%1. %2").arg(row + 1).arg(text(type ? type->info.label : step.type));
      if (row == list_->count()) list_->addItem(label);
      list_->item(row)->setText(label);
      list_->item(row)->setToolTip(type ? text(type->info.summary) : QString());
    }
    list_->setCurrentRow(wanted);
  }
  list_->setVisible(!steps.empty());
  if (!steps.empty()) {
    const int rows = std::min(static_cast<int>(steps.size()), 5);
    list_->setFixedHeight(list_->sizeHintForRow(0) * rows + 2 * list_->frameWidth() + 2);
  }
  showCurrent();
}

void PreprocessEditor::showCurrent() {
  const auto& steps = document_.experiment().data.preprocess;
  const int row = list_->currentRow();
  const int count = static_cast<int>(steps.size());
  const bool valid = row >= 0 && row < count;
  remove_->setEnabled(valid);
  up_->setEnabled(valid && row > 0);
  down_->setEnabled(valid && row + 1 < count);
  form_->setVisible(valid);
  if (valid) {
    form_->setChoice(steps[static_cast<std::size_t>(row)],
                     "/data/preprocess/" + std::to_string(row));
  }
}

void PreprocessEditor::add(const std::string& type) {
  const PreprocessorType* entry = document_.catalog().preprocessors.find(type);
  document_.edit(tr("Add %1").arg(text(entry->info.label)),
                 [&](Experiment& e) { e.data.preprocess.push_back({.type = type}); });
  list_->setCurrentRow(list_->count() - 1);
}

void PreprocessEditor::removeCurrent() {
  const int row = list_->currentRow();
  document_.edit(tr("Remove preprocessing step"), [row](Experiment& e) {
    e.data.preprocess.erase(e.data.preprocess.begin() + row);
  });
}

void PreprocessEditor::moveCurrent(int direction) {
  const int row = list_->currentRow();
  document_.edit(
      direction < 0 ? tr("Move preprocessing step up") : tr("Move preprocessing step down"),
      [&](Experiment& e) {
        std::swap(e.data.preprocess[static_cast<std::size_t>(row)],
                  e.data.preprocess[static_cast<std::size_t>(row + direction)]);
      });
  list_->setCurrentRow(row + direction);
}

}  // namespace qonvolve::ui
