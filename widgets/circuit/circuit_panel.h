// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit of a design with its controls: detail, colours, zoom, and the same circuit as text.
#pragma once

#include <QByteArray>
#include <QWidget>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/experiment/overview.h"
#include "core/model/model.h"
#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/circuit_view.h"

class QBoxLayout;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;

namespace qonvolve::ui {

class GradientLegend;
class OverviewView;

/// What the Design page shows beside the stack. Give it every compiled model; while a run goes on,
/// its parameters and gradients.
class CircuitPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CircuitPanel(QWidget* parent = nullptr);

  /// Shows the circuit stages of a model, the first one first; a model without one shows a hint.
  void setModel(const Model& model);
  /// The circuits of the model with their noise, which the user can have shown; none: no noise.
  void setNoisyCircuits(std::vector<Circuit> circuits);
  /// The design that the model was made of, for its map.
  void setStack(const Stack& stack);
  /// The map of the whole design in the place of the circuit.
  void setMapShown(bool shown);
  bool isMapShown() const;
  OverviewMap map() const;
  OverviewView* mapView() const { return mapView_; }
  /// Parameters of the whole model; empty: names instead of values. Those of another model (by
  /// their number) are ignored, here and in setGradients().
  void setParameters(std::span<const double> theta);
  /// Root mean square gradients of all parameters; switches to gradient colours when the first
  /// arrive, and leaves the choice to the user from then on.
  void setGradients(std::span<const float> sizes);
  /// Back to categories, for a design that has not been trained.
  void clearGradients();
  void highlightBlock(std::optional<BlockId> block);

  CircuitView* view() const { return view_; }
  CircuitScene* scene() const { return view_->circuitScene(); }

  /// The drawing on white as a file's contents: "svg", "pdf" or "png". `scale` 1: as large as on
  /// the screen; `dpi` 96: one pixel of a png for each of the screen.
  Result<QByteArray> picture(const QString& format, double dpi = 192, double scale = 1) const;

  QSize minimumSizeHint() const override;

 signals:
  void blockSelected(qonvolve::BlockId block);
  void blockActivated(qonvolve::BlockId block);
  void mapShownChanged(bool shown);

 protected:
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildControls();
  void showStage(int index);
  /// Buttons for which there is no room go into a menu.
  void arrangeControls();
  void fillMore();
  /// The style hardly tells a pressed button from others in the dark.
  void colorPressed();
  void showText();
  void showMap();
  void showView();
  void showSummary();
  void showColoring(CircuitScene::Coloring coloring);

  Model model_;
  std::vector<std::size_t> stages_;  // stages of the model that are circuits
  std::vector<Circuit> noisy_;       // of the same stages, or none
  CircuitView* view_;
  QComboBox* stageBox_;
  QComboBox* detailBox_;
  QComboBox* colorBox_;
  QToolButton* noiseButton_;
  QToolButton* mapButton_;
  QToolButton* textButton_;
  QLabel* status_;
  GradientLegend* legend_;
  OverviewView* mapView_;
  Stack stack_;
  std::optional<BlockId> highlighted_;
  QHBoxLayout* bar_ = nullptr;
  std::vector<QToolButton*> tools_;  // those that may go into the menu
  QToolButton* more_ = nullptr;
  QBoxLayout* foot_ = nullptr;
  QPlainTextEdit* text_;
  QStackedWidget* pages_;
  std::vector<double> theta_;
  std::vector<float> gradients_;
  bool hasGradients_ = false;
};

}  // namespace qonvolve::ui
