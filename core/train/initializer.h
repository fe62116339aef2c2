// SPDX-License-Identifier: GPL-3.0-or-later
// Initial parameters.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/model/model.h"
#include "core/registry/registry.h"

namespace qonvolve {

struct InitializerType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// One value a parameter of the model (radians for angles).
  std::function<Result<std::vector<double>>(const Values&, const Model&, Rng,
                                            const std::string& where)>
      make;
  const std::vector<Field>& fields() const { return fieldList; }
};

}  // namespace qonvolve
