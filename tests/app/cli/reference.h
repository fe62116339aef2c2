// SPDX-License-Identifier: GPL-3.0-or-later
// The reference files of the simulator, and how far states written as JSON are apart.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>

#include "tests/app/cli/cli.h"
#include "tests/support/reference_data.h"

namespace qonvolve::test {

/// A column "file" with the files of these patterns; one empty row where there are none.
inline void addReferenceFiles(const QStringList& patterns) {
  QTest::addColumn<QString>("file");
  const QString path = referenceData("reference/physics");
  if (path.isEmpty()) {
    QTest::newRow("none") << QString();
    return;
  }
  const QDir folder(path);
  for (const QString& file : folder.entryList(patterns)) {
    QTest::newRow(qPrintable(file)) << folder.filePath(file);
  }
}

inline double real(const Json& json) {
  if (const auto* value = json.as<double>()) return *value;
  if (const auto* value = json.as<std::int64_t>()) return double(*value);
  return std::numeric_limits<double>::quiet_NaN();
}

/// The amplitudes of "statevector"; none where there is no such member.
inline std::vector<std::complex<double>> stateOf(const Json& json) {
  std::vector<std::complex<double>> amplitudes;
  const Json* list = json.find("statevector");
  if (list == nullptr) return amplitudes;
  for (const Json& pair : *list->as<JsonArray>()) {
    const auto& parts = *pair.as<JsonArray>();
    amplitudes.emplace_back(real(parts[0]), real(parts[1]));
  }
  return amplitudes;
}

/// Largest difference of the amplitudes up to one global phase; infinite for states of other sizes
/// and where there is none.
inline double stateDifference(const Json& here, const Json& there) {
  const auto a = stateOf(here), b = stateOf(there);
  if (a.size() != b.size() || a.empty()) return std::numeric_limits<double>::infinity();
  std::complex<double> overlap = 0;
  for (std::size_t i = 0; i < a.size(); ++i) overlap += std::conj(a[i]) * b[i];
  const auto phase = overlap / std::abs(overlap);
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] * phase - b[i]));
  return worst;
}

}  // namespace qonvolve::test
