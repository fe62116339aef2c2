// SPDX-License-Identifier: GPL-3.0-or-later
// Where the programs keep the user's settings.
#pragma once

#include <QString>

namespace qonvolve {

/// An INI file in the user's configuration folder: ~/.config/qonvolve/qonvolve.conf.
QString settingsFile();

}  // namespace qonvolve
