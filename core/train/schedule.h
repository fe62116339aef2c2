// SPDX-License-Identifier: GPL-3.0-or-later
// Learning-rate schedules: a factor on the learning rate as a function of the step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/registry/registry.h"

namespace qonvolve {

/// Where a run stands before a step.
struct Moment {
  std::uint64_t step = 0;        // steps done
  std::uint64_t totalSteps = 1;  // planned, at least 1
  std::uint64_t stepsPerEpoch = 1;

  double epochs() const { return static_cast<double>(step) / static_cast<double>(stepsPerEpoch); }
  /// Share of the run that is done; 1 at its last step.
  double share() const;
};

/// The factor for the step that comes; a pure function, so that nothing has to be saved.
using Schedule = std::function<double(const Moment&)>;

struct ScheduleType {
  EntryInfo info;
  std::vector<Field> fieldList;
  std::function<Result<Schedule>(const Values&, const std::string& where)> make;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// A ScheduleType from a typed Options struct; `factor` is double(const Options&, const Moment&).
template <class Options, class Factor>
ScheduleType makeScheduleType(EntryInfo info, Schema<Options> schema, Factor factor) {
  ScheduleType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), factor](const Values& values,
                                                   const std::string& where) -> Result<Schedule> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return Schedule(
        [options = *options, factor](const Moment& moment) { return factor(options, moment); });
  };
  return type;
}

/// All of them, in the order of lists.
Registry<ScheduleType> builtinSchedules();

}  // namespace qonvolve
