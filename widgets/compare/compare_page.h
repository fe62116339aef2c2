// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares: matrix, sentence, fairness, and the charts of what is selected.
#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

#include "core/io/comparison.h"
#include "core/io/run_results.h"
#include "widgets/compare/charts.h"
#include "widgets/compare/matrix_model.h"
#include "widgets/compare/sweep_session.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTableWidget;
class QTabWidget;
class QToolButton;

namespace qonvolve::ui {

class ConfusionPair;

/// Shows a sweep, which it makes, or runs selected elsewhere. Everything else follows the selected
/// cells of the matrix; without a selection, the best designs.
class ComparePage : public QWidget {
  Q_OBJECT

 public:
  ComparePage(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);
  ~ComparePage() override;

  /// Where a new comparison starts from: the design of the window and the folder of its files.
  struct Design {
    Experiment experiment;
    QString folder;
  };
  void setDesignSource(std::function<Design()> source) { design_ = std::move(source); }
  /// Sweeps wait for their turn in this line.
  void setQueue(std::shared_ptr<WorkQueue> queue) { session_.setQueue(std::move(queue)); }
  /// Threads that sweeps may use; 0: one a core.
  void setThreads(std::size_t threads) { threads_ = threads; }

  /// Where sweeps are kept that have no folder yet.
  void setSweepsFolder(const QString& folder) { folder_ = folder; }

  /// Runs from their folders, grouped by design.
  void compareRuns(const QStringList& folders);
  /// Opens a sweep file, or the folder of a sweep.
  void openSweep(const QString& path);
  /// Keeps a sweep in the user's folder of sweeps, opens it there, and makes it if wanted.
  enum class Begin { No, Yes };
  void openSweep(const SweepSpec& spec, const QString& baseFolder, Begin begin);
  /// With and without each of these blocks, with the same seeds.
  void ablate(const std::vector<BlockId>& blocks);

  SweepSession& session() { return session_; }
  QTableView* matrix() const { return matrix_; }
  QTabWidget* tabs() const { return tabs_; }
  QString sentence() const;
  QString fairness() const;
  bool isEmpty() const { return !session_.isOpen() && !fromRuns_; }

  /// What can be saved: the matrix, then the charts, by the names of their tabs.
  QStringList plotNames() const;
  /// "svg", "pdf", "png" or "csv"; see ComparisonChart::picture().
  Result<QByteArray> plot(int index, const QString& format, double dpi, double scale);
  /// All runs: "csv" or "jsonl".
  Result<QByteArray> runsTable(const QString& format) const;

 public slots:
  void newComparison();
  void chooseSweep();
  void writeReport();
  void runOnCluster();
  /// Makes a sweep of the selected runs, with baselines of about their size.
  void addBaselines();

 signals:
  /// The user wants to select runs, or to save a plot.
  void chooseRunsRequested();
  void exportRequested();
  /// Something failed, in words for the strip of the window.
  void failed(const qonvolve::Error& error);

 private:
  QWidget* makeEmptyPage();
  QWidget* makeContent();
  QWidget* makeBar();
  QWidget* makeViewBar();
  QWidget* makeMatrixSide();
  QTabWidget* makeTabs();
  void connectSession();
  void makeAxisBoxes();
  void arrangeMatrix();
  void makeColorBoxes();
  void runMissing();
  void refresh();
  void refreshButtons();
  void refreshCharts();
  void refreshFairness();
  void refreshCourses();
  void refreshStrip();
  void refreshScatter();
  void refreshParallel();
  void refreshTable();
  void refreshConfusion();
  void paintFairness(const Theme& theme);
  std::vector<std::size_t> selectedCells() const;
  /// The designs that the courses show, and how.
  std::function<std::vector<BandChart::Curve>(const std::stop_token&)> courseWork() const;
  QString courseLabel() const;
  std::vector<StripChart::Reference> references() const;
  /// What the colours of a chart mean, and which one a design has.
  QStringList colorNames(const QComboBox* box) const;
  int colorOf(const QComboBox* box, const ComparedDesign& design) const;
  Result<QByteArray> matrixPicture(const QString& format, double dpi, double scale) const;
  /// Numbers of the designs of the comparison that the charts show, at most `most`.
  std::vector<std::size_t> shownDesigns(std::size_t most) const;

  std::shared_ptr<const Catalog> catalog_;
  std::function<Design()> design_;
  std::size_t threads_ = 0;
  QString folder_;
  SweepSession session_;
  bool beginWhenOpen_ = false;
  bool fromRuns_ = false;
  Comparison comparison_;
  SweepMetric metric_ = SweepMetric::Automatic;
  MatrixModel model_;
  BackgroundJob histories_;
  BackgroundJob disagreement_;

  QStackedWidget* stack_;
  QLabel* emptyHead_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* sentence_ = nullptr;
  QLabel* fairness_ = nullptr;
  bool fair_ = true;
  QLabel* jobText_ = nullptr;
  QToolButton* run_ = nullptr;
  QAction* runHere_ = nullptr;
  QAction* runThere_ = nullptr;
  QPushButton* stop_ = nullptr;
  QPushButton* first_ = nullptr;
  QPushButton* last_ = nullptr;
  QPushButton* report_ = nullptr;
  QComboBox* metricBox_ = nullptr;
  QComboBox* budgetBox_ = nullptr;
  QWidget* matrixSide_ = nullptr;
  QHBoxLayout* axisBar_ = nullptr;
  std::vector<QComboBox*> axisBoxes_;
  QComboBox* rowBox_ = nullptr;
  QComboBox* columnBox_ = nullptr;
  QTableView* matrix_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  BandChart* courses_ = nullptr;
  QComboBox* courseValue_ = nullptr;
  QComboBox* courseAxis_ = nullptr;
  QComboBox* smoothing_ = nullptr;
  StripChart* strips_ = nullptr;
  QComboBox* stripColor_ = nullptr;
  ScatterChart* scatter_ = nullptr;
  QComboBox* cost_ = nullptr;
  QComboBox* costColor_ = nullptr;
  ParallelChart* parallel_ = nullptr;
  QTableWidget* table_ = nullptr;
  ConfusionPair* confusion_ = nullptr;
};

}  // namespace qonvolve::ui
