// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/clipping.h"

#include <algorithm>
#include <cmath>

namespace qonvolve {

std::vector<Option> clippingOptions() {
  return {{"none", "None", "Gradients are followed as they are."},
          {"norm", "Length", "Longer gradients are shortened to the limit, their direction stays."},
          {"value", "Each derivative", "Derivatives beyond the limit are set to it."}};
}

Clipping parseClipping(const std::string& id) {
  if (id == "norm") return Clipping::Norm;
  return id == "value" ? Clipping::Each : Clipping::None;
}

void clip(Clipping clipping, double limit, std::span<double> gradient) {
  switch (clipping) {
    case Clipping::None:
      return;
    case Clipping::Norm: {
      double sum = 0;
      for (const double g : gradient) sum += g * g;
      const double length = std::sqrt(sum);
      if (!(length > limit)) return;
      for (double& g : gradient) g *= limit / length;
      return;
    }
    case Clipping::Each:
      for (double& g : gradient) g = std::clamp(g, -limit, limit);
      return;
  }
}

}  // namespace qonvolve
