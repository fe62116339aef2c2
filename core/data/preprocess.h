// SPDX-License-Identifier: GPL-3.0-or-later
// Preprocessing steps: fitted on the training part only, then applied to every part.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// Everything a fitted step needs to be applied later; written to preprocess.json of a run.
using FittedState = std::map<std::string, Matrix>;

/// Which part of the data a step is applied to (only the published test scaling cares).
enum class DataPart : std::uint8_t { Train, Validation, Test, Predict };

/// A kind of preprocessing step. fit() sees training data only; apply() is a pure function of the
/// state. `shape` of the result tells the next step and the encoding what arrives.
struct PreprocessorType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// True when fitting is random (autoencoder): it then depends on the stream.
  bool random = false;
  /// Shape of the output, without data: lets the window show consequences at once.
  std::function<Result<FeatureShape>(const Values&, const FeatureShape&, const std::string& where)>
      outputShape;
  std::function<Result<FittedState>(const Values&, const Dataset& train, Rng,
                                    const std::string& where)>
      fit;
  std::function<Result<Dataset>(const Values&, const FittedState&, const Dataset&, DataPart,
                                const std::string& where)>
      apply;
  /// Features (samples in rows) back to what this step's input looks like, for display: "the image
  /// as the circuit sees it". Empty for steps whose output is itself what one would show.
  std::function<Result<Matrix>(const Values&, const FittedState&, const Matrix& features)>
      reconstruct;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// A PreprocessorType from a class `Step` with static members
///   Options; Schema<Options> schema();
///   Result<FeatureShape> outputShape(const Options&, const FeatureShape&, const std::string&
///   where); Result<FittedState> fit(const Options&, const Dataset&, Rng, const std::string&
///   where); Result<Dataset> apply(const Options&, const FittedState&, const Dataset&, DataPart,
///                         const std::string& where);
/// and, where it makes sense,
///   Matrix reconstruct(const Options&, const FittedState&, const Matrix& features);
template <class Step>
PreprocessorType makePreprocessorType(EntryInfo info, bool random = false) {
  const auto schema = Step::schema();
  PreprocessorType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.random = random;
  type.outputShape = [schema](const Values& values, const FeatureShape& shape,
                              const std::string& where) -> Result<FeatureShape> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return Step::outputShape(*options, shape, where);
  };
  type.fit = [schema](const Values& values, const Dataset& train, Rng rng,
                      const std::string& where) -> Result<FittedState> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return Step::fit(*options, train, rng, where);
  };
  type.apply = [schema](const Values& values, const FittedState& state, const Dataset& data,
                        DataPart part, const std::string& where) -> Result<Dataset> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return Step::apply(*options, state, data, part, where);
  };
  if constexpr (requires { &Step::reconstruct; }) {
    type.reconstruct = [schema](const Values& values, const FittedState& state,
                                const Matrix& features) -> Result<Matrix> {
      auto options = schema.read(values, "/options");
      if (!options) return options.error();
      return Step::reconstruct(*options, state, features);
    };
  }
  return type;
}

}  // namespace qonvolve
