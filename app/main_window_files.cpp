// SPDX-License-Identifier: GPL-3.0-or-later
// The window's files: new, open, save, examples, recent files, recovery.
#include <QDateTime>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QUrl>
#include <algorithm>
#include <utility>

#include "app/main_window.h"
#include "core/experiment/edit.h"
#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/run_folder.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/compare/compare_page.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

constexpr char kOfferedRun[] = "offeredRun";  // the interrupted run that was answered about last

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QString failureText(const QString& what, const Error& error) {
  return QStringList{what, text(error.message), text(error.hint)}.join(QLatin1Char(' ')).trimmed();
}

constexpr QLatin1String kExamplePrefix("example:");

QString projectFilter() {
  return MainWindow::tr("Qonvolve projects (*.qonv);;All files (*)");
}

QString openFilter() {
  return MainWindow::tr(
      "Projects, circuits and data (*.qonv *.qsweep *.qasm *.csv *.tsv *.txt *-ubyte *-ubyte.gz "
      "*.png *.jpg *.jpeg);;Qonvolve projects (*.qonv *.qsweep);;All files (*)");
}

}  // namespace

void MainWindow::connectFiles() {
  // A design begins at its first block: its settings show what an inspector is for.
  connect(&document_, &ExperimentDocument::fileNameChanged, this, [this] {
    const std::vector<BlockId> ids = idsInOrder(document_.experiment().stack);
    if (stack_->current() == 0 && !ids.empty()) stack_->setCurrent(ids.front());
    stack_->verticalScrollBar()->setValue(0);
  });
  connect(&document_, &ExperimentDocument::replaced, this,
          [this] { showPage(QStringLiteral("design")); });
  connect(actions_.newDesign, &QAction::triggered, this, [this] {
    if (!mayReplace()) return;
    newDesign();
    offerExamples();
    stack_->focusCurrent();  // Space adds, as the offer says
  });
  connect(actions_.open, &QAction::triggered, this, &MainWindow::chooseFile);
  connect(actions_.save, &QAction::triggered, this, &MainWindow::save);
  connect(actions_.saveAs, &QAction::triggered, this, &MainWindow::saveAs);
  connect(actions_.exportView, &QAction::triggered, this, &MainWindow::exportView);
  connect(actions_.recent, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
  connect(runs_, &RunsView::openRequested, this, &MainWindow::openRun);
  connect(runs_, &RunsView::showInFolderRequested, this,
          [](const QString& folder) { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
  connect(&document_, &ExperimentDocument::changed, this, &MainWindow::refreshTitle);
  connect(&document_, &ExperimentDocument::fileNameChanged, this, &MainWindow::refreshTitle);
  connect(&document_, &ExperimentDocument::modifiedChanged, this, &MainWindow::refreshTitle);
  fillRecent();
}

void MainWindow::newDesign() {
  // The data and training of the default example with the shortest stack that trains.
  auto example = loadExample(kDefaultExample, *catalog_);
  Experiment experiment = example ? std::move(*example) : Experiment();
  experiment.name.clear();
  experiment.description.clear();
  experiment.stack.clear();
  Stack& stack = experiment.stack;
  insertNode(stack, {0, 0}, makeNode({PaletteEntry::Kind::Block, "angle"}, 0));
  insertNode(stack, {0, 1}, makeNode({PaletteEntry::Kind::Section, "repeat"}, 8));
  insertNode(stack, {0, 2}, makeNode({PaletteEntry::Kind::Block, "readout"}, 0));
  document_.reset(std::move(experiment));
}

void MainWindow::offerExamples() {
  showNotice({.kind = StripMessage::Kind::Hint,
              .text = tr("A new design: the shortest that trains. Add blocks with Space, or begin "
                         "with an example."),
              .buttons = {{tr("Examples…"), [this] { showExamples(); }}}});
}

void MainWindow::chooseFile() {
  const QString path =
      QFileDialog::getOpenFileName(this, tr("Open"), settings_.lastFolder(), openFilter());
  if (!path.isEmpty()) takeFile(path);
}

bool MainWindow::openFile(const QString& path) {
  if (path.startsWith(kExamplePrefix)) return openExample(path.mid(kExamplePrefix.size()));
  if (path.endsWith(QLatin1String(".qsweep"))) {
    compare_->openSweep(path);
    return showPage(QStringLiteral("compare"));
  }
  if (MainWindow* other = windowWith(path)) {
    other->show();
    other->raise();
    other->activateWindow();
    return true;
  }
  if (const auto opened = document_.open(path); !opened) {
    const QString what = tr("Could not open %1.").arg(QFileInfo(path).fileName());
    fail(what, opened.error());
    // What was saved before may still be whole.
    for (const QString& backup : backupsOf(path)) {
      auto design = loadExperiment(backup, *catalog_);
      if (!design) continue;
      const QString saved =
          QLocale().toString(QFileInfo(backup).lastModified(), QLocale::ShortFormat);
      const auto openBackup = [this, path, saved, experiment = design->experiment] {
        if (!mayReplace()) return;
        notice_ = Notice::None;
        document_.recover(experiment, path);
        log(tr("Opened the backup of %1 from %2").arg(path, saved));
        refreshStrip();
      };
      showNotice(
          {.kind = StripMessage::Kind::Error,
           .text = failureText(what, {"", opened.error().message,
                                      tr("Its backup of %1 is whole.").arg(saved).toStdString()}),
           .buttons = {{tr("Open its backup of %1").arg(saved), openBackup}}});
      break;
    }
    return false;
  }
  notice_ = Notice::None;
  refreshStrip();
  rememberFile();
  log(tr("Opened %1").arg(path));
  for (const QString& note : document_.notes()) log(note);
  return true;
}

bool MainWindow::openExample(const QString& id) {
  auto example = loadExample(id.toStdString(), *catalog_);
  if (!example) {
    fail(tr("Could not open the example %1.").arg(id), example.error());
    return false;
  }
  notice_ = Notice::None;
  document_.reset(std::move(*example));
  // The lessons on scans begin where their effect is seen.
  const QStringList lessons{QStringLiteral("plateau-random"), QStringLiteral("plateau-qcnn"),
                            QStringLiteral("plateau-fermions")};
  if (lessons.contains(id)) showPage(QStringLiteral("plateau"));
  log(tr("Opened the example %1").arg(document_.displayName()));
  return true;
}

void MainWindow::openRun(const QString& runFolder) {
  if (mayReplace()) loadDesignOf(runFolder);
}

void MainWindow::loadDesignOf(const QString& runFolder) {
  auto experiment = RunFolder(runFolder).experiment(*catalog_);
  if (!experiment) {
    fail(tr("Could not open the design of this run."), experiment.error());
    return;
  }
  // An unsaved design has no folder of its own: files are named in full.
  if (const auto record = RunFolder(runFolder).record()) {
    useAbsolutePaths(*experiment, *catalog_, record->dataFolder);
  }
  // What its run was called for want of a name is none.
  if (text(experiment->name) == ExperimentDocument::tr("Untitled")) experiment->name.clear();
  document_.reset(std::move(*experiment));
  log(tr("Opened the design of %1").arg(runFolder));
}

bool MainWindow::showsDesignOf(const QString& runFolder) const {
  const auto record = RunFolder(runFolder).record();
  auto theirs = RunFolder(runFolder).experiment(*catalog_);
  if (!record || !theirs) return false;
  Experiment mine = document_.experiment();
  useAbsolutePaths(*theirs, *catalog_, record->dataFolder);
  useAbsolutePaths(mine, *catalog_, document_.baseFolder().toStdString());
  return mine.seed == theirs->seed && designHash(mine) == designHash(*theirs);
}

bool MainWindow::save() {
  return document_.fileName().isEmpty() ? saveAs() : saveTo(document_.fileName());
}

bool MainWindow::saveAs() {
  QString start = document_.fileName();
  if (start.isEmpty()) {
    QString name = document_.displayName();
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    start = settings_.lastFolder() + QLatin1Char('/') + name + QStringLiteral(".qonv");
  }
  QString path = QFileDialog::getSaveFileName(this, tr("Save as"), start, projectFilter());
  if (path.isEmpty()) return false;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".qonv");
  return saveTo(path);
}

bool MainWindow::saveTo(const QString& path) {
  if (windowWith(path) != nullptr) {
    fail(tr("%1 is open in another window.").arg(QFileInfo(path).fileName()),
         {"", "", tr("Save under another name.").toStdString()});
    return false;
  }
  if (const auto saved = document_.save(path); !saved) {
    recovery_.flush();
    showNotice(
        {.kind = StripMessage::Kind::Error,
         .text = tr("%1 Your work is safe in the recovery file.").arg(text(saved.error().message)),
         .buttons = {{tr("Save elsewhere…"), [this] { saveAs(); }}}});
    return false;
  }
  notice_ = Notice::None;
  refreshStrip();
  rememberFile();
  log(tr("Saved %1").arg(document_.fileName()));
  return true;
}

bool MainWindow::mayReplace() {
  if (!document_.isModified()) return true;
  QMessageBox box(
      QMessageBox::Question, tr("Save changes?"),
      tr("Save the changes to \"%1\"?")
          .arg(document_.fileName().isEmpty() ? document_.displayName()
                                              : QFileInfo(document_.fileName()).fileName()),
      QMessageBox::NoButton, this);
  box.setInformativeText(tr("Without saving they are lost."));
  auto* saveButton = box.addButton(tr("Save"), QMessageBox::AcceptRole);
  auto* discard = box.addButton(tr("Discard changes"), QMessageBox::DestructiveRole);
  auto* cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
  box.setDefaultButton(saveButton);
  box.setEscapeButton(cancel);
  box.exec();
  if (box.clickedButton() == saveButton) return save();
  return box.clickedButton() == discard;
}

void MainWindow::fillRecent() {
  actions_.recent->clear();
  for (const QString& file : settings_.recentFiles()) {
    QAction* action =
        actions_.recent->addAction(icon(QStringLiteral("recent")), QFileInfo(file).fileName());
    action->setToolTip(file);
    action->setStatusTip(file);
    action->setIconVisibleInMenu(false);
    connect(action, &QAction::triggered, this, [this, file] {
      if (windowWith(file) != nullptr || mayReplace()) openFile(file);
    });
  }
  actions_.recent->setToolTipsVisible(true);
  actions_.recent->menuAction()->setEnabled(!actions_.recent->isEmpty());
}

void MainWindow::rememberFile() {
  settings_.addRecentFile(document_.fileName());
  settings_.setLastFolder(document_.baseFolder());
  settings_.setValue(QLatin1String(kLastProject), document_.fileName().toUtf8());
}

void MainWindow::refreshTitle() {
  // A saved design is known by its file; the name in it may be that of the example it began with.
  const QString name = document_.displayName();
  const QString file = QFileInfo(document_.fileName()).completeBaseName();
  setWindowTitle(file.isEmpty() || file == name ? tr("%1[*] – Qonvolve").arg(name)
                                                : tr("%1[*] (%2) – Qonvolve").arg(file, name));
  setWindowModified(document_.isModified());
  setWindowFilePath(document_.fileName());
}

void MainWindow::fail(const QString& what, const Error& error) {
  showNotice({.kind = StripMessage::Kind::Error, .text = failureText(what, error)});
  log(QStringLiteral("%1 %2").arg(what, text(toText(error))));
}

bool MainWindow::offerRecovery() {
  // The run may only be known when its folder has been looked at.
  connect(&runModel_, &RunListModel::listed, this, &MainWindow::offerInterruptedRun);
  std::vector<RecoveredDesign> designs;
  for (RecoveredDesign& design : findRecoverable(folders_.recoveryFolder(), *catalog_)) {
    // A recovered design that nobody answered about before the next crash is there twice.
    const bool twice = std::ranges::any_of(designs, [&](const RecoveredDesign& other) {
      return other.fileName == design.fileName && other.experiment == design.experiment;
    });
    if (twice) {
      forgetRecovered(design);
    } else {
      designs.push_back(std::move(design));
    }
  }
  for (std::size_t i = 0; i < designs.size(); ++i) {
    (i == 0 ? this : newWindow())->offerDesign(designs[i]);
  }
  return !designs.empty();
}

void MainWindow::offerDesign(const RecoveredDesign& design) {
  recovered_ = design;
  document_.recover(design.experiment, design.fileName);
  recoveredFrom_ = QLocale().toString(design.time.toLocalTime().time(), QLocale::ShortFormat);
  log(tr("Recovered an unsaved design from %1").arg(design.recoveryFile));
  showRecovery(tr("Recovered your last change from %1.").arg(recoveredFrom_), {});
}

void MainWindow::showRecovery(const QString& message, const QString& run) {
  const auto finish = [this, run] {
    if (!run.isEmpty()) settings_.setValue(QLatin1String(kOfferedRun), run.toUtf8());
    if (recovered_) forgetRecovered(*recovered_);
    recovered_.reset();
    notice_ = Notice::None;
    refreshStrip();
  };
  StripMessage strip{.kind = StripMessage::Kind::Success, .text = message, .dismissible = false};
  if (!run.isEmpty()) {
    strip.buttons.push_back({tr("Go on with the run"), [this, finish, run] {
                               finish();
                               goOnWith(run);
                             }});
  }
  if (!recovered_) {
    strip.buttons.push_back({tr("Not now"), finish});
  } else {
    strip.buttons.push_back({tr("Keep"), finish});
    strip.buttons.push_back({tr("Discard"), [this, finish] {
                               const QString file = recovered_->fileName;
                               if (file.isEmpty() || !openFile(file)) {
                                 openExample(QString::fromLatin1(kDefaultExample));
                               }
                               finish();
                             }});
  }
  showNotice(strip);
}

void MainWindow::offerInterruptedRun() {
  if (session_->isBusy()) return;
  const RunRow* found = nullptr;
  for (int row = 0; row < runModel_.rowCount(); ++row) {
    const RunRow& run = runModel_.run(row);
    if (run.status == RunStatus::Interrupted &&
        (found == nullptr || run.started > found->started)) {
      found = &run;
    }
  }
  if (found == nullptr) return;
  disconnect(&runModel_, &RunListModel::listed, this, &MainWindow::offerInterruptedRun);
  // Each run is offered once; after that it waits in the table of runs.
  if (settings_.value(QLatin1String(kOfferedRun)) == found->path.toUtf8()) return;
  const auto experiment = RunFolder(found->path).experiment(*catalog_);
  const QString epochs =
      experiment && experiment->train.settings.steps == 0
          ? tr("epoch %1 of %2").arg(found->epochs).arg(experiment->train.settings.epochs)
          : tr("step %1 of %2").arg(found->steps).arg(found->totalSteps);
  if (!recovered_) {
    showRecovery(tr("The run \"%1\" was interrupted (%2).").arg(found->name, epochs), found->path);
  } else {
    showRecovery(tr("Recovered your last change from %1 and an interrupted run (%2).")
                     .arg(recoveredFrom_, epochs),
                 found->path);
  }
}

void MainWindow::goOnWith(const QString& runFolder) {
  if (session_->isBusy()) return;
  // A design with changes stays, whatever the run trains; that of the run is there already.
  if (!document_.isModified() && !showsDesignOf(runFolder)) loadDesignOf(runFolder);
  rememberRun();
  session_->resumeFolder(runFolder, document_.limits().threads);
}

}  // namespace qonvolve::ui
