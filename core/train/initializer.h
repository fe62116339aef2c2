// SPDX-License-Identifier: GPL-3.0-or-later
// Initial parameters.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/model/model.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// What initial parameters may depend on.
struct InitContext {
  const Model& model;
  Rng rng{};
  const Dataset* data = nullptr;  // preprocessed training part; null while a design is only checked
};

/// Overwrites the parameters of classical nodes; see makeInitializerType().
void initializeClassicalLayers(const Model& model, Rng rng, std::span<double> parameters);

struct InitializerType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// One value a parameter of the model (radians for angles).
  std::function<Result<std::vector<double>>(const Values&, const InitContext&,
                                            const std::string& where)>
      make;
  const std::vector<Field>& fields() const { return fieldList; }
};

enum class ClassicalStart : std::uint8_t {
  Fresh,  // weights and biases from U(-1/sqrt(inputs), 1/sqrt(inputs)), tables of words from
          // N(0, 1), a stream of their own
  Kept,   // as the initialization set them
};

/// An InitializerType from a typed Options struct; `draw` is Result<void>(const Options&, const
/// InitContext&, std::span<double> parameters, const std::string& where) and fills in every
/// parameter.
template <class Options, class Draw>
InitializerType makeInitializerType(EntryInfo info, Schema<Options> schema, Draw draw,
                                    ClassicalStart classical = ClassicalStart::Fresh) {
  InitializerType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), draw, classical](
                  const Values& values, const InitContext& context,
                  const std::string& where) -> Result<std::vector<double>> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    std::vector<double> parameters(context.model.parameterCount);
    const Result<void> drawn = draw(*options, context, std::span<double>(parameters), where);
    if (!drawn) return drawn.error();
    if (classical == ClassicalStart::Fresh) {
      initializeClassicalLayers(context.model, context.rng.stream("classical"), parameters);
    }
    return parameters;
  };
  return type;
}

}  // namespace qonvolve
