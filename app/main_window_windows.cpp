// SPDX-License-Identifier: GPL-3.0-or-later
// Several windows of one program, the preferences they share, the gallery of examples, export.
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QTabWidget>

#include "app/example_gallery.h"
#include "app/exports.h"
#include "app/main_window.h"
#include "app/preferences.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/compare/compare_page.h"
#include "widgets/inspector/inspector.h"
#include "widgets/panels/problems_view.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plateau/plateau_page.h"
#include "widgets/plots/confusion_view.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/results_view.h"
#include "widgets/results/robustness_page.h"

namespace qonvolve::ui {
namespace {

constexpr int kCascade = 32;  // pixels from one window to the next

}  // namespace

void MainWindow::connectWindows() {
  connect(actions_.newWindow, &QAction::triggered, this, [this] { newWindow(); });
  connect(actions_.closeWindow, &QAction::triggered, this, &QWidget::close);
  // The actions belong to a window that may go away on the way.
  connect(
      actions_.quit, &QAction::triggered, qApp, [] { QApplication::closeAllWindows(); },
      Qt::QueuedConnection);
  connect(actions_.preferences, &QAction::triggered, this, &MainWindow::showPreferences);
  connect(actions_.examples, &QAction::triggered, this, &MainWindow::showExamples);
  connect(problems_, &ProblemsView::preferencesRequested, this, &MainWindow::showPreferences);
  connect(inspector_, &Inspector::preferencesRequested, this, &MainWindow::showPreferences);
  connect(&settings_, &Settings::preferencesChanged, this, &MainWindow::applyPreferences);
  // Runs of other windows are in the same folder.
  connect(queue_.get(), &WorkQueue::changed, this, [this] {
    runModel_.refresh();
    const auto count = queue_->entries().size();
    trainingTabs_->setTabText(trainingTabs_->indexOf(trainingTabs_->findChild<QWidget*>("queue")),
                              count > 1 ? tr("Queue (%1)").arg(count) : tr("Queue"));
  });
}

std::vector<MainWindow*> MainWindow::windows() {
  std::vector<MainWindow*> found;
  for (QWidget* widget : QApplication::topLevelWidgets()) {
    if (auto* window = qobject_cast<MainWindow*>(widget)) found.push_back(window);
  }
  return found;
}

MainWindow* MainWindow::newWindow() {
  auto* window = new MainWindow(catalog_, settings_, folders_, nullptr, queue_);
  window->setAttribute(Qt::WA_DeleteOnClose);
  window->resize(isMaximized() ? normalGeometry().size() : size());
  window->move(pos() + QPoint(kCascade, kCascade));
  window->show();
  window->offerExamples();
  return window;
}

MainWindow* MainWindow::windowWith(const QString& path) const {
  const QString file = QFileInfo(path).canonicalFilePath();
  if (file.isEmpty()) return nullptr;
  for (MainWindow* window : windows()) {
    if (window != this && window->isVisible() &&
        QFileInfo(window->document_.fileName()).canonicalFilePath() == file) {
      return window;
    }
  }
  return nullptr;
}

void MainWindow::showPreferences() {
  auto* dialog = findChild<PreferencesDialog*>();
  if (dialog == nullptr) {
    dialog = new PreferencesDialog(settings_, runModel_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PreferencesDialog::cleanUpRequested, this, [this] {
      trainingTabs_->parentWidget()->show();
      trainingTabs_->setCurrentWidget(runs_);
      runs_->actions().showArchived->setChecked(true);
      runs_->actions().cleanUp->trigger();
    });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

void MainWindow::showExamples() {
  auto* gallery = findChild<ExampleGallery*>();
  if (gallery == nullptr) {
    gallery = new ExampleGallery(*catalog_, this);
    gallery->setAttribute(Qt::WA_DeleteOnClose);
    connect(gallery, &ExampleGallery::chosen, this, [this](const QString& id) {
      if (mayReplace()) openExample(id);
    });
  }
  gallery->show();
  gallery->raise();
  gallery->activateWindow();
}

void MainWindow::applyPreferences() {
  const Preferences& preferences = settings_.preferences();
  document_.setLimits({.qubits = static_cast<std::uint32_t>(preferences.qubits),
                       .memory = static_cast<std::uint64_t>(preferences.memoryMiB) << 20U,
                       .threads = static_cast<std::size_t>(preferences.threads)});
  recovery_.setEnabled(preferences.recovery);
  const QString runs = folders_.runs.isEmpty() ? settings_.runsFolder() : folders_.runs;
  resultsView_->robustness()->setThreads(threadCount(document_.limits()));
  compare_->setThreads(static_cast<std::size_t>(preferences.threads));
  compare_->setSweepsFolder(runs + "/sweeps");
  plateau_->setThreads(static_cast<std::size_t>(preferences.threads));
  plateau_->setRunsFolder(runs);
  if (runModel_.folder() != QDir(runs).absolutePath()) {
    runModel_.setFolder(runs, folders_.runIndex);
  }
  actions_.themeSystem->setChecked(preferences.theme == ThemeChoice::System);
  actions_.themeLight->setChecked(preferences.theme == ThemeChoice::Light);
  actions_.themeDark->setChecked(preferences.theme == ThemeChoice::Dark);
  refreshCost();
}

ExportDialog* MainWindow::exportView() {
  if (auto* open = findChild<ExportDialog*>()) open->close();  // it shows the design of before
  const Model& model = document_.checked().model;
  ExportedDesign design{catalog_, document_.experiment(), document_.baseFolder(), model, {}};
  if (runIsOfThisDesign() && parameters_.size() == model.parameterCount) {
    design.parameters = parameters_;
  }
  const QString name = document_.displayName();
  std::vector<ExportTopic> topics{circuitTopic(*circuit_, std::move(design)),
                                  mapTopic(circuit_->map(), name), plotTopic(*plots_, name)};
  const ConfusionView& matrix = *resultsView_->confusion();
  if (!matrix.isEmpty()) topics.push_back(confusionTopic(matrix, name));
  const RobustnessPage& study = *resultsView_->robustness();
  if (!study.points().empty()) topics.push_back(noiseTopic(*study.plot(), name));
  topics.push_back(runsTopic(runModel_));
  if (!compare_->isEmpty()) topics.push_back(comparisonTopic(*compare_));
  auto* dialog = new ExportDialog(std::move(topics), settings_.lastFolder(), this);
  const QStringList last =
      QString::fromUtf8(settings_.value(QStringLiteral("export"))).split(QLatin1Char('/'));
  dialog->select(last.value(0), last.value(1));
  connect(dialog, &ExportDialog::saved, this,
          [this](const QString& path, const QString& topic, const QString& format) {
            settings_.setLastFolder(QFileInfo(path).absolutePath());
            settings_.setValue(QStringLiteral("export"), (topic + '/' + format).toUtf8());
            log(tr("Wrote %1").arg(path));
          });
  dialog->show();
  return dialog;
}

}  // namespace qonvolve::ui
