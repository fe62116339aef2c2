// SPDX-License-Identifier: GPL-3.0-or-later
// The space between two cards: as many lines as there are qubits, and where a drop would land.
#pragma once

#include <QWidget>

#include "widgets/document/stack_edit.h"

namespace qonvolve::ui {

class WireGap : public QWidget {
  Q_OBJECT

 public:
  explicit WireGap(StackPosition position, QWidget* parent = nullptr);

  StackPosition position() const { return position_; }
  /// Qubits that pass here; 0 before the encoding, -1 if unknown.
  void setWires(int wires);
  int wires() const { return wires_; }
  /// Shows that a dragged block would land here.
  void setTarget(bool target);
  bool isTarget() const { return target_; }

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  StackPosition position_;
  int wires_ = 0;
  bool target_ = false;
};

}  // namespace qonvolve::ui
