// SPDX-License-Identifier: GPL-3.0-or-later
// The vector kernels of the batched simulator, one table of functions per instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

namespace qonvolve {

/// The shape of a matrix, known from its gates whatever their angles are.
enum class Form : std::uint8_t {
  Dense1,           // 2x2
  Diagonal1,        // on one wire
  Dense2,           // 4x4
  Multiplexed,      // a 2x2 matrix V_c on wire 1 where wire 0, the control, is c
  MultiplexedFlip,  // the same, then the control is inverted
  Diagonal2,        // on two wires
  Exchange,         // a three-wire permutation, which is no matrix here
};

/// A chunk of eight samples: amplitude i is 16 doubles, eight real parts and eight imaginary parts,
/// one lane per sample. All buffers are aligned to 64 bytes; bits are 1 << wire, bit1 is 0 for
/// forms on one wire. Local index on a pair: (bit0 set) + 2 * (bit1 set).
///
/// Coefficients of a matrix are its entries (diagonal ones: the diagonal; multiplexed ones: V_0,
/// then V_1), row by row, real part then imaginary part: one double each when shared by all
/// samples, eight doubles each when every lane has its own.
struct Kernels {
  struct Matrix {
    void (*apply)(double* state, std::size_t size, std::size_t bit0, std::size_t bit1,
                  const double* m);
    /// Adds to acc, lane by lane, entries of A = (M - M^dagger) / 2i, M = Tr_rest phi
    /// lambda^dagger: first the diagonal (eight doubles per entry), then for each i < j (01, 02,
    /// 03, 12, 13, 23; one wire: 01) real and imaginary part of 2i A_ij. Entries that no gate of
    /// the form can turn into a derivative stay as they are.
    void (*reduce)(const double* phi, const double* lambda, std::size_t size, std::size_t bit0,
                   std::size_t bit1, double* acc);
    /// reduce() unless acc is null, then apply() to both states.
    void (*sweep)(double* phi, double* lambda, std::size_t size, std::size_t bit0, std::size_t bit1,
                  const double* m, double* acc);
  };
  struct Forms {
    Matrix forms[6];
    const Matrix& operator[](Form form) const { return forms[static_cast<std::size_t>(form)]; }
  };

  const char* name;
  Forms shared;   // one coefficient for all lanes
  Forms perLane;  // eight coefficients

  /// Exchanges amplitudes i and i ^ flip for all i whose bits in `mask` are `from`.
  void (*exchange)(double* state, std::size_t size, std::size_t mask, std::size_t from,
                   std::size_t flip);
  /// state[i + offsets[k]] = state[i] * factor[k] for all i within the bits of `mask`, k < count.
  /// offsets[0] is 0; the others lie outside `mask`.
  void (*expand)(double* state, std::size_t mask, const std::size_t* offsets, std::size_t count,
                 const double* factor);
  /// out[k] += 2 Re(conj(lambda[i + offsets[k]]) * rest[i]), summed over i within `mask`.
  void (*contract)(const double* lambda, const double* rest, std::size_t mask,
                   const std::size_t* offsets, std::size_t count, double* out);

  /// Runs of `run` amplitudes belong to one bucket: out[bucket[r]] += sum of |amplitude|^2.
  void (*bucketNorms)(const double* state, std::size_t size, std::size_t run,
                      const std::uint32_t* bucket, double* out);
  /// to[i] = weight[bucket] * from[i].
  void (*bucketScale)(double* to, const double* from, std::size_t size, std::size_t run,
                      const std::uint32_t* bucket, const double* weight);
  /// out (8 real, 8 imaginary) = sum_k (-1)^(bits of k in z) conj(state[k ^ x]) state[k].
  void (*pauliProduct)(const double* state, std::size_t size, std::uint64_t x, std::uint64_t z,
                       double* out);
  /// to[k ^ x] += (-1)^(bits of k in z) weight * from[k]; weight: 8 real, 8 imaginary.
  void (*pauliApply)(double* to, const double* from, std::size_t size, std::uint64_t x,
                     std::uint64_t z, const double* weight);

  /// Sine and cosine of eight angles, |angle| < 1e5, to about one unit in the last place.
  void (*sinCos)(const double* angle, double* sine, double* cosine);
  /// Does `rounds` x 128 x 8 multiply-adds in registers: the arithmetic peak of the machine.
  double (*peak)(std::size_t rounds);
};

/// The widest table this processor runs, or the one that QONVOLVE_SIMD (portable, avx2, avx512)
/// names if the processor has it. Chosen once.
const Kernels& kernels();

/// Tables that run here, widest last: for tests that compare them.
const Kernels* const* runnableKernels(std::size_t& count);

/// Name of the path in use: "portable", "avx2" or "avx512".
const char* simdPath();

}  // namespace qonvolve
