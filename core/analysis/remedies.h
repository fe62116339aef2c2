// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to a design that has a barren plateau: changes of the experiment, with what each
// is known to help with.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"

namespace qonvolve {

struct Remedy {
  std::string id;
  std::string label;  // "Use local cost"
  std::string help;   // what it helps with, and when not
  std::function<void(Experiment&)> apply;
};

/// Those that would change this design, in the order to try them: a local instead of a global
/// readout, identity blocks, small angles, fewer layers.
std::vector<Remedy> remediesFor(const Experiment& experiment, const Catalog& catalog);

}  // namespace qonvolve
