// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizers: the rule apart from the loop, the state a value.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/rng.h"
#include "core/registry/registry.h"
#include "core/train/objective.h"

namespace qonvolve {

/// Named vectors that hold all an optimizer remembers between steps.
using OptimizerState = std::map<std::string, std::vector<double>>;

/// What the trainer tells an optimizer about one step.
struct StepInfo {
  Rng rng{};                     // the only source of random choices; from seed and step number
  double rate = 1;               // factor on the learning rate, from the schedule
  std::uint64_t totalSteps = 0;  // planned for the whole run; 0: not known
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Moves theta by one step. Returns the loss at the theta it was given.
  virtual double step(std::span<double> theta, Objective& objective, const StepInfo& info) = 0;
  virtual OptimizerState state() const = 0;
  /// Continues from a state() of the same optimizer type and size; errors name what does not fit.
  virtual Result<void> restore(const OptimizerState& state) = 0;
};

/// What an optimizer asks of a run; whether a design can give it is checked before the start.
struct OptimizerNeeds {
  bool schedule = false;       // its learning rate follows the schedule
  bool clipping = false;       // goes along gradients, which may be clipped
  bool steadyBatch = false;    // searches along the loss of one batch: every step should see all
  bool waves = false;          // wave() of every parameter
  bool freeRotations = false;  // at least one freeRotations()
  /// Where waves are missing, this option set to this value does without.
  std::string numericOption = {};
  std::string numericValue = {};
};

struct OptimizerType {
  EntryInfo info;
  std::vector<Field> fieldList;
  std::function<Result<std::unique_ptr<Optimizer>>(const Values&, std::size_t parameters,
                                                   const std::string& where)>
      make;
  /// Depends on the options; those that cannot be read count as defaults.
  std::function<OptimizerNeeds(const Values&)> needs;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// An OptimizerType from a typed Options struct; `make` gives a pointer to the optimizer from
/// (const Options&, std::size_t parameters), or, where that may fail, a
/// Result<std::unique_ptr<Optimizer>> from (const Options&, std::size_t parameters, const
/// std::string& where); `needs` is OptimizerNeeds(const Options&).
template <class Options, class Make, class Needs>
OptimizerType makeOptimizerType(EntryInfo info, Schema<Options> schema, Needs needs, Make make) {
  OptimizerType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.needs = [schema, needs](const Values& values) {
    const auto options = schema.read(values, "");
    return needs(options ? *options : Options{});
  };
  type.make = [schema = std::move(schema), make](
                  const Values& values, std::size_t parameters,
                  const std::string& where) -> Result<std::unique_ptr<Optimizer>> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    if constexpr (std::is_invocable_v<Make, const Options&, std::size_t>) {
      return std::unique_ptr<Optimizer>(make(*options, parameters));
    } else {
      return make(*options, parameters, where);
    }
  };
  return type;
}

}  // namespace qonvolve
