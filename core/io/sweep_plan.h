// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep worked out: its designs as experiments, its runs with names that never change.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// One design of the sweep, or one baseline.
struct SweepCell {
  std::vector<std::string> labels;  // one an axis; empty for a baseline
  std::string label;                // "amplitude, adam"; the baseline's name
  std::string baseline;             // id; empty: a design
  SweepPoint point;
  Experiment experiment;         // with the first seed
  std::optional<Error> problem;  // why it cannot run: no runs then
  std::uint32_t qubits = 0;
  std::uint32_t parameters = 0;
  std::size_t twoQubitGates = 0;
  std::vector<std::size_t> runs;  // one a seed; cells that are the same design share them
};

struct SweepRun {
  std::string id;  // design hash and seed, "0f3a5c7e9b1d-3": also the name of its folder
  std::size_t cell = 0;
  std::uint64_t seed = 0;
};

struct SweepPlan {
  SweepSpec spec;
  std::string baseFolder;        // where relative paths of the sweep start
  std::vector<SweepCell> cells;  // designs in the order of sweepPoints(), then baselines
  std::vector<SweepRun> runs;    // the first seed of all cells, then the second, ...
  Experiment experimentOf(std::size_t run) const;
};

/// Works a sweep out. The data of every source that occurs are loaded once to know their shape.
/// What makes one design impossible is its cell's problem; errors are those of the base and of the
/// sweep itself.
Result<SweepPlan> planSweep(const SweepSpec& spec, const Catalog& catalog,
                            const std::string& baseFolder);

/// The experiment a sweep starts from, with its own changes and budget.
Result<Experiment> baseExperiment(const SweepSpec& spec, const Catalog& catalog,
                                  const std::string& baseFolder);

}  // namespace qonvolve
