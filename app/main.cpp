// SPDX-License-Identifier: GPL-3.0-or-later
// Start of the window program.
#include <QApplication>
#include <clocale>
#include <cstdio>
#include <exception>
#include <memory>

#include "app/command_line.h"
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

  Settings settings;
  if (options.resetSettings) settings.reset();
  applyTheme(application, settings.theme());
  MainWindow window(catalog, settings);
  if (!options.file.isEmpty()) {
    window.openFile(options.file);
  } else {
    window.openExample(options.example);
    window.offerRecovery();
  }
  window.show();
  if (options.trainEpochs > 0) window.trainFor(options.trainEpochs);
  return QApplication::exec();
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
