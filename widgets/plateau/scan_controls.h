// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of a scan: sizes, samples, parameter, initialization, costs, seed, known laws.
#pragma once

#include <QSet>
#include <QWidget>
#include <vector>

#include "core/analysis/scan.h"
#include "widgets/training/background_job.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace qonvolve::ui {

class ScanControls : public QWidget {
  Q_OBJECT

 public:
  explicit ScanControls(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  ScanSettings settings() const;
  void setSettings(const ScanSettings& settings);
  /// The laws to draw; two at first.
  QSet<QString> laws() const;

  /// The design that the estimate is for.
  void setExperiment(const Experiment& experiment, std::size_t threads);
  /// `fraction` 0 to 1; seconds left, negative: not known.
  void setRunning(bool running);
  void setProgress(double fraction, double secondsLeft);

 signals:
  void startRequested();
  void cancelRequested();
  void lawsChanged();

 private:
  void estimate();
  void nameOwnInitializer();

  std::shared_ptr<const Catalog> catalog_;
  Experiment experiment_;
  std::size_t threads_ = 0;
  bool known_ = false;  // the experiment
  QLineEdit* sizes_;
  QComboBox* samples_;
  QComboBox* parameter_;
  QComboBox* initializer_;
  QSpinBox* seed_;
  std::vector<QCheckBox*> costs_;
  QMenu* laws_;
  QLabel* estimate_;
  QProgressBar* progress_;
  QPushButton* start_;
  QPushButton* cancel_;
  QTimer* soon_;
  BackgroundJob job_;
};

}  // namespace qonvolve::ui
