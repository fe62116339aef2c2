// SPDX-License-Identifier: GPL-3.0-or-later
// The design as an item model: blocks and sections as rows; the children of a section are its body,
// of lanes the lanes and their fusion.
#pragma once

#include <QAbstractItemModel>
#include <memory>
#include <vector>

#include "widgets/document/experiment_document.h"

namespace qonvolve::ui {

/// Follows the document by block id: rows are inserted, removed and moved, never reset, so that
/// selection and focus survive edits.
class StackModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Role {
    IdRole = Qt::UserRole,  // qulonglong
    TypeRole,               // registry id; "repeat", "lanes" or "lane" for what is no block
    CategoryRole,           // of the entry; "Structure" for a section
    WiresInRole,            // int, -1 where not compiled
    WiresOutRole,           // int, -1 where not compiled
    ParametersRole,         // int, over all repetitions
    RepetitionsRole,        // int, how often the block was compiled
    BypassedRole,           // bool
    SeverityRole,           // -1 no problem, else int of Severity
    MessageRole,            // problems, one a line
    DetailRole,             // settings that matter, one line
    PointerRole,            // JSON pointer
  };

  explicit StackModel(ExperimentDocument& document, QObject* parent = nullptr);
  ~StackModel() override;

  QModelIndex indexOf(BlockId id) const;
  BlockId idOf(const QModelIndex& index) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 signals:
  /// Rows came, went or moved; emitted once after the row signals of an edit.
  void structureChanged();

 private:
  struct Node {
    BlockId id = 0;
    Node* parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;
  };
  struct Facts;  // what the card of one node shows

  void sync();
  bool dropLost(Node& node);
  bool insertNew(Node& node);
  void announce(const Node& node);
  bool syncChildren(Node& node, const std::vector<BlockId>& wanted);
  void collectFacts();
  Node* nodeOf(const QModelIndex& index) const;
  Node* findNode(const Node& within, BlockId id) const;
  QModelIndex indexOfNode(const Node* node) const;

  ExperimentDocument& document_;
  Node root_;
  std::vector<std::unique_ptr<Facts>> facts_;
};

}  // namespace qonvolve::ui
