// SPDX-License-Identifier: GPL-3.0-or-later
// Loss, accuracy and gradient variance of a run side by side, while it goes on; of two-feature data
// also what the model answers in their plane.
#pragma once

#include <QWidget>
#include <span>
#include <vector>

#include "core/model/model.h"
#include "core/train/events.h"
#include "widgets/plots/live_plot.h"
#include "widgets/plots/plane_view.h"
#include "widgets/plots/run_axis.h"

namespace qonvolve::ui {

/// Three plots over the epochs of one run. Feed it with clear() when a run starts and append() for
/// every batch of events.
class TrainingPlots : public QWidget {
  Q_OBJECT

 public:
  explicit TrainingPlots(QWidget* parent = nullptr);

  /// Empties the plots for a new run. `stepsPerEpoch` at least 1; `epochs`: planned length.
  void clear(std::span<const ParameterGroup> groups, std::uint64_t stepsPerEpoch,
             std::uint64_t epochs);
  void append(std::span<const TrainEvent> events);
  bool isEmpty() const;
  /// What the curves are drawn over.
  void setAxis(RunAxis axis);
  RunAxis axis() const { return axis_; }

  /// Accuracy of always answering the most frequent class; nothing: not known.
  void setMajority(std::optional<double> share);

  /// The live plots in the order they stand; all that concerns each of them goes over this list.
  const std::vector<LivePlot*>& all() const { return all_; }
  LivePlot* loss() const { return loss_; }
  LivePlot* accuracy() const { return accuracy_; }
  LivePlot* gradients() const { return gradients_; }
  /// Hidden until setPlane().
  PlaneView* plane() const { return plane_; }
  /// The samples of two-feature data; nothing hides the plane.
  void setPlane(const std::optional<PlaneSamples>& samples, const QStringList& classNames);

 private:
  struct StepPoint {
    std::uint64_t step = 0;
    double loss = 0;
  };
  struct GradientPoint {
    std::uint64_t step = 0;
    std::vector<double> variances;  // one a group
  };
  /// Draws all points whose place on the axis is known.
  void feed();
  void setLabels();

  LivePlot* loss_;
  LivePlot* accuracy_;
  LivePlot* gradients_;
  std::vector<LivePlot*> all_;
  PlaneView* plane_;
  RunAxis axis_ = RunAxis::Epochs;
  RunClock clock_;
  double expectedEpochs_ = 0;
  // All points of the run, and how many of them are drawn.
  std::vector<StepPoint> steps_;
  std::vector<EpochDone> epochs_;
  std::vector<GradientPoint> variances_;
  std::size_t stepsDrawn_ = 0;
  std::size_t epochsDrawn_ = 0;
  std::size_t variancesDrawn_ = 0;
};

}  // namespace qonvolve::ui
