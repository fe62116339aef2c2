// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds on gradients before a step follows them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/registry/schema.h"

namespace qonvolve {

enum class Clipping : std::uint8_t {
  None,
  Norm,  // the whole gradient is shortened to a length (Pascanu et al., arXiv:1211.5063)
  Each,  // every derivative is cut off by itself
};

std::vector<Option> clippingOptions();
Clipping parseClipping(const std::string& id);

void clip(Clipping clipping, double limit, std::span<double> gradient);

}  // namespace qonvolve
