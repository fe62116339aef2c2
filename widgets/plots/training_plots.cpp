// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/training_plots.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <algorithm>

namespace qonvolve::ui {
namespace {

// Curves of the loss plot, then of the accuracy plot.
constexpr int kBatchLoss = 0;
constexpr int kTrainLoss = 1;
constexpr int kValidationLoss = 2;
constexpr int kTrainAccuracy = 0;
constexpr int kValidationAccuracy = 1;

}  // namespace

TrainingPlots::TrainingPlots(QWidget* parent)
    : QWidget(parent),
      loss_(new LivePlot(tr("Loss"))),
      accuracy_(new LivePlot(tr("Accuracy"))),
      gradients_(new LivePlot(tr("Gradient variance per block"))),
      plane_(new PlaneView(tr("Decision surface"))) {
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(Spacing::kSmall);
  for (LivePlot* plot : {loss_, accuracy_, gradients_}) {
    plot->setEmptyText(tr("No run yet. Press F5 to train."));
    splitter->addWidget(plot);
  }
  plane_->hide();
  splitter->addWidget(plane_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);

  loss_->setAxes(tr("epoch"), QString());
  loss_->addSeries(tr("batch"), LivePlot::Role::Background);
  loss_->addSeries(tr("train"));
  loss_->addSeries(tr("validation"));
  accuracy_->setAxes(tr("epoch"), QString());
  accuracy_->setMinimumRange(0, 1);
  accuracy_->addSeries(tr("train"));
  accuracy_->addSeries(tr("validation"));
  gradients_->setAxes(tr("epoch"), QString(), LivePlot::Scale::Logarithmic);
  gradients_->setToolTip(
      tr("Variance of the loss gradient of each block over the last %1 steps of this run.\n"
         "It is not the variance over initial parameters that a plateau scan measures.")
          .arg(kGradientWindow));
  setAccessibleName(tr("Training plots"));
}

void TrainingPlots::clear(std::span<const ParameterGroup> groups, std::uint64_t stepsPerEpoch,
                          std::uint64_t epochs) {
  stepsPerEpoch_ = static_cast<double>(std::max<std::uint64_t>(stepsPerEpoch, 1));
  loss_->clearData();
  accuracy_->clearData();
  gradients_->removeAllSeries();
  for (const ParameterGroup& group : groups) {
    gradients_->addSeries(QString::fromStdString(group.name));
  }
  for (LivePlot* plot : {loss_, accuracy_, gradients_}) {
    plot->setExpectedEnd(static_cast<double>(epochs));
  }
}

void TrainingPlots::setPlane(const std::optional<PlaneSamples>& samples,
                             const QStringList& classNames) {
  plane_->clear();
  if (samples) plane_->setSamples(*samples, classNames);
  plane_->setVisible(samples.has_value());
}

void TrainingPlots::append(std::span<const TrainEvent> events) {
  for (const TrainEvent& event : events) {
    if (const auto* step = std::get_if<StepDone>(&event)) {
      loss_->append(kBatchLoss, static_cast<double>(step->step) / stepsPerEpoch_, step->loss);
    } else if (const auto* epoch = std::get_if<EpochDone>(&event)) {
      const auto x = static_cast<double>(epoch->epoch);
      loss_->append(kTrainLoss, x, epoch->train.loss);
      accuracy_->append(kTrainAccuracy, x, epoch->train.accuracy);
      if (epoch->hasValidation) {
        loss_->append(kValidationLoss, x, epoch->validation.loss);
        accuracy_->append(kValidationAccuracy, x, epoch->validation.accuracy);
      }
    } else if (const auto* measured = std::get_if<GradientsMeasured>(&event)) {
      const double x = static_cast<double>(measured->step) / stepsPerEpoch_;
      const auto count =
          std::min(measured->groups.size(), static_cast<std::size_t>(gradients_->seriesCount()));
      for (std::size_t i = 0; i < count; ++i) {
        gradients_->append(static_cast<int>(i), x, measured->groups[i].variance);
      }
    }
  }
}

}  // namespace qonvolve::ui
