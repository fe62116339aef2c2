// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/csv_table.h"

namespace qonvolve::ui {

QByteArray csvOf(const std::vector<QStringList>& rows) {
  QByteArray out;
  for (const QStringList& row : rows) {
    QStringList cells;
    for (QString cell : row) {
      if (cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('"')) ||
          cell.contains(QLatin1Char('\n'))) {
        cell = QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\"")) +
               QLatin1Char('"');
      }
      cells << cell;
    }
    out += cells.join(QLatin1Char(',')).toUtf8() + '\n';
  }
  return out;
}

}  // namespace qonvolve::ui
