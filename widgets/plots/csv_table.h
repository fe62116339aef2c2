// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of text as comma separated values.
#pragma once

#include <QByteArray>
#include <QStringList>
#include <vector>

namespace qonvolve::ui {

/// One line a row; cells are quoted where needed.
QByteArray csvOf(const std::vector<QStringList>& rows);

}  // namespace qonvolve::ui
