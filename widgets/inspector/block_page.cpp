// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the current block, repeated section or lane.
#include "widgets/inspector/block_page.h"

#include <QPainter>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <algorithm>

#include "core/model/compile.h"
#include "widgets/circuit/block_picture.h"
#include "widgets/document/stack_edit.h"
#include "widgets/inspector/help_text.h"
#include "widgets/models/stack_text.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

constexpr int kGlyph = 28;

/// A glyph on the colour of its category, as on the cards.
QPixmap glyphPixmap(const QString& glyph, const QString& category, qreal ratio) {
  const Fill fill = programTheme().category(category);
  QPixmap pixmap(QSize(kGlyph, kGlyph) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill.fill);
  painter.drawRoundedRect(0, 0, kGlyph, kGlyph, Spacing::kRadius, Spacing::kRadius);
  icon(glyph, fill.text).paint(&painter, 4, 4, kGlyph - 8, kGlyph - 8);
  return pixmap;
}

}  // namespace

BlockPage::BlockPage(ExperimentDocument& document, QWidget* parent)
    : InspectorPage(parent), document_(document) {
  setObjectName(QStringLiteral("blockPage"));
  auto* head = new QHBoxLayout;
  head->setSpacing(Spacing::kMedium);
  glyph_ = new QLabel(widget());
  title_ = new QLabel(widget());
  title_->setFont(scaledFont(1.15, QFont::DemiBold));
  title_->setWordWrap(true);
  head->addWidget(glyph_, 0, Qt::AlignTop);
  head->addWidget(title_, 1);
  column()->addLayout(head);
  subtitle_ = makeMutedLabel(widget());
  column()->addWidget(subtitle_);
  facts_ = new QLabel(widget());
  facts_->setWordWrap(true);
  column()->addWidget(facts_);
  picture_ = new BlockPicture(widget());
  column()->addWidget(picture_);
  problems_ = new ProblemList(document, widget());
  column()->addWidget(problems_);
  connect(problems_, &ProblemList::preferencesRequested, this,
          &InspectorPage::preferencesRequested);

  blockPart_ = new QWidget(widget());
  auto* blockColumn = new QVBoxLayout(blockPart_);
  blockColumn->setContentsMargins(0, Spacing::kSmall, 0, 0);
  blockColumn->setSpacing(Spacing::kMedium);
  kindRow_ = new QWidget(blockPart_);
  auto* kindLayout = new QHBoxLayout(kindRow_);
  kindLayout->setContentsMargins(0, 0, 0, 0);
  kindLayout->setSpacing(Spacing::kMedium);
  kinds_ = new CalmCombo(kindRow_);
  kinds_->setObjectName(QStringLiteral("blockKind"));
  kinds_->setAccessibleName(tr("Kind of block"));
  kinds_->setToolTip(
      tr("Change this block for another of its category; options that both have stay"));
  auto* kindLabel = new QLabel(tr("Kind"), kindRow_);
  kindLabel->setBuddy(kinds_);
  kindLabel->setMinimumWidth(labelColumnWidth(*this));
  kindLayout->addWidget(kindLabel);
  kindLayout->addWidget(kinds_, 1);
  kindLayout->addSpacing(resetColumnWidth(*this));
  blockColumn->addWidget(kindRow_);
  form_ = new OptionsForm(document, blockPart_);
  blockColumn->addWidget(form_);
  auto* nameRow = new QHBoxLayout;
  nameRow->setSpacing(Spacing::kMedium);
  name_ = new QLineEdit(blockPart_);
  name_->setAccessibleName(tr("Name"));
  name_->setToolTip(tr("A name of your own for this block (F2)"));
  auto* nameLabel = new QLabel(tr("Name"), blockPart_);
  nameLabel->setBuddy(name_);
  nameLabel->setMinimumWidth(labelColumnWidth(*this));
  nameRow->addWidget(nameLabel);
  nameRow->addWidget(name_, 1);
  nameRow->addSpacing(resetColumnWidth(*this));
  blockColumn->addLayout(nameRow);
  bypassed_ = new QCheckBox(tr("Bypass this block"), blockPart_);
  bypassed_->setToolTip(tr("Keep the block but leave it out (B)"));
  blockColumn->addWidget(bypassed_);
  column()->addWidget(blockPart_);

  repeatPart_ = makeRepeatPart();
  column()->addWidget(repeatPart_);
  lanePart_ = makeLanePart();
  column()->addWidget(lanePart_);

  follow(form_);
  connect(kinds_, &QComboBox::activated, this, [this](int index) {
    const std::string pointer = pointerOf(document_.experiment().stack, id_) + "/type";
    const auto result =
        document_.setOption(tr("Change to %1").arg(kinds_->itemText(index)), pointer,
                            kinds_->itemData(index).toString().toStdString());
    if (!result) showRefusal(QString::fromStdString(result.error().message));
  });
  connect(name_, &QLineEdit::editingFinished, this, [this] {
    const std::string name = name_->text().trimmed().toStdString();
    name_->setModified(false);
    setAtCurrent(tr("Rename"), "/name", name);
  });
  connect(bypassed_, &QCheckBox::clicked, this, [this](bool on) {
    setAtCurrent(on ? tr("Bypass") : tr("Stop bypassing"), "/bypassed", on ? "true" : "false");
  });
  connect(&document, &ExperimentDocument::checkedChanged, this, &BlockPage::refresh);
  followTheme(this, [this](const Theme&) { refresh(); });
}

QWidget* BlockPage::makeRepeatPart() {
  auto* part = new QWidget(widget());
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, Spacing::kSmall, 0, 0);
  untilOne_ = new QRadioButton(tr("Until one qubit is left"), part);
  auto* countRow = new QHBoxLayout;
  byCount_ = new QRadioButton(tr("This many times:"), part);
  times_ = new QSpinBox(part);
  times_->setRange(1, static_cast<int>(kMaxRepetitions));
  times_->setKeyboardTracking(false);
  times_->setAccessibleName(tr("Number of rounds"));
  countRow->addWidget(byCount_);
  countRow->addWidget(times_);
  countRow->addStretch(1);
  column->addWidget(untilOne_);
  column->addLayout(countRow);
  const auto setRepeat = [this](const std::string& value) {
    const std::string pointer = pointerOf(document_.experiment().stack, id_) + "/repeat";
    static_cast<void>(document_.setOption(tr("Change repetition"), pointer, value,
                                          QString::fromStdString(pointer)));
  };
  connect(untilOne_, &QRadioButton::clicked, this, [setRepeat] { setRepeat("one_wire"); });
  connect(byCount_, &QRadioButton::clicked, this,
          [this, setRepeat] { setRepeat(std::to_string(times_->value())); });
  connect(times_, &QSpinBox::valueChanged, this, [this, setRepeat](int value) {
    if (byCount_->isChecked()) setRepeat(std::to_string(value));
  });
  return part;
}

QWidget* BlockPage::makeLanePart() {
  auto* part = new QWidget(widget());
  auto* row = new QHBoxLayout(part);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Spacing::kMedium);
  laneFeatures_ = new CalmCombo(part);
  laneFeatures_->setAccessibleName(tr("Features of the lane"));
  laneFeatures_->setToolTip(tr("What the encoding of this lane encodes"));
  laneFeatures_->addItem(tr("All features"), QStringLiteral("all"));
  laneFeatures_->addItem(tr("Its share of them"), QStringLiteral("share"));
  auto* label = new QLabel(tr("Features"), part);
  label->setBuddy(laneFeatures_);
  label->setMinimumWidth(labelColumnWidth(*this));
  row->addWidget(label);
  row->addWidget(laneFeatures_, 1);
  row->addSpacing(resetColumnWidth(*this));
  connect(laneFeatures_, &QComboBox::activated, this, [this](int index) {
    setAtCurrent(tr("Change features of a lane"), "/features",
                 laneFeatures_->itemData(index).toString().toStdString());
  });
  return part;
}

void BlockPage::setAtCurrent(const QString& label, const std::string& key,
                             const std::string& value) {
  const Stack& stack = document_.experiment().stack;
  if (!findPart(stack, id_)) return;
  const auto result = document_.setOption(label, settingsPointerOf(stack, id_) + key, value);
  if (!result) showRefusal(QString::fromStdString(result.error().message));
}

void BlockPage::setBlock(BlockId id) {
  if (id == id_) return;
  id_ = id;
  refresh();
  verticalScrollBar()->setValue(0);
}

void BlockPage::refresh() {
  const StackPart part = findPart(document_.experiment().stack, id_);
  blockPart_->setVisible(part.block != nullptr || part.lane != nullptr);
  repeatPart_->setVisible(part.repeat != nullptr);
  lanePart_->setVisible(part.lane != nullptr);
  picture_->setFragment(part.block != nullptr ? blockFragment(document_.checked().model, id_)
                                              : std::nullopt);
  glyph_->setVisible(bool(part));
  if (part.block != nullptr) {
    showBlock(*part.block);
  } else if (part) {
    showSection(part);
  } else {
    showNothing();
  }
}

QString BlockPage::facts() const {
  const std::vector<BlockId> own = blocksUnder(document_.experiment().stack, id_);
  const BlockSpan* first = nullptr;
  const BlockSpan* last = nullptr;
  std::uint32_t parameters = 0;
  for (const BlockSpan& span : document_.checked().model.spans) {
    if (std::ranges::find(own, span.block) == own.end()) continue;
    if (first == nullptr) first = &span;
    last = &span;
    parameters += span.parameterCount;
  }
  if (first == nullptr) return {};
  QStringList parts;
  const auto in = first->wiresIn.size();
  const auto out = last->wiresOut.size();
  if (in + out > 0) {  // values have no qubits
    const bool same = in == out || out == 0;
    const QString left =
        (same ? in : out) == 1 ? tr("1 qubit") : tr("%1 qubits").arg(same ? in : out);
    parts.append(same ? left : tr("%1 → %2").arg(in).arg(left));
  }
  if (parameters > 0) {
    parts.append(parameters == 1 ? tr("1 parameter") : tr("%1 parameters").arg(parameters));
  }
  const std::uint32_t rounds = last->repetition + 1;
  if (rounds > 1) parts.append(tr("%1 rounds").arg(rounds));
  return parts.join(QStringLiteral(" · "));
}

void BlockPage::showBlock(const Block& block) {
  const Catalog& catalog = document_.catalog();
  const Stack& stack = document_.experiment().stack;
  const BlockType* type = catalog.blocks.find(block.choice.type);
  const QString category = blockCategory(block, catalog);
  glyph_->setPixmap(glyphPixmap(entryIcon(QString::fromStdString(block.choice.type), category),
                                category, devicePixelRatioF()));
  title_->setText(partName(stack, id_, catalog));
  subtitle_->setText(type ? QString::fromStdString(type->info.summary)
                          : tr("This version does not know blocks of this kind. It is kept as it "
                               "is and saved unchanged."));
  facts_->setText(block.bypassed ? tr("Bypassed") : facts());
  facts_->setVisible(!facts_->text().isEmpty());
  const std::string pointer = pointerOf(stack, id_);
  problems_->setIssues(issuesAt(document_.checked(), pointer));
  showKinds(block);
  form_->setFields(type ? type->fields() : std::vector<Field>(), block.choice.options,
                   pointer + "/options");
  form_->setVisible(!form_->isEmpty());
  if (!name_->isModified() || !name_->hasFocus()) {
    name_->setText(QString::fromStdString(block.name));
  }
  name_->setPlaceholderText(QString::fromStdString(type ? type->info.label : block.choice.type));
  bypassed_->setText(tr("Bypass this block"));
  bypassed_->setChecked(block.bypassed);
  setHelp(type ? helpHtml(type->info) : QString());
}

void BlockPage::showKinds(const Block& block) {
  const Catalog& catalog = document_.catalog();
  const QString category = blockCategory(block, catalog);
  kinds_->clear();
  for (const BlockType& type : catalog.blocks.entries()) {
    if (QString::fromStdString(type.info.category) != category) continue;
    kinds_->addItem(QString::fromStdString(type.info.label), QString::fromStdString(type.info.id));
    kinds_->setItemData(kinds_->count() - 1, QString::fromStdString(type.info.summary),
                        Qt::ToolTipRole);
  }
  const BlockType* type = catalog.blocks.find(block.choice.type);
  if (type != nullptr)
    kinds_->setCurrentIndex(kinds_->findData(QString::fromStdString(type->info.id)));
  kindRow_->setVisible(kinds_->count() > 1);
}

void BlockPage::showSection(const StackPart& part) {
  const Stack& stack = document_.experiment().stack;
  glyph_->setPixmap(
      glyphPixmap(part.repeat ? QStringLiteral("block-repeat") : QStringLiteral("block-lanes"),
                  QStringLiteral("Structure"), devicePixelRatioF()));
  title_->setText(partName(stack, id_, document_.catalog()));
  subtitle_->setText(partSummary(part, document_.catalog()));
  facts_->setText(isBypassed(part) ? tr("Bypassed") : facts());
  facts_->setVisible(!facts_->text().isEmpty());
  problems_->setIssues(issuesAt(document_.checked(), pointerOf(stack, id_)));
  setHelp({});
  if (part.repeat != nullptr) {
    const QSignalBlocker blocker(times_);
    const bool one = part.repeat->until == Repeat::Until::OneWire;
    untilOne_->setChecked(one);
    byCount_->setChecked(!one);
    times_->setEnabled(!one);
    times_->setValue(static_cast<int>(part.repeat->times));
  }
  if (part.lane == nullptr) return;
  kindRow_->hide();
  form_->hide();
  if (!name_->isModified() || !name_->hasFocus()) {
    name_->setText(QString::fromStdString(part.lane->name));
  }
  name_->setPlaceholderText(partName(stack, id_, document_.catalog()));
  bypassed_->setText(tr("Bypass this lane"));
  bypassed_->setChecked(part.lane->bypassed);
  laneFeatures_->setCurrentIndex(part.lane->features == Lane::Features::Share ? 1 : 0);
}

void BlockPage::showNothing() {
  title_->setText(tr("No block selected"));
  subtitle_->setText(tr("Select a card to see and change its settings."));
  facts_->hide();
  problems_->setIssues({});
  setHelp({});
}

void BlockPage::focusFirst() {
  if (repeatPart_->isVisible()) {
    (untilOne_->isChecked() ? untilOne_ : byCount_)->setFocus(Qt::ShortcutFocusReason);
  } else if (kindRow_->isVisible()) {
    kinds_->setFocus(Qt::ShortcutFocusReason);
  } else if (lanePart_->isVisible()) {
    laneFeatures_->setFocus(Qt::ShortcutFocusReason);
  } else if (!form_->isEmpty()) {
    QWidget* first = form_->findChild<FieldEditor*>();
    if (first != nullptr) first->setFocus(Qt::ShortcutFocusReason);
  } else {
    name_->setFocus(Qt::ShortcutFocusReason);
  }
}

}  // namespace qonvolve::ui
