// SPDX-License-Identifier: GPL-3.0-or-later
// The form of one Choice: which entry, its options, and what it is.
#include "widgets/inspector/choice_form.h"

#include <QVBoxLayout>
#include <algorithm>

#include "widgets/inspector/help_text.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

}  // namespace

ChoiceForm::ChoiceForm(ExperimentDocument& document, const QString& noun,
                       std::vector<EntryFace> entries, QWidget* parent)
    : QWidget(parent),
      document_(document),
      noun_(noun),
      entries_(std::move(entries)),
      types_(new CalmCombo(this)),
      summary_(makeMutedLabel(this)),
      options_(new OptionsForm(document, this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Spacing::kMedium - 2);
  types_->setAccessibleName(noun);
  for (const EntryFace& entry : entries_) {
    types_->addItem(text(entry.info->label), text(entry.info->id));
    types_->setItemData(types_->count() - 1, text(entry.info->summary), Qt::ToolTipRole);
  }
  layout->addWidget(types_);
  layout->addWidget(summary_);
  layout->addWidget(options_);
  connect(types_, &QComboBox::activated, this, [this](int index) {
    const QString label = tr("Change %1 to %2").arg(noun_.toLower(), types_->itemText(index));
    const std::string type = types_->itemData(index).toString().toStdString();
    const auto result = document_.setOption(label, pointer_ + "/type", type);
    if (!result) emit refused(text(result.error().message));
  });
  connect(options_, &OptionsForm::fieldEntered, this, &ChoiceForm::fieldEntered);
  connect(options_, &OptionsForm::refused, this, &ChoiceForm::refused);
}

void ChoiceForm::setChoice(const Choice& choice, const std::string& pointer) {
  pointer_ = pointer;
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const EntryFace& entry) {
    const auto& replaces = entry.info->replaces;
    return entry.info->id == choice.type ||
           std::find(replaces.begin(), replaces.end(), choice.type) != replaces.end();
  });
  if (found == entries_.end()) {
    types_->setCurrentIndex(-1);
    summary_->setText(tr("\"%1\" is not known to this version.").arg(text(choice.type)));
    options_->setFields({}, {}, pointer + "/options");
    options_->hide();
    return;
  }
  types_->setCurrentIndex(static_cast<int>(found - entries_.begin()));
  summary_->setText(text(found->info->summary));
  types_->setToolTip(QStringLiteral("<p>%1</p>%2")
                         .arg(text(found->info->summary).toHtmlEscaped(), helpHtml(*found->info)));
  options_->setFields(*found->fields, choice.options, pointer + "/options");
  options_->setVisible(!options_->isEmpty());
}

}  // namespace qonvolve::ui
