// SPDX-License-Identifier: GPL-3.0-or-later
// The vector kernels of the batched simulator, one table of functions per instruction set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/sim/state_kernels.h"

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

/// Samples that lie side by side in one group of lanes: 8 doubles or 16 floats, 64 bytes.
template <class T>
inline constexpr std::size_t kGroupLanes = 64 / sizeof(T);

/// Rows of a dense matrix that lie side by side (see KernelTable::matrix).
inline constexpr std::size_t kMatrixTile = 8;

/// Some amplitudes of a factor of a product: number i is amplitude from[i] of `data`, and goes with
/// amplitudes of the other factor to place[i] plus their place.
template <class T>
struct ProductPart {
  const T* data;
  const std::uint32_t* from;
  const std::uint32_t* place;
  std::size_t count;
};

/// Blocks of samples whose products are summed: vectors a of `rows` amplitudes, b of `columns`.
template <class T>
struct OuterBlocks {
  const T* const* a;
  const T* const* b;
  std::size_t count;
  std::size_t rows;
  std::size_t columns;
};

/// Kernels on a group of samples: amplitude i is 128 bytes, the real parts of all lanes and then
/// the imaginary parts. All buffers are aligned to 64 bytes; bits are 1 << wire, bit1 is 0 for
/// forms on one wire. Local index on a pair: (bit0 set) + 2 * (bit1 set).
///
/// Coefficients of a matrix are its entries (diagonal ones: the diagonal; multiplexed ones: V_0,
/// then V_1), row by row, real part then imaginary part: one number each when shared by all
/// samples, a row of lanes each when every lane has its own.
template <class T>
struct KernelTable {
  struct Matrix {
    /// to = matrix from; both may be the same state.
    void (*apply)(T* to, const T* from, std::size_t size, std::size_t bit0, std::size_t bit1,
                  const T* m);
    /// Adds to acc, lane by lane, entries of A = (M - M^dagger) / 2i, M = Tr_rest phi
    /// lambda^dagger: first the diagonal (a row of lanes per entry), then for each i < j (01, 02,
    /// 03, 12, 13, 23; one wire: 01) real and imaginary part of 2i A_ij. Entries that no gate of
    /// the form can turn into a derivative stay as they are.
    void (*reduce)(const T* phi, const T* lambda, std::size_t size, std::size_t bit0,
                   std::size_t bit1, T* acc);
    /// reduce() unless acc is null, then apply() to both states.
    void (*sweep)(T* phi, T* lambda, std::size_t size, std::size_t bit0, std::size_t bit1,
                  const T* m, T* acc);
  };
  struct Forms {
    Matrix forms[6];
    const Matrix& operator[](Form form) const { return forms[static_cast<std::size_t>(form)]; }
  };

  const char* name;
  Forms shared;   // one coefficient for all lanes
  Forms perLane;  // a row of lanes

  /// Exchanges amplitudes i and i ^ flip for all i whose bits in `mask` are `from`.
  void (*exchange)(T* state, std::size_t size, std::size_t mask, std::size_t from,
                   std::size_t flip);
  /// state[i + offsets[k]] = state[i] * factor[k] for all i within the bits of `mask`, k < count.
  /// offsets[0] is 0; the others lie outside `mask`.
  void (*expand)(T* state, std::size_t mask, const std::size_t* offsets, std::size_t count,
                 const T* factor);
  /// out[k] += 2 Re(conj(lambda[i + offsets[k]]) * rest[i]), summed over i within `mask`.
  void (*contract)(const T* lambda, const T* rest, std::size_t mask, const std::size_t* offsets,
                   std::size_t count, T* out);

  /// to[a.place[i] + b.place[j]] = a_i b_j.
  void (*product)(T* to, const ProductPart<T>& a, const ProductPart<T>& b);
  /// lambdaA[a.from[i]] = sum_j lambda[a.place[i] + b.place[j]] conj(b_j) unless lambdaA is null,
  /// lambdaB[b.from[j]] likewise with a.
  void (*productBack)(const T* lambda, const ProductPart<T>& a, const ProductPart<T>& b, T* lambdaA,
                      T* lambdaB);
  /// Where `control` is s: |0> -> c_s |0> + s_s |1>, |1> -> c_s |1> - s_s |0> on `bit`; m: c_0,
  /// s_0, c_1, s_1.
  void (*rotate)(T* state, std::size_t size, std::size_t control, std::size_t bit, const T* m);
  /// out (eight rows: 00, 01, 10, 11, real and imaginary part) += sum_i a_(i with r) conj(b_(i with
  /// s)), r and s the values of `bit`.
  void (*correlate)(const T* a, const T* b, std::size_t size, std::size_t bit, T* out);
  /// y = M x, the same M for all lanes. m: for each kMatrixTile rows, column by column, the real
  /// parts of these rows, the imaginary parts, and real plus imaginary parts.
  void (*matrix)(const T* m, std::size_t rows, std::size_t columns, const T* x, T* y);
  /// y = M^dagger x from the same numbers.
  void (*matrixAdjoint)(const T* m, std::size_t rows, std::size_t columns, const T* x, T* y);
  /// x += sum over blocks and samples of a b^dagger, or x = it if `first`. Element (i, j) is in
  /// amplitude i, lane j % lanes, of group j / lanes; the groups are groupSize numbers apart.
  /// scratch: blocks x lanes x (rows + 3 max(columns, lanes)).
  void (*outer)(const OuterBlocks<T>& blocks, T* scratch, T* x, std::size_t groupSize, bool first);
  /// to = (sum over k < count of such matrices, each at x[k] + offset)^dagger (doubles always),
  /// laid out likewise, zeros after its columns.
  void (*adjointOfSum)(const double* const* x, std::size_t count, std::size_t offset,
                       std::size_t groupSize, std::size_t rows, std::size_t columns, double* to,
                       std::size_t toGroupSize);
  /// to += from, count a multiple of the lanes.
  void (*add)(T* to, const T* from, std::size_t count);

  /// Coefficients for `matrix` (doubles always) from vectors v in the lanes of a state: rows
  /// conj(v).
  void (*packRows)(const double* state, std::size_t count, double* out);

  /// Runs of `run` amplitudes belong to one bucket: out[bucket[r]] += sum of |amplitude|^2.
  void (*bucketNorms)(const T* state, std::size_t size, std::size_t run,
                      const std::uint32_t* bucket, T* out);
  /// to[i] = weight[bucket] * from[i].
  void (*bucketScale)(T* to, const T* from, std::size_t size, std::size_t run,
                      const std::uint32_t* bucket, const T* weight);
  /// out (a row of real parts, one of imaginary parts) = sum_k (-1)^(bits of k in z) conj(state[k ^
  /// x]) state[k].
  void (*pauliProduct)(const T* state, std::size_t size, std::uint64_t x, std::uint64_t z, T* out);
  /// to[k ^ x] += (-1)^(bits of k in z) weight * from[k]; weight: two rows.
  void (*pauliApply)(T* to, const T* from, std::size_t size, std::uint64_t x, std::uint64_t z,
                     const T* weight);

  /// c = x y, real matrices: c[r][k] = sum over d < depth of x[r * xRow + d * xDepth] y[d][k]. The
  /// rows of c and y begin aligned; `columns` is a multiple of the lanes.
  void (*realProduct)(T* c, std::size_t cRow, const T* x, std::size_t xRow, std::size_t xDepth,
                      const T* y, std::size_t yRow, std::size_t rows, std::size_t columns,
                      std::size_t depth);
  /// out[r] = sum over k < row of x[r][k] y[r][k]; `row` is a multiple of the lanes.
  void (*rowProducts)(T* out, const T* x, const T* y, std::size_t row, std::size_t rows);

  /// Sine and cosine of eight angles (always doubles), |angle| < 1e5, to about one unit in the last
  /// place.
  void (*sinCos)(const double* angle, double* sine, double* cosine);
  /// Does `rounds` x 128 x lanes multiply-adds in registers: the arithmetic peak of the machine.
  T (*peak)(std::size_t rounds);

  StateKernels<T> state;  // for one large state
};

using Kernels = KernelTable<double>;

/// The widest table this processor runs, or the one that QONVOLVE_SIMD (portable, avx2, avx512)
/// names if the processor has it. Chosen once.
template <class T = double>
const KernelTable<T>& kernels();

/// Tables that run here, widest last: for tests that compare them.
template <class T = double>
std::span<const KernelTable<T>* const> runnableKernels();

/// Sine and cosine of kLanes angles of any size. The kernel reduces them exactly up to 1e5; larger
/// ones take the library's slow way.
void laneSinCos(const Kernels& kernels, const double* angle, double* sine, double* cosine);

/// Name of the path in use: "portable", "avx2" or "avx512".
const char* simdPath();

}  // namespace qonvolve
