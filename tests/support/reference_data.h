// SPDX-License-Identifier: GPL-3.0-or-later
// Where tests find data that do not come with the sources.
#pragma once

#include <QDir>
#include <QString>

namespace qonvolve::test {

/// A folder such as "data/mnist" below $QONVOLVE_SHARED, else beside the sources; empty when it is
/// not there.
inline QString referenceData(const QString& inside) {
  QString shared = qEnvironmentVariable("QONVOLVE_SHARED");
  if (shared.isEmpty()) shared = qEnvironmentVariable("QONVOLVE_SOURCE") + "/../shared";
  const QString folder = shared + "/" + inside;
  return QDir(folder).exists() ? folder : QString();
}

}  // namespace qonvolve::test
