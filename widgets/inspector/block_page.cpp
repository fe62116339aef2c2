// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the current block, or of a repeated section.
#include "widgets/inspector/block_page.h"

#include <QPainter>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <algorithm>

#include "core/model/compile.h"
#include "widgets/document/stack_edit.h"
#include "widgets/inspector/calm_combo.h"
#include "widgets/inspector/help_text.h"
#include "widgets/models/stack_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kGlyph = 28;

/// The glyph of a category on its colour, as on the cards.
QPixmap glyphPixmap(const QString& category, const QPalette& palette, qreal ratio) {
  const Fill fill = Theme::fromPalette(palette).category(category);
  QPixmap pixmap(QSize(kGlyph, kGlyph) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill.fill);
  painter.drawRoundedRect(0, 0, kGlyph, kGlyph, Spacing::kRadius, Spacing::kRadius);
  icon(categoryIcon(category), fill.text).paint(&painter, 4, 4, kGlyph - 8, kGlyph - 8);
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
  problems_ = new ProblemList(document, widget());
  column()->addWidget(problems_);

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
  kindLabel->setMinimumWidth(fontMetrics().averageCharWidth() * 14);
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
  nameLabel->setMinimumWidth(fontMetrics().averageCharWidth() * 14);
  nameRow->addWidget(nameLabel);
  nameRow->addWidget(name_, 1);
  nameRow->addSpacing(resetColumnWidth(*this));
  blockColumn->addLayout(nameRow);
  bypassed_ = new QCheckBox(tr("Bypass this block"), blockPart_);
  bypassed_->setToolTip(tr("Keep the block but leave it out (B)"));
  blockColumn->addWidget(bypassed_);
  column()->addWidget(blockPart_);

  sectionPart_ = new QWidget(widget());
  auto* sectionColumn = new QVBoxLayout(sectionPart_);
  sectionColumn->setContentsMargins(0, Spacing::kSmall, 0, 0);
  untilOne_ = new QRadioButton(tr("Until one qubit is left"), sectionPart_);
  auto* countRow = new QHBoxLayout;
  byCount_ = new QRadioButton(tr("This many times:"), sectionPart_);
  times_ = new QSpinBox(sectionPart_);
  times_->setRange(1, static_cast<int>(kMaxRepetitions));
  times_->setKeyboardTracking(false);
  times_->setAccessibleName(tr("Number of rounds"));
  countRow->addWidget(byCount_);
  countRow->addWidget(times_);
  countRow->addStretch(1);
  sectionColumn->addWidget(untilOne_);
  sectionColumn->addLayout(countRow);
  column()->addWidget(sectionPart_);

  follow(form_);
  connect(kinds_, &QComboBox::activated, this, [this](int index) {
    const std::string pointer = pointerOf(document_.experiment().stack, id_) + "/type";
    const auto result =
        document_.setOption(tr("Change to %1").arg(kinds_->itemText(index)), pointer,
                            kinds_->itemData(index).toString().toStdString());
    if (!result) showRefusal(QString::fromStdString(result.error().message));
  });
  connect(name_, &QLineEdit::editingFinished, this, [this] {
    const Block* block = findBlock(document_.experiment().stack, id_);
    const std::string name = name_->text().trimmed().toStdString();
    if (block == nullptr || block->name == name) return;
    document_.edit(tr("Rename block"),
                   [&](Experiment& e) { findBlock(e.stack, id_)->name = name; });
  });
  connect(bypassed_, &QCheckBox::clicked, this, [this](bool on) {
    document_.edit(on ? tr("Bypass block") : tr("Stop bypassing block"),
                   [&](Experiment& e) { findBlock(e.stack, id_)->bypassed = on; });
  });
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
  connect(&document, &ExperimentDocument::checkedChanged, this, &BlockPage::refresh);
  refresh();
}

void BlockPage::setBlock(BlockId id) {
  if (id == id_) return;
  id_ = id;
  refresh();
  verticalScrollBar()->setValue(0);
}

void BlockPage::refresh() {
  const Stack& stack = document_.experiment().stack;
  const Block* block = findBlock(stack, id_);
  const Repeat* section = block ? nullptr : findRepeat(stack, id_);
  blockPart_->setVisible(block != nullptr);
  sectionPart_->setVisible(section != nullptr);
  glyph_->setVisible(block != nullptr || section != nullptr);
  if (block != nullptr) {
    showBlock(*block);
  } else if (section != nullptr) {
    showSection(*section);
  } else {
    showNothing();
  }
}

QString BlockPage::facts() const {
  const Repeat* section = findRepeat(document_.experiment().stack, id_);
  const BlockSpan* first = nullptr;
  const BlockSpan* last = nullptr;
  std::uint32_t parameters = 0;
  for (const BlockSpan& span : document_.checked().model.spans) {
    const bool own = section == nullptr
                         ? span.block == id_
                         : std::any_of(section->body.begin(), section->body.end(),
                                       [&](const Block& b) { return b.id == span.block; });
    if (!own) continue;
    if (first == nullptr) first = &span;
    last = &span;
    parameters += span.parameterCount;
  }
  if (first == nullptr) return {};
  QStringList parts;
  const auto in = first->wiresIn.size();
  const auto out = last->wiresOut.size();
  parts.append(in == out || out == 0 ? tr("%1 qubits").arg(in)
                                     : tr("%1 → %2 qubits").arg(in).arg(out));
  if (parameters > 0) parts.append(tr("%1 parameters").arg(parameters));
  const std::uint32_t rounds = last->repetition + 1;
  if (rounds > 1) parts.append(tr("%1 rounds").arg(rounds));
  return parts.join(QStringLiteral(" · "));
}

void BlockPage::showBlock(const Block& block) {
  const Catalog& catalog = document_.catalog();
  const Stack& stack = document_.experiment().stack;
  const BlockType* type = catalog.blocks.find(block.choice.type);
  glyph_->setPixmap(glyphPixmap(blockCategory(block, catalog), palette(), devicePixelRatioF()));
  title_->setText(blockName(block, catalog));
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

void BlockPage::showSection(const Repeat& section) {
  glyph_->setPixmap(glyphPixmap(QStringLiteral("Structure"), palette(), devicePixelRatioF()));
  title_->setText(sectionName(section));
  subtitle_->setText(entrySummary(nullptr, document_.catalog()));
  facts_->setText(facts());
  facts_->setVisible(!facts_->text().isEmpty());
  problems_->setIssues(issuesAt(document_.checked(), pointerOf(document_.experiment().stack, id_)));
  const QSignalBlocker blocker(times_);
  const bool one = section.until == Repeat::Until::OneWire;
  untilOne_->setChecked(one);
  byCount_->setChecked(!one);
  times_->setEnabled(!one);
  times_->setValue(static_cast<int>(section.times));
  setHelp({});
}

void BlockPage::showNothing() {
  title_->setText(tr("No block selected"));
  subtitle_->setText(tr("Select a card to see and change its settings."));
  facts_->hide();
  problems_->setIssues({});
  setHelp({});
}

void BlockPage::focusFirst() {
  if (sectionPart_->isVisible()) {
    (untilOne_->isChecked() ? untilOne_ : byCount_)->setFocus(Qt::ShortcutFocusReason);
  } else if (kindRow_->isVisible()) {
    kinds_->setFocus(Qt::ShortcutFocusReason);
  } else if (!form_->isEmpty()) {
    QWidget* first = form_->findChild<FieldEditor*>();
    if (first != nullptr) first->setFocus(Qt::ShortcutFocusReason);
  } else {
    name_->setFocus(Qt::ShortcutFocusReason);
  }
}

}  // namespace qonvolve::ui
