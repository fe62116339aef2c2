// SPDX-License-Identifier: GPL-3.0-or-later
// A list of choices in the experiment: add, remove, move, and the options of the current one.
#include "widgets/inspector/choice_list.h"

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

ChoiceList::ChoiceList(ExperimentDocument& document, Subject subject, const QString& name,
                       QWidget* parent)
    : QWidget(parent),
      document_(document),
      subject_(std::move(subject)),
      list_(new QListWidget(this)) {
  setObjectName(name);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  list_->setObjectName(name + QStringLiteral("List"));
  list_->setAccessibleName(subject_.title);
  column->addWidget(list_);

  const QString noun = subject_.noun.toLower();
  add_ = makeButton(QStringLiteral("list-add"), tr("Add: %1").arg(noun), this);
  add_->setObjectName(name + QStringLiteral("Add"));
  add_->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(add_);
  for (const EntryFace& entry : subject_.entries) {
    QAction* action = menu->addAction(text(entry.info->label));
    action->setToolTip(text(entry.info->summary));
    connect(action, &QAction::triggered, this, [this, info = entry.info] { add(*info); });
  }
  menu->setToolTipsVisible(true);
  add_->setMenu(menu);
  remove_ = makeButton(QStringLiteral("remove"), tr("Remove: %1").arg(noun), this);
  up_ = makeButton(QStringLiteral("go-up"), tr("Move up: %1").arg(noun), this);
  down_ = makeButton(QStringLiteral("go-down"), tr("Move down: %1").arg(noun), this);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(Spacing::kTiny);
  for (QToolButton* button : {add_, remove_, up_, down_}) buttons->addWidget(button);
  buttons->addStretch(1);
  column->addLayout(buttons);
  form_ = new ChoiceForm(document, subject_.noun, subject_.entries, this);
  column->addWidget(form_);

  connect(remove_, &QToolButton::clicked, this, &ChoiceList::removeCurrent);
  connect(up_, &QToolButton::clicked, this, [this] { moveCurrent(-1); });
  connect(down_, &QToolButton::clicked, this, [this] { moveCurrent(+1); });
  connect(list_, &QListWidget::currentRowChanged, this, &ChoiceList::showCurrent);
  connect(form_, &ChoiceForm::fieldEntered, this, &ChoiceList::fieldEntered);
  connect(form_, &ChoiceForm::refused, this, &ChoiceList::refused);
  refresh();
}

const std::vector<Choice>& ChoiceList::choices() const {
  return subject_.read(document_.experiment());
}

const EntryInfo* ChoiceList::infoOf(const std::string& type) const {
  for (const EntryFace& entry : subject_.entries) {
    if (entry.info->id == type) return entry.info;
  }
  return nullptr;
}

void ChoiceList::edit(const QString& label,
                      const std::function<void(std::vector<Choice>&)>& change) {
  document_.edit(label, [&](Experiment& experiment) { change(subject_.list(experiment)); });
}

void ChoiceList::refresh() {
  const auto& steps = choices();
  const int wanted =
      std::clamp(list_->currentRow(), steps.empty() ? -1 : 0, static_cast<int>(steps.size()) - 1);
  {
    const QSignalBlocker blocker(list_);
    while (list_->count() > static_cast<int>(steps.size()))
      delete list_->takeItem(list_->count() - 1);
    for (int row = 0; row < static_cast<int>(steps.size()); ++row) {
      const Choice& step = steps[static_cast<std::size_t>(row)];
      const EntryInfo* info = infoOf(step.type);
      const QString label =
          QStringLiteral("%1. %2").arg(row + 1).arg(text(info ? info->label : step.type));
      if (row == list_->count()) list_->addItem(label);
      list_->item(row)->setText(label);
      list_->item(row)->setToolTip(info ? text(info->summary) : QString());
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

void ChoiceList::showCurrent() {
  const auto& steps = choices();
  const int row = list_->currentRow();
  const int count = static_cast<int>(steps.size());
  const bool valid = row >= 0 && row < count;
  remove_->setEnabled(valid);
  up_->setEnabled(valid && row > 0);
  down_->setEnabled(valid && row + 1 < count);
  form_->setVisible(valid);
  if (valid) {
    form_->setChoice(steps[static_cast<std::size_t>(row)],
                     subject_.pointer + "/" + std::to_string(row));
  }
}

void ChoiceList::add(const EntryInfo& entry) {
  edit(tr("Add %1").arg(text(entry.label)),
       [&](std::vector<Choice>& list) { list.push_back({.type = entry.id}); });
  list_->setCurrentRow(list_->count() - 1);
}

void ChoiceList::removeCurrent() {
  const int row = list_->currentRow();
  edit(tr("Remove %1").arg(subject_.noun.toLower()),
       [row](std::vector<Choice>& list) { list.erase(list.begin() + row); });
}

void ChoiceList::moveCurrent(int direction) {
  const int row = list_->currentRow();
  const QString noun = subject_.noun.toLower();
  edit(direction < 0 ? tr("Move %1 up").arg(noun) : tr("Move %1 down").arg(noun),
       [&](std::vector<Choice>& list) {
         std::swap(list[static_cast<std::size_t>(row)],
                   list[static_cast<std::size_t>(row + direction)]);
       });
  list_->setCurrentRow(row + direction);
}

}  // namespace qonvolve::ui
