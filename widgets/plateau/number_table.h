// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of this page: names, then numbers.
#pragma once

class QString;
class QTreeWidget;

namespace qonvolve::ui {

/// The first column takes what is left; the others are as wide as their numbers and aligned to the
/// right. Call it after the headers are set. `empty`: in the middle while there are no rows.
void setUpNumberTable(QTreeWidget& table, const QString& empty);

}  // namespace qonvolve::ui
