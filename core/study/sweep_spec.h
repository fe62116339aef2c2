// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep as a value: which settings vary, how they are combined, how often and how long to train.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/registry/schema.h"

namespace qonvolve {

/// One change of an experiment by JSON pointer; the value is text as for `--set`, or JSON text of a
/// list or object (a whole block, all preprocessing).
struct SettingChange {
  std::string path;
  std::string value;
  bool operator==(const SettingChange&) const = default;
};

/// One value of an axis: a name and the changes it stands for, made in order.
struct AxisValue {
  std::string label;
  std::vector<SettingChange> changes;
  bool operator==(const AxisValue&) const = default;
};

/// Any number between two bounds, for Random and Sobol sampling.
struct AxisRange {
  std::string path;
  double low = 0;
  double high = 1;
  bool logarithmic = false;
  bool integer = false;
  bool operator==(const AxisRange&) const = default;
};

/// Either values or a range.
struct SweepAxis {
  std::string name;
  std::vector<AxisValue> values;
  std::optional<AxisRange> range = {};
  std::string unknown = {};
  bool operator==(const SweepAxis&) const = default;
};

enum class SweepSampling : std::uint8_t {
  Grid,    // every combination of the values
  List,    // the first values of all axes together, then the second, ...
  Random,  // independent draws
  Sobol,   // points of a Sobol sequence: spread more evenly than random ones
};
const std::vector<Option>& sweepSamplings();

/// Successive halving (Jamieson and Talwalkar, arXiv:1502.07943): all designs train for
/// `firstEpochs`, the best 1/factor of them `factor` times as long, and so on to the full length.
struct SweepHalving {
  std::int64_t factor = 3;
  std::int64_t firstEpochs = 1;
  bool operator==(const SweepHalving&) const = default;
};

/// How long every run trains; 0 leaves what the experiment says.
struct SweepBudget {
  std::int64_t epochs = 0;
  std::int64_t steps = 0;
  std::int64_t evaluations = 0;  // circuits that hardware would run
  std::int64_t patience = 0;     // epochs without a better one, then stop
  bool operator==(const SweepBudget&) const = default;
};

struct SweepSpec {
  std::string name;
  std::string description;
  std::string base = "example:lines";  // an example, a project file, or a project as JSON text
  std::vector<SettingChange> changes;  // made before all else
  std::vector<SweepAxis> axes;
  SweepSampling sampling = SweepSampling::Grid;
  std::int64_t samples = 16;  // Random, Sobol: designs
  std::uint64_t samplingSeed = 1;
  std::vector<std::uint64_t> seeds = {1, 2, 3, 4, 5};
  SweepBudget budget;
  std::optional<SweepHalving> halving;
  std::vector<std::string> baselines;  // ids of baselines(); "auto" chooses
  std::string unknown = {};            // members of the file this version does not know
  bool operator==(const SweepSpec&) const = default;
};

inline constexpr std::size_t kMostSweepRuns = 1'000'000;

/// One design of a sweep: for each axis the number of its value, or what was drawn from its range.
struct SweepPoint {
  std::vector<std::size_t> values;  // 0 for a range
  std::vector<double> drawn;        // 0 where the axis has values
  bool operator==(const SweepPoint&) const = default;
};

/// The designs of a sweep, in order. Errors at "/axes/..." or "/sampling/...": an axis is empty, a
/// grid has a range, lists differ in length, too many runs.
Result<std::vector<SweepPoint>> sweepPoints(const SweepSpec& spec);

/// What an axis says at a point: label and changes.
AxisValue axisValueAt(const SweepAxis& axis, std::size_t value, double drawn);

}  // namespace qonvolve
