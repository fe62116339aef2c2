// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures made from the command line: the window, a circuit, the curves of a run.
#pragma once

#include <memory>

#include "app/command_line.h"
#include "core/experiment/catalog.h"

class QApplication;

namespace qonvolve::ui {

/// Each returns the exit code of the program and says on stderr what went wrong.
int takeScreenshot(QApplication& application, const StartOptions& options,
                   std::shared_ptr<const Catalog> catalog);
int exportCircuit(const StartOptions& options, std::shared_ptr<const Catalog> catalog);
int plotRun(const StartOptions& options);
int writeReport(const StartOptions& options, std::shared_ptr<const Catalog> catalog);

}  // namespace qonvolve::ui
