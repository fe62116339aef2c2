// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizers: the rule apart from the loop, the state a value.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// The loss on the current batch, which an optimizer may evaluate at any point.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual double value(std::span<const double> theta) = 0;
  /// Overwrites `gradient`; returns the loss at theta.
  virtual double valueAndGradient(std::span<const double> theta, std::span<double> gradient) = 0;
};

/// Named vectors that hold all an optimizer remembers between steps.
using OptimizerState = std::map<std::string, std::vector<double>>;

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Moves theta by one step. Returns the loss at the theta it was given.
  /// Random choices come from `rng` alone, which the trainer derives from seed and step number.
  virtual double step(std::span<double> theta, Objective& objective, Rng rng) = 0;
  virtual OptimizerState state() const = 0;
  /// Continues from a state() of the same optimizer type and size; errors name what does not fit.
  virtual Result<void> restore(const OptimizerState& state) = 0;
};

struct OptimizerType {
  EntryInfo info;
  std::vector<Field> fieldList;
  std::function<Result<std::unique_ptr<Optimizer>>(const Values&, std::size_t parameters,
                                                   const std::string& where)>
      make;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// An OptimizerType from a typed Options struct;
/// `make` is std::unique_ptr<Optimizer>(const Options&, std::size_t parameters).
template <class Options, class Make>
OptimizerType makeOptimizerType(EntryInfo info, Schema<Options> schema, Make make) {
  OptimizerType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), make](
                  const Values& values, std::size_t parameters,
                  const std::string& where) -> Result<std::unique_ptr<Optimizer>> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return std::unique_ptr<Optimizer>(make(*options, parameters));
  };
  return type;
}

}  // namespace qonvolve
