// SPDX-License-Identifier: GPL-3.0-or-later
// The window: makes the panels and wires them to the document; holds no logic of its own.
#pragma once

#include <QElapsedTimer>
#include <QMainWindow>
#include <memory>
#include <optional>
#include <vector>

#include "app/actions.h"
#include "app/settings.h"
#include "core/experiment/estimate.h"
#include "widgets/document/experiment_document.h"
#include "widgets/document/recovery.h"
#include "widgets/models/issue_model.h"
#include "widgets/models/palette_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/stack_model.h"
#include "widgets/training/result_loader.h"
#include "widgets/training/training_session.h"

class QFileInfo;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolBar;

namespace qonvolve::ui {

class CircuitPanel;
class ComparePage;
class DataView;
class ExportDialog;
class Inspector;
class LogView;
class MessageStrip;
class Pages;
class PlateauPage;
class StateBadge;
struct StripMessage;
class PaletteView;
class ProblemsView;
class QueueView;
class QuickAdd;
class ResultsView;
class RunControls;
class RunsView;
class StackView;
class TrainingPlots;

/// Where the window keeps things on disk; empty members mean the user's own folders.
struct WindowFolders {
  QString runs;
  QString runIndex;
  QString recovery;
  QString recoveryFolder() const { return recovery.isEmpty() ? ui::recoveryFolder() : recovery; }
};

/// Setting: the project file that was opened, saved or closed last.
inline constexpr char kLastProject[] = "lastProject";
/// Setting: the hint that a design is ready has been understood.
inline constexpr char kReadyHintClosed[] = "readyHintClosed";

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// The settings must outlive the window.
  /// Windows with the same queue train one after the other; by default it has one of its own.
  MainWindow(std::shared_ptr<const Catalog> catalog, Settings& settings,
             const WindowFolders& folders = {}, QWidget* parent = nullptr,
             std::shared_ptr<WorkQueue> queue = nullptr);
  ~MainWindow() override;

  ExperimentDocument& document() { return document_; }
  const Actions& actions() const { return actions_; }
  StackView* stack() const { return stack_; }
  CircuitPanel* circuit() const { return circuit_; }
  Inspector* inspector() const { return inspector_; }
  PaletteView* palettePanel() const { return palette_; }
  MessageStrip* strip() const { return strip_; }
  Pages* pages() const { return pages_; }
  PlateauPage* plateau() const { return plateau_; }
  QTabWidget* trainingTabs() const { return trainingTabs_; }
  TrainingPlots* plots() const { return plots_; }
  DataView* dataView() const { return dataView_; }
  ResultsView* results() const { return resultsView_; }
  RunsView* runs() const { return runs_; }
  ComparePage* comparePage() const { return compare_; }
  TrainingSession* session() const { return session_; }
  const std::shared_ptr<WorkQueue>& queue() const { return queue_; }

  /// Opens a project file, or shows the window that has it; a failure is shown in the strip.
  bool openFile(const QString& path);
  /// What happens to a file that is chosen or dragged in: a project opens, a circuit shows, for
  /// data the strip offers what can be done with them.
  void takeFile(const QString& path);
  /// Opens a shipped example by id.
  bool openExample(const QString& id);
  /// Shows a page of the window by its id, a tab of the inspector (block, data, training) or of the
  /// training panel (progress, results, runs, problems, log), or the view of the data (dataset);
  /// empty shows what is there.
  /// False if there is no such page.
  bool showPage(const QString& name);
  /// Shows the window where it was last; without that in its usual size, or maximised where the
  /// screen has no room for it and its frame.
  void showOnScreen();
  /// Offers what a crash left behind, if anything: designs, each in a window, and a run once the
  /// runs are listed. True if a design came back, which this window shows now.
  bool offerRecovery();
  /// Another window of the same program with a new design; it deletes itself when it is closed.
  MainWindow* newWindow();
  /// The open windows of this program.
  static std::vector<MainWindow*> windows();
  /// Trains for so many epochs, as if it had been set and started by hand.
  void trainFor(int epochs);

 protected:
  void closeEvent(QCloseEvent* event) override;
  /// Space and / add a block wherever no control wants them.
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  /// Skips what lies behind another panel of the same tabs.
  bool focusNextPrevChild(bool next) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  // Panels and wiring (main_window.cpp).
  void makeCentre();
  void makeDocks();
  void makeToolBar();
  /// Where pages are added, in the order of their shortcuts.
  void makePages();
  void makeStatusBar();
  void connectEdits();
  /// Undo or redo, and the card or page where something changed.
  void travel(void (QUndoStack::*step)());
  void fixAll();
  void connectView();
  void insert(const PaletteEntry& entry);
  void showCurrentBlock(BlockId id);
  void log(const QString& line);

  // What the window says of the design (main_window_status.cpp).
  /// What the design costs, worked out again after each change; the status adds the run to it.
  void refreshCost();
  void refreshStatus();
  void refreshStrip();
  void refreshActions();
  void showNotice(const StripMessage& message);

  // Arrangement (main_window_layout.cpp).
  void resetLayout();
  void restoreLayout();
  void saveLayout();
  /// Gives the keyboard to the panel so many places on, of those that are to be seen.
  void focusPanel(int by);

  // Windows and preferences (main_window_windows.cpp).
  void connectWindows();
  MainWindow* windowWith(const QString& path) const;
  void showPreferences();
  void showExamples();
  void applyPreferences();

  // Files dragged in (main_window_drop.cpp).
  void offerIdxFiles(const QFileInfo& place);
  void offerData(const QString& what, const QString& path, const std::optional<Choice>& source);
  QString runToPredictWith() const;
  void showCircuit(const QString& path);

  // Files (main_window_files.cpp).
  void connectFiles();
  void newDesign();
  void offerExamples();
  void chooseFile();
  bool save();
  bool saveAs();
  bool saveTo(const QString& path);
  bool mayReplace();
  void fillRecent();
  void refreshTitle();
  /// Opened or saved: the next start opens it again.
  void rememberFile();
  void openRun(const QString& runFolder);
  void loadDesignOf(const QString& runFolder);
  /// The design here is what the run trains, whatever either is called.
  bool showsDesignOf(const QString& runFolder) const;
  ExportDialog* exportView();
  void fail(const QString& what, const Error& error);
  void offerDesign(const RecoveredDesign& design);
  void showRecovery(const QString& message, const QString& run);
  void offerInterruptedRun();
  void goOnWith(const QString& runFolder);

  // Runs (main_window_training.cpp).
  void connectTraining();
  void connectRuns();

  // Comparison (main_window_compare.cpp).
  void makeComparePage();
  void compareSelectedRuns();
  void train();
  void rememberRun();
  /// Another design is here: what was shown of the one before goes.
  void forgetOtherDesigns();
  TrainingRequest makeRequest() const;
  bool runIsOfThisDesign() const;
  void refreshRunActions();
  void showRunOnCircuit();
  /// Whatever is still shown of a run with an earlier design says so.
  void markEarlierDesign();
  void onRunStarted(const std::shared_ptr<const RunStart>& start);
  void onRunProgress(const std::shared_ptr<const TrainingProgress>& progress);
  void onRunFinished(const std::shared_ptr<const RunOutcome>& outcome);
  void selectRun(const QString& folder);
  void runAgain(const QString& folder);
  void predictWith(const QString& folder, const QString& path = {});
  void makeAxisChoice();
  void showResults(const std::shared_ptr<const RunResults>& results);

  std::shared_ptr<const Catalog> catalog_;
  Settings& settings_;
  WindowFolders folders_;
  std::shared_ptr<WorkQueue> queue_;
  ExperimentDocument document_;
  RecoveryWriter recovery_;
  StackModel stackModel_;
  PaletteModel paletteModel_;
  IssueModel issueModel_;
  RunListModel runModel_;
  Actions actions_;

  Pages* pages_ = nullptr;
  QStackedWidget* place_ = nullptr;
  PlateauPage* plateau_ = nullptr;
  MessageStrip* strip_ = nullptr;
  QSplitter* splitter_ = nullptr;
  StackView* stack_ = nullptr;
  CircuitPanel* circuit_ = nullptr;
  PaletteView* palette_ = nullptr;
  DataView* dataView_ = nullptr;
  QuickAdd* quickAdd_ = nullptr;
  Inspector* inspector_ = nullptr;
  QTabWidget* trainingTabs_ = nullptr;
  TrainingPlots* plots_ = nullptr;
  ResultsView* resultsView_ = nullptr;
  ResultLoader* loader_ = nullptr;
  ProblemsView* problems_ = nullptr;
  RunsView* runs_ = nullptr;
  ComparePage* compare_ = nullptr;
  QueueView* queueView_ = nullptr;
  LogView* log_ = nullptr;
  TrainingSession* session_ = nullptr;
  RunControls* controls_ = nullptr;
  QToolBar* toolBar_ = nullptr;
  QLabel* status_ = nullptr;
  QLabel* earlierDesign_ = nullptr;  // beside the curves of the run
  StateBadge* badge_ = nullptr;
  QStringList cost_;
  struct PlannedCost {
    Model model;
    SimulationSpec simulation;
    std::size_t threads = 0;
    Estimate ofOneSample;
  };
  PlannedCost planned_;  // the last
  QByteArray factoryState_;
  std::vector<double> parameters_;     // of the last run
  std::vector<float> parameterSizes_;  // their gradients
  std::uint64_t evaluations_ = 0;      // of circuits, by the last run
  QElapsedTimer lastRecolor_;
  bool runIsOfDocument_ = false;  // the run was started with this design, which may have changed
  /// What the strip shows instead of the state of the design, and how long.
  enum class Notice { None, UntilEdit, UntilAnswered };
  Notice notice_ = Notice::None;
  QString recoveredFrom_;  // time of the recovered design, while it is being offered
  std::optional<RecoveredDesign> recovered_;
};

}  // namespace qonvolve::ui
