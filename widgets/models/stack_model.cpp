// SPDX-License-Identifier: GPL-3.0-or-later
// The design as an item model: blocks and sections as rows, a section's body as its children.
#include "widgets/models/stack_model.h"

#include <algorithm>

#include "widgets/document/stack_edit.h"
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
  const Stack& stack = document_.experiment().stack;
  std::vector<BlockId> top;
  for (const StackNode& node : stack) top.push_back(nodeId(node));

  // A node that moved between the list and a section leaves one and is inserted in the other.
  bool structural = false;
  for (const auto& child : root_.children) {
    const Repeat* repeat = findRepeat(stack, child->id);
    std::vector<BlockId> kept;
    if (repeat != nullptr) {
      for (const Block& block : repeat->body) {
        const bool here = std::any_of(child->children.begin(), child->children.end(),
                                      [&](const auto& c) { return c->id == block.id; });
        if (here) kept.push_back(block.id);
      }
    }
    structural = syncChildren(*child, kept) || structural;
  }
  structural = syncChildren(root_, top) || structural;
  for (const auto& child : root_.children) {
    std::vector<BlockId> body;
    if (const Repeat* repeat = findRepeat(stack, child->id)) {
      for (const Block& block : repeat->body) body.push_back(block.id);
    }
    structural = syncChildren(*child, body) || structural;
  }

  collectFacts();
  if (!root_.children.empty()) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
    for (const auto& child : root_.children) {
      if (child->children.empty()) continue;
      const QModelIndex section = indexOfNode(child.get());
      emit dataChanged(index(0, 0, section), index(rowCount(section) - 1, 0, section));
    }
  }
  if (structural) emit structureChanged();
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

void StackModel::collectFacts() {
  facts_.clear();
  const Experiment& experiment = document_.experiment();
  const Checked& checked = document_.checked();
  for (const BlockId id : idsInOrder(experiment.stack)) {
    auto facts = std::make_unique<Facts>();
    facts->id = id;
    const Repeat* repeat = findRepeat(experiment.stack, id);
    for (const BlockSpan& span : checked.model.spans) {
      const bool own = repeat == nullptr
                           ? span.block == id
                           : std::any_of(repeat->body.begin(), repeat->body.end(),
                                         [&](const Block& b) { return b.id == span.block; });
      if (!own) continue;
      if (repeat == nullptr) {
        facts->name = span.repetition == 0 ? QString::fromStdString(span.name) : QString();
      }
      if (facts->wiresIn < 0) facts->wiresIn = static_cast<int>(span.wiresIn.size());
      // A block in a section shows its first round; the section shows where it ends.
      if (repeat != nullptr || facts->wiresOut < 0) {
        facts->wiresOut = static_cast<int>(span.wiresOut.size());
      }
      facts->parameters += static_cast<int>(span.parameterCount);
      facts->repetitions = std::max(facts->repetitions, static_cast<int>(span.repetition) + 1);
    }
    const std::string pointer = pointerOf(experiment.stack, id);
    for (const Issue& issue : checked.issues) {
      const bool here = issue.where == pointer || (issue.where.starts_with(pointer + "/") &&
                                                   !issue.where.starts_with(pointer + "/body/"));
      if (!here) continue;
      facts->severity = std::max(facts->severity, static_cast<int>(issue.severity));
      facts->messages.append(QString::fromStdString(issue.message));
    }
    facts_.push_back(std::move(facts));
  }
}

StackModel::Node* StackModel::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Node*>(index.internalPointer()) : const_cast<Node*>(&root_);
}

StackModel::Node* StackModel::findNode(BlockId id) const {
  for (const auto& child : root_.children) {
    if (child->id == id) return child.get();
    for (const auto& inner : child->children) {
      if (inner->id == id) return inner.get();
    }
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
  return indexOfNode(findNode(id));
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
  const Block* block = findBlock(experiment.stack, id);
  const Repeat* repeat = block == nullptr ? findRepeat(experiment.stack, id) : nullptr;
  const auto found =
      std::find_if(facts_.begin(), facts_.end(), [&](const auto& f) { return f->id == id; });
  if ((block == nullptr && repeat == nullptr) || found == facts_.end()) return {};
  const Facts& facts = **found;
  const Catalog& catalog = document_.catalog();
  const auto name = [&] {
    if (block == nullptr) return sectionName(*repeat);
    return facts.name.isEmpty() ? blockName(*block, catalog) : facts.name;
  };
  switch (role) {
    case Qt::DisplayRole:
      return name();
    case Qt::EditRole:
      return block ? QString::fromStdString(block->name) : QString();
    case Qt::AccessibleTextRole:
      return accessibleText(name(), facts.wiresIn, facts.wiresOut, facts.parameters,
                            block != nullptr && block->bypassed, facts.messages);
    case Qt::ToolTipRole:
      return facts.messages.isEmpty() ? entrySummary(block, catalog) : facts.messages.join("\n");
    case IdRole:
      return QVariant::fromValue<qulonglong>(id);
    case TypeRole:
      return block ? QString::fromStdString(block->choice.type) : QStringLiteral("repeat");
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
      return block != nullptr && block->bypassed;
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
  if (findBlock(document_.experiment().stack, id) == nullptr) return false;
  if (role == Qt::EditRole) {
    const std::string name = value.toString().trimmed().toStdString();
    document_.edit(tr("Rename block"), [&](Experiment& e) { findBlock(e.stack, id)->name = name; });
    return true;
  }
  if (role == BypassedRole) {
    const bool bypassed = value.toBool();
    document_.edit(bypassed ? tr("Bypass block") : tr("Stop bypassing block"),
                   [&](Experiment& e) { findBlock(e.stack, id)->bypassed = bypassed; });
    return true;
  }
  return false;
}

Qt::ItemFlags StackModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::ItemIsDropEnabled;
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
  if (findBlock(document_.experiment().stack, idOf(index)) != nullptr) {
    flags |= Qt::ItemIsEditable | Qt::ItemNeverHasChildren;
  }
  return flags;
}

}  // namespace qonvolve::ui
