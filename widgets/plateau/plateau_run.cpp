// SPDX-License-Identifier: GPL-3.0-or-later
// What the plateau page follows of a training run: the gradients of its blocks and its path.
#include <algorithm>

#include "widgets/plateau/plateau_page.h"
#include "widgets/plots/live_plot.h"

namespace qonvolve::ui {
namespace {

constexpr std::size_t kMostPathPoints = 300;

}  // namespace

void PlateauPage::startRun(const Experiment& experiment, const std::string& baseFolder,
                           const Model& model, std::uint64_t stepsPerEpoch,
                           std::span<const double> parameters) {
  running_->removeAllSeries();
  for (const ParameterGroup& group : model.groups) {
    running_->addSeries(QString::fromStdString(group.name));
  }
  groups_ = model.groups.size();
  stepsPerEpoch_ = static_cast<double>(std::max<std::uint64_t>(1, stepsPerEpoch));
  const auto shots = experiment.simulation.settings.shots;
  noiseFloor_ = shots > 0 ? 1 / (2 * static_cast<double>(shots)) : 0;
  if (noiseFloor_ > 0) running_->addSeries(tr("noise of the shots"), LivePlot::Role::Background);
  path_ = {experiment, baseFolder, {}};
  path_.points.emplace_back(parameters.begin(), parameters.end());
  landscape_->setPath({});
}

void PlateauPage::appendRun(std::span<const TrainEvent> events,
                            std::span<const std::vector<double>> path) {
  for (const TrainEvent& event : events) {
    const auto* measured = std::get_if<GradientsMeasured>(&event);
    if (measured == nullptr) continue;
    const double epoch = static_cast<double>(measured->step) / stepsPerEpoch_;
    for (std::size_t g = 0; g < std::min(groups_, measured->groups.size()); ++g) {
      running_->append(static_cast<int>(g), epoch, measured->groups[g].meanSquare);
    }
    if (noiseFloor_ > 0) running_->append(static_cast<int>(groups_), epoch, noiseFloor_);
  }
  if (path.empty()) return;
  path_.points.insert(path_.points.end(), path.begin(), path.end());
  // Every other point, when there are many; never without the last one.
  while (path_.points.size() > kMostPathPoints) {
    std::vector<std::vector<double>> kept;
    for (std::size_t i = (path_.points.size() + 1) % 2; i < path_.points.size(); i += 2) {
      kept.push_back(std::move(path_.points[i]));
    }
    path_.points = std::move(kept);
  }
  landscape_->setPath(path_);
}

}  // namespace qonvolve::ui
