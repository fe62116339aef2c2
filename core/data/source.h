// SPDX-License-Identifier: GPL-3.0-or-later
// Where data come from: registry entries for synthetic sets, IDX folders and CSV files.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// What a source may need besides its options.
struct SourceContext {
  std::string where;       // JSON pointer for errors ("/data/source")
  std::string baseFolder;  // relative paths start here (folder of the project file)
  /// Classes to keep (names, or numbers as text), in label order; empty: all.
  std::vector<std::string> classes;
  std::string classesWhere = "/data/classes";
  std::stop_token stop = {};  // long readings look at it and end in stoppedError()
};

/// What is known of a source's data without loading them.
struct SourcePromise {
  FeatureShape shape;
  std::vector<std::string> classNames;  // before class selection; empty: not known yet
};

struct SourceType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// True when the data are made by the program and so depend on the random stream.
  bool synthetic = false;
  /// Loads the data with the classes of the context already selected and relabelled.
  std::function<Result<SourceData>(const SourceContext&, const Values&, Rng)> load;
  /// Nothing for sources that must look at their files first, and for options out of range.
  std::function<std::optional<SourcePromise>(const Values&)> promise;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// The path a setting means: "~/" is the home folder, relative ones start at `baseFolder`.
std::string resolvedPath(const std::string& path, const std::string& baseFolder);

/// Labels in `classNames` that the texts mean: a name, else a number. Errors: unknown or repeated
/// class, fewer than two classes.
Result<std::vector<int>> classIndices(const std::vector<std::string>& classNames,
                                      const std::vector<std::string>& classes,
                                      const std::string& where);

/// Keeps the named classes and relabels them 0, 1, ... in that order; no name keeps all.
/// Errors: those of classIndices(), a class without samples.
Result<Dataset> selectClasses(Dataset data, const std::vector<std::string>& classes,
                              const std::string& where);

/// The same for what a source delivers; a test or validation set may lack a class.
Result<SourceData> selectClasses(SourceData data, const std::vector<std::string>& classes,
                                 const std::string& where);

/// A SourceType from a typed Options struct. `load` is
/// Result<SourceData>(const SourceContext&, const Options&, Rng); it may leave out samples of
/// classes that are not wanted, but keeps all class names and their labels. `promise` is
/// std::optional<SourcePromise>(const Options&).
template <class Options, class Load, class Promise>
SourceType makeSourceType(EntryInfo info, Schema<Options> schema, bool synthetic, Load load,
                          Promise promise) {
  SourceType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.synthetic = synthetic;
  type.promise = [schema, promise](const Values& values) -> std::optional<SourcePromise> {
    auto options = schema.read(values, "");
    if (!options) return {};
    return promise(*options);
  };
  type.load = [schema = std::move(schema), load](const SourceContext& context, const Values& values,
                                                 Rng rng) -> Result<SourceData> {
    auto options = schema.read(values, context.where + "/options");
    if (!options) return options.error();
    Result<SourceData> data = load(context, *options, rng);
    if (!data) return data;
    return selectClasses(std::move(*data), context.classes, context.classesWhere);
  };
  return type;
}

}  // namespace qonvolve
