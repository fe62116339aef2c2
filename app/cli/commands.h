// SPDX-License-Identifier: GPL-3.0-or-later
// One function per command, each in a file of its name.
#pragma once

#include <vector>

#include "app/cli/command.h"

namespace qonvolve::cli {

Command benchCommand();
Command listCommand();
Command trainCommand();
Command resumeCommand();
Command validateCommand();
Command simulateCommand();
Command drawCommand();

/// In the order of the help.
std::vector<Command> allCommands();

}  // namespace qonvolve::cli
