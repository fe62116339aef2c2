// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are dragged into the window: what they are, and what can be done with them.
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

#include "app/circuit_dialog.h"
#include "app/dropped_file.h"
#include "app/exports.h"
#include "app/main_window.h"
#include "core/io/examples.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/runs_view.h"
#include "widgets/results/predict_dialog.h"
#include "widgets/results/results_view.h"

namespace qonvolve::ui {
namespace {

constexpr char kTextExample[] = "text-qdconv-mc";  // its circuits are small whatever the texts are

bool readsTexts(const DataSpec& data, const Catalog& catalog) {
  return std::ranges::any_of(data.preprocess, [&](const Choice& step) {
    const PreprocessorType* type = catalog.preprocessors.find(step.type);
    return type != nullptr && type->readsTexts;
  });
}

/// Texts need a network that reads words: the published one in place of a design for numbers.
void takeTextDesign(Experiment& experiment, const Catalog& catalog) {
  auto example = loadExample(kTextExample, catalog);
  if (!example) return;  // the problems of the design say what is missing
  experiment.data.preprocess = {{.type = "text", .options = {}}};
  experiment.stack = std::move(example->stack);
  experiment.train = std::move(example->train);
  assignIds(experiment.stack);
}

}  // namespace

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  takeFile(event->mimeData()->urls().first().toLocalFile());
}

void MainWindow::takeFile(const QString& path) {
  const QString name = QFileInfo(path).fileName();
  // What is not there is opened as a project, which says so.
  switch (QFileInfo::exists(path) ? fileKind(path) : FileKind::Project) {
    case FileKind::Project:
      if (windowWith(path) != nullptr || mayReplace()) openFile(path);
      return;
    case FileKind::Circuit:
      showCircuit(path);
      return;
    case FileKind::Run:
      openRun(path);
      return;
    case FileKind::Table:
      offerData(tr("%1 is a table.").arg(name), path,
                Choice{"csv", {{"file", path.toStdString()}}});
      return;
    case FileKind::Texts:
      offerData(
          tr("%1 holds labelled texts.").arg(name), path,
          Choice{"text", {{QFileInfo(path).isDir() ? "folder" : "file", path.toStdString()}}});
      return;
    case FileKind::IdxFiles:
      offerIdxFiles(QFileInfo(path));
      return;
    case FileKind::Pictures:
      offerData(tr("%1: pictures can be predicted on.").arg(name), path, {});
      return;
    case FileKind::Unknown:
      fail(tr("Nothing can be done with %1.").arg(name),
           {"", "",
            tr("What can be opened: a project, an OpenQASM circuit, a CSV table, labelled texts, "
               "IDX files, pictures or the folder of a run.")
                .toStdString()});
      return;
  }
}

void MainWindow::offerIdxFiles(const QFileInfo& place) {
  // Images and labels are read together, from one folder.
  const QString folder = place.isDir() ? place.filePath() : place.absolutePath();
  offerData(tr("%1 holds images in IDX files.").arg(QFileInfo(folder).fileName()), folder,
            Choice{"idx", {{"dataset", std::string("folder")}, {"folder", folder.toStdString()}}});
}

void MainWindow::offerData(const QString& what, const QString& path,
                           const std::optional<Choice>& source) {
  StripMessage message{.kind = StripMessage::Kind::Hint, .text = what};
  const auto done = [this] {
    notice_ = Notice::None;
    refreshStrip();
  };
  if (source) {
    const bool texts = source->type == "text";
    message.buttons.push_back(
        {texts ? tr("Open as texts") : tr("Train on it"), [this, done, texts, source = *source] {
           done();
           document_.edit(tr("Change the data"), [&](Experiment& e) {
             if (texts && !readsTexts(e.data, *catalog_)) takeTextDesign(e, *catalog_);
             e.data.source = source;
             e.data.classes.clear();
           });
         }});
  }
  if (const QString run = runToPredictWith(); !run.isEmpty()) {
    message.buttons.push_back({tr("Predict on it"), [this, done, run, path] {
                                 done();
                                 predictWith(run, path);
                               }});
  } else if (!source) {
    message.text = tr("%1 Train a model on images first.").arg(what);
  }
  showNotice(message);
}

QString MainWindow::runToPredictWith() const {
  if (const auto& shown = resultsView_->results()) return shown->folder;
  const QStringList selected = runs_->selectedRuns();
  return selected.size() == 1 ? selected.first() : QString();
}

void MainWindow::showCircuit(const QString& path) {
  auto model = readCircuitFile(path);
  if (!model) {
    fail(tr("Could not read %1.").arg(QFileInfo(path).fileName()), model.error());
    return;
  }
  const QString name = QFileInfo(path).completeBaseName();
  auto* dialog = new CircuitDialog(name, *model, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &CircuitDialog::exportRequested, this, [this, dialog, name, model = *model] {
    Experiment experiment;
    experiment.name = name.toStdString();
    auto* exports = new ExportDialog(
        {circuitTopic(dialog->panel(), {catalog_, std::move(experiment), {}, model, {}})},
        settings_.lastFolder(), dialog);
    exports->show();
  });
  dialog->show();
  log(tr("Showed the circuit %1").arg(path));
}

}  // namespace qonvolve::ui
