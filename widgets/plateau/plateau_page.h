// SPDX-License-Identifier: GPL-3.0-or-later
// The barren-plateau laboratory: scan of a design over qubits, verdict and remedies, landscape,
// gradients of the running model, self-check.
#pragma once

#include <QWidget>
#include <memory>
#include <span>

#include "core/model/model.h"
#include "core/train/events.h"
#include "widgets/document/experiment_document.h"
#include "widgets/plateau/landscape_tab.h"
#include "widgets/plateau/scan_session.h"
#include "widgets/plateau/variance_plot.h"

class QTabWidget;

namespace qonvolve::ui {

class CostBars;
class HistogramView;
class LivePlot;
class ScanControls;
class SelfCheckTab;
class StartTab;
class VerdictPanel;

class PlateauPage : public QWidget {
  Q_OBJECT

 public:
  PlateauPage(ExperimentDocument& document, std::shared_ptr<const Catalog> catalog,
              QWidget* parent = nullptr);

  /// Threads that scans may take; 0: one per core.
  void setThreads(std::size_t threads);
  /// Where the runs lie that a training can start from.
  void setRunsFolder(const QString& folder);
  /// Shows one of the studies and begins it: scan, costs, landscape, line, curvature, path, start,
  /// gradients, self-check. False: there is no such study.
  bool study(const QString& id);
  bool isBusy() const;
  /// Scans the design as it is now.
  void scan();
  void cancel();

  ScanControls* controls() const { return controls_; }
  ScanSession* session() const { return session_; }
  VerdictPanel* verdict() const { return verdict_; }
  QTabWidget* tabs() const { return tabs_; }
  LandscapeTab* landscape() const { return landscape_; }
  StartTab* start() const { return start_; }

  /// A run begins: its gradients are shown block by block, and its path is kept.
  void startRun(const Experiment& experiment, const std::string& baseFolder, const Model& model,
                std::uint64_t stepsPerEpoch, std::span<const double> parameters);
  /// `path`: the parameters it has gone through since the last call, as far as they are known.
  void appendRun(std::span<const TrainEvent> events, std::span<const std::vector<double>> path);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* makeAside();
  QWidget* makeScanTab();
  void connectScan();
  void refreshPlots();
  void refreshVerdict();
  QString cancelNote() const;
  void refreshHistogram();
  void refreshDesign();
  void forget();
  void keepCurve();
  void warmStart(const QString& file, const QString& align);
  void applyRemedy(const QString& label, const std::function<void(Experiment&)>& change);

  ExperimentDocument& document_;
  std::shared_ptr<const Catalog> catalog_;
  std::size_t threads_ = 0;
  bool designIsNew_ = true;  // edited since the controls looked at it
  bool outdated_ = false;    // edited since the scan
  bool cancelled_ = false;   // the scan was, before its last point
  ScanSession* session_;
  ScanControls* controls_;
  VerdictPanel* verdict_;
  QTabWidget* tabs_;
  VariancePlot* plot_ = nullptr;
  HistogramView* histogram_ = nullptr;
  CostBars* bars_ = nullptr;
  LivePlot* running_ = nullptr;
  LandscapeTab* landscape_;
  StartTab* start_;
  SelfCheckTab* selfCheck_;
  std::vector<VariancePlot::Kept> kept_;  // scans of other designs
  TrainedPath path_;
  double stepsPerEpoch_ = 1;
  std::size_t groups_ = 0;
  double noiseFloor_ = 0;
};

}  // namespace qonvolve::ui
