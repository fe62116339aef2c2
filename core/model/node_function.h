// SPDX-License-Identifier: GPL-3.0-or-later
// What the differentiable functions of classical nodes share. Internal to core/model.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/model/model.h"

namespace qonvolve {

using Row = std::span<const double, kLanes>;
using MutableRow = std::span<double, kLanes>;

inline Row row(std::span<const double> values, std::size_t r) {
  return values.subspan(r * kLanes).first<kLanes>();
}
inline MutableRow row(std::span<double> values, std::size_t r) {
  return values.subspan(r * kLanes).first<kLanes>();
}
inline MutableRow row(std::vector<double>& values, std::size_t r) {
  return row(std::span<double>(values), r);
}

/// target += factor * source
inline void addScaled(MutableRow target, double factor, Row source) {
  for (std::size_t s = 0; s < kLanes; ++s) target[s] += factor * source[s];
}

/// What a node remembers: its inputs or its outputs.
class NodeTape : public LaneFunction::Tape {
 public:
  std::vector<double> values;
};

/// Sums of the cotangents of the node's own parameters.
class NodeGradient : public LaneFunction::Gradient {
 public:
  explicit NodeGradient(std::size_t count) : sums(count, 0.0) {}
  void clear() override { std::fill(sums.begin(), sums.end(), 0.0); }
  std::vector<double> sums;
};

/// Common to all nodes: sizes, no parameters.
class NodeFunction : public LaneFunction {
 public:
  explicit NodeFunction(const ClassicalNode& node) : node_(node) {}

  std::size_t inputCount() const override { return node_.inputs; }
  std::size_t outputCount() const override { return node_.outputs; }
  void bind(std::span<const double>) override {}
  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<NodeTape>(); }
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<NodeGradient>(0);
  }
  void collect(std::span<const std::unique_ptr<Gradient>>, std::span<double>) const override {}

 protected:
  static void keep(Tape& tape, std::span<const double> values) {
    static_cast<NodeTape&>(tape).values.assign(values.begin(), values.end());
  }
  static std::span<const double> kept(Tape& tape) { return static_cast<NodeTape&>(tape).values; }

  ClassicalNode node_;
};

/// Attention of the three kinds, see ClassicalNode.
std::unique_ptr<LaneFunction> makeAttentionFunction(const ClassicalNode& node);

}  // namespace qonvolve
