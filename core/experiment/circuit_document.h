// SPDX-License-Identifier: GPL-3.0-or-later
// The circuits of a model, ready to be drawn or written in another language.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/formats/circuit_formats.h"
#include "core/model/model.h"
#include "core/sim/noise_model.h"

namespace qonvolve {

/// The stages that are circuits, in order.
std::vector<std::uint32_t> circuitStages(const Model& model);

/// What a drawing of one stage needs to know of its blocks.
std::vector<DrawBlock> drawBlocks(const Model& model, std::size_t stage);

/// The circuits of circuitStages() with their noise; none if there is no noise.
std::vector<Circuit> noisyCircuits(const Model& model, std::span<const NoiseRule> noise);

/// What is known of a circuit's angles; see CircuitValues.
struct CircuitBinding {
  std::optional<std::vector<double>> parameters;  // of the model
  std::optional<std::vector<double>> sample;      // preprocessed features of one sample
};

/// The circuit of a stage with its blocks and values. Inputs that come from earlier stages are what
/// those make of the sample; that takes the parameters too. Errors: they are missing.
Result<CircuitDocument> circuitDocument(const Model& model, std::uint32_t stage,
                                        const CircuitBinding& binding);

}  // namespace qonvolve
