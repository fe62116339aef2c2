// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog as a tree of groups and entries, with what each would do to the present design.
#include "widgets/models/palette_model.h"

#include <QElapsedTimer>
#include <algorithm>
#include <limits>

#include "core/experiment/validate.h"
#include "widgets/models/stack_text.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

// ms after an edit: what every entry would do takes as long as some dozens of checks, and the next
// edit may be on its way.
constexpr int kWhenCalm = 120;
constexpr qint64 kSlice = 8;  // ms until the window has its turn

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

}  // namespace

PaletteModel::PaletteModel(ExperimentDocument& document, QObject* parent)
    : QAbstractItemModel(parent), document_(document) {
  fill();
  for (Group& group : groups_) {
    for (Item& item : group.items) order_.push_back(&item);
  }
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, [this] { judgeFor(kSlice); });
  connect(&document, &ExperimentDocument::checkedChanged, this, &PaletteModel::schedule);
  schedule();
}

void PaletteModel::fill() {
  const Catalog& catalog = document_.catalog();
  const auto groupFor = [this](const QString& category) -> Group& {
    const auto found = std::find_if(groups_.begin(), groups_.end(),
                                    [&](const Group& g) { return g.category == category; });
    if (found != groups_.end()) return *found;
    groups_.push_back({category, category, {}});
    return groups_.back();
  };
  const auto add = [&](const QString& category, PaletteEntry::Kind kind, const EntryInfo& info) {
    Item item;
    item.entry = {kind, info.id};
    item.label = text(info.label);
    item.summary = text(info.summary);
    item.help = text(info.help);
    item.search =
        QStringList{item.label, item.summary, text(info.id), category, text(info.paper)}.join(
            QLatin1Char(' '));
    groupFor(category).items.push_back(std::move(item));
  };
  for (const BlockType& type : catalog.blocks.entries()) {
    add(text(type.info.category), PaletteEntry::Kind::Block, type.info);
  }
  const Parallel lanes;
  add(QStringLiteral("Structure"), PaletteEntry::Kind::Section,
      {.id = "lanes",
       .label = tr("Lanes").toStdString(),
       .category = "Structure",
       .summary = tr("Two ways side by side that meet in a fusion").toStdString(),
       .help = partSummary({.parallel = &lanes}, catalog).toStdString(),
       .paper = ""});
  const Repeat repeat;
  add(QStringLiteral("Structure"), PaletteEntry::Kind::Section,
      {.id = "repeat",
       .label = tr("Repeat until one qubit").toStdString(),
       .category = "Structure",
       .summary = tr("Convolution and pooling, again and again").toStdString(),
       .help = partSummary({.repeat = &repeat}, catalog).toStdString(),
       .paper = ""});
  for (const PreprocessorType& type : catalog.preprocessors.entries()) {
    add(QStringLiteral("Preprocess"), PaletteEntry::Kind::Preprocess, type.info);
  }
}

void PaletteModel::setInsertionPoint(StackPosition position, BlockId current) {
  if (position == position_ && current == current_) return;
  position_ = position;
  current_ = current;
  schedule();
}

void PaletteModel::schedule() {
  judged_ = 0;
  timer_.start(kWhenCalm);
}

void PaletteModel::refreshNow() {
  if (judged_ < order_.size()) judgeFor(std::numeric_limits<qint64>::max());
}

/// Goes on later where it takes longer: in deep circuits each entry takes some milliseconds.
void PaletteModel::judgeFor(qint64 milliseconds) {
  timer_.stop();
  QElapsedTimer passed;
  passed.start();
  while (judged_ < order_.size() && passed.elapsed() < milliseconds) judge(*order_[judged_++]);
  if (judged_ < order_.size()) return timer_.start(0);
  for (int row = 0; row < rowCount(); ++row) {
    const QModelIndex group = index(row, 0);
    if (rowCount(group) > 0) {
      emit dataChanged(index(0, 0, group), index(rowCount(group) - 1, 0, group));
    }
  }
}

void PaletteModel::judge(Item& item) const {
  item.reason.clear();
  item.replaces.clear();
  item.parameters = -1;
  const Catalog& catalog = document_.catalog();
  if (item.entry.kind == PaletteEntry::Kind::Preprocess) {
    const PreprocessorType* type = catalog.preprocessors.find(item.entry.id);
    const FeatureShape shape = document_.checked().encoded;
    if (shape.features == 0) return;
    const auto output = type->outputShape({}, shape, "/data/preprocess");
    if (!output) item.reason = text(output.error().message);
    return;
  }
  Experiment trial = document_.experiment();
  const BlockId id =
      insertNode(trial.stack, position_, makeNode(item.entry, wiresAt(document_, position_)));
  const std::vector<BlockId> own = blocksUnder(trial.stack, id);
  const Checked checked = check(trial, catalog, document_.data().summary());
  const std::string pointer = pointerOf(trial.stack, id);
  for (const Issue& issue : checked.issues) {
    if (issue.severity != Severity::Error) continue;
    if (issue.where == pointer || issue.where.starts_with(pointer + "/")) {
      if (!judgeReplacing(item)) item.reason = text(issue.message);
      return;
    }
  }
  item.parameters = 0;
  for (const BlockSpan& span : checked.model.spans) {
    if (std::find(own.begin(), own.end(), span.block) != own.end()) {
      item.parameters += static_cast<int>(span.parameterCount);
    }
  }
}

bool PaletteModel::judgeReplacing(Item& item) const {
  const Catalog& catalog = document_.catalog();
  const Experiment& experiment = document_.experiment();
  const Block* current = findBlock(experiment.stack, current_);
  const BlockType* type = catalog.blocks.find(item.entry.id);
  if (current == nullptr || type == nullptr || current->choice.type == type->info.id ||
      blockCategory(*current, catalog) != text(type->info.category)) {
    return false;
  }
  item.replaces = blockName(*current, catalog);
  return true;
}

BlockId PaletteModel::apply(const PaletteEntry& entry) {
  const QModelIndex where = indexOf(entry);
  if (!where.isValid()) return current_;
  Item* item = &groups_[where.internalId() - 1].items[static_cast<std::size_t>(where.row())];
  judge(*item);
  if (!item->reason.isEmpty()) return current_;
  if (item->replaces.isEmpty()) return insertEntry(document_, entry, position_);
  const std::string pointer = pointerOf(document_.experiment().stack, current_) + "/type";
  static_cast<void>(document_.setOption(tr("Change %1 to %2").arg(item->replaces, item->label),
                                        pointer, entry.id));
  return current_;
}

const PaletteModel::Item* PaletteModel::itemOf(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == 0) return nullptr;
  return &groups_[index.internalId() - 1].items[static_cast<std::size_t>(index.row())];
}

std::optional<PaletteEntry> PaletteModel::entry(const QModelIndex& index) const {
  const Item* item = itemOf(index);
  return item ? std::optional(item->entry) : std::nullopt;
}

QModelIndex PaletteModel::indexOf(const PaletteEntry& entry) const {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < groups_[g].items.size(); ++i) {
      if (groups_[g].items[i].entry == entry) return createIndex(static_cast<int>(i), 0, g + 1);
    }
  }
  return {};
}

QModelIndex PaletteModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column,
                     parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex PaletteModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == 0) return {};
  return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(groups_.size());
  if (parent.internalId() != 0) return 0;
  return static_cast<int>(groups_[static_cast<std::size_t>(parent.row())].items.size());
}

int PaletteModel::columnCount(const QModelIndex&) const {
  return 1;
}

QString PaletteModel::glyphOf(const Item& item, const Group& group) {
  if (item.entry.kind != PaletteEntry::Kind::Section) {
    return entryIcon(text(item.entry.id), group.category);
  }
  return item.entry.id == "lanes" ? QStringLiteral("block-lanes") : categoryIcon(group.category);
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Item* item = itemOf(index);
  if (item == nullptr) {
    const Group& group = groups_[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return group.label;
    if (role == CategoryRole) return group.category;
    if (role == IsGroupRole) return true;
    return {};
  }
  const Group& group = groups_[index.internalId() - 1];
  switch (role) {
    case Qt::DisplayRole:
      return item->label;
    case Qt::DecorationRole:
      return icon(glyphOf(*item, group));
    case GlyphRole:
      return glyphOf(*item, group);
    case Qt::ToolTipRole: {
      QString tip = QStringLiteral("<b>%1</b><br/>%2")
                        .arg(item->label.toHtmlEscaped(), item->summary.toHtmlEscaped());
      if (!item->help.isEmpty()) {
        tip += QStringLiteral("<p>%1</p>").arg(item->help.toHtmlEscaped());
      }
      if (!item->replaces.isEmpty()) {
        tip += QStringLiteral("<p><b>%1</b></p>")
                   .arg(tr("Takes the place of %1.").arg(item->replaces.toHtmlEscaped()));
      }
      if (!item->reason.isEmpty()) {
        tip += QStringLiteral("<p><b>%1</b> %2</p>")
                   .arg(tr("Does not fit here:"), item->reason.toHtmlEscaped());
      }
      return tip;
    }
    case Qt::AccessibleTextRole:
      return item->reason.isEmpty() ? tr("%1, %2").arg(item->label, item->summary)
                                    : tr("%1, does not fit: %2").arg(item->label, item->reason);
    case SummaryRole:
      return item->summary;
    case CategoryRole:
      return group.category;
    case ParametersRole:
      return item->parameters;
    case ReplacesRole:
      return item->replaces;
    case ReasonRole:
      return item->reason;
    case SearchRole:
      return item->search;
    case IsGroupRole:
      return false;
    default:
      return {};
  }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  const Item* item = itemOf(index);
  if (item == nullptr) return Qt::ItemIsEnabled;
  if (!item->reason.isEmpty()) return Qt::ItemNeverHasChildren;
  const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
  return item->replaces.isEmpty() ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList PaletteModel::mimeTypes() const {
  return {QLatin1String(kEntryFormat)};
}

QMimeData* PaletteModel::mimeData(const QModelIndexList& indexes) const {
  for (const QModelIndex& index : indexes) {
    if (const auto entryAt = entry(index)) return entryMime(*entryAt).release();
  }
  return nullptr;
}

}  // namespace qonvolve::ui
