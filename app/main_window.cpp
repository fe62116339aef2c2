// SPDX-License-Identifier: GPL-3.0-or-later
// The window: makes the panels and wires them to the document.
#include "app/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>

#include "app/dialogs.h"
#include "app/field_keys.h"
#include "app/pages.h"
#include "core/experiment/circuit_document.h"
#include "core/io/files.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/palette_view.h"
#include "widgets/palette/quick_add.h"
#include "widgets/panels/log_view.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/problems_view.h"
#include "widgets/panels/queue_view.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plateau/plateau_page.h"
#include "widgets/plateau/state_badge.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/data_view.h"
#include "widgets/results/results_view.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/training/run_controls.h"

namespace qonvolve::ui {
namespace {

QDockWidget* makeDock(QMainWindow& window, const char* name, const QString& title,
                      QWidget* content) {
  auto* dock = new QDockWidget(title, &window);
  dock->setObjectName(QLatin1String(name));
  dock->setWidget(content);
  return dock;
}

}  // namespace

MainWindow::MainWindow(std::shared_ptr<const Catalog> catalog, Settings& settings,
                       const WindowFolders& folders, QWidget* parent,
                       std::shared_ptr<WorkQueue> queue)
    : QMainWindow(parent),
      catalog_(std::move(catalog)),
      settings_(settings),
      folders_(folders),
      queue_(queue ? std::move(queue) : std::make_shared<WorkQueue>()),
      document_(*catalog_),
      recovery_(document_, folders.recoveryFolder()),
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
  makePages();
  connectWindows();
  applyPreferences();
  newDesign();
  restoreLayout();
  controls_->setFocus();  // Space trains
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
  splitter_ = new QSplitter(Qt::Horizontal, this);
  splitter_->setObjectName(QStringLiteral("designSplitter"));
  splitter_->setChildrenCollapsible(false);
  stack_ = new StackView(document_, stackModel_, splitter_);
  circuit_ = new CircuitPanel(splitter_);
  splitter_->addWidget(stack_);
  splitter_->addWidget(circuit_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 2);
  splitter_->setFocusProxy(stack_);
  place_ = new QStackedWidget(centre);
  column->addWidget(place_, 1);
  setCentralWidget(centre);
  connect(strip_, &MessageStrip::dismissed, this, [this] {
    if (notice_ == Notice::None && document_.checked().runnable()) {
      settings_.setFlag(QLatin1String(kReadyHintClosed), true);
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
  runs_ = new RunsView(runModel_, catalog_, this);
  actions_.run->addActions(runs_->actions().all());
  problems_ = new ProblemsView(document_, issueModel_, this);
  queueView_ = new QueueView(queue_, this);
  log_ = new LogView(this);
  plots_ = new TrainingPlots(this);
  plots_->setObjectName(QStringLiteral("progress"));
  resultsView_ = new ResultsView(catalog_, this);
  trainingTabs_->addTab(plots_, icon(QStringLiteral("chart")), tr("Progress"));
  trainingTabs_->addTab(resultsView_, icon(QStringLiteral("layout")), tr("Results"));
  trainingTabs_->addTab(runs_, icon(QStringLiteral("runs")), tr("Runs"));
  trainingTabs_->addTab(queueView_, icon(QStringLiteral("queue")), tr("Queue"));
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
    toggle->setStatusTip(toggle->toolTip());
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

void MainWindow::makePages() {
  pages_ = new Pages(*this, *place_, *actions_.pages, *toolBar_);
  pages_->addPage(QStringLiteral("design"), tr("&Design"), QStringLiteral("block-lanes"),
                  splitter_);
  plateau_ = new PlateauPage(document_, catalog_, this);
  QAction* plateau = pages_->addPage(QStringLiteral("plateau"), tr("&Plateau"),
                                     QStringLiteral("plateau"), plateau_);
  plateau->setShortcuts(plateau->shortcuts() << QKeySequence(QStringLiteral("Ctrl+Shift+B")));
  makeComparePage();
  connect(pages_, &Pages::shown, this, [this] {
    // What was said of one page is not carried to another.
    if (notice_ == Notice::UntilEdit) notice_ = Notice::None;
    refreshStrip();
  });
}

void MainWindow::makeStatusBar() {
  status_ = new QLabel(this);
  status_->setObjectName(QStringLiteral("status"));
  status_->setAccessibleName(tr("Cost of the design"));
  status_->setIndent(Spacing::kMedium);
  statusBar()->addWidget(status_, 1);
  badge_ = new StateBadge(this);
  statusBar()->addPermanentWidget(badge_);
  statusBar()->setSizeGripEnabled(false);
  statusBar()->setContentsMargins(0, 0, Spacing::kMedium, 0);
}

void MainWindow::connectEdits() {
  QUndoStack& undo = document_.undoStack();
  new FieldKeys(*this, actions_.undo, actions_.redo, {actions_.exportView});
  connect(actions_.undo, &QAction::triggered, this, [this] { travel(&QUndoStack::undo); });
  connect(actions_.redo, &QAction::triggered, this, [this] { travel(&QUndoStack::redo); });
  connect(&undo, &QUndoStack::indexChanged, this, [this] {
    refreshActions();
    refreshStrip();  // it may offer to undo
  });

  connect(actions_.cut, &QAction::triggered, stack_, &StackView::cutCurrent);
  connect(actions_.copy, &QAction::triggered, stack_, &StackView::copyCurrent);
  connect(actions_.paste, &QAction::triggered, stack_, &StackView::paste);
  connect(stack_, &StackView::widthWanted, this, [this](int width) {
    // What the circuit can spare; nothing is taken back from where the user put the handle.
    const QList<int> sizes = splitter_->sizes();
    const int spare = sizes.value(1) - circuit_->minimumSizeHint().width();
    const int more = std::min(width - sizes.value(0), spare);
    if (more > 0) splitter_->setSizes({sizes[0] + more, sizes[1] - more});
  });
  connect(stack_, &StackView::refused, this, [this](const QString& message) {
    showNotice({.kind = StripMessage::Kind::Warning, .text = message});
  });
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
    // In the circuit the keyboard stays, to walk from gate to gate.
    if (circuit_->isMapShown()) inspector_->focusFirst();
  });
  connect(problems_, &ProblemsView::fixAllRequested, this, &MainWindow::fixAll);
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
    circuit_->setStack(document_.experiment().stack);
    circuit_->setModel(document_.checked().model);
    circuit_->setNoisyCircuits(
        noisyCircuits(document_.checked().model, document_.checked().simulation.noise));
    refreshCost();
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
  connect(actions_.map, &QAction::toggled, circuit_, &CircuitPanel::setMapShown);
  connect(circuit_, &CircuitPanel::mapShownChanged, actions_.map, &QAction::setChecked);
  connect(actions_.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(actions_.nextPanel, &QAction::triggered, this, [this] { focusPanel(1); });
  connect(actions_.previousPanel, &QAction::triggered, this, [this] { focusPanel(-1); });
  connect(actions_.gettingStarted, &QAction::triggered, this, [this] { showGettingStarted(this); });
  connect(actions_.shortcuts, &QAction::triggered, this,
          [this] { showShortcuts(this, *menuBar()); });
  connect(actions_.about, &QAction::triggered, this, [this] { showAbout(this); });
  const auto addChoice = [this](QAction* action, ThemeChoice choice) {
    connect(action, &QAction::triggered, this, [this, choice] {
      Preferences preferences = settings_.preferences();
      preferences.theme = choice;
      settings_.setPreferences(preferences);
    });
  };
  addChoice(actions_.themeSystem, ThemeChoice::System);
  addChoice(actions_.themeLight, ThemeChoice::Light);
  addChoice(actions_.themeDark, ThemeChoice::Dark);
}

void MainWindow::travel(void (QUndoStack::*step)()) {
  const Experiment before = document_.experiment();
  const bool focused = stack_->isAncestorOf(focusWidget());  // before its card may go
  (document_.undoStack().*step)();
  const Experiment& after = document_.experiment();
  if (!(before.stack == after.stack)) {
    const BlockId changed = changedNode(before.stack, after.stack, stack_->current());
    stack_->setCurrent(changed);
    inspector_->setCurrentBlock(changed);
    if (focused) stack_->focusCurrent();
  } else if (!(before.data == after.data)) {
    inspector_->showPointer("/data");
  } else {
    inspector_->showPointer("/train");
  }
}

void MainWindow::fixAll() {
  if (const auto mended = document_.fixAll(); !mended) {
    showNotice(
        {.kind = StripMessage::Kind::Warning,
         .text = QString::fromStdString(mended.error().message + " " + mended.error().hint)});
  }
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  const bool adds = event->text() == QLatin1String(" ") || event->text() == QLatin1String("/");
  if (adds && pages_->current() == pages_->ids().first()) {
    actions_.quickAdd->trigger();
    return;
  }
  QMainWindow::keyPressEvent(event);
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

void MainWindow::log(const QString& line) {
  log_->append(line);
}

}  // namespace qonvolve::ui
