// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit from a file: its drawing, to look at and to export.
#include "app/circuit_dialog.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/formats/qasm_reader.h"
#include "core/io/files.h"
#include "core/model/compile.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

Result<Model> readCircuitFile(const QString& path) {
  const auto text = readFile(path, static_cast<qint64>(kMaxQasmBytes));
  if (!text) return text.error();
  auto program =
      readQasm(*text, QFileInfo(path).fileName().toStdString(), {.maxQubits = kMaxWires});
  if (!program) return program.error();
  Model model;
  model.features = static_cast<std::uint32_t>(program->inputs.size());
  model.parameterCount = static_cast<std::uint32_t>(program->parameters.size());
  PlacedStage placed{std::move(program->circuit), {}};
  for (std::uint32_t i = 0; i < model.features; ++i) placed.inputs.push_back({-1, i});
  model.stages.push_back(std::move(placed));
  return model;
}

CircuitDialog::CircuitDialog(const QString& name, Model model, QWidget* parent)
    : QDialog(parent), panel_(new CircuitPanel) {
  setObjectName(QStringLiteral("circuitDialog"));
  setWindowTitle(tr("Circuit %1").arg(name));
  auto* column = new QVBoxLayout(this);
  column->addWidget(panel_, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* save = buttons->addButton(tr("Export…"), QDialogButtonBox::ActionRole);
  save->setIcon(icon(QStringLiteral("document-export")));
  connect(save, &QPushButton::clicked, this, &CircuitDialog::exportRequested);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  column->addWidget(buttons);
  resize(860, 560);
  panel_->setModel(model);
}

}  // namespace qonvolve::ui
