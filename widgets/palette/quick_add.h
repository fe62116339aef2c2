// SPDX-License-Identifier: GPL-3.0-or-later
// The popup that adds a block by typing a part of its name.
#pragma once

#include <QFrame>

#include "widgets/palette/palette_view.h"

namespace qonvolve::ui {

class QuickAdd : public QFrame {
  Q_OBJECT

 public:
  explicit QuickAdd(PaletteModel& model, QWidget* parent);

  /// Shows the popup with its upper edge centred at a global point, within the screen.
  void popup(const QPoint& point);
  PaletteView* view() const { return view_; }

 signals:
  void chosen(const qonvolve::ui::PaletteEntry& entry);

 private:
  PaletteView* view_;
};

}  // namespace qonvolve::ui
