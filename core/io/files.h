// SPDX-License-Identifier: GPL-3.0-or-later
// Whole files read with a size limit and written atomically, the folders of the program, backups.
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace qonvolve {

/// Application name, so that window and command line share all folders. Call once
/// right after the application object exists.
void setApplicationIdentity();

/// Contents of a file of at most `limit` bytes.
Result<std::string> readFile(const QString& path, qint64 limit = qint64{256} << 20);

/// Writes a whole file: afterwards it holds either the old or the new contents, never a part. The
/// folder must exist. Leftovers of writers that were killed are removed. Devices and pipes are
/// written to as they are.
Result<void> writeFile(const QString& path, std::string_view contents);

/// Keeps the file's present contents as its newest backup, if it exists and differs from
/// `newContents`; the oldest of kBackups goes. A failure to do so is no reason not to save.
void keepBackup(const QString& path, std::string_view newContents);
inline constexpr int kBackups = 5;

/// Backups of a file, newest first.
QStringList backupsOf(const QString& path);

/// Default folder of runs; not created here: $QONVOLVE_RUNS, else the one chosen in the preferences
/// of the window, else one in the user's data folder.
QString defaultRunsFolder();
/// Folder for things that can be made again: run index, fitted preprocessing.
QString cacheFolder();

/// Creates a folder with its parents.
Result<void> makeFolder(const QString& path);

}  // namespace qonvolve
