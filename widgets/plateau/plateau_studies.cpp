// SPDX-License-Identifier: GPL-3.0-or-later
// The studies of the plateau page by name, for pictures from the command line.
#include <QHash>
#include <QTabWidget>

#include "widgets/plateau/plateau_page.h"
#include "widgets/plateau/scan_controls.h"
#include "widgets/plateau/self_check_tab.h"
#include "widgets/plateau/start_tab.h"
#include "widgets/plots/live_plot.h"

namespace qonvolve::ui {

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

}  // namespace qonvolve::ui
