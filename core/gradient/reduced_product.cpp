// SPDX-License-Identifier: GPL-3.0-or-later
// Where two factors meet: their product, with steps that are split between them and what follows.
#include <algorithm>
#include <array>

#include "core/gradient/reduced_factors.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {
namespace {

/// Index within a split program: the control reads c, the other wire s.
std::size_t localIndex(const Split& split, std::size_t c, std::size_t s) {
  return (c << split.control) | (s << (1 - split.control));
}

}  // namespace

template <class T>
void ReducedFactors<T>::bindSplits() {
  std::uint32_t next = 0;
  for (const Split& split : last().splits) {
    if (split.kind != next) continue;
    CosineSine& parts = splits_[next];
    parts = cosineSine(shared_.matrix(split.program), split.control);
    SplitCoefficients& to = splitCoefficients_[next];
    ++next;
    for (std::size_t c = 0; c < 2; ++c) {
      const LocalMatrix inverse = parts.first[c].adjoint();
      for (std::size_t e = 0; e < 4; ++e) {
        to.first[c][2 * e] = static_cast<T>(parts.first[c].entries[e].real());
        to.first[c][2 * e + 1] = static_cast<T>(parts.first[c].entries[e].imag());
        to.firstBack[c][2 * e] = static_cast<T>(inverse.entries[e].real());
        to.firstBack[c][2 * e + 1] = static_cast<T>(inverse.entries[e].imag());
      }
    }
    for (std::size_t s = 0; s < 2; ++s) {
      to.rotation[2 * s] = to.rotationBack[2 * s] = static_cast<T>(parts.cosine[s]);
      to.rotation[2 * s + 1] = static_cast<T>(parts.sine[s]);
      to.rotationBack[2 * s + 1] = static_cast<T>(-parts.sine[s]);
    }
  }
}

/// A part as it enters the product, in the copy for one pattern of the other part's controls.
template <class T>
const T* ReducedFactors<T>::part(const Factor& factor, std::size_t part, std::size_t copy,
                                 const Tape& tape) const {
  const Factor& own = plan_.factors[factor.parts[part]];
  return factor.controls(1 - part) == 0 ? tape.phi.data() + own.offset * kStride
                                        : tape.turned[part].data() + copy * own.size() * kStride;
}

template <class T>
T* ReducedFactors<T>::partBack(const Factor& factor, std::size_t part, std::size_t copy,
                               Tape& tape) const {
  const Factor& own = plan_.factors[factor.parts[part]];
  return factor.controls(1 - part) == 0
             ? tape.lambda.data() + own.offset * kStride
             : tape.turnedBack[part].data() + copy * own.size() * kStride;
}

template <class T>
ProductPart<T> ReducedFactors<T>::pattern(const Factor& factor, std::size_t part,
                                          std::size_t number, std::size_t copy,
                                          const Tape& tape) const {
  const Factor::Pattern& p = factor.patterns[part][number];
  return {this->part(factor, part, copy, tape), p.from.data(), p.place.data(), p.from.size()};
}

/// Copies of a part, turned by W_c of every split whose control c is in the other part.
template <class T>
void ReducedFactors<T>::turnPart(const Factor& factor, std::size_t part, Tape& tape) const {
  const Factor& own = plan_.factors[factor.parts[part]];
  const std::size_t size = own.size();
  const auto& turn = kernels_.shared[Form::Dense1].apply;
  const T* from = tape.phi.data() + own.offset * kStride;
  T* to = tape.turned[part].data();
  std::size_t copies = 1;
  for (std::size_t k = 0; k < factor.splits.size(); ++k) {
    const Split& split = factor.splits[k];
    if (split.part == part) continue;
    const auto& first = splitCoefficients_[split.kind].first;
    turn(to + copies * size * kStride, from, copies * size, split.targetBit, 0, first[1].data());
    turn(to, from, copies * size, split.targetBit, 0, first[0].data());
    from = to;
    copies *= 2;
  }
}

/// The cotangents of the copies, turned back and added up.
template <class T>
void ReducedFactors<T>::turnPartBack(const Factor& factor, std::size_t part, Tape& tape) const {
  const Factor& own = plan_.factors[factor.parts[part]];
  const std::size_t size = own.size();
  const auto& turn = kernels_.shared[Form::Dense1].apply;
  T* back = tape.turnedBack[part].data();
  std::size_t copies = std::size_t{1} << factor.controls(1 - part);
  for (std::size_t k = factor.splits.size(); k-- > 0;) {
    const Split& split = factor.splits[k];
    if (split.part == part) continue;
    copies /= 2;
    T* zero = back;
    T* one = back + copies * size * kStride;
    const auto& inverse = splitCoefficients_[split.kind].firstBack;
    turn(one, one, copies * size, split.targetBit, 0, inverse[1].data());
    T* to = copies == 1 ? tape.lambda.data() + own.offset * kStride : zero;
    turn(to, zero, copies * size, split.targetBit, 0, inverse[0].data());
    kernels_.add(to, one, copies * size * kStride);
  }
}

template <class T>
void ReducedFactors<T>::multiply(const Factor& factor, Tape& tape) const {
  T* phi = tape.phi.data() + factor.offset * kStride;
  for (std::size_t part = 0; part < 2; ++part) {
    if (factor.controls(1 - part) > 0) turnPart(factor, part, tape);
  }
  for (std::size_t p = 0; p < factor.patterns[0].size(); ++p) {
    for (std::size_t q = 0; q < factor.patterns[1].size(); ++q) {
      kernels_.product(phi, pattern(factor, 0, p, q, tape), pattern(factor, 1, q, p, tape));
    }
  }
  for (const Split& split : factor.splits) {
    kernels_.rotate(phi, factor.size(), split.bits[1], split.bits[0],
                    splitCoefficients_[split.kind].rotation.data());
  }
}

template <class T>
void ReducedFactors<T>::multiplyBack(const Factor& factor, Tape& tape) const {
  T* lambda = tape.lambda.data() + factor.offset * kStride;
  for (const Split& split : factor.splits) {
    kernels_.rotate(lambda, factor.size(), split.bits[1], split.bits[0],
                    splitCoefficients_[split.kind].rotationBack.data());
  }
  for (std::size_t p = 0; p < factor.patterns[0].size(); ++p) {
    for (std::size_t q = 0; q < factor.patterns[1].size(); ++q) {
      kernels_.productBack(lambda, pattern(factor, 0, p, q, tape), pattern(factor, 1, q, p, tape),
                           partBack(factor, 0, q, tape), partBack(factor, 1, p, tape));
    }
  }
  for (std::size_t k = 0; k < factor.splits.size(); ++k) {
    if (plan_.plan.programs[factor.splits[k].program].trainable) readSplit(factor, k, tape);
  }
  for (std::size_t part = 0; part < 2; ++part) {
    if (factor.controls(1 - part) > 0) turnPartBack(factor, part, tape);
  }
}

/// G = Tr_rest phi lambda^dagger on the wires of a split step between W and R. The blocks between
/// equal values of the control follow from the cotangents of the copies; for the others the part
/// with the control is compared with lambda where the control is inverted.
template <class T>
void ReducedFactors<T>::readSplit(const Factor& factor, std::size_t index, Tape& tape) const {
  const Split& split = factor.splits[index];
  const std::size_t own = split.part, other = 1 - own;
  const std::size_t size = plan_.factors[factor.parts[other]].size();
  const T* lambda = tape.lambda.data() + factor.offset * kStride;
  std::size_t bit = 0;  // of the control among those of its part
  for (std::size_t k = 0; k < index; ++k) bit += factor.splits[k].part == own ? 1U : 0U;
  T* sums = tape.target + (samples_.size().sums + kSplitRows * split.kind) * kRow;
  for (std::size_t p = 0; p < factor.patterns[own].size(); ++p) {
    for (std::size_t q = 0; q < factor.patterns[other].size(); ++q) {
      ProductPart<T> a = pattern(factor, own, p, q, tape);
      a.place = factor.patterns[own][p].flipped[bit].data();
      kernels_.productBack(lambda, a, pattern(factor, other, q, p, tape), nullptr,
                           tape.flipped.data());
    }
    const std::size_t c = (p >> bit) & 1;
    const T* copy = part(factor, other, p, tape);
    kernels_.correlate(copy, partBack(factor, other, p, tape), size, split.targetBit,
                       sums + (2 * c + c) * 8 * kRow);
    kernels_.correlate(copy, tape.flipped.data(), size, split.targetBit,
                       sums + (2 * c + (1 - c)) * 8 * kRow);
  }
}

/// A after the steps of one kind from the sums of G: (G - G^dagger) / 2i, carried through V R = U
/// W^dagger.
template <class T>
LocalMatrix ReducedFactors<T>::splitSum(const Split& split, std::span<const double> sums) const {
  std::array<double, kSplitRows> g;
  const double* rows = &sums[(samples_.size().sums + kSplitRows * split.kind) * kLanes];
  sumLanes(rows, kSplitRows, g.data());
  LocalMatrix a{.dim = 4}, w{.dim = 4};
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t d = 0; d < 2; ++d) {
      for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t t = 0; t < 2; ++t) {
          const std::size_t i = localIndex(split, c, s), j = localIndex(split, d, t);
          const std::size_t ij = 8 * (2 * c + d) + 2 * (2 * s + t);
          const std::size_t ji = 8 * (2 * d + c) + 2 * (2 * t + s);
          a.at(i, j) = Complex{g[ij + 1] + g[ji + 1], g[ji] - g[ij]} / 2.0;
          if (c == d) w.at(i, j) = splits_[split.kind].first[c].at(s, t);
        }
      }
    }
  }
  return conjugated(product(shared_.matrix(split.program), w.adjoint()), a);
}

template class ReducedFactors<double>;
template class ReducedFactors<float>;

}  // namespace qonvolve
