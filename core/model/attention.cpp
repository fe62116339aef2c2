// SPDX-License-Identifier: GPL-3.0-or-later
// Attention with exact derivatives: weights from queries and keys, sums of values.
#include <array>
#include <cmath>

#include "core/model/node_function.h"

namespace qonvolve {

namespace {

using Kind = ClassicalNode::Kind;

class AttentionTape final : public NodeTape {
 public:
  std::vector<double> weights;  // a_sj, row s * positions + j
  std::vector<double> slopes;   // d a_sj / d score_sj while the other rows' sum stands still
  std::vector<double> down;     // of one s: dL/d a_sj, then dL/d score_sj
};

class AttentionFunction final : public NodeFunction {
 public:
  explicit AttentionFunction(const ClassicalNode& node)
      : NodeFunction(node),
        positions_(node.groups),
        width_(node.outputs / node.groups),
        length_((node.inputs / node.groups - width_) / 2),
        scale_(node.kind == Kind::SoftmaxAttention ? 1 / std::sqrt(static_cast<double>(length_))
                                                   : 1) {}

  std::unique_ptr<Tape> makeTape() const override { return std::make_unique<AttentionTape>(); }

  void forward(Tape& anyTape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    keep(anyTape, inputs);
    auto& tape = static_cast<AttentionTape&>(anyTape);
    tape.weights.assign(positions_ * positions_ * kLanes, 0.0);
    tape.slopes.resize(tape.weights.size());
    std::fill(outputs.begin(), outputs.end(), 0.0);
    for (std::size_t s = 0; s < positions_; ++s) {
      setWeights(tape, inputs, s);
      for (std::size_t j = 0; j < positions_; ++j) {
        const Row a = row(std::span<const double>(tape.weights), s * positions_ + j);
        for (std::size_t i = 0; i < width_; ++i) {
          const Row v = row(inputs, value(j, i));
          const MutableRow y = row(outputs, s * width_ + i);
          for (std::size_t lane = 0; lane < kLanes; ++lane) y[lane] += a[lane] * v[lane];
        }
      }
    }
  }

  void pullback(Tape& anyTape, std::span<const double> cotangents, Gradient&,
                std::span<double> inputCotangents) const override {
    if (inputCotangents.empty()) return;
    auto& tape = static_cast<AttentionTape&>(anyTape);
    const std::span<const double> inputs = kept(tape);
    tape.down.assign(positions_ * kLanes, 0.0);
    for (std::size_t s = 0; s < positions_; ++s) {
      pullValues(tape, inputs, cotangents, s, inputCotangents);
      for (std::size_t j = 0; j < positions_; ++j) {
        const Row d = row(std::span<const double>(tape.down), j);
        for (std::size_t i = 0; i < length_; ++i) {
          const Row q = row(inputs, query(s, i));
          const Row k = row(inputs, key(j, i));
          const MutableRow dq = row(inputCotangents, query(s, i));
          const MutableRow dk = row(inputCotangents, key(j, i));
          for (std::size_t lane = 0; lane < kLanes; ++lane) {
            if (node_.kind == Kind::GaussianAttention) {
              const double slope = -2 * d[lane] * (q[lane] - k[lane]);
              dq[lane] += slope;
              dk[lane] -= slope;
            } else {
              dq[lane] += scale_ * d[lane] * k[lane];
              dk[lane] += scale_ * d[lane] * q[lane];
            }
          }
        }
      }
    }
  }

 private:
  std::size_t query(std::size_t s, std::size_t i) const { return s * length_ + i; }
  std::size_t key(std::size_t j, std::size_t i) const { return (positions_ + j) * length_ + i; }
  std::size_t value(std::size_t j, std::size_t i) const {
    return 2 * positions_ * length_ + j * width_ + i;
  }

  double score(std::span<const double> inputs, std::size_t s, std::size_t j,
               std::size_t lane) const {
    double sum = 0;
    for (std::size_t i = 0; i < length_; ++i) {
      const double q = inputs[query(s, i) * kLanes + lane];
      const double k = inputs[key(j, i) * kLanes + lane];
      sum += node_.kind == Kind::GaussianAttention ? -(q - k) * (q - k) : q * k;
    }
    return scale_ * sum;
  }

  /// Row s of the weights. Exponentials have slope a itself, overlaps 1 / sum of the row.
  void setWeights(AttentionTape& tape, std::span<const double> inputs, std::size_t s) const {
    const bool overlap = node_.kind == Kind::OverlapAttention;
    double* const weights = &tape.weights[s * positions_ * kLanes];
    double* const slopes = &tape.slopes[s * positions_ * kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      double most = 0;
      for (std::size_t j = 0; j < positions_; ++j) {
        double& own = weights[j * kLanes + lane];
        own = score(inputs, s, j, lane);
        most = j == 0 ? own : std::max(most, own);
      }
      double sum = overlap ? kSmallest : 0;
      for (std::size_t j = 0; j < positions_; ++j) {
        double& own = weights[j * kLanes + lane];
        own = overlap ? 1 + own : std::exp(own - most);
        sum += own;
      }
      for (std::size_t j = 0; j < positions_; ++j) {
        weights[j * kLanes + lane] /= sum;
        slopes[j * kLanes + lane] = overlap ? 1 / sum : weights[j * kLanes + lane];
      }
    }
  }

  /// dL/d score of row s into tape.down; dL/d value to the input cotangents.
  void pullValues(AttentionTape& tape, std::span<const double> inputs,
                  std::span<const double> cotangents, std::size_t s,
                  std::span<double> inputCotangents) const {
    const std::span<const double> weights(tape.weights);
    const std::span<const double> slopes(tape.slopes);
    std::array<double, kLanes> mean{};
    for (std::size_t j = 0; j < positions_; ++j) {
      const Row a = row(weights, s * positions_ + j);
      const MutableRow d = row(tape.down, j);
      std::fill(d.begin(), d.end(), 0.0);
      for (std::size_t i = 0; i < width_; ++i) {
        const Row c = row(cotangents, s * width_ + i);
        const Row v = row(inputs, value(j, i));
        const MutableRow dv = row(inputCotangents, value(j, i));
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          d[lane] += c[lane] * v[lane];
          dv[lane] += a[lane] * c[lane];
        }
      }
      for (std::size_t lane = 0; lane < kLanes; ++lane) mean[lane] += a[lane] * d[lane];
    }
    for (std::size_t j = 0; j < positions_; ++j) {
      const MutableRow d = row(tape.down, j);
      const Row slope = row(slopes, s * positions_ + j);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        d[lane] = slope[lane] * (d[lane] - mean[lane]);
      }
    }
  }

  static constexpr double kSmallest = 1e-300;  // of a row whose states are all orthogonal
  std::size_t positions_, width_, length_;
  double scale_;
};

}  // namespace

std::unique_ptr<LaneFunction> makeAttentionFunction(const ClassicalNode& node) {
  return std::make_unique<AttentionFunction>(node);
}

}  // namespace qonvolve
