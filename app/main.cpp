// SPDX-License-Identifier: GPL-3.0-or-later
// Start of the window program.
#include <QApplication>
#include <QFileInfo>
#include <clocale>
#include <cstdio>
#include <exception>
#include <memory>

#include "app/command_line.h"
#include "app/language.h"
#include "app/main_window.h"
#include "app/pictures.h"
#include "core/io/files.h"
#include "core/io/version.h"
#include "widgets/theme/icons.h"

namespace {

using namespace qonvolve;
using namespace qonvolve::ui;

int run(QApplication& application, const StartOptions& options) {
  const auto catalog = std::make_shared<const Catalog>(makeCatalog());
  if (!options.exportFile.isEmpty()) return exportCircuit(options, catalog);
  if (!options.screenshotFile.isEmpty()) return takeScreenshot(application, options, catalog);
  if (!options.plotFile.isEmpty()) return plotRun(options);
  if (!options.reportFile.isEmpty()) return writeReport(options, catalog);

  Settings settings;
  if (options.resetSettings) settings.reset();
  const auto follow = [&application, &settings] {
    applyTheme(application, settings.preferences().theme);
    applyLanguage(application, settings.preferences().language);
  };
  follow();
  QObject::connect(&settings, &Settings::preferencesChanged, &application, follow);
  auto* window = new MainWindow(catalog, settings);
  window->setAttribute(Qt::WA_DeleteOnClose);
  if (!options.files.isEmpty()) {
    window->takeFile(options.files.first());
  } else if (!window->offerRecovery()) {  // what was recovered is shown instead
    const QString last = QString::fromUtf8(settings.value(QLatin1String(kLastProject)));
    const bool goOn = options.lastProject && QFileInfo::exists(last);
    if (!goOn || !window->openFile(last)) window->openExample(options.example);
  }
  window->showOnScreen();
  for (const QString& file : options.files.mid(1)) window->newWindow()->takeFile(file);
  if (options.trainEpochs > 0) window->trainFor(options.trainEpochs);
  const int code = QApplication::exec();
  // Windows refer to the settings; those that were not closed go before them.
  for (const MainWindow* left : MainWindow::windows()) delete left;
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  // Pictures need no display; the platform must be chosen before the application exists.
  if (wantsNoDisplay(argc, argv)) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  std::setlocale(LC_NUMERIC, "C");  // numbers in files and arguments always have a point
  setApplicationIdentity();
  QApplication::setApplicationDisplayName(QStringLiteral("Qonvolve"));
  QApplication::setApplicationVersion(QString::fromStdString(programVersion().version));
  QGuiApplication::setDesktopFileName(QStringLiteral("io.github.qonvolve.Qonvolve"));
  QApplication::setWindowIcon(icon(QStringLiteral("qonvolve")));
  const auto options = parseCommandLine(QApplication::arguments());
  if (!options) {
    std::fprintf(stderr, "qonvolve: %s\n%s\n", options.error().message.c_str(),
                 options.error().hint.c_str());
    return 2;
  }
  if (!options->printAndExit.isEmpty()) {
    std::fputs(qPrintable(options->printAndExit), stdout);
    return 0;
  }
  try {
    return run(application, *options);
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "qonvolve: %s\n", exception.what());
    return 1;
  }
}
