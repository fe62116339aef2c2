// SPDX-License-Identifier: GPL-3.0-or-later
// The design as an item model: blocks and sections as rows; the children of a section are its body,
// of lanes the lanes and their fusion.
#include "widgets/models/stack_model.h"

#include <algorithm>

#include "widgets/document/stack_edit.h"
#include "widgets/models/issue_model.h"
#include "widgets/models/stack_text.h"

namespace qonvolve::ui {

struct StackModel::Facts {
  BlockId id = 0;
  QString name;  // "Convolution 2" where the block is compiled once
  int wiresIn = -1;
  int wiresOut = -1;
  int parameters = 0;
  int repetitions = 0;
  int severity = -1;
  QStringList messages;
};

StackModel::StackModel(ExperimentDocument& document, QObject* parent)
    : QAbstractItemModel(parent), document_(document) {
  connect(&document, &ExperimentDocument::checkedChanged, this, &StackModel::sync);
  sync();
}

StackModel::~StackModel() = default;

void StackModel::sync() {
  // A node that moved from one list to another leaves the one and is inserted in the other.
  bool structural = dropLost(root_);
  structural = insertNew(root_) || structural;
  collectFacts();
  announce(root_);
  if (structural) emit structureChanged();
}

bool StackModel::dropLost(Node& node) {
  const std::vector<BlockId> wanted = childIds(document_.experiment().stack, node.id);
  std::vector<BlockId> kept;
  for (const BlockId id : wanted) {
    const auto here = [&](const auto& child) { return child->id == id; };
    if (std::ranges::any_of(node.children, here)) kept.push_back(id);
  }
  bool structural = syncChildren(node, kept);
  for (const auto& child : node.children) structural = dropLost(*child) || structural;
  return structural;
}

bool StackModel::insertNew(Node& node) {
  bool structural = syncChildren(node, childIds(document_.experiment().stack, node.id));
  for (const auto& child : node.children) structural = insertNew(*child) || structural;
  return structural;
}

void StackModel::announce(const Node& node) {
  if (node.children.empty()) return;
  const QModelIndex parent = indexOfNode(&node);
  emit dataChanged(index(0, 0, parent), index(rowCount(parent) - 1, 0, parent));
  for (const auto& child : node.children) announce(*child);
}

bool StackModel::syncChildren(Node& node, const std::vector<BlockId>& wanted) {
  bool structural = false;
  const QModelIndex parentIndex = indexOfNode(&node);
  for (std::size_t row = node.children.size(); row-- > 0;) {
    if (std::find(wanted.begin(), wanted.end(), node.children[row]->id) != wanted.end()) continue;
    beginRemoveRows(parentIndex, static_cast<int>(row), static_cast<int>(row));
    node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(row));
    endRemoveRows();
    structural = true;
  }
  for (std::size_t row = 0; row < wanted.size(); ++row) {
    const auto begin = node.children.begin();
    const auto here = begin + static_cast<std::ptrdiff_t>(row);
    const auto found = std::find_if(std::min(here, node.children.end()), node.children.end(),
                                    [&](const auto& c) { return c->id == wanted[row]; });
    if (found == here && found != node.children.end()) continue;
    structural = true;
    if (found == node.children.end()) {
      beginInsertRows(parentIndex, static_cast<int>(row), static_cast<int>(row));
      auto child = std::make_unique<Node>();
      child->id = wanted[row];
      child->parent = &node;
      node.children.insert(here, std::move(child));
      endInsertRows();
    } else {
      const int from = static_cast<int>(found - begin);
      beginMoveRows(parentIndex, from, from, parentIndex, static_cast<int>(row));
      std::rotate(here, found, found + 1);
      endMoveRows();
    }
  }
  return structural;
}

namespace {

/// Names a block by its spans of the first round, one after another: "Self-attention, query" and
/// "Self-attention, key" are parts of "Self-attention". Blocks with several rounds have no number.
void takeName(QString& name, const BlockSpan& span) {
  const QString own = QString::fromStdString(span.name);
  if (span.repetition > 0) {
    name.clear();
  } else if (name.isEmpty()) {
    name = own;
  } else if (!own.startsWith(name)) {
    name = name.left(name.lastIndexOf(QLatin1String(", ")));
  }
}

}  // namespace

void StackModel::collectFacts() {
  facts_.clear();
  const Experiment& experiment = document_.experiment();
  const Checked& checked = document_.checked();
  for (const BlockId id : idsInOrder(experiment.stack)) {
    auto facts = std::make_unique<Facts>();
    facts->id = id;
    const bool single = findBlock(experiment.stack, id) != nullptr;
    const std::vector<BlockId> own = blocksUnder(experiment.stack, id);
    for (const BlockSpan& span : checked.model.spans) {
      if (std::ranges::find(own, span.block) == own.end()) continue;
      if (single) takeName(facts->name, span);
      if (facts->wiresIn < 0) facts->wiresIn = static_cast<int>(span.wiresIn.size());
      // A block in a section shows its first round; the section shows where it ends.
      if (!single || facts->wiresOut < 0) {
        facts->wiresOut = static_cast<int>(span.wiresOut.size());
      }
      facts->parameters += static_cast<int>(span.parameterCount);
      facts->repetitions = std::max(facts->repetitions, static_cast<int>(span.repetition) + 1);
    }
    for (const Issue& issue : checked.issues) {
      if (blockAt(experiment.stack, issue.where) != id) continue;
      facts->severity = std::max(facts->severity, static_cast<int>(issue.severity));
      facts->messages.append(QString::fromStdString(issue.message));
    }
    facts_.push_back(std::move(facts));
  }
}

StackModel::Node* StackModel::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Node*>(index.internalPointer()) : const_cast<Node*>(&root_);
}

StackModel::Node* StackModel::findNode(const Node& within, BlockId id) const {
  for (const auto& child : within.children) {
    if (child->id == id) return child.get();
    if (Node* found = findNode(*child, id)) return found;
  }
  return nullptr;
}

QModelIndex StackModel::indexOfNode(const Node* node) const {
  if (node == nullptr || node == &root_) return {};
  const auto& siblings = node->parent->children;
  const auto found = std::find_if(siblings.begin(), siblings.end(),
                                  [&](const auto& sibling) { return sibling.get() == node; });
  return createIndex(static_cast<int>(found - siblings.begin()), 0, const_cast<Node*>(node));
}

QModelIndex StackModel::indexOf(BlockId id) const {
  return indexOfNode(findNode(root_, id));
}

BlockId StackModel::idOf(const QModelIndex& index) const {
  return index.isValid() ? nodeOf(index)->id : 0;
}

QModelIndex StackModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, nodeOf(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex StackModel::parent(const QModelIndex& child) const {
  return child.isValid() ? indexOfNode(nodeOf(child)->parent) : QModelIndex();
}

int StackModel::rowCount(const QModelIndex& parent) const {
  return static_cast<int>(nodeOf(parent)->children.size());
}

int StackModel::columnCount(const QModelIndex&) const {
  return 1;
}

QVariant StackModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const BlockId id = idOf(index);
  const Experiment& experiment = document_.experiment();
  const StackPart part = findPart(experiment.stack, id);
  const Block* block = part.block;
  const auto found =
      std::find_if(facts_.begin(), facts_.end(), [&](const auto& f) { return f->id == id; });
  if (!part || found == facts_.end()) return {};
  const Facts& facts = **found;
  const Catalog& catalog = document_.catalog();
  const auto name = [&] {
    if (block == nullptr || facts.name.isEmpty()) return partName(experiment.stack, id, catalog);
    return facts.name;
  };
  switch (role) {
    case Qt::DisplayRole:
      return name();
    case Qt::EditRole:
      return QString::fromStdString(block ? block->name : part.lane ? part.lane->name : "");
    case Qt::AccessibleTextRole:
      return accessibleText(name(), facts.wiresIn, facts.wiresOut, facts.parameters,
                            isBypassed(part), facts.messages);
    case Qt::ToolTipRole:
      return facts.messages.isEmpty() ? partSummary(part, catalog) : facts.messages.join("\n");
    case IdRole:
      return QVariant::fromValue<qulonglong>(id);
    case TypeRole:
      if (block != nullptr) return QString::fromStdString(block->choice.type);
      return part.repeat ? QStringLiteral("repeat")
             : part.lane ? QStringLiteral("lane")
                         : QStringLiteral("lanes");
    case CategoryRole:
      return block ? blockCategory(*block, catalog) : QStringLiteral("Structure");
    case WiresInRole:
      return facts.wiresIn;
    case WiresOutRole:
      return facts.wiresOut;
    case ParametersRole:
      return facts.parameters;
    case RepetitionsRole:
      return facts.repetitions;
    case BypassedRole:
      return isBypassed(part);
    case SeverityRole:
      return facts.severity;
    case MessageRole:
      return facts.messages.join('\n');
    case DetailRole:
      return block ? blockDetail(*block, catalog) : QString();
    case PointerRole:
      return QString::fromStdString(pointerOf(experiment.stack, id));
    default:
      return {};
  }
}

bool StackModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const BlockId id = idOf(index);
  const Stack& stack = document_.experiment().stack;
  const StackPart part = findPart(stack, id);
  if (part.block == nullptr && part.lane == nullptr) return false;
  const std::string path = settingsPointerOf(stack, id);
  if (role == Qt::EditRole) {
    const QString label = part.lane ? tr("Rename lane") : tr("Rename block");
    const std::string name = value.toString().trimmed().toStdString();
    return document_.setOption(label, path + "/name", name).has_value();
  }
  if (role != BypassedRole) return false;
  const bool bypassed = value.toBool();
  const QString label = part.lane ? (bypassed ? tr("Bypass lane") : tr("Stop bypassing lane"))
                                  : (bypassed ? tr("Bypass block") : tr("Stop bypassing block"));
  return document_.setOption(label, path + "/bypassed", bypassed ? "true" : "false").has_value();
}

Qt::ItemFlags StackModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::ItemIsDropEnabled;
  const BlockId id = idOf(index);
  const StackPart part = findPart(document_.experiment().stack, id);
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  if (positionOf(document_.experiment().stack, id)) flags |= Qt::ItemIsDragEnabled;
  if (part.block != nullptr || part.lane != nullptr) flags |= Qt::ItemIsEditable;
  if (part.block != nullptr) flags |= Qt::ItemNeverHasChildren;
  return flags;
}

}  // namespace qonvolve::ui
