// SPDX-License-Identifier: GPL-3.0-or-later
// Traces of optimizers in the JSON form of the physics reference files.
#pragma once

#include <string>

#include "core/io/json_reader.h"

namespace qonvolve::cli {

/// Runs every case of an "optimizer" file {functions, cases: [{optimizer, function, x0,
/// hyperparameters, trace}], spsa_deltas} for as many steps as its trace has, and gives {cases:
/// [{optimizer, function, trace, f_after}]}. Functions: "cos(a)*cos(b)", circuits {qasm_template,
/// observable}, and "prescribed gradients" listed in the case. Errors name the place.
Result<Json> computeTraces(const Json& document);

/// The same for people: a line a step.
std::string tracesText(const Json& traces);

}  // namespace qonvolve::cli
