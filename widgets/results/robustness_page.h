// SPDX-License-Identifier: GPL-3.0-or-later
// How well a trained model still answers under noise and from few shots, as a plot.
#pragma once

#include <QStringList>
#include <QWidget>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/io/run_results.h"
#include "core/study/robustness.h"
#include "widgets/training/background_job.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTimer;

namespace qonvolve::ui {

class IntervalPlot;

/// Scores one part of the data at each strength of a noise, or with each number of shots. Every
/// answer is kept while the run is shown, so that one can go back and forth between them.
class RobustnessPage : public QWidget {
  Q_OBJECT

 public:
  explicit RobustnessPage(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);
  ~RobustnessPage() override;

  /// Part that is scored; null results: none. What goes on is stopped.
  void setPart(std::shared_ptr<const RunResults> results, const PartResults* part);
  void setThreads(std::size_t threads) { threads_ = threads; }

  /// Starts with what is chosen; stops what goes on.
  void start();
  void stop();
  bool isBusy() const { return busy_; }

  /// The id of a noise, or "shots".
  QComboBox* subject() const { return subject_; }
  QLineEdit* values() const { return values_; }
  QCheckBox* logarithmic() const { return logarithmic_; }
  QPushButton* startButton() const { return start_; }
  IntervalPlot* plot() const { return plot_; }
  QLabel* note() const { return note_; }
  /// Points of what is chosen now.
  const std::vector<RobustnessPoint>& points() const;

 signals:
  void finished();
  void exportRequested();

 private:
  using Key = std::pair<DataPart, QString>;
  /// What the worker leaves for the timer to fetch.
  struct Mailbox {
    std::mutex mutex;
    std::vector<RobustnessPoint> points;
  };

  void makeControls();
  bool ofShots() const;
  QString subjectId() const;
  Key key() const;
  void showSubject();
  void refresh();
  void complain(const Error& error);
  void collect();
  void end();

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const RunResults> results_;
  const PartResults* part_ = nullptr;
  std::size_t threads_ = 1;
  std::map<Key, std::vector<RobustnessPoint>> known_;
  std::map<QString, QString> written_;  // values the user gave for each subject
  std::shared_ptr<Mailbox> mailbox_;
  Key running_;
  BackgroundJob job_;
  bool busy_ = false;

  QTimer* timer_;
  QComboBox* subject_;
  QLabel* valuesLabel_;
  QLineEdit* values_;
  QCheckBox* logarithmic_;
  QPushButton* start_;
  QPushButton* export_;
  QProgressBar* progress_;
  QLabel* note_;
  IntervalPlot* plot_;
};

}  // namespace qonvolve::ui
