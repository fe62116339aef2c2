// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a reduced plan after the cut, for all samples together: the needed rows of U_c for
// every pattern c, and the gradient of its gates.
//
// With the needed rows m of U_c as vectors p_m = U_c^dagger |m>, r_c = U_c phi_c times what the
// loss says of them is a cotangent lambda_c = sum_m r_cm p_m. So the sums over the samples that
// derivatives need, phi_c lambda_c^dagger, are sum_m y_cm p_m^dagger with y_cm = sum_samples phi_c
// conj(r_cm): states y_m beside states p_m, as if every m were a sample. Gates carry the y forward;
// the p on each stage of the way are those that bind() went through.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/gradient/bound_programs.h"
#include "core/gradient/reduced_plan.h"
#include "core/sim/aligned.h"
#include "core/sim/cosine_sine.h"
#include "core/sim/kernels.h"

namespace qonvolve {

class ReducedReadout {
 public:
  /// Keeps a reference to the plan.
  explicit ReducedReadout(const RightPlan& plan);

  /// For new parameters first bind(), and bindSplits() with the kinds of split steps, whose V comes
  /// after the cut; then bindPart() for every part of the plan. In any order or at once.
  void bind(std::span<const double> parameters);
  void bindSplits(std::span<const CosineSine> splits);
  void bindPart(std::size_t part);

  /// Coefficients for the `matrix` kernel, pattern after pattern: rows of U_c (rows x dim).
  static std::size_t rowsSize(const RightPlan& plan) {
    return tiles(plan.rows.size()) * plan.dim() * 3 * kMatrixTile;
  }
  /// Those of the patterns of one part.
  void writeRows(std::size_t part, double* out) const;

  /// Numbers of all X_c = sum_samples r_c phi_c^dagger as the `outer` kernel leaves them with
  /// kLanes lanes: the groups of columns follow one another, in each the patterns, in each the
  /// rows.
  static std::size_t sumsSize(const RightPlan& plan) {
    return groups(plan.dim()) * groupSize(plan);
  }
  static std::size_t groupSize(const RightPlan& plan) {
    return plan.patterns() * plan.rows.size() * kStride;
  }

  /// dL/dtheta from several such sums, sumsSize() numbers each. First collectPart() of every part,
  /// then collectJoined(), then collectProgram() of every program, then addTo(); parts and programs
  /// in any order or at once.
  void collectPart(std::size_t part, std::span<const double* const> x) const;
  void collectJoined() const;
  void collectProgram(std::size_t program) const;
  void addTo(std::span<double> parameterGradient) const;

 private:
  static constexpr std::size_t kStride = 2 * kLanes;
  static std::size_t tiles(std::size_t rows) { return (rows + kMatrixTile - 1) / kMatrixTile; }
  static std::size_t groups(std::size_t columns) { return (columns + kLanes - 1) / kLanes; }

  /// U (by pattern, where it is controlled) of one step, and its inverse.
  struct Coefficients {
    alignas(64) std::array<double, 32> forward, backward;
  };
  enum class Direction { Forward, Backward };

  /// Successive steps on different kept wires while the same patterns matter, and the p before
  /// them. Before the parts are joined there is a state for each.
  struct Stage {
    std::size_t first = 0, end = 0;
    bool joined = true;
    std::size_t amplitudes = 0;  // of a part
    std::size_t at = 0;          // in pulled_
  };
  /// Sums of what is read of steps whose matrix elements mean the same.
  struct Accumulator {
    std::uint32_t program = 0;
    Form form = Form::Dense1;
    bool controlled = false;
    std::uint8_t control = 0;  // which of the program's wires
    bool inverted = false;
    bool apart = false;  // the control tells the parts apart
    bool operator==(const Accumulator&) const = default;
  };
  static constexpr std::size_t kNone = ~std::size_t{0};
  static constexpr std::size_t kAccumulatorSize = 16 * kLanes;

  void addStages();
  void addAccumulators();
  /// Groups of rows lie apart, in each the parts, in each the patterns.
  double* pulled(const Stage& stage, std::size_t group, std::size_t part);
  const double* pulled(const Stage& stage, std::size_t group, std::size_t part) const;
  void setControlled(std::size_t step, std::size_t label, const LocalMatrix& v);
  void apply(std::size_t step, Direction direction, std::size_t part, double* state,
             std::size_t amplitudes) const;
  void enter(std::size_t stage, std::size_t part);
  void collectStages(std::size_t part, std::size_t first, std::size_t end) const;
  LocalMatrix sum(const Accumulator& accumulator, std::size_t part, const double* rows) const;

  const RightPlan& plan_;
  BoundPrograms shared_;
  const Kernels& kernels_;
  std::vector<Coefficients> steps_;
  std::vector<Stage> stages_;  // the first with all patterns, the last one after all steps
  std::size_t joined_ = 0;     // the first stage whose parts are joined
  std::size_t readUntil_ = 0;  // after the last stage with a step that has a gradient
  AlignedVector pulled_;       // the p of all stages, a lane for each row m
  std::vector<Accumulator> accumulators_;
  std::vector<std::size_t> accumulatorOf_;  // of each step, kNone where nothing is read
  /// Of each part: the y of a stage, groups of rows apart, and the accumulators.
  struct Collected {
    AlignedVector states, sums;
  };
  mutable std::array<Collected, 2> collected_;
  mutable std::vector<std::vector<double>> derivatives_;  // of each program's angles
};

}  // namespace qonvolve
