// SPDX-License-Identifier: GPL-3.0-or-later
// Initial parameters.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/model/model.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// Overwrites the parameters of Linear nodes; see makeInitializerType().
void initializeClassicalLayers(const Model& model, Rng rng, std::span<double> parameters);

struct InitializerType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// One value a parameter of the model (radians for angles).
  std::function<Result<std::vector<double>>(const Values&, const Model&, Rng,
                                            const std::string& where)>
      make;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// An InitializerType from a typed Options struct;
/// `draw` is Result<void>(const Options&, Rng&, std::span<double> parameters, const std::string&)
/// and fills in every parameter. Weights and biases of classical layers are then replaced by
/// U(-1/sqrt(inputs), 1/sqrt(inputs)) from a stream of their own, whatever the angles start from.
template <class Options, class Draw>
InitializerType makeInitializerType(EntryInfo info, Schema<Options> schema, Draw draw) {
  InitializerType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), draw](
                  const Values& values, const Model& model, Rng rng,
                  const std::string& where) -> Result<std::vector<double>> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    std::vector<double> parameters(model.parameterCount);
    const Rng classical = rng.stream("classical");
    const Result<void> drawn = draw(*options, rng, std::span<double>(parameters), where);
    if (!drawn) return drawn.error();
    initializeClassicalLayers(model, classical, parameters);
    return parameters;
  };
  return type;
}

}  // namespace qonvolve
