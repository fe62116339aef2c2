// SPDX-License-Identifier: GPL-3.0-or-later
// The reduced way to evaluate a circuit: tensor factors kept apart until a gate joins them, and a
// cut after which the observables are pulled back to the wires they still see.
//
// After the cut every wire that is not kept only controls gates on kept ones, or does nothing. For
// each pattern c of those controls the rest of the circuit is a unitary U_c on the kept wires, so
//   <O> = v_0 + sum_c sum_m (v(c, m) - v_0) |(U_c phi_c)_m|^2
// where v(c, m) is what O reads in basis state m and v_0 the value it reads most often: only the
// rows m of U_c with another value are needed. With r_c = (v - v_0) U_c phi_c in these rows, all
// derivatives after the cut follow from X_c = sum_samples r_c phi_c^dagger, at a cost that does not
// depend on the number of samples; those before it from lambda_c = U_c^dagger r_c.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// A step on one factor; bits count its amplitudes.
struct FactorStep {
  Form form = Form::Dense1;
  std::uint32_t program = Step::kNoProgram;
  std::size_t bit0 = 0;
  std::size_t bit1 = 0;
  std::size_t mask = 0, from = 0, flip = 0;  // of an Exchange
  // [0] for gradients by parameters, [1] for gradients by parameters and inputs: whether something
  // is read of this step, and whether it must be undone before something is read of earlier ones.
  std::array<bool, 2> read{};
  std::array<bool, 2> undoState{};
};

/// A dense step that joins the two parts of the last product, on a wire that only controls after
/// the cut and one that is kept. With its matrix U = V R W (core/sim/cosine_sine.h) W turns the
/// kept wire while the parts are still apart, one copy for each value of the control; R is a real
/// rotation; V joins what follows the cut.
struct Split {
  std::uint32_t program = 0;
  std::uint32_t kind = 0;       // splits with the same program and control are of one kind
  std::uint8_t control = 0;     // which of the program's wires is the control
  std::uint8_t part = 0;        // the part that has the control; the other one has the kept wire
  std::size_t controlBit = 0;   // in its part
  std::size_t targetBit = 0;    // in its part
  std::array<Wire, 2> wires{};  // control, kept wire
  std::array<std::size_t, 2> bits{};  // of the same in the whole
};

/// Amplitudes of some wires: how they begin, and the steps that act on them before they meet
/// others.
struct Factor {
  enum class Start : std::uint8_t { Zero, Prefix, Preparation, Product };
  /// Amplitudes of a part whose split controls read the same.
  struct Pattern {
    std::vector<std::uint32_t> from;                  // in the part
    std::vector<std::uint32_t> place;                 // in the whole
    std::vector<std::vector<std::uint32_t>> flipped;  // place with one split control inverted
  };

  std::vector<Wire> wires = {};  // of the bits of its amplitudes, the lowest first
  std::size_t offset = 0;        // amplitudes of all factors before it
  Start start = Start::Zero;
  std::uint32_t origin = 0;                           // Prefix: a program; Preparation: its index
  std::array<std::uint32_t, 2> parts{};               // Product: earlier factors
  std::array<std::vector<Pattern>, 2> patterns = {};  // Product: of each part
  std::vector<Split> splits = {};                     // of the last product
  std::vector<FactorStep> steps = {};
  // [] as in FactorStep: whether something is read at its beginning or before it; and at all, that
  // is, whether its cotangent is wanted.
  std::array<bool, 2> wanted{};
  std::array<bool, 2> reached{};

  std::size_t size() const { return std::size_t{1} << wires.size(); }
  /// Splits whose control is in a part.
  std::size_t controls(std::size_t part) const {
    return static_cast<std::size_t>(std::count_if(splits.begin(), splits.end(),
                                                  [&](const Split& s) { return s.part == part; }));
  }
};

/// What happens before the cut. The last factor is the whole state: kept wires, then wires that
/// are traced out, then controls.
struct LeftPlan {
  Circuit circuit;
  Plan plan = {};
  std::vector<Factor> factors = {};
};

/// A step after the cut, on kept wires or on a kept wire (bit1) controlled by a pattern bit (bit0).
struct RightStep {
  static constexpr std::uint32_t kNoSplit = ~std::uint32_t{0};
  Form form = Form::Dense1;
  std::uint32_t program = Step::kNoProgram;
  std::uint32_t split = kNoSplit;  // the V of a kind of splits in place of a program
  bool controlled = false;
  std::size_t bit0 = 0;
  std::size_t bit1 = 0;
  std::size_t mask = 0, from = 0, flip = 0;  // of an Exchange
  std::uint8_t control = 0;                  // which of the program's wires is the control
  bool inverted = false;  // the control has been flipped since the cut: pattern 0 means it reads 1
  std::uint32_t patterns = 0;  // pattern bits that still matter when it acts; 0: parts are joined
};

struct RightPlan {
  std::vector<Program> programs;
  std::vector<Wire> kept;
  // Pattern bits. The last one is summed over at the very end and tells the two parts apart; of the
  // others the last one is summed over first.
  std::vector<Wire> controls;
  std::vector<RightStep> steps;
  std::vector<std::uint32_t> rows;  // basis states m of the kept wires that are computed
  std::vector<double> base;         // v_0 of each output
  /// Distinct deviations v - v_0, outputs x values: [output * values + value]. Value 0 is none.
  std::vector<double> deviations;
  std::size_t values = 1;
  std::vector<std::uint32_t> valueOf;  // of pattern c and row r: [c * rows.size() + r]
  bool trainable = false;

  std::size_t dim() const { return std::size_t{1} << kept.size(); }
  std::size_t patterns() const { return std::size_t{1} << controls.size(); }
  /// Halves of the patterns that need nothing of each other until they are joined.
  std::size_t parts() const { return controls.empty() ? 1 : 2; }
  std::size_t patternsPerPart() const { return patterns() / parts(); }
  /// Pattern bits within a part that still matter when a step of the parts acts.
  static std::uint32_t bitsInPart(const RightStep& step) { return step.patterns - 1; }
  /// Whether the gradient reads something of a step.
  bool trains(const RightStep& step) const {
    return step.program != Step::kNoProgram && programs[step.program].trainable;
  }
  bool tellsPartsApart(std::size_t bit) const { return bit == dim() * patternsPerPart(); }
};

/// Multiply-adds of one sample, and of what depends on the parameters alone.
struct ReducedCost {
  double left = 0;     // product states and gates before the cut, there and back
  double meeting = 0;  // values and cotangents at the cut
  double sums = 0;     // what the gates after the cut need
  double perStep = 0;

  double perSample() const { return left + meeting + sums; }
};

struct ReducedPlan {
  LeftPlan left;
  RightPlan right;
  std::vector<Wire> traced;  // wires at the cut that nothing sees any more
  ReducedCost cost;
};

/// The cheapest way for batches of `samples`. Empty when the circuit has measurements or channels,
/// or reads one wire along different axes.
std::optional<ReducedPlan> makeReducedPlan(const Circuit& circuit, std::size_t samples);

/// The same with the cut as early as these kept wires allow; for tests and the search.
std::optional<ReducedPlan> reducedPlanKeeping(const Circuit& circuit, std::vector<Wire> kept,
                                              std::size_t samples);

/// Chunks of kLanes samples that the reduced engine takes a call, for batches of `samples`.
std::size_t reducedChunks(std::size_t samples);

}  // namespace qonvolve
