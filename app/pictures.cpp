// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures made from the command line: the window, a circuit, the curves of a run.
#include "app/pictures.h"

#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QHash>
#include <QPainter>
#include <QTabWidget>
#include <QTemporaryDir>
#include <cstdio>

#include "app/example_gallery.h"
#include "app/exports.h"
#include "app/language.h"
#include "app/main_window.h"
#include "core/io/comparison.h"
#include "core/io/examples.h"
#include "core/io/files.h"
#include "core/io/report.h"
#include "core/io/run_folder.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/report_pdf.h"
#include "widgets/inspector/inspector.h"
#include "widgets/plateau/plateau_page.h"
#include "widgets/plots/training_plots.h"
#include "widgets/results/data_view.h"
#include "widgets/results/results_view.h"

namespace qonvolve::ui {
namespace {

constexpr qint64 kPatience = 60000;  // ms

int complain(const Error& error) {
  std::fprintf(stderr, "qonvolve: %s\n", toText(error).c_str());
  return 1;
}

/// The exit status of writing `contents`, which is said with the name of the file.
int writeAndSay(const QString& file, const std::string& contents) {
  const auto written = writeFile(file, contents);
  if (!written) return complain(written.error());
  std::fprintf(stderr, "Written to %s.\n", qPrintable(file));
  return 0;
}

void settle(int milliseconds) {
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < milliseconds) QApplication::processEvents(QEventLoop::AllEvents, 20);
}

bool trainFor(MainWindow& window, int epochs) {
  if (!window.actions().train->isEnabled()) return false;
  QEventLoop loop;
  bool ended = false;
  const auto end = [&](bool well) {
    ended = well;
    loop.quit();
  };
  QObject::connect(window.session(), &TrainingSession::finished, &loop, [&] { end(true); });
  QObject::connect(window.session(), &TrainingSession::failed, &loop, [&] { end(false); });
  window.trainFor(epochs);
  loop.exec();
  return ended;
}

}  // namespace

int takeScreenshot(QApplication& application, const StartOptions& options,
                   std::shared_ptr<const Catalog> catalog) {
  applyLanguage(application, QStringLiteral("en"));
  applyTheme(application, options.dark ? ThemeChoice::Dark : ThemeChoice::Light);
  QTemporaryDir scratch;  // neither the user's settings nor their runs are touched
  Settings settings(scratch.filePath(QStringLiteral("settings.ini")));
  MainWindow window(std::move(catalog), settings,
                    {.runs = scratch.filePath(QStringLiteral("runs")),
                     .runIndex = scratch.filePath(QStringLiteral("index.sqlite")),
                     .recovery = scratch.filePath(QStringLiteral("recovery"))});
  const bool opened = options.files.isEmpty() ? window.openExample(options.example)
                                              : window.openFile(options.files.first());
  if (!opened) return 1;
  window.resize(options.size);
  window.show();
  settle(100);
  if (options.trainEpochs > 0 && !trainFor(window, options.trainEpochs)) {
    return complain({"", "The design could not be trained.", ""});
  }
  const QHash<QString, QAction*> dialogs{
      {QStringLiteral("export"), window.actions().exportView},
      {QStringLiteral("examples"), window.actions().examples},
      {QStringLiteral("preferences"), window.actions().preferences}};
  if (options.page == QLatin1String("map")) {
    window.actions().map->setChecked(true);
  } else if (QAction* dialog = dialogs.value(options.page)) {
    dialog->trigger();
  } else if (window.plateau()->study(options.page)) {
    window.showPage(QStringLiteral("plateau"));
  } else if (!window.showPage(options.page)) {
    return complain({"", "There is no page \"" + options.page.toStdString() + "\".", ""});
  }
  // What is worked out in the background belongs in the picture.
  QElapsedTimer waited;
  waited.start();
  const auto* gallery = window.findChild<ExampleGallery*>();
  const auto waiting = [&] {
    return window.dataView()->state() == DataView::State::Loading ||
           window.comparePage()->session().isPlanning() || window.plateau()->isBusy() ||
           (gallery != nullptr && !gallery->isComplete()) ||
           (options.trainEpochs > 0 && window.results()->results() == nullptr);
  };
  while (waiting() && waited.elapsed() < kPatience) settle(50);
  settle(300);
  QPixmap shot = window.grab();
  if (auto* dialog = window.findChild<QDialog*>()) {
    QPainter painter(&shot);
    painter.drawPixmap(window.rect().center() - dialog->rect().center(), dialog->grab());
  }
  if (!shot.save(options.screenshotFile)) {
    return complain(
        {options.screenshotFile.toStdString(), "The picture could not be written.", ""});
  }
  return 0;
}

int exportCircuit(const StartOptions& options, std::shared_ptr<const Catalog> catalog) {
  ExperimentDocument document(*catalog);
  if (!options.files.isEmpty()) {
    if (const auto opened = document.open(options.files.first()); !opened)
      return complain(opened.error());
  } else {
    auto example = loadExample(options.example.toStdString(), *catalog);
    if (!example) return complain(example.error());
    document.reset(std::move(*example));
  }
  CircuitPanel panel;
  panel.resize(1200, 600);
  panel.setModel(document.checked().model);
  const ExportTopic topic = circuitTopic(panel, {std::move(catalog),
                                                 document.experiment(),
                                                 document.baseFolder(),
                                                 document.checked().model,
                                                 {}});
  ExportOptions wanted;
  wanted.format = options.exportFormat;
  wanted.dpi = options.dpi;
  const auto contents = topic.make(wanted);
  if (!contents) return complain(contents.error());
  QString path = options.exportFile;
  for (const ExportFormat& format : topic.formats) {
    if (format.id == wanted.format && QFileInfo(path).suffix().isEmpty()) {
      path += QLatin1Char('.') + format.suffix;
    }
  }
  return writeAndSay(path, contents->toStdString());
}

int plotRun(const StartOptions& options) {
  const RunFolder folder(options.plotRun);
  const auto record = folder.record();
  if (!record) return complain(record.error());
  const History history = folder.history();
  TrainingPlots plots;
  plots.resize(1200, 400);
  std::vector<TrainEvent> events;
  for (const StepDone& step : history.steps) events.emplace_back(step);
  for (const EpochDone& epoch : history.epochs) events.emplace_back(epoch);
  const std::uint64_t stepsPerEpoch =
      history.epochs.empty() ? 1 : std::max<std::uint64_t>(1, history.epochs.front().step);
  plots.clear({}, stepsPerEpoch, history.epochs.size());
  plots.append(events);
  const auto picture = plots.loss()->picture(QFileInfo(options.plotFile).suffix().toLower());
  if (!picture) return complain(picture.error());
  return writeAndSay(options.plotFile, picture->toStdString());
}

int writeReport(const StartOptions& options, std::shared_ptr<const Catalog> catalog) {
  const auto comparison = openComparison({options.reportOn}, *catalog);
  if (!comparison) return complain(comparison.error());
  const std::string html = reportHtml(*comparison, *catalog, utcNow().substr(0, 16) + " UTC");
  const bool pdf = QFileInfo(options.reportFile).suffix().toLower() == QLatin1String("pdf");
  return writeAndSay(options.reportFile, pdf ? reportPdf(html).toStdString() : html);
}

}  // namespace qonvolve::ui
