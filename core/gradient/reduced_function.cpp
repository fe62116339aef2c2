// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/reduced_function.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>
#include <type_traits>
#include <utility>

#include "core/base/parallel.h"
#include "core/gradient/reduced_factors.h"
#include "core/gradient/reduced_readout.h"
#include "core/gradient/state_tape.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

/// Blocks of samples that one call of the `outer` kernel takes.
constexpr std::size_t kOuterBlocks = 8;

/// Numbers of X from which several threads share bind() and collect(): below, calling them costs
/// more than they save.
constexpr std::size_t kSharedSums = 4096;

template <class T>
struct ReducedTape : LaneFunction::Tape {
  std::vector<typename ReducedFactors<T>::Tape> groups;
  AlignedRows<T> rows;     // U_c phi_c of every group, its needed rows
  AlignedRows<T> scratch;  // of kernels
};

template <class T>
struct ReducedGradient : LaneFunction::Gradient {
  AlignedRows<T> x;  // sums of r_c phi_c^dagger, unless `fresh`
  bool fresh = true;
  AlignedVector sums;              // accumulators of the programs before the cut
  std::vector<double> parameters;  // dL/dtheta through programs that depend on the sample
  void clear() override {
    fresh = true;
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

template <class T>
class ReducedFunction : public LaneFunction {
 public:
  ReducedFunction(ReducedPlan plan, std::size_t chunks);

  std::size_t inputCount() const override { return plan_.left.circuit.inputs; }
  std::size_t outputCount() const override { return plan_.right.base.size(); }
  std::size_t chunks() const override { return chunks_; }
  void usePool(ThreadPool* pool) override { pool_ = pool; }
  void bind(std::span<const double> parameters) override;
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override;

 private:
  static constexpr std::size_t kRow = ReducedFactors<T>::kRow;
  static constexpr std::size_t kStride = ReducedFactors<T>::kStride;
  static constexpr std::size_t kGroupChunks = ReducedFactors<T>::kChunks;

  std::size_t rowCount() const { return plan_.right.rows.size(); }
  std::size_t blockCount() const { return factors_.size() / plan_.right.dim(); }
  std::size_t blocksPerPattern() const { return blockCount() / plan_.right.patterns(); }
  std::size_t usedGroups(const Tape& tape) const { return (tape.samples + kRow - 1) / kRow; }
  T* rows(ReducedTape<T>& tape, std::size_t group) const {
    return tape.rows.data() + group * blockCount() * rowCount() * kStride;
  }
  std::size_t outerGroup() const { return plan_.right.patterns() * rowCount() * kStride; }
  std::size_t outerSize() const { return (plan_.right.dim() + kRow - 1) / kRow * outerGroup(); }
  void meet(ReducedTape<T>& tape, std::size_t groups) const;
  void meetBack(ReducedTape<T>& tape, std::size_t groups) const;
  void addOuter(ReducedTape<T>& tape, std::size_t groups, ReducedGradient<T>& gradient) const;
  void bindPart(std::size_t part);
  void addSums(std::span<ReducedGradient<T>* const> gradients, std::size_t part) const;
  void widen(const AlignedRows<T>& from, std::size_t part, AlignedVector& x) const;
  void forPieces(std::size_t count, const std::function<void(std::size_t)>& work) const;

  ReducedPlan plan_;
  std::size_t chunks_;
  ReducedFactors<T> factors_;
  ReducedReadout readout_;
  const KernelTable<T>& kernels_;
  std::size_t run_ = 1;                 // successive rows of the whole state that read the same
  std::vector<std::uint32_t> valueOf_;  // of every run
  AlignedRows<T> matrices_;  // the needed rows of every U_c
  AlignedVector packed_;  // the same in double, where T is not
  std::size_t parameterCount_ = 0;
  ThreadPool* pool_ = nullptr;
  /// Where collect() works, kept between steps.
  struct Collected {
    AlignedVector sums, wide;
  };
  mutable Collected collected_;
};

template <class T>
ReducedFunction<T>::ReducedFunction(ReducedPlan plan, std::size_t chunks)
    : plan_(std::move(plan)),
      chunks_(std::max(chunks, kGroupChunks)),
      factors_(plan_.left),
      readout_(plan_.right),
      kernels_(kernels<T>()) {
  for (std::size_t c = 0; c < plan_.right.patterns(); ++c) {
    for (std::size_t b = 0; b < blocksPerPattern(); ++b) {
      const auto first = plan_.right.valueOf.begin() + static_cast<std::ptrdiff_t>(c * rowCount());
      valueOf_.insert(valueOf_.end(), first, first + static_cast<std::ptrdiff_t>(rowCount()));
    }
  }
  for (run_ = valueOf_.size(); run_ > 1; run_ = run_ % 2 == 0 ? run_ / 2 : 1) {
    const auto startsRun = [&](std::size_t k) { return k % run_ == 0; };
    bool same = true;
    for (std::size_t k = 1; k < valueOf_.size() && same; ++k) {
      same = startsRun(k) || valueOf_[k] == valueOf_[k - 1];
    }
    if (same) break;
  }
  for (std::size_t k = 0; run_ > 1 && k * run_ < valueOf_.size(); ++k) {
    valueOf_[k] = valueOf_[k * run_];
  }
  matrices_.resize(plan_.right.patterns() * readout_.rowsSize());
}

template <class T>
void ReducedFunction<T>::bind(std::span<const double> parameters) {
  parameterCount_ = parameters.size();
  forPieces(2, [&](std::size_t piece) {
    if (piece == 1) return readout_.bind(parameters);
    factors_.bind(parameters);
    readout_.bindSplits(factors_.splits());
  });
  if constexpr (!std::is_same_v<T, double>) {
    packed_.resize(matrices_.size());
  }
  forPieces(plan_.right.parts(), [this](std::size_t part) { bindPart(part); });
}

template <class T>
void ReducedFunction<T>::bindPart(std::size_t part) {
  readout_.bindPart(part);
  const std::size_t size = plan_.right.patternsPerPart() * readout_.rowsSize();
  if constexpr (std::is_same_v<T, double>) {
    readout_.writeRows(part, &matrices_[part * size]);
  } else {
    readout_.writeRows(part, &packed_[part * size]);
    for (std::size_t k = part * size; k < (part + 1) * size; ++k) {
      matrices_[k] = static_cast<T>(packed_[k]);
    }
  }
}

/// Calls work(piece) for every piece, on all threads where that pays.
template <class T>
void ReducedFunction<T>::forPieces(std::size_t count,
                                   const std::function<void(std::size_t)>& work) const {
  if (pool_ != nullptr && readout_.sumsSize() >= kSharedSums) {
    pool_->run(count, [&](std::size_t piece, std::size_t) { work(piece); });
  } else {
    for (std::size_t piece = 0; piece < count; ++piece) work(piece);
  }
}

template <class T>
std::unique_ptr<LaneFunction::Tape> ReducedFunction<T>::makeTape() const {
  auto tape = std::make_unique<ReducedTape<T>>();
  const std::size_t groups = chunks_ / kGroupChunks;
  for (std::size_t g = 0; g < groups; ++g) tape->groups.push_back(factors_.makeTape());
  tape->rows.resize(groups * blockCount() * rowCount() * kStride);
  tape->samples = chunks_ * kLanes;
  return tape;
}

template <class T>
std::unique_ptr<LaneFunction::Gradient> ReducedFunction<T>::makeGradient() const {
  auto gradient = std::make_unique<ReducedGradient<T>>();
  if (plan_.right.trainable) gradient->x.resize(outerSize());
  gradient->sums.resize(factors_.sumRows() * kLanes);
  return gradient;
}

/// rows = U_c phi_c. Pattern by pattern, so that U_c stays in the first-level cache.
template <class T>
void ReducedFunction<T>::meet(ReducedTape<T>& tape, std::size_t groups) const {
  const std::size_t dim = plan_.right.dim(), count = blocksPerPattern();
  for (std::size_t c = 0; c < plan_.right.patterns(); ++c) {
    const T* u = matrices_.data() + c * readout_.rowsSize();
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t b = c * count; b < (c + 1) * count; ++b) {
        kernels_.matrix(u, rowCount(), dim, factors_.state(tape.groups[g]) + b * dim * kStride,
                        rows(tape, g) + b * rowCount() * kStride);
      }
    }
  }
}

/// lambda_c = U_c^dagger rows.
template <class T>
void ReducedFunction<T>::meetBack(ReducedTape<T>& tape, std::size_t groups) const {
  const std::size_t dim = plan_.right.dim(), count = blocksPerPattern();
  for (std::size_t c = 0; c < plan_.right.patterns(); ++c) {
    const T* u = matrices_.data() + c * readout_.rowsSize();
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t b = c * count; b < (c + 1) * count; ++b) {
        kernels_.matrixAdjoint(u, rowCount(), dim, rows(tape, g) + b * rowCount() * kStride,
                        factors_.cotangent(tape.groups[g]) + b * dim * kStride);
      }
    }
  }
}

/// X_c += r_c phi_c^dagger over all samples.
template <class T>
void ReducedFunction<T>::addOuter(ReducedTape<T>& tape, std::size_t groups,
                                  ReducedGradient<T>& gradient) const {
  const std::size_t dim = plan_.right.dim(), count = blocksPerPattern();
  tape.scratch.resize(kOuterBlocks * kRow * (rowCount() + 3 * std::max(dim, kRow)));
  std::array<const T*, kOuterBlocks> r, phi;
  for (std::size_t c = 0; c < plan_.right.patterns(); ++c) {
    std::size_t blocks = 0;
    bool first = gradient.fresh;
    const auto flush = [&] {
      if (blocks == 0) return;
      kernels_.outer({r.data(), phi.data(), blocks, rowCount(), dim}, tape.scratch.data(),
                     gradient.x.data() + c * rowCount() * kStride, outerGroup(), first);
      blocks = 0;
      first = false;
    };
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t b = c * count; b < (c + 1) * count; ++b) {
        r[blocks] = rows(tape, g) + b * rowCount() * kStride;
        phi[blocks] = factors_.state(tape.groups[g]) + b * dim * kStride;
        if (++blocks == kOuterBlocks) flush();
      }
    }
    flush();
  }
  gradient.fresh = false;
}

template <class T>
void ReducedFunction<T>::forward(Tape& anyTape, std::span<const double> inputs,
                                 std::span<double> outputs) const {
  auto& tape = static_cast<ReducedTape<T>&>(anyTape);
  const std::size_t groups = usedGroups(tape), values = plan_.right.values;
  const std::size_t width = kGroupChunks * inputCount() * kLanes;
  assert(groups <= tape.groups.size() && outputs.size() >= chunks_ * outputCount() * kLanes);
  for (std::size_t g = 0; g < groups; ++g) {
    factors_.forward(tape.groups[g], inputs.subspan(g * width, width));
  }
  meet(tape, groups);
  for (std::size_t g = 0; g < groups; ++g) {
    tape.scratch.assign(values * kRow, T{0});
    kernels_.bucketNorms(rows(tape, g), blockCount() * rowCount(), run_, valueOf_.data(),
                         tape.scratch.data());
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const std::size_t chunk = g * kGroupChunks + lane / kLanes;
      for (std::size_t o = 0; o < outputCount(); ++o) {
        double sum = plan_.right.base[o];
        for (std::size_t v = 1; v < values; ++v) {
          sum += plan_.right.deviations[o * values + v] *
                 static_cast<double>(tape.scratch[v * kRow + lane]);
        }
        outputs[(chunk * outputCount() + o) * kLanes + lane % kLanes] = sum;
      }
    }
  }
}

template <class T>
void ReducedFunction<T>::pullback(Tape& anyTape, std::span<const double> cotangents,
                                  Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<ReducedTape<T>&>(anyTape);
  auto& gradient = static_cast<ReducedGradient<T>&>(anyGradient);
  const std::size_t groups = usedGroups(tape), values = plan_.right.values;
  gradient.parameters.resize(factors_.trainablePerSample() ? parameterCount_ : 0);
  for (std::size_t g = 0; g < groups; ++g) {
    tape.groups[g].lambda.resize(tape.groups[g].phi.size());
    tape.scratch.assign(values * kRow, T{0});
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const std::size_t chunk = g * kGroupChunks + lane / kLanes;
      for (std::size_t v = 1; v < values; ++v) {
        double weight = 0;
        for (std::size_t o = 0; o < outputCount(); ++o) {
          weight += plan_.right.deviations[o * values + v] *
                    cotangents[(chunk * outputCount() + o) * kLanes + lane % kLanes];
        }
        tape.scratch[v * kRow + lane] = static_cast<T>(weight);
      }
    }
    kernels_.bucketScale(rows(tape, g), rows(tape, g), blockCount() * rowCount(), run_,
                         valueOf_.data(), tape.scratch.data());
  }
  meetBack(tape, groups);
  if (plan_.right.trainable) addOuter(tape, groups, gradient);
  const std::size_t width = kGroupChunks * inputCount() * kLanes;
  for (std::size_t g = 0; g < groups; ++g) {
    factors_.pullback(
        tape.groups[g], gradient.sums, gradient.parameters,
        inputCotangents.empty() ? inputCotangents : inputCotangents.subspan(g * width, width));
  }
}

/// x = all samples' sums of a part. Columns lie in groups of kRow in the sums and of kLanes in x.
template <class T>
void ReducedFunction<T>::widen(const AlignedRows<T>& from, std::size_t part,
                               AlignedVector& x) const {
  const std::size_t rows = 2 * plan_.right.patternsPerPart() * rowCount();
  for (std::size_t column = 0; column < plan_.right.dim(); column += kLanes) {
    const T* source = &from[column / kRow * outerGroup() + part * rows * kRow + column % kRow];
    double* target = &x[column / kLanes * readout_.groupSize() + part * rows * kLanes];
    for (std::size_t r = 0; r < rows; ++r, source += kRow, target += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        target[lane] = static_cast<double>(source[lane]);
      }
    }
  }
}

/// Adds a part of X of all gradients to that of the first one.
template <class T>
void ReducedFunction<T>::addSums(std::span<ReducedGradient<T>* const> gradients,
                                 std::size_t part) const {
  const std::size_t size = outerGroup() / plan_.right.parts();
  for (std::size_t at = part * size; at < outerSize(); at += outerGroup()) {
    for (const ReducedGradient<T>* gradient : gradients.subspan(1)) {
      kernels_.add(&gradients[0]->x[at], &gradient->x[at], size);
    }
  }
}

template <class T>
void ReducedFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                 std::span<double> parameterGradient) const {
  AlignedVector& sums = collected_.sums;
  sums.assign(factors_.sumRows() * kLanes, 0.0);
  std::vector<ReducedGradient<T>*> right;  // those that have sums of the gates after the cut
  for (const auto& any : gradients) {
    auto& gradient = static_cast<ReducedGradient<T>&>(*any);
    for (std::size_t k = 0; k < gradient.parameters.size(); ++k) {
      parameterGradient[k] += gradient.parameters[k];
    }
    kernels().add(sums.data(), gradient.sums.data(), sums.size());
    if (plan_.right.trainable && !gradient.fresh) right.push_back(&gradient);
  }
  if (right.empty()) return factors_.collect(sums, parameterGradient);
  const double* x = nullptr;
  if constexpr (std::is_same_v<T, double>) {
    x = right[0]->x.data();
  } else {
    collected_.wide.resize(readout_.sumsSize());
    x = collected_.wide.data();
  }
  // What comes before the cut is one more piece, the only one that writes to parameterGradient. It
  // is claimed last, so that threads tend to get the part whose rows they bound.
  forPieces(plan_.right.parts() + 1, [&](std::size_t piece) {
    if (piece == 0) return factors_.collect(sums, parameterGradient);
    addSums(right, piece - 1);
    if constexpr (!std::is_same_v<T, double>) widen(right[0]->x, piece - 1, collected_.wide);
    readout_.collectPart(piece - 1, x);
  });
  readout_.collect(parameterGradient);
}

}  // namespace

std::unique_ptr<LaneFunction> makeReducedFunction(ReducedPlan plan, Precision precision,
                                                  std::size_t chunks) {
  if (precision == Precision::Float) {
    return std::make_unique<ReducedFunction<float>>(std::move(plan), chunks);
  }
  return std::make_unique<ReducedFunction<double>>(std::move(plan), chunks);
}

std::uint64_t reducedBytes(const ReducedPlan& plan, std::size_t chunks) {
  const Factor& last = plan.left.factors.back();
  const std::uint64_t amplitudes = last.offset + last.size();
  const std::uint64_t rows = plan.right.rows.size() * last.size() / plan.right.dim();
  const std::uint64_t columns = std::max<std::uint64_t>(plan.right.dim(), kLanes);
  const std::uint64_t elements = plan.right.patterns() * plan.right.dim();
  // States and cotangents of a call; sums of the call, those added up, and the rows of U_c.
  return chunks * (2 * amplitudes + rows) * 128 + elements * columns * 16 * 8;
}

}  // namespace qonvolve
