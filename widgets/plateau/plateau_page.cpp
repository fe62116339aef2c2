// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/plateau_page.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/analysis/remedies.h"
#include "core/analysis/verdict.h"
#include "core/experiment/estimate.h"
#include "widgets/plateau/cost_bars.h"
#include "widgets/plateau/scan_controls.h"
#include "widgets/plateau/self_check_tab.h"
#include "widgets/plateau/start_tab.h"
#include "widgets/plateau/verdict_panel.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/live_plot.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kControlsWidth = 250;

std::vector<ScanPoint> pointsOf(const std::vector<ScanPoint>& points, ScanCost cost) {
  std::vector<ScanPoint> own;
  std::ranges::copy_if(points, std::back_inserter(own),
                       [cost](const ScanPoint& point) { return point.cost == cost; });
  return own;
}

VerdictPanel::Tone toneOf(const Verdict& verdict) {
  switch (verdict.kind) {
    case VerdictKind::Undecided:
      return VerdictPanel::Tone::Unsure;
    case VerdictKind::Flat:
    case VerdictKind::Polynomial:
      return verdict.undersampled ? VerdictPanel::Tone::Unsure : VerdictPanel::Tone::Good;
    case VerdictKind::Exponential:
      return VerdictPanel::Tone::Bad;
  }
  return VerdictPanel::Tone::Neutral;
}

}  // namespace

PlateauPage::PlateauPage(ExperimentDocument& document, std::shared_ptr<const Catalog> catalog,
                         QWidget* parent)
    : QWidget(parent),
      document_(document),
      catalog_(std::move(catalog)),
      session_(new ScanSession(catalog_, this)),
      controls_(new ScanControls(catalog_, this)),
      verdict_(new VerdictPanel(this)),
      tabs_(new QTabWidget(this)),
      landscape_(new LandscapeTab(catalog_, this)),
      start_(new StartTab(catalog_, this)),
      selfCheck_(new SelfCheckTab(catalog_, this)) {
  setObjectName(QStringLiteral("plateau"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  auto* side = new QScrollArea(this);
  side->setWidgetResizable(true);
  side->setFrameShape(QFrame::NoFrame);
  side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  side->setWidget(controls_);
  side->setFixedWidth(kControlsWidth);
  side->setAccessibleName(tr("Settings of the scan"));
  auto* left = new QVBoxLayout;
  left->setSpacing(0);
  left->addWidget(side, 1);
  left->addWidget(makeAside());
  row->addLayout(left);
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(tabs_, 1);
  row->addLayout(column, 1);
  tabs_->setDocumentMode(true);
  tabs_->addTab(makeScanTab(), tr("Scan"));
  tabs_->addTab(landscape_, tr("Landscape"));
  tabs_->addTab(start_, tr("Start"));
  connect(start_, &StartTab::chosen, this, &PlateauPage::warmStart);
  running_ = new LivePlot(tr("Mean square gradient of the running model, block by block"), this);
  running_->setAxes(tr("epoch"), tr("mean square derivative"), LivePlot::Scale::Logarithmic,
                    LivePlot::Ticks::Whole);
  running_->setEmptyText(
      tr("Train the design to see whether the gradients of its blocks vanish on "
         "the way."));
  tabs_->addTab(running_, tr("Training"));
  tabs_->addTab(selfCheck_, tr("Self-check"));
  connectScan();
  refreshPlots();
  refreshVerdict();
}

/// On the other tabs the headlines of the verdict stand below the settings.
QWidget* PlateauPage::makeAside() {
  auto* aside = new VerdictPanel(this);
  aside->setObjectName(QStringLiteral("verdictAside"));
  aside->setFixedWidth(kControlsWidth);
  const auto refresh = [this, aside] {
    std::vector<VerdictPanel::Entry> headlines = verdict_->entries();
    for (VerdictPanel::Entry& entry : headlines) entry.text.clear();
    aside->setVerdicts(std::move(headlines));
    const bool known = session_->isBusy() || !session_->points().empty();
    aside->setVisible(known && tabs_->currentIndex() != 0);
  };
  connect(verdict_, &VerdictPanel::changed, aside, refresh);
  connect(tabs_, &QTabWidget::currentChanged, aside, refresh);
  aside->hide();
  return aside;
}

QWidget* PlateauPage::makeScanTab() {
  // The verdict is inside, so that the tabs keep their place when it grows.
  auto* tab = new QWidget(this);
  auto* column = new QVBoxLayout(tab);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* split = new QSplitter(Qt::Vertical, tab);
  split->setChildrenCollapsible(false);
  column->addWidget(verdict_);
  column->addWidget(split, 1);
  plot_ = new VariancePlot(split);
  auto* below = new QWidget(split);
  auto* row = new QHBoxLayout(below);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(1);
  histogram_ = new HistogramView(below);
  histogram_->setAccessibleName(tr("Histogram of one derivative"));
  histogram_->setEmptyText(
      tr("The derivative over all draws at one size: on a plateau it is a "
         "spike at 0. Click a point above to choose the size."));
  bars_ = new CostBars(below);
  row->addWidget(histogram_, 3);
  row->addWidget(bars_, 2);
  split->addWidget(plot_);
  split->addWidget(below);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  return tab;
}

void PlateauPage::connectScan() {
  connect(controls_, &ScanControls::startRequested, this, &PlateauPage::scan);
  connect(controls_, &ScanControls::cancelRequested, this, &PlateauPage::cancel);
  connect(controls_, &ScanControls::lawsChanged, this,
          [this] { plot_->setLaws(controls_->laws()); });
  connect(plot_, &VariancePlot::pickedChanged, this, &PlateauPage::refreshHistogram);
  connect(session_, &ScanSession::progressed, this, [this] {
    const double left = session_->secondsLeft();
    controls_->setProgress(session_->fraction(), left);
    refreshPlots();
    verdict_->setVerdict(VerdictPanel::Tone::Neutral, tr("Scanning"),
                         left < 0 ? tr("Points appear as they are finished.")
                                  : tr("Points appear as they are finished; about %1 left.")
                                        .arg(QString::fromStdString(durationText(left))));
  });
  const auto ended = [this] {
    controls_->setRunning(false);
    refreshPlots();
    refreshVerdict();
  };
  connect(session_, &ScanSession::finished, this, [this, ended](bool cancelled) {
    cancelled_ = cancelled;
    ended();
  });
  connect(session_, &ScanSession::failed, this, [this, ended](const Error& error) {
    ended();
    verdict_->setVerdict(VerdictPanel::Tone::Unsure, tr("This scan could not be run"),
                         QString::fromStdString(error.message + " " + error.hint));
  });
  // A scan of another design says nothing about this one.
  connect(&document_, &ExperimentDocument::replaced, this, &PlateauPage::forget);
  connect(&document_, &ExperimentDocument::changed, this,
          [this](const Experiment& before, const Experiment& after) {
            designIsNew_ = true;
            if (before.stack != after.stack || before.simulation != after.simulation ||
                before.train.initializer != after.train.initializer) {
              outdated_ = true;
            }
            if (isVisible()) refreshDesign();
            if (!session_->isBusy()) refreshVerdict();
          });
}

void PlateauPage::setThreads(std::size_t threads) {
  threads_ = threads;
  selfCheck_->setThreads(threads);
  designIsNew_ = true;
}

void PlateauPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refreshDesign();
}

void PlateauPage::refreshDesign() {
  if (!designIsNew_) return;
  designIsNew_ = false;
  controls_->setExperiment(document_.experiment(), threads_);
  landscape_->setScan(document_.experiment(), controls_->settings(), threads_);
  start_->setDesign(document_.experiment(), document_.baseFolder(),
                    wireCount(document_.checked().model), threads_);
}

void PlateauPage::setRunsFolder(const QString& folder) {
  start_->setRunsFolder(folder);
}

void PlateauPage::warmStart(const QString& file, const QString& align) {
  document_.edit(tr("Warm start"), [&](Experiment& experiment) {
    experiment.train.initializer = {
        .type = "warm_start",
        .options = {{"file", file.toStdString()}, {"align", align.toStdString()}}};
  });
}

bool PlateauPage::isBusy() const {
  return session_->isBusy() || landscape_->isBusy() || start_->isBusy() || selfCheck_->isBusy();
}

void PlateauPage::scan() {
  tabs_->setCurrentIndex(0);
  outdated_ = false;
  cancelled_ = false;
  plot_->setPicked(0);
  verdict_->setButtons({});
  session_->start(document_.experiment(), controls_->settings(), threads_);
  landscape_->setScan(document_.experiment(), controls_->settings(), threads_);
  controls_->setRunning(true);
  refreshPlots();
}

void PlateauPage::forget() {
  session_->clear();
  outdated_ = false;
  cancelled_ = false;
  plot_->setPicked(0);
  running_->removeAllSeries();
  groups_ = 0;
  path_ = {};
  landscape_->setPath({});
  controls_->setRunning(false);
  refreshPlots();
  refreshVerdict();
}

void PlateauPage::cancel() {
  session_->cancel();
}

void PlateauPage::refreshPlots() {
  std::vector<VariancePlot::Curve> curves;
  const ScanSettings& settings = session_->settings();
  for (const ScanCost cost : settings.costs) {
    std::vector<ScanPoint> own = pointsOf(session_->points(), cost);
    auto fits = judge(own, settings.seed).fits;
    curves.push_back({cost, std::move(own), std::move(fits)});
  }
  std::vector<std::uint32_t> sizes = settings.qubits;
  std::ranges::sort(sizes);
  plot_->setLaws(controls_->laws());
  plot_->setCurves(std::move(curves), std::move(sizes));
  if (!session_->points().empty() && plot_->picked() == 0) {
    plot_->setPicked(session_->points().front().qubits);
  }
  bars_->setPoints(session_->points());
  refreshHistogram();
}

QString PlateauPage::cancelNote() const {
  return tr("Cancelled after %1 of %2 points.")
      .arg(session_->points().size())
      .arg(session_->planned());
}

void PlateauPage::refreshVerdict() {
  const std::vector<ScanPoint>& points = session_->points();
  std::vector<VerdictPanel::Button> buttons;
  if (points.empty() && cancelled_) {
    verdict_->setVerdict(VerdictPanel::Tone::Neutral, tr("No point was finished"), cancelNote());
    verdict_->setButtons({});
    return;
  }
  if (points.empty()) {
    verdict_->setVerdict(VerdictPanel::Tone::Neutral, tr("Does this design have a barren plateau?"),
                         tr("Scan it to find out how fast its gradients shrink when qubits are "
                            "added."));
    verdict_->setButtons({});
    return;
  }
  std::vector<VerdictPanel::Entry> entries;
  bool plateau = false;
  bool unsure = false;
  for (const ScanCost cost : session_->settings().costs) {
    const Verdict verdict = judge(pointsOf(points, cost), session_->settings().seed);
    const std::string_view label = infoOf(cost).label;
    QString title = QString::fromStdString(verdict.title);
    if (session_->settings().costs.size() > 1) {
      title =
          tr("%1 cost: %2")
              .arg(QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())), title);
    }
    // Remedies are for the first cost, mostly that which the design trains.
    plateau = plateau || (entries.empty() && verdict.kind == VerdictKind::Exponential);
    unsure = unsure || (entries.empty() && verdict.kind == VerdictKind::Undecided);
    entries.push_back({toneOf(verdict), title, QString::fromStdString(verdict.message)});
  }
  QString& last = entries.back().text;
  for (const QString& skipped : session_->skipped()) last += QLatin1Char('\n') + skipped;
  if (cancelled_) last += QLatin1Char('\n') + cancelNote();
  if (outdated_) last += QLatin1Char('\n') + tr("The design has changed since this scan.");
  verdict_->setVerdicts(std::move(entries));
  if (plateau) {
    for (const Remedy& remedy : remediesFor(document_.experiment(), *catalog_)) {
      const QString label = tr(remedy.label.c_str());
      buttons.push_back({label, tr(remedy.help.c_str()),
                         [this, label, apply = remedy.apply] { applyRemedy(label, apply); }});
    }
  }
  if (unsure) {
    ScanSettings more = controls_->settings();
    more.qubits = session_->settings().qubits;
    const std::uint32_t next = *std::ranges::max_element(more.qubits) + 2;
    more.qubits.push_back(next);
    buttons.push_back({tr("Add %1 qubits").arg(next), {}, [this, more] {
                         controls_->setSettings(more);
                         scan();
                       }});
    ScanSettings finer = controls_->settings();
    finer.samples = 4 * session_->settings().samples;
    buttons.push_back({tr("%1 samples").arg(finer.samples), {}, [this, finer] {
                         controls_->setSettings(finer);
                         scan();
                       }});
  }
  if (!session_->isBusy()) {
    buttons.push_back({tr("Keep this curve"), {}, [this] { keepCurve(); }});
  }
  if (!kept_.empty()) {
    buttons.push_back({tr("Forget kept curves"), {}, [this] {
                         kept_.clear();
                         plot_->setKept({});
                         refreshVerdict();
                       }});
  }
  if (plateau || outdated_) buttons.push_back({tr("Scan again"), {}, [this] { scan(); }});
  verdict_->setButtons(buttons);
}

void PlateauPage::keepCurve() {
  const ScanCost cost = session_->settings().costs.front();
  kept_.push_back(
      {QString::fromStdString(session_->experiment().name), pointsOf(session_->points(), cost)});
  if (kept_.back().name.isEmpty()) kept_.back().name = tr("Untitled");
  plot_->setKept(kept_);
  refreshVerdict();
}

void PlateauPage::applyRemedy(const QString& label,
                              const std::function<void(Experiment&)>& change) {
  document_.edit(label, change);
}

}  // namespace qonvolve::ui
