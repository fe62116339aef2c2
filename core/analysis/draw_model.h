// SPDX-License-Identifier: GPL-3.0-or-later
// A model whose parameters are inputs, so that many random initializations run side by side.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/train/model_runner.h"

namespace qonvolve {

/// The model with every parameter as a further feature: a sample is one draw of all parameters, and
/// the gradient by parameters is the gradient by features. Rotations of random layers become gates
/// about any axis, so that each draw has a circuit of its own (McClean et al., arXiv:1803.11173:
/// circuit and angles are drawn anew).
class DrawModel {
 public:
  /// `features`: the values of the design's own features, the same for all draws.
  DrawModel(const Model& design, std::span<const double> features);

  /// Its parameters are gone; its features are the row() of a draw.
  const Model& model() const { return model_; }
  std::size_t rowSize() const { return model_.features; }

  /// Fills the row of a draw; `axes` chooses the axes of random rotations.
  void fillRow(std::span<const double> parameters, Rng axes, std::span<double> row) const;
  /// dC/dtheta of a parameter, from the row of a draw and the gradient by it.
  double derivative(std::size_t parameter, std::span<const double> row,
                    std::span<const double> gradient) const;

  /// Evaluators of its stages; `circuits` makes those of circuits.
  static StageFactory factory(const StageFactory& circuits);

 private:
  struct Column {
    std::uint32_t first = 0;
    bool anyAxis = false;  // three angles of a U3 gate: RX, RY or RZ
  };

  Stage transformed(const Circuit& circuit, const std::vector<bool>& anyAxis,
                    std::vector<InputRef>& inputs) const;

  Model model_;
  std::vector<double> features_;
  std::vector<Column> columns_;  // of each parameter
};

}  // namespace qonvolve
