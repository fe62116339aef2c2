// SPDX-License-Identifier: GPL-3.0-or-later
// What a file is that was opened or dragged into the window.
#pragma once

#include <QString>

namespace qonvolve::ui {

enum class FileKind {
  Project,   // *.qonv, *.qsweep
  Circuit,   // OpenQASM
  Table,     // CSV and its like
  Texts,     // labelled texts, or a folder with a file for each part of them
  IdxFiles,  // a folder of IDX files, or one of them
  Pictures,  // a picture, or a folder of them
  Run,       // the folder of a run
  Unknown,
};

/// By name, and by the first bytes where the name says nothing.
FileKind fileKind(const QString& path);

}  // namespace qonvolve::ui
