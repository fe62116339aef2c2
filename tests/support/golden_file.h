// SPDX-License-Identifier: GPL-3.0-or-later
// Comparison with a golden file; QONVOLVE_UPDATE_GOLDEN=1 writes it anew, to be reviewed.
#pragma once

#include <QFile>
#include <QString>
#include <QTest>
#include <string>

namespace qonvolve::test {

/// `name` below tests/data. False (with the first differing line printed) if they differ.
inline bool matchesGolden(const QString& name, const std::string& text) {
  const QString path = qEnvironmentVariable("QONVOLVE_SOURCE") + "/tests/data/" + name;
  QFile file(path);
  if (qEnvironmentVariableIsSet("QONVOLVE_UPDATE_GOLDEN")) {
    return file.open(QIODevice::WriteOnly) &&
           file.write(text.data(), static_cast<qint64>(text.size())) ==
               static_cast<qint64>(text.size());
  }
  if (!file.open(QIODevice::ReadOnly)) {
    qWarning("no golden file %s", qPrintable(path));
    return false;
  }
  const QStringList expected = QString::fromUtf8(file.readAll()).split('\n');
  const QStringList actual = QString::fromStdString(text).split('\n');
  for (qsizetype i = 0; i < std::max(expected.size(), actual.size()); ++i) {
    if (expected.value(i) == actual.value(i)) continue;
    qWarning("%s line %lld\n  expected: %s\n  actual:   %s", qPrintable(name),
             static_cast<long long>(i + 1), qPrintable(expected.value(i)),
             qPrintable(actual.value(i)));
    return false;
  }
  return true;
}

}  // namespace qonvolve::test
