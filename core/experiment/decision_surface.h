// SPDX-License-Identifier: GPL-3.0-or-later
// What a model answers all over the plane of two-feature data.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "core/experiment/assemble.h"

namespace qonvolve {

/// Where two-feature data lie: before preprocessing when they come with two features, else after it
/// when it leaves two. A little wider than all their parts.
struct Plane {
  bool raw = true;
  double xLow = 0;
  double xHigh = 1;
  double yLow = 0;
  double yHigh = 1;
  std::string xName;
  std::string yName;
};
std::optional<Plane> planeOf(const PreparedData& data);

/// Samples of one part in their plane.
struct PlaneSamples {
  Plane plane;
  Matrix points;  // samples x 2
  std::vector<int> labels;
};
/// The first `most` samples; nothing unless the data have two features.
std::optional<PlaneSamples> samplesInPlane(const PreparedData& data, DataPart part,
                                           std::size_t most = 2000);

/// Class probabilities on a grid; row `y * side + x` of the matrix, both from low to high.
struct DecisionSurface {
  Plane plane;
  std::size_t side = 0;
  Matrix probabilities;  // side² x classes; empty: stopped
};

/// The grid of a plane, preprocessed once for any number of evaluations.
class SurfaceGrid {
 public:
  /// Nothing unless the data lie in a plane all over which the model can be evaluated.
  static std::optional<SurfaceGrid> make(const Experiment& experiment, const Catalog& catalog,
                                         const PreparedData& data, const Model& model,
                                         std::size_t side = kSide);

  DecisionSurface evaluate(ModelRunner& runner, const Loss& loss,
                           std::span<const double> parameters, std::stop_token stop = {}) const;

  static constexpr std::size_t kSide = 56;

 private:
  Plane plane_;
  std::size_t side_ = 0;
  Matrix features_;
};

}  // namespace qonvolve
