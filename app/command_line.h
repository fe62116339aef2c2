// SPDX-License-Identifier: GPL-3.0-or-later
// The options of the window program.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include "core/base/result.h"

namespace qonvolve::ui {

struct StartOptions {
  QStringList files;                          // projects to open, each in a window
  bool lastProject = true;                    // else that of the window that was closed last
  QString example = QStringLiteral("lines");  // else this
  QString screenshotFile;
  QSize size = QSize(1280, 800);
  QString page;          // of a screenshot: of the window or a panel, by id
  bool dark = false;     // of a screenshot
  int trainEpochs = 0;   // to train at once
  QString exportFormat;  // svg, pdf, png, or the id of a text format
  QString exportFile;
  int dpi = 192;    // of png
  QString plotRun;  // run folder
  QString plotFile;
  QString reportOn;  // folder of a run or of a sweep
  QString reportFile;
  bool resetSettings = false;
  QString printAndExit;  // help or version text
};

/// Errors: unknown options, values out of range.
Result<StartOptions> parseCommandLine(const QStringList& arguments);

/// Whether the arguments ask for a picture only, where there is no display.
bool wantsNoDisplay(int argc, char** argv);

}  // namespace qonvolve::ui
