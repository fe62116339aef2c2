// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/reduced_meeting.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace qonvolve {
namespace {

/// Blocks of samples that one call of the `outer` kernel takes.
constexpr std::size_t kOuterBlocks = 8;

}  // namespace

template <class T>
ReducedMeeting<T>::ReducedMeeting(const RightPlan& plan, std::size_t amplitudes)
    : plan_(plan), kernels_(kernels<T>()), blocks_(amplitudes / plan.dim()) {
  for (std::size_t c = 0; c < plan.patterns(); ++c) {
    for (std::size_t b = 0; b < blocksPerPattern(); ++b) {
      const auto first = plan.valueOf.begin() + static_cast<std::ptrdiff_t>(c * rowCount());
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
  matrices_.resize(plan.patterns() * matrixSize());
  if (std::is_same_v<T, double>) return;
  packed_.resize(matrices_.size());
  if (plan.trainable) wide_.resize(ReducedReadout::sumsSize(plan));
}

template <class T>
typename ReducedMeeting<T>::Tape ReducedMeeting<T>::makeTape(std::size_t groups) const {
  Tape tape;
  tape.rows.resize(groups * blocks_ * rowCount() * kStride);
  return tape;
}

template <class T>
typename ReducedMeeting<T>::Sums ReducedMeeting<T>::makeSums() const {
  Sums sums;
  if (plan_.trainable) sums.x.resize(outerSize());
  return sums;
}

template <class T>
void ReducedMeeting<T>::bindPart(std::size_t part, const ReducedReadout& readout) {
  const std::size_t size = plan_.patternsPerPart() * matrixSize();
  if constexpr (std::is_same_v<T, double>) {
    readout.writeRows(part, &matrices_[part * size]);
  } else {
    readout.writeRows(part, &packed_[part * size]);
    for (std::size_t k = part * size; k < (part + 1) * size; ++k) {
      matrices_[k] = static_cast<T>(packed_[k]);
    }
  }
}

/// Calls work(c, group, block) pattern by pattern, so that U_c stays in the first-level cache.
template <class T>
template <class Work>
void ReducedMeeting<T>::forBlocks(std::size_t groups, const Work& work) const {
  const std::size_t count = blocksPerPattern();
  for (std::size_t c = 0; c < plan_.patterns(); ++c) {
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t b = c * count; b < (c + 1) * count; ++b) work(c, g, b);
    }
  }
}

template <class T>
void ReducedMeeting<T>::forward(Tape& tape, std::span<T* const> states,
                                std::span<double> outputs) const {
  const std::size_t dim = plan_.dim(), values = plan_.values, count = plan_.base.size();
  forBlocks(states.size(), [&](std::size_t c, std::size_t g, std::size_t b) {
    kernels_.matrix(&matrices_[c * matrixSize()], rowCount(), dim, states[g] + b * dim * kStride,
                    rows(tape, g) + b * rowCount() * kStride);
  });
  for (std::size_t g = 0; g < states.size(); ++g) {
    tape.scratch.assign(values * kRow, T{0});
    kernels_.bucketNorms(rows(tape, g), blocks_ * rowCount(), run_, valueOf_.data(),
                         tape.scratch.data());
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const std::size_t chunk = g * kChunks + lane / kLanes;
      for (std::size_t o = 0; o < count; ++o) {
        double sum = plan_.base[o];
        for (std::size_t v = 1; v < values; ++v) {
          sum +=
              plan_.deviations[o * values + v] * static_cast<double>(tape.scratch[v * kRow + lane]);
        }
        outputs[(chunk * count + o) * kLanes + lane % kLanes] = sum;
      }
    }
  }
}

template <class T>
void ReducedMeeting<T>::pullback(Tape& tape, std::span<T* const> states,
                                 std::span<const double> weights, std::span<T* const> cotangents,
                                 Sums& sums) const {
  const std::size_t dim = plan_.dim(), values = plan_.values, count = plan_.base.size();
  for (std::size_t g = 0; g < states.size(); ++g) {
    tape.scratch.assign(values * kRow, T{0});
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const std::size_t chunk = g * kChunks + lane / kLanes;
      for (std::size_t v = 1; v < values; ++v) {
        double weight = 0;
        for (std::size_t o = 0; o < count; ++o) {
          weight += plan_.deviations[o * values + v] *
                    weights[(chunk * count + o) * kLanes + lane % kLanes];
        }
        tape.scratch[v * kRow + lane] = static_cast<T>(weight);
      }
    }
    kernels_.bucketScale(rows(tape, g), rows(tape, g), blocks_ * rowCount(), run_, valueOf_.data(),
                         tape.scratch.data());
  }
  // lambda_c = U_c^dagger r_c.
  forBlocks(states.size(), [&](std::size_t c, std::size_t g, std::size_t b) {
    kernels_.matrixAdjoint(&matrices_[c * matrixSize()], rowCount(), dim,
                           rows(tape, g) + b * rowCount() * kStride,
                           cotangents[g] + b * dim * kStride);
  });
  if (plan_.trainable) addOuter(tape, states, sums);
}

template <class T>
void ReducedMeeting<T>::addOuter(Tape& tape, std::span<T* const> states, Sums& sums) const {
  const std::size_t dim = plan_.dim(), perPattern = blocksPerPattern() * states.size();
  tape.scratch.resize(kOuterBlocks * kRow * (rowCount() + 3 * std::max(dim, kRow)));
  std::array<const T*, kOuterBlocks> r, phi;
  std::size_t blocks = 0, done = 0;  // waiting, and of the pattern
  forBlocks(states.size(), [&](std::size_t c, std::size_t g, std::size_t b) {
    r[blocks] = rows(tape, g) + b * rowCount() * kStride;
    phi[blocks] = states[g] + b * dim * kStride;
    if (++blocks < kOuterBlocks && done + blocks < perPattern) return;
    kernels_.outer({r.data(), phi.data(), blocks, rowCount(), dim}, tape.scratch.data(),
                   &sums.x[c * rowCount() * kStride], outerGroup(), sums.fresh && done == 0);
    done = (done + blocks) % perPattern;
    blocks = 0;
  });
  sums.fresh = false;
}

/// Columns lie in groups of kRow here and of kLanes in wide_.
template <class T>
void ReducedMeeting<T>::collectPart(std::size_t part, std::span<Sums* const> filled) {
  if (std::is_same_v<T, double>) return;
  AlignedRows<T>& x = filled[0]->x;
  const std::size_t rows = 2 * plan_.patternsPerPart() * rowCount();
  for (std::size_t at = part * rows * kRow; at < outerSize(); at += outerGroup()) {
    for (const Sums* other : filled.subspan(1)) kernels_.add(&x[at], &other->x[at], rows * kRow);
  }
  for (std::size_t column = 0; column < plan_.dim(); column += kLanes) {
    const T* source = &x[column / kRow * outerGroup() + part * rows * kRow + column % kRow];
    double* target =
        &wide_[column / kLanes * ReducedReadout::groupSize(plan_) + part * rows * kLanes];
    for (std::size_t r = 0; r < rows; ++r, source += kRow, target += kLanes) {
      std::copy_n(source, kLanes, target);
    }
  }
}

template <class T>
std::vector<const double*> ReducedMeeting<T>::sums(std::span<Sums* const> filled) const {
  if constexpr (std::is_same_v<T, double>) {
    std::vector<const double*> all;
    for (const Sums* sums : filled) all.push_back(sums->x.data());
    return all;
  } else {
    return {wide_.data()};
  }
}

template class ReducedMeeting<double>;
template class ReducedMeeting<float>;

}  // namespace qonvolve
