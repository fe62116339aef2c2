// SPDX-License-Identifier: GPL-3.0-or-later
// Which program this is: version, commit, compiler.
#pragma once

#include <string>

namespace qonvolve {

struct ProgramVersion {
  std::string version;   // "0.1.0"
  std::string commit;    // "a1b2c3d", "unknown" outside a git checkout, "+" added for local changes
  std::string compiler;  // "g++ 12.2.0, Release"
  std::string qt;        // at run time
};

ProgramVersion programVersion();

}  // namespace qonvolve
