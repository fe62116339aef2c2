// SPDX-License-Identifier: GPL-3.0-or-later
// The window: makes the panels and wires them to the document.
#include "app/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenuBar>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QThread>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>

#include "app/dialogs.h"
#include "core/experiment/estimate.h"
#include "core/io/files.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/models/stack_text.h"
#include "widgets/palette/palette_view.h"
#include "widgets/palette/quick_add.h"
#include "widgets/panels/log_view.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/problems_view.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/data_view.h"
#include "widgets/results/results_view.h"
#include "widgets/theme/icons.h"
#include "widgets/training/run_controls.h"

namespace qonvolve::ui {
namespace {

constexpr char kHintSeen[] = "readyHintClosed";

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QDockWidget* makeDock(QMainWindow& window, const char* name, const QString& title,
                      QWidget* content) {
  auto* dock = new QDockWidget(title, &window);
  dock->setObjectName(QLatin1String(name));
  dock->setWidget(content);
  return dock;
}

}  // namespace

MainWindow::MainWindow(std::shared_ptr<const Catalog> catalog, Settings& settings,
                       const WindowFolders& folders, QWidget* parent)
    : QMainWindow(parent),
      catalog_(std::move(catalog)),
      settings_(settings),
      document_(*catalog_),
      recovery_(document_, folders.recovery.isEmpty() ? recoveryFolder() : folders.recovery),
      recoveryFolder_(folders.recovery.isEmpty() ? recoveryFolder() : folders.recovery),
      stackModel_(document_),
      paletteModel_(document_),
      issueModel_(document_) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(icon(QStringLiteral("qonvolve")));
  setAcceptDrops(true);
  setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                 QMainWindow::AllowTabbedDocks);
  makeCentre();
  actions_ = makeActions(*this, *stack_);
  makeDocks();
  makeToolBar();
  makeStatusBar();
  connectFiles();
  connectEdits();
  connectView();
  connectTraining();
  connectRuns();
  runModel_.setFolder(folders.runs.isEmpty() ? defaultRunsFolder() : folders.runs,
                      folders.runIndex);
  newDesign();
  restoreLayout();
}

MainWindow::~MainWindow() {
  // The panels refer to document and models, which are members and would go before them.
  hide();
  delete session_;
  delete takeCentralWidget();
  qDeleteAll(findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly));
  delete quickAdd_;
}

void MainWindow::makeCentre() {
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  strip_ = new MessageStrip(centre);
  column->addWidget(strip_);
  splitter_ = new QSplitter(Qt::Horizontal, centre);
  splitter_->setObjectName(QStringLiteral("designSplitter"));
  splitter_->setChildrenCollapsible(false);
  stack_ = new StackView(document_, stackModel_, splitter_);
  circuit_ = new CircuitPanel(splitter_);
  splitter_->addWidget(stack_);
  splitter_->addWidget(circuit_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 2);
  column->addWidget(splitter_, 1);
  setCentralWidget(centre);
  connect(strip_, &MessageStrip::dismissed, this, [this] {
    if (notice_ == Notice::None && document_.checked().runnable()) {
      settings_.setFlag(QLatin1String(kHintSeen), true);
    }
    notice_ = Notice::None;
  });
}

void MainWindow::makeDocks() {
  palette_ = new PaletteView(paletteModel_, this);
  QDockWidget* paletteDock = makeDock(*this, "paletteDock", tr("Blocks"), palette_);
  dataView_ = new DataView(document_, catalog_, this);
  QDockWidget* dataDock = makeDock(*this, "dataDock", tr("Data"), dataView_);
  inspector_ = new Inspector(document_, this);
  QDockWidget* inspectorDock = makeDock(*this, "inspectorDock", tr("Inspector"), inspector_);
  trainingTabs_ = new QTabWidget(this);
  trainingTabs_->setObjectName(QStringLiteral("trainingTabs"));
  trainingTabs_->setDocumentMode(true);
  runs_ = new RunsView(runModel_, this);
  actions_.run->addActions(runs_->actions().all());
  problems_ = new ProblemsView(document_, issueModel_, this);
  log_ = new LogView(this);
  plots_ = new TrainingPlots(this);
  plots_->setObjectName(QStringLiteral("progress"));
  resultsView_ = new ResultsView(catalog_, this);
  trainingTabs_->addTab(plots_, icon(QStringLiteral("chart")), tr("Progress"));
  trainingTabs_->addTab(resultsView_, icon(QStringLiteral("layout")), tr("Results"));
  trainingTabs_->addTab(runs_, icon(QStringLiteral("runs")), tr("Runs"));
  trainingTabs_->addTab(problems_, icon(QStringLiteral("problems")), tr("Problems"));
  trainingTabs_->addTab(log_, icon(QStringLiteral("log")), tr("Log"));
  QDockWidget* trainingDock = makeDock(*this, "trainingDock", tr("Training"), trainingTabs_);
  setTabPosition(Qt::LeftDockWidgetArea, QTabWidget::North);
  addDockWidget(Qt::LeftDockWidgetArea, paletteDock);
  tabifyDockWidget(paletteDock, dataDock);
  paletteDock->raise();
  addDockWidget(Qt::RightDockWidgetArea, inspectorDock);
  addDockWidget(Qt::BottomDockWidgetArea, trainingDock);
  for (const auto& [dock, glyph] :
       {std::pair{paletteDock, "palette"}, std::pair{dataDock, "block-data"},
        std::pair{inspectorDock, "inspector"}, std::pair{trainingDock, "chart"}}) {
    QAction* toggle = dock->toggleViewAction();
    toggle->setObjectName(dock->objectName() + QStringLiteral("Toggle"));
    toggle->setIcon(icon(QLatin1String(glyph)));
    toggle->setToolTip(tr("Show or hide this panel"));
    actions_.panels->addAction(toggle);
  }
  quickAdd_ = new QuickAdd(paletteModel_, this);
}

void MainWindow::makeToolBar() {
  toolBar_ = addToolBar(tr("Tools"));
  toolBar_->setObjectName(QStringLiteral("toolBar"));
  toolBar_->setMovable(false);
  toolBar_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  toolBar_->setIconSize({20, 20});
  toolBar_->setContextMenuPolicy(Qt::PreventContextMenu);
  for (QAction* action : {actions_.newDesign, actions_.open, actions_.save}) {
    toolBar_->addAction(action);
  }
  toolBar_->addSeparator();
  for (QAction* action : {actions_.undo, actions_.redo}) toolBar_->addAction(action);
}

void MainWindow::makeStatusBar() {
  status_ = new QLabel(this);
  status_->setObjectName(QStringLiteral("status"));
  status_->setAccessibleName(tr("Cost of the design"));
  statusBar()->addWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectEdits() {
  QUndoStack& undo = document_.undoStack();
  connect(actions_.undo, &QAction::triggered, &undo, &QUndoStack::undo);
  connect(actions_.redo, &QAction::triggered, &undo, &QUndoStack::redo);
  connect(&undo, &QUndoStack::indexChanged, this, &MainWindow::refreshActions);

  connect(actions_.remove, &QAction::triggered, stack_, &StackView::removeCurrent);
  connect(actions_.duplicate, &QAction::triggered, stack_, &StackView::duplicateCurrent);
  connect(actions_.rename, &QAction::triggered, stack_, &StackView::renameCurrent);
  connect(actions_.moveUp, &QAction::triggered, stack_, &StackView::moveCurrentUp);
  connect(actions_.moveDown, &QAction::triggered, stack_, &StackView::moveCurrentDown);
  connect(actions_.moveToLaneBefore, &QAction::triggered, stack_,
          &StackView::moveCurrentToLaneBefore);
  connect(actions_.moveToNextLane, &QAction::triggered, stack_, &StackView::moveCurrentToNextLane);
  connect(actions_.addLane, &QAction::triggered, stack_, &StackView::addLaneToCurrent);
  connect(actions_.bypass, &QAction::triggered, stack_, &StackView::toggleBypass);
  connect(actions_.quickAdd, &QAction::triggered, this, [this] {
    paletteModel_.refreshNow();
    quickAdd_->popup(stack_->popupPoint());
  });
  connect(quickAdd_, &QuickAdd::chosen, this, &MainWindow::insert);
  connect(palette_, &PaletteView::chosen, this, &MainWindow::insert);

  connect(dataView_, &DataView::settingsRequested, this, [this] {
    inspector_->showPointer("/data");
    inspector_->focusFirst();
  });
  connect(stack_, &StackView::currentChanged, this, &MainWindow::showCurrentBlock);
  connect(stack_, &StackView::activated, this, [this](BlockId id) {
    inspector_->setCurrentBlock(id);
    inspector_->focusFirst();
  });
  connect(circuit_, &CircuitPanel::blockSelected, stack_, &StackView::setCurrent);
  connect(circuit_, &CircuitPanel::blockActivated, this, [this](BlockId id) {
    stack_->setCurrent(id);
    inspector_->focusFirst();
  });
  connect(problems_, &ProblemsView::activated, this, [this](const QString& pointer) {
    const std::string path = pointer.toStdString();
    if (const BlockId id = blockAt(document_.experiment().stack, path); id != 0) {
      stack_->setCurrent(id);
    }
    inspector_->showPointer(path);
  });
  connect(&document_, &ExperimentDocument::changed, this, [this] {
    if (notice_ == Notice::UntilEdit) notice_ = Notice::None;
  });
  connect(&document_, &ExperimentDocument::checkedChanged, this, [this] {
    paletteModel_.setInsertionPoint(stack_->insertionPoint(), stack_->current());
    circuit_->setModel(document_.checked().model);
    refreshStatus();
    refreshStrip();
    refreshActions();
    const int count = issueModel_.rowCount();
    trainingTabs_->setTabText(trainingTabs_->indexOf(problems_),
                              count > 0 ? tr("Problems (%1)").arg(count) : tr("Problems"));
  });
}

void MainWindow::connectView() {
  CircuitView* view = circuit_->view();
  connect(actions_.zoomIn, &QAction::triggered, view, &CircuitView::zoomIn);
  connect(actions_.zoomOut, &QAction::triggered, view, &CircuitView::zoomOut);
  connect(actions_.zoomFit, &QAction::triggered, view, &CircuitView::zoomToFit);
  connect(actions_.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(actions_.shortcuts, &QAction::triggered, this,
          [this] { showShortcuts(this, *menuBar()); });
  connect(actions_.about, &QAction::triggered, this, [this] { showAbout(this); });
  const auto addChoice = [this](QAction* action, ThemeChoice choice) {
    action->setChecked(settings_.theme() == choice);
    connect(action, &QAction::triggered, this, [this, choice] {
      settings_.setTheme(choice);
      applyTheme(*qApp, choice);
    });
  };
  addChoice(actions_.themeSystem, ThemeChoice::System);
  addChoice(actions_.themeLight, ThemeChoice::Light);
  addChoice(actions_.themeDark, ThemeChoice::Dark);
}

void MainWindow::insert(const PaletteEntry& entry) {
  const BlockId id = paletteModel_.apply(entry);
  if (id != 0) {
    stack_->setCurrent(id);
    stack_->focusCurrent();
  } else {
    inspector_->setCurrentBlock(0);
  }
}

void MainWindow::showCurrentBlock(BlockId id) {
  inspector_->setCurrentBlock(id);
  circuit_->highlightBlock(id == 0 ? std::nullopt : std::optional(id));
  paletteModel_.setInsertionPoint(stack_->insertionPoint(), id);
  refreshActions();
}

void MainWindow::refreshActions() {
  const QUndoStack& undo = document_.undoStack();
  actions_.undo->setEnabled(undo.canUndo());
  actions_.redo->setEnabled(undo.canRedo());
  const auto name = [](QAction* action, const QString& verb, const QString& what) {
    action->setText(what.isEmpty() ? verb : QStringLiteral("%1: %2").arg(verb, what));
  };
  name(actions_.undo, tr("&Undo"), undo.undoText());
  name(actions_.redo, tr("&Redo"), undo.redoText());
  actions_.undo->setIconText(tr("Undo"));
  actions_.redo->setIconText(tr("Redo"));

  const BlockId current = stack_->current();
  const Stack& stack = document_.experiment().stack;
  const StackPart part = findPart(stack, current);
  const bool inList = positionOf(stack, current).has_value();
  const bool inLane = laneOf(stack, current) != 0;
  actions_.remove->setEnabled(inList || part.lane != nullptr);
  actions_.duplicate->setEnabled(inList || part.lane != nullptr);
  actions_.moveUp->setEnabled(inList);
  actions_.moveDown->setEnabled(inList);
  actions_.moveToLaneBefore->setEnabled(inLane);
  actions_.moveToNextLane->setEnabled(inLane);
  actions_.addLane->setEnabled(inLane);
  const bool named = part.block != nullptr || part.lane != nullptr;
  actions_.rename->setEnabled(named);
  actions_.bypass->setEnabled(named);
  actions_.bypass->setChecked(isBypassed(part));
}

void MainWindow::refreshStatus() {
  const Checked& checked = document_.checked();
  const std::size_t samples =
      expectedTrainSamples(document_.experiment(), *catalog_, document_.data().summary());
  const auto threads = static_cast<std::size_t>(std::max(1, QThread::idealThreadCount()));
  const Estimate cost = estimateCost(checked.model, samples, threads, checked.simulation);
  const auto count = [](std::size_t n, const QString& one, const QString& many) {
    return n == 1 ? one : many.arg(QLocale().toString(static_cast<qulonglong>(n)));
  };
  QStringList parts;
  if (cost.wires > 0) parts.append(count(cost.wires, tr("1 qubit"), tr("%1 qubits")));
  parts.append(count(cost.parameters, tr("1 parameter"), tr("%1 parameters")));
  parts.append(count(cost.twoQubitGates, tr("1 two-qubit gate"), tr("%1 two-qubit gates")));
  parts.append(tr("depth %1").arg(cost.depth));
  if (cost.secondsPerEpoch > 0 && cost.secondsPerEpoch < 0.01) {
    parts.append(tr("under 0.01 s/epoch"));
  } else if (cost.secondsPerEpoch > 0) {
    parts.append(tr("~%1/epoch").arg(text(qonvolve::durationText(cost.secondsPerEpoch))));
  }
  if (!cost.engine.empty()) parts.append(text(cost.engine));
  if (session_->state() != TrainingSession::State::Idle) {
    parts.append(runIsOfThisDesign()
                     ? controls_->status()
                     : tr("%1 (the run has an earlier design)").arg(controls_->status()));
  } else if (checked.runnable()) {
    parts.append(tr("Ready"));
  } else {
    parts.append(count(static_cast<std::size_t>(issueModel_.errorCount()), tr("1 problem"),
                       tr("%1 problems")));
  }
  status_->setText(parts.join(QStringLiteral("  ·  ")));
}

void MainWindow::showNotice(const StripMessage& message) {
  notice_ = message.dismissible ? Notice::UntilEdit : Notice::UntilAnswered;
  strip_->showMessage(message);
}

void MainWindow::refreshStrip() {
  if (notice_ != Notice::None) return;
  const Checked& checked = document_.checked();
  if (!checked.runnable()) {
    const Issue& issue = checked.issues.front();
    StripMessage message{
        .kind = StripMessage::Kind::Warning,
        .text = QString::fromStdString(issue.message + " " + issue.hint).trimmed()};
    for (const Fix& fix : issue.fixes) {
      if (message.buttons.size() == 2) break;
      message.buttons.push_back({QString::fromStdString(fix.label),
                                 [this, fix] { static_cast<void>(document_.applyFix(fix)); }});
    }
    if (document_.undoStack().canUndo()) {
      message.buttons.push_back({tr("Undo"), [this] { document_.undoStack().undo(); }});
    }
    strip_->showMessage(message);
  } else if (!settings_.flag(QLatin1String(kHintSeen))) {
    strip_->showMessage({.kind = StripMessage::Kind::Hint,
                         .text = tr("This design is ready. Press F5 to train it.")});
  } else {
    strip_->dismiss();
  }
}

bool MainWindow::showPage(const QString& name) {
  if (name.isEmpty()) return true;
  for (QTabWidget* tabs : {static_cast<QTabWidget*>(inspector_), trainingTabs_}) {
    for (int i = 0; i < tabs->count(); ++i) {
      if (!tabs->widget(i)->objectName().startsWith(name, Qt::CaseInsensitive)) continue;
      tabs->setCurrentIndex(i);
      return true;
    }
  }
  for (auto* dock : findChildren<QDockWidget*>()) {
    if (!dock->widget()->objectName().startsWith(name, Qt::CaseInsensitive)) continue;
    dock->show();
    dock->raise();
    return true;
  }
  return false;
}

void MainWindow::log(const QString& line) {
  log_->append(line);
}

}  // namespace qonvolve::ui
