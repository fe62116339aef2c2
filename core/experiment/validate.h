// SPDX-License-Identifier: GPL-3.0-or-later
// All problems of an experiment, without loading large data.
#pragma once

#include <optional>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/experiment/issue.h"
#include "core/gradient/simulation.h"
#include "core/model/compile.h"

namespace qonvolve {

/// What is known of the data before they are loaded; found out once by loading them.
struct DataSummary {
  FeatureShape shape;                   // as the source delivers it
  std::vector<std::string> classNames;  // after class selection
  std::size_t samples = 0;              // that are split; sets given apart do not count
  bool testGiven = false;               // a test set apart, so that none is split off
  bool validationGiven = false;
  /// Texts only: what the step that reads them makes of them, once fitted; the share of training
  /// texts with more words than it has positions, and the words of the longest.
  std::optional<FeatureShape> textShape = {};
  double longTexts = 0;
  std::size_t longestText = 0;
};

/// What the user lets a design take.
struct Limits {
  std::uint32_t qubits = 0;  // more are an error; 0: only slow ones are warned of
  std::uint64_t memory = 0;  // bytes while training; 0: what the system has free
  std::size_t threads = 0;   // 0: one per core

  bool operator==(const Limits&) const = default;
};

/// Threads that a run uses: the limit, else the cores.
std::size_t threadCount(const Limits& limits);

/// The experiment compiled as far as possible, with every problem found.
struct Checked {
  Model model;
  FeatureShape encoded;          // shape that reaches the first block
  SimulationOptions simulation;  // how circuits are evaluated; the default if that has errors
  std::vector<Issue> issues;     // errors first
  bool runnable() const;         // no issue of severity Error
};

/// Checks everything: unknown types and options, ranges, shapes, qubits, parameters, training
/// settings. `summary` is what loading the source gave; without it the source's own promise is used
/// where it has one, else features are taken from what the encoding wants.
Checked check(const Experiment& experiment, const Catalog& catalog,
              const std::optional<DataSummary>& summary = {}, const Limits& limits = {});

}  // namespace qonvolve
