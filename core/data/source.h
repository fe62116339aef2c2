// SPDX-License-Identifier: GPL-3.0-or-later
// Where data come from: registry entries for synthetic sets, IDX folders and CSV files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// What a source may need besides its options.
struct SourceContext {
  std::string where;          // JSON pointer for errors ("/data/source")
  std::string baseFolder;     // relative paths start here (folder of the project file)
  /// Classes to keep (names or numbers as text), in this order; empty: all. A source may use it to
  /// avoid loading what is not wanted; it must then relabel as selectClasses() does.
  std::vector<std::string> classes;
};

struct SourceType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// True when the data are made by the program and so depend on the random stream.
  bool synthetic = false;
  std::function<Result<SourceData>(const SourceContext&, const Values&, Rng)> load;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// A SourceType from a typed Options struct;
/// `load` is Result<SourceData>(const SourceContext&, const Options&, Rng).
template <class Options, class Load>
SourceType makeSourceType(EntryInfo info, Schema<Options> schema, bool synthetic, Load load) {
  SourceType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.synthetic = synthetic;
  type.load = [schema = std::move(schema), load](const SourceContext& context,
                                                 const Values& values,
                                                 Rng rng) -> Result<SourceData> {
    auto options = schema.read(values, context.where + "/options");
    if (!options) return options.error();
    return load(context, *options, rng);
  };
  return type;
}

/// Keeps the named classes (names, or numbers as text) and relabels them 0, 1, ... in that order.
/// Errors: unknown name, fewer than two classes, a class without samples.
Result<Dataset> selectClasses(const Dataset& data, const std::vector<std::string>& classes,
                              const std::string& where);

}  // namespace qonvolve
