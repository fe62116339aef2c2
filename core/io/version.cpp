// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/version.h"

#include <QtGlobal>

#include "qonvolve_commit.h"  // generated at build time

namespace qonvolve {

ProgramVersion programVersion() {
  ProgramVersion version;
  version.version = QONVOLVE_VERSION;
  version.commit = QONVOLVE_COMMIT;
#if defined(__clang__)
  version.compiler = "clang++ " __clang_version__;
#elif defined(__GNUC__)
  version.compiler = "g++ " __VERSION__;
#else
  version.compiler = "unknown compiler";
#endif
  version.compiler += ", " QONVOLVE_BUILD_TYPE;
  version.qt = qVersion();
  return version;
}

}  // namespace qonvolve
