// SPDX-License-Identifier: GPL-3.0-or-later
// One function per command, each in a file of its name.
#pragma once

#include <vector>

#include "app/cli/command.h"

namespace qonvolve::cli {

Command listCommand();
Command trainCommand();
Command resumeCommand();
Command sweepCommand();
Command compareCommand();
Command reportCommand();
Command evaluateCommand();
Command validateCommand();
Command dataCommand();
Command simulateCommand();
Command describeCommand();
Command scanCommand();
Command layerwiseCommand();
Command drawCommand();
Command exportCommand();
Command benchCommand();

/// In the order of the help.
std::vector<Command> allCommands();

}  // namespace qonvolve::cli
