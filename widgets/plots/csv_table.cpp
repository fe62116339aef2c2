// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/csv_table.h"

#include "core/text/csv_cell.h"

namespace qonvolve::ui {

QByteArray csvOf(const std::vector<QStringList>& rows) {
  QByteArray out;
  for (const QStringList& row : rows) {
    QByteArrayList cells;
    for (const QString& cell : row) {
      cells << QByteArray::fromStdString(csvCell(cell.toStdString()));
    }
    out += cells.join(',') + '\n';
  }
  return out;
}

}  // namespace qonvolve::ui
