// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit from a file: its drawing, to look at and to export.
#pragma once

#include <QDialog>

#include "core/base/result.h"
#include "core/model/model.h"

namespace qonvolve::ui {

class CircuitPanel;

/// An OpenQASM program as a model of one circuit.
Result<Model> readCircuitFile(const QString& path);

class CircuitDialog : public QDialog {
  Q_OBJECT

 public:
  CircuitDialog(const QString& name, Model model, QWidget* parent = nullptr);

  const CircuitPanel& panel() const { return *panel_; }

 signals:
  void exportRequested();

 private:
  CircuitPanel* panel_;
};

}  // namespace qonvolve::ui
