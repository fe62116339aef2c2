// SPDX-License-Identifier: GPL-3.0-or-later
// The studies of the plateau page by name, for pictures from the command line, and its histogram.
#include <QHash>
#include <QTabWidget>
#include <algorithm>
#include <cmath>

#include "widgets/plateau/plateau_page.h"
#include "widgets/plateau/scan_controls.h"
#include "widgets/plateau/self_check_tab.h"
#include "widgets/plateau/start_tab.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/live_plot.h"

namespace qonvolve::ui {
namespace {

constexpr std::size_t kBins = 41;

}  // namespace

bool PlateauPage::study(const QString& id) {
  static const QHash<QString, LandscapeTab::Kind> slices{
      {QStringLiteral("landscape"), LandscapeTab::Kind::Random},
      {QStringLiteral("line"), LandscapeTab::Kind::Line},
      {QStringLiteral("curvature"), LandscapeTab::Kind::Hessian},
      {QStringLiteral("path"), LandscapeTab::Kind::Path}};
  const auto slice = slices.find(id);
  if (slice != slices.end()) {
    refreshDesign();
    tabs_->setCurrentWidget(landscape_);
    landscape_->setKind(*slice);
    landscape_->compute();
  } else if (id == QLatin1String("scan")) {
    scan();
  } else if (id == QLatin1String("costs")) {
    ScanSettings settings = controls_->settings();
    settings.costs = {ScanCost::Local, ScanCost::Global};
    controls_->setSettings(settings);
    scan();
  } else if (id == QLatin1String("start")) {
    refreshDesign();
    tabs_->setCurrentWidget(start_);
    start_->toggle();
  } else if (id == QLatin1String("gradients")) {
    tabs_->setCurrentWidget(running_);
  } else if (id == QLatin1String("self-check")) {
    tabs_->setCurrentWidget(selfCheck_);
    selfCheck_->toggle();
  } else {
    return false;
  }
  return true;
}

void PlateauPage::refreshHistogram() {
  const ScanPoint* point = nullptr;
  for (const ScanPoint& each : session_->points()) {
    if (each.qubits == plot_->picked() && (point == nullptr)) point = &each;
  }
  if (point == nullptr) {
    histogram_->clear();
    return;
  }
  // The axis is that of the widest size, so that the spike of a plateau looks like one.
  double reach = 0;
  for (const ScanPoint& each : session_->points()) {
    if (each.cost != point->cost) continue;
    for (const float d : each.derivatives) reach = std::max(reach, std::abs(double{d}));
  }
  reach = std::max(reach, 1e-12);
  std::vector<std::size_t> counts(kBins);
  for (const float d : point->derivatives) {
    const auto bin = static_cast<std::size_t>((d + reach) / (2 * reach) * kBins);
    ++counts[std::min(bin, kBins - 1)];
  }
  histogram_->setXLabel(tr("derivative by %1").arg(QString::fromStdString(point->parameter)));
  histogram_->setCounts({counts}, -reach, reach, {tr("%1 qubits").arg(point->qubits)});
}

}  // namespace qonvolve::ui
