// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a reduced plan after the cut, for all samples together: the needed rows of U_c for
// every pattern c, and the gradient of its gates from X_c = sum phi_c lambda_c^dagger.
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

  /// Coefficients for the `matrix` kernel, pattern after pattern: rows of U_c (rows x dim), and
  /// their conjugate transposes (dim x rows).
  std::size_t rowsSize() const { return tiles(plan_.rows.size()) * plan_.dim() * 3 * kMatrixTile; }
  std::size_t columnsSize() const {
    return tiles(plan_.dim()) * plan_.rows.size() * 3 * kMatrixTile;
  }
  /// Those of the patterns of one part.
  void writeRows(std::size_t part, double* out) const;
  void writeColumns(std::size_t part, double* out) const;

  /// Numbers of all X_c as the `outer` kernel leaves them with kLanes lanes: the groups of columns
  /// follow one another, in each the patterns, in each the rows.
  std::size_t sumsSize() const { return groups(plan_.dim()) * groupSize(); }
  std::size_t groupSize() const { return plan_.patterns() * plan_.dim() * kStride; }

  /// Steps whose matrices differ by pattern, of one part, in any order or at once; then collect()
  /// once, which adds dL/dtheta. x: sumsSize() numbers, used up.
  void collectPart(std::size_t part, double* x) const;
  void collect(double* x, std::span<double> parameterGradient) const;

 private:
  static constexpr std::size_t kStride = 2 * kLanes;
  static std::size_t tiles(std::size_t rows) { return (rows + kMatrixTile - 1) / kMatrixTile; }
  static std::size_t groups(std::size_t columns) { return (columns + kLanes - 1) / kLanes; }

  /// U (by pattern, where it is controlled) of one step, and its inverse.
  struct Coefficients {
    alignas(64) std::array<double, 32> forward, backward;
  };
  enum class Direction { Forward, Backward };

  std::size_t partSize() const { return plan_.patternsPerPart() * plan_.dim() * kStride; }
  void setControlled(std::size_t step, std::size_t label, const LocalMatrix& v);
  void apply(std::size_t step, Direction direction, std::size_t part, double* state,
             std::size_t size) const;
  void pullBack(std::size_t part, std::size_t first, std::size_t end, std::size_t all);
  void read(const RightStep& step, std::size_t part, const double* x, LocalMatrix& sum) const;
  void carry(std::size_t first, std::size_t end, std::size_t part, double* x) const;
  std::size_t endOfStage(std::size_t first) const;
  void collectSteps(std::size_t part, std::size_t first, std::size_t end, double* x,
                    std::size_t size) const;

  const RightPlan& plan_;
  BoundPrograms shared_;
  const Kernels& kernels_;
  std::size_t joined_ = 0;  // the first step that acts when the parts are joined
  std::vector<Coefficients> steps_;
  /// U_c^dagger restricted to the rows: a state per pattern, a lane per row, groups of rows apart.
  AlignedVector pulled_;
  // Of each part and program: A before it, for collect().
  mutable std::array<std::vector<LocalMatrix>, 2> sums_;
};

}  // namespace qonvolve
