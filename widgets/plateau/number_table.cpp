// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/number_table.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace qonvolve::ui {

void setUpNumberTable(QTreeWidget& table, const QString& empty) {
  // Rows of text alone stand too close to be read across.
  table.setStyleSheet(QStringLiteral("QTreeView::item { padding: 2px 4px; }"));
  table.setUniformRowHeights(true);
  table.setAlternatingRowColors(true);
  table.header()->setStretchLastSection(false);
  table.header()->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int c = 1; c < table.columnCount(); ++c) {
    table.header()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
    table.headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
  }
  auto* words = new QLabel(empty, table.viewport());
  words->setObjectName(QStringLiteral("emptyText"));
  words->setAlignment(Qt::AlignCenter);
  words->setWordWrap(true);
  words->setForegroundRole(QPalette::PlaceholderText);
  words->setAttribute(Qt::WA_TransparentForMouseEvents);
  auto* middle = new QVBoxLayout(table.viewport());
  middle->addWidget(words);
  const QAbstractItemModel* model = table.model();
  const auto refresh = [model, words] { words->setVisible(model->rowCount() == 0); };
  QObject::connect(model, &QAbstractItemModel::rowsInserted, words, refresh);
  QObject::connect(model, &QAbstractItemModel::rowsRemoved, words, refresh);
  QObject::connect(model, &QAbstractItemModel::modelReset, words, refresh);
}

}  // namespace qonvolve::ui
