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

constexpr std::size_t kMostSteps = 400'000;

}  // namespace

TrainingPlots::TrainingPlots(QWidget* parent)
    : QWidget(parent),
      loss_(new LivePlot(tr("Loss"))),
      accuracy_(new LivePlot(tr("Accuracy"))),
      gradients_(new LivePlot(tr("Gradient variance per block"))),
      all_{loss_, accuracy_, gradients_},
      plane_(new PlaneView(tr("Decision surface"))) {
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(Spacing::kSmall);
  for (LivePlot* plot : all_) {
    plot->setEmptyText(tr("No run yet. Press F5 to train."));
    splitter->addWidget(plot);
  }
  plane_->hide();
  splitter->addWidget(plane_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);

  loss_->addSeries(tr("batch"), LivePlot::Role::Background);
  loss_->addSeries(tr("train"));
  loss_->addSeries(tr("validation"));
  accuracy_->setMinimumRange(0, 1);
  accuracy_->addSeries(tr("train"));
  accuracy_->addSeries(tr("validation"));
  setLabels();
  gradients_->setToolTip(
      tr("Variance of the loss gradient of each block over the last %1 steps of this run.\n"
         "It is not the variance over initial parameters that a plateau scan measures.")
          .arg(kGradientWindow));
  setAccessibleName(tr("Training plots"));
}

void TrainingPlots::clear(std::span<const ParameterGroup> groups, std::uint64_t stepsPerEpoch,
                          std::uint64_t epochs) {
  clock_ = RunClock(stepsPerEpoch);
  expectedEpochs_ = static_cast<double>(epochs);
  steps_.clear();
  epochs_.clear();
  variances_.clear();
  stepsDrawn_ = epochsDrawn_ = variancesDrawn_ = 0;
  loss_->clearData();
  accuracy_->clearData();
  gradients_->removeAllSeries();
  for (const ParameterGroup& group : groups) {
    gradients_->addSeries(QString::fromStdString(group.name));
  }
  setLabels();
}

bool TrainingPlots::isEmpty() const {
  return steps_.empty() && epochs_.empty();
}

void TrainingPlots::setLabels() {
  const QString label = axis_ == RunAxis::Epochs        ? tr("epoch")
                        : axis_ == RunAxis::Evaluations ? tr("circuit evaluations")
                                                        : tr("seconds");
  for (LivePlot* plot : all_) {
    plot->setAxes(label, QString(),
                  plot == gradients_ ? LivePlot::Scale::Logarithmic : LivePlot::Scale::Linear,
                  axis_ == RunAxis::Seconds ? LivePlot::Ticks::Any : LivePlot::Ticks::Whole);
    plot->setExpectedEnd(axis_ == RunAxis::Epochs ? expectedEpochs_ : 0);
  }
}

void TrainingPlots::setAxis(RunAxis axis) {
  if (axis == axis_) return;
  axis_ = axis;
  for (LivePlot* plot : all_) plot->clearData();
  stepsDrawn_ = epochsDrawn_ = variancesDrawn_ = 0;
  setLabels();
  feed();
}

void TrainingPlots::setMajority(std::optional<double> share) {
  if (!share) return accuracy_->setGuide({});
  accuracy_->setGuide(LivePlot::Guide{tr("largest class"), *share});
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
      clock_.add(*step);
      steps_.push_back({step->step, step->loss});
    } else if (const auto* epoch = std::get_if<EpochDone>(&event)) {
      clock_.add(*epoch);
      epochs_.push_back(*epoch);
    } else if (const auto* measured = std::get_if<GradientsMeasured>(&event)) {
      GradientPoint point{measured->step, {}};
      for (const GroupGradient& group : measured->groups) point.variances.push_back(group.variance);
      variances_.push_back(std::move(point));
    }
  }
  feed();
  // Very long runs: every second step is enough to draw them over another axis.
  if (steps_.size() > kMostSteps && stepsDrawn_ == steps_.size()) {
    for (std::size_t i = 0; 2 * i < steps_.size(); ++i) steps_[i] = steps_[2 * i];
    steps_.resize((steps_.size() + 1) / 2);
    stepsDrawn_ = steps_.size();
  }
}

void TrainingPlots::feed() {
  for (; stepsDrawn_ < steps_.size(); ++stepsDrawn_) {
    const StepPoint& step = steps_[stepsDrawn_];
    const auto x = clock_.at(axis_, step.step);
    if (!x) break;
    loss_->append(kBatchLoss, *x, step.loss);
  }
  for (; epochsDrawn_ < epochs_.size(); ++epochsDrawn_) {
    const EpochDone& epoch = epochs_[epochsDrawn_];
    const auto x = axis_ == RunAxis::Epochs ? static_cast<double>(epoch.epoch)
                                            : clock_.at(axis_, epoch.step).value_or(0);
    loss_->append(kTrainLoss, x, epoch.train.loss);
    accuracy_->append(kTrainAccuracy, x, epoch.train.accuracy);
    if (!epoch.hasValidation) continue;
    loss_->append(kValidationLoss, x, epoch.validation.loss);
    accuracy_->append(kValidationAccuracy, x, epoch.validation.accuracy);
  }
  for (; variancesDrawn_ < variances_.size(); ++variancesDrawn_) {
    const GradientPoint& point = variances_[variancesDrawn_];
    const auto x = clock_.at(axis_, point.step);
    if (!x) break;
    const auto count =
        std::min(point.variances.size(), static_cast<std::size_t>(gradients_->seriesCount()));
    for (std::size_t i = 0; i < count; ++i) {
      gradients_->append(static_cast<int>(i), *x, point.variances[i]);
    }
  }
}

}  // namespace qonvolve::ui
