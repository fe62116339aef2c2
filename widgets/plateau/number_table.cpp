// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/number_table.h"

#include <QHeaderView>
#include <QTreeWidget>

namespace qonvolve::ui {

void setUpNumberTable(QTreeWidget& table) {
  table.setUniformRowHeights(true);
  table.setAlternatingRowColors(true);
  table.header()->setStretchLastSection(false);
  table.header()->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int c = 1; c < table.columnCount(); ++c) {
    table.header()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
    table.headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
  }
}

}  // namespace qonvolve::ui
