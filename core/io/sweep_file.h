// SPDX-License-Identifier: GPL-3.0-or-later
// Sweep files: what to vary and how often, as JSON text (*.qsweep).
#pragma once

#include <QString>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/json_reader.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// The format this version writes. Newer ones are refused.
inline constexpr std::int64_t kSweepVersion = 1;

/// Outcome of reading: with errors the sweep is not to be used.
struct SweepReading {
  SweepSpec spec;
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// Reads the text of a sweep. Members this version does not know are warned about, kept, and
/// written again.
///   {"format": "qonvolve-sweep", "version": 1, "name": "...", "base": "example:lines",
///    "set": {"/train/epochs": 10},
///    "axes": [{"name": "optimizer", "path": "/train/optimizer/type", "values": ["adam", "sgd"]},
///             {"name": "encoding", "values": [{"label": "angle", "set": {"/stack/0/type": ...}}]},
///             {"path": "/train/optimizer/options/learning_rate", "from": 0.001, "to": 0.1,
///              "scale": "log"}],
///    "sampling": {"method": "grid"}, "seeds": {"first": "1", "count": 5},
///    "budget": {"epochs": 10}, "halving": {"factor": 3, "first_epochs": 2}, "baselines": ["auto"]}
/// `base` may be a project itself. Values of `set` are numbers, flags, text, lists or objects.
SweepReading readSweep(std::string_view text, const std::string& name = {});

Json sweepJson(const SweepSpec& spec);
std::string sweepText(const SweepSpec& spec);

struct LoadedSweep {
  SweepSpec spec;
  QString folder;  // absolute; relative paths of the sweep start here
  std::vector<Error> warnings;
};
Result<LoadedSweep> loadSweep(const QString& path);

}  // namespace qonvolve
