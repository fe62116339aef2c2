// SPDX-License-Identifier: GPL-3.0-or-later
// Preprocessing steps: fitted on the training part only, then applied to every part.
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// Everything a fitted step needs to be applied later; written to preprocess.json of a run.
struct FittedState {
  std::map<std::string, Matrix> numbers;
  std::map<std::string, std::vector<std::string>> texts = {};
  const Matrix& at(const std::string& name) const { return numbers.at(name); }
  bool operator==(const FittedState&) const = default;
};

/// Which part of the data a step is applied to (only the published test scaling cares).
enum class DataPart : std::uint8_t { Train, Validation, Test, Predict };

/// A kind of preprocessing step. fit() sees training data only; apply() is a pure function of the
/// state. `shape` of the result tells the next step and the encoding what arrives.
struct PreprocessorType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// True when fitting is random (autoencoder): it then depends on the stream.
  bool random = false;
  /// True for the step that takes texts; all others take numbers without word ids among them.
  bool readsTexts = false;
  /// Shape of the output, without data: lets the window show consequences at once. Features are 0
  /// for a step that reads texts, as its vocabulary comes from the training part.
  std::function<Result<FeatureShape>(const Values&, const FeatureShape&, const std::string& where)>
      outputShape;
  /// Shape of the output of a step that reads texts, now that it is fitted; empty for all others.
  std::function<FeatureShape(const FittedState&)> fittedShape;
  std::function<Result<FittedState>(const Values&, const Dataset& train, Rng,
                                    const std::string& where, const std::stop_token&)>
      fitter;
  std::function<Result<Dataset>(const Values&, const FittedState&, const Dataset&, DataPart,
                                const std::string& where)>
      apply;
  /// Features (samples in rows) back to what this step's input looks like, for display: "the image
  /// as the circuit sees it". Empty for steps whose output is itself what one would show.
  std::function<Result<Matrix>(const Values&, const FittedState&, const Matrix& features)>
      reconstruct;
  const std::vector<Field>& fields() const { return fieldList; }
  /// Long fits look at `stop` and end in stoppedError().
  Result<FittedState> fit(const Values& options, const Dataset& train, Rng rng,
                          const std::string& where, const std::stop_token& stop = {}) const {
    return fitter(options, train, rng, where, stop);
  }
};

/// Whether a step may follow what arrives: numbers, texts, or word ids that only a network may
/// read. `label` names the step.
Result<void> checkArriving(const std::string& label, bool readsTexts, const FeatureShape& arriving,
                           const std::string& where);

/// A PreprocessorType from a class `Step` with static members
///   Options; Schema<Options> schema();
///   Result<FeatureShape> outputShape(const Options&, const FeatureShape&, const std::string&
///   where); Result<FittedState> fit(const Options&, const Dataset&, Rng, const std::string&
///   where); Result<Dataset> apply(const Options&, const FittedState&, const Dataset&, DataPart,
///                         const std::string& where);
/// fit() may take a const std::stop_token& at the end; and, where it makes sense,
///   Matrix reconstruct(const Options&, const FittedState&, const Matrix& features);
/// A step that reads texts has instead
///   FeatureShape fittedShape(const FittedState&);
template <class Step>
PreprocessorType makePreprocessorType(EntryInfo info, bool random = false) {
  const auto schema = Step::schema();
  PreprocessorType type;
  constexpr bool kReadsTexts = requires { &Step::fittedShape; };
  const std::string label = info.label;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.random = random;
  type.readsTexts = kReadsTexts;
  if constexpr (kReadsTexts) type.fittedShape = &Step::fittedShape;
  type.outputShape = [schema, label](const Values& values, const FeatureShape& shape,
                                     const std::string& where) -> Result<FeatureShape> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    auto ok = checkArriving(label, kReadsTexts, shape, where);
    if (!ok) return ok.error();
    return Step::outputShape(*options, shape, where);
  };
  type.fitter = [schema, label](
                    const Values& values, const Dataset& train, Rng rng, const std::string& where,
                    [[maybe_unused]] const std::stop_token& stop) -> Result<FittedState> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    auto ok = checkArriving(label, kReadsTexts, train.shape, where);
    if (!ok) return ok.error();
    if constexpr (requires { Step::fit(*options, train, rng, where, stop); }) {
      return Step::fit(*options, train, rng, where, stop);
    } else {
      return Step::fit(*options, train, rng, where);
    }
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
