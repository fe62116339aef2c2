// SPDX-License-Identifier: GPL-3.0-or-later
// Records of runs that never took place: any number of them, of several kinds.
#pragma once

#include <QDir>
#include <QFile>

#include "core/io/json.h"
#include "core/io/run_record.h"

namespace qonvolve::test {

/// Names, encodings, optimizers, states and scores follow from the number.
inline RunRecord sampleRun(int i) {
  RunRecord r;
  r.status = i % 50 == 3 ? RunStatus::Diverged : RunStatus::Finished;
  r.name = i % 2 == 0 ? "Lines" : "Moons";
  r.started = QStringLiteral("2026-%1-%2T10:00:%3.000Z")
                  .arg(1 + i / 1000, 2, 10, QLatin1Char('0'))
                  .arg(1 + i % 28, 2, 10, QLatin1Char('0'))
                  .arg(i % 60, 2, 10, QLatin1Char('0'))
                  .toStdString();
  r.seed = static_cast<std::uint64_t>(i);
  r.designHash = "0123456789ab";
  r.encoding = i % 3 == 0 ? "amplitude" : "angle";
  r.optimizer = i % 5 == 0 ? "sgd" : "adam";
  r.classNames = {"a", "b"};
  r.qubits = 8;
  r.parameters = 45;
  r.epochs = 30;
  r.hasValidation = true;
  r.bestEpoch = static_cast<std::uint64_t>(1 + i % 30);
  r.best = {0.4, (i % 1000) / 1000.0};
  r.lastValidation = {0.5, (i % 500) / 1000.0};
  r.test.samples = 100;
  r.test.accuracy = 0.75;
  r.test.low95 = 0.66;
  r.test.high95 = 0.82;
  return r;
}

/// Into a folder that is made for it.
inline bool writeRun(const QString& folder, const RunRecord& run) {
  QFile file(folder + "/run.json");
  if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly)) return false;
  const std::string text = writeJson(recordJson(run), JsonLayout::Compact);
  return file.write(text.data(), qint64(text.size())) == qint64(text.size());
}

}  // namespace qonvolve::test
