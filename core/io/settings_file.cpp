// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/settings_file.h"

#include <QStandardPaths>

namespace qonvolve {

QString settingsFile() {
  // Without an organization QSettings would take the folder "Unknown Organization".
  return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + "/qonvolve.conf";
}

}  // namespace qonvolve
