// SPDX-License-Identifier: GPL-3.0-or-later
// Slices of the cost: two sizes side by side from random angles, or the loss around a trained
// point, with the path that led there.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/analysis/landscape.h"
#include "core/analysis/scan.h"
#include "widgets/training/background_job.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace qonvolve::ui {

class SliceView;

/// What a run left behind for a look at its loss.
struct TrainedPath {
  Experiment experiment;
  std::string baseFolder;
  std::vector<std::vector<double>> points;  // parameters, from the start to the end
};

class LandscapeTab : public QWidget {
  Q_OBJECT

 public:
  explicit LandscapeTab(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  /// The design to slice at the smallest and the largest of its sizes.
  void setScan(const Experiment& experiment, const ScanSettings& settings, std::size_t threads);
  /// Enables the slices around the end of a run; no points: disables them.
  void setPath(TrainedPath path);
  bool isBusy() const { return job_.isBusy(); }
  enum class Kind { Random, Line, Hessian, Path };
  void setKind(Kind kind);
  void compute();

 signals:
  void finished();

 private:
  struct Picture {
    QString title;
    QString xName, yName;
    std::shared_ptr<const Slice> slice;
    std::vector<double> path;
  };
  using Pictures = std::vector<Picture>;

  static Result<Pictures> scanSlices(const Experiment& experiment, const ScanSettings& settings,
                                     const Catalog& catalog, std::size_t threads, Kind kind,
                                     std::uint64_t seed, const std::stop_token& stop);
  static Result<Pictures> trainedSlices(const TrainedPath& path, const Catalog& catalog,
                                        std::size_t threads, Kind kind,
                                        const std::stop_token& stop);
  void show(const Pictures& pictures);
  void refresh();

  std::shared_ptr<const Catalog> catalog_;
  Experiment experiment_;
  ScanSettings settings_;
  std::size_t threads_ = 0;
  TrainedPath path_;
  std::uint64_t draw_ = 0;
  QComboBox* kind_;
  QPushButton* button_;
  QLabel* words_;
  SliceView* left_;
  SliceView* right_;
  BackgroundJob job_;
};

}  // namespace qonvolve::ui
