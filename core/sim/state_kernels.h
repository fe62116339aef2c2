// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels for one large state, whose lowest wires lie in the lanes of the vectors.
#pragma once

#include <cstddef>
#include <cstdint>

namespace qonvolve {

/// Wires inside one group of lanes: 3 for double, 4 for float.
template <class T>
inline constexpr std::size_t kLaneWires = sizeof(T) == 8 ? 3 : 4;

/// Where the rows of a register pass lie, seen from a base index, in groups of lanes: row r at
/// origin + sum of step[b] over the bits b of r. A negative step reads a bit the other way round.
struct Rows {
  std::size_t mask = 0;  // bits that a base index leaves out: those of the rows, perhaps others
  std::ptrdiff_t origin = 0;
  std::ptrdiff_t step[4] = {};

  void setBit(std::size_t b, std::size_t bit, bool flip) {
    mask |= bit;
    const auto distance = static_cast<std::ptrdiff_t>(bit);
    step[b] = flip ? -distance : distance;
    if (flip) origin += distance;
  }
};

/// One pass of real rotations through the registers: rows are read, turned bit by bit,
///   (x0, x1) -> (x0 - t x1, x1 + t x0),
/// which is exp(-i beta Y / 2) without its cosine, t = tan(beta / 2): one multiply-add per number;
/// and written. Flips that belong to a rotation cost nothing among rows: `load` and `store` make
/// them. Those among lanes cost as much as a rotation.
template <class T>
struct RotationPass {
  Rows load, store;
  T rows[4] = {};               // tangents of the row bits
  T lanes[kLaneWires<T>] = {};  // of the bits inside the lanes
  std::size_t flips = 0;        // lane l changes places with l ^ flips: before turning one state,
                                // after turning two
  // Of a layer pass: tangents of the row bits before the phases are applied (`rows` come after
  // them), and where its rows lie among the phases.
  T before[4] = {};
  Rows phases;
};

/// Phases row by row: amplitude g of row h is multiplied by rows[h].factor * rows[h].table[g].
template <class T>
struct DiagonalPass {
  static constexpr std::size_t kRowGroups = 8;  // groups of a row
  struct Row {
    T factor[2];     // real, imaginary part
    const T* table;  // amplitudes as in a state
  };
  std::size_t rowCount = 0;
  const Row* rows = nullptr;
};

/// Kernels on a state, or a tile of one: amplitudes in groups, all real parts of a group and then
/// all its imaginary parts, so bit b >= kLaneWires of an amplitude's index is bit b - kLaneWires of
/// its group's. The matrix kernels of KernelTable work on the same layout for wires above the
/// lanes.
template <class T>
struct StateKernels {
  /// Copies numbers, a multiple of a group, fetching what follows the source in the meantime.
  void (*copy)(T* to, const T* from, std::size_t count);
  /// The most row bits that rotate(), rotateLanes() and layer() take here without leaving the
  /// registers.
  std::size_t rotateBits, rotateLanesBits, layerBits;
  /// [number of row bits - 1]; the lanes stay as they are. `to` and `from` are the same or lie
  /// apart, each laid out as its Rows say.
  void (*rotate[4])(T* to, const T* from, std::size_t groups, const RotationPass<T>& pass);
  /// [number of row bits]
  void (*rotateLanes[5])(T* to, const T* from, std::size_t groups, const RotationPass<T>& pass);
  /// [number of row bits]; rows of one layer, its phases, lanes and rows of the next in one pass.
  void (*layer[4])(T* to, const T* from, std::size_t groups, const RotationPass<T>& pass,
                   const DiagonalPass<T>& phases);
  /// The bits inside the lanes change places with those of kLaneWires rows (`load`).
  void (*exchangeLanes)(T* state, std::size_t groups, const RotationPass<T>& pass);
  /// The same on two states. Adds to `y`, one row of lanes per bit (those of the rows, then of the
  /// lanes), Re sum (phi_0 conj(lambda_1) - phi_1 conj(lambda_0)): for the rows as found, for each
  /// bit inside the lanes when the rows and the bits below it are turned.
  void (*rotateBoth[3])(T* phi, T* lambda, std::size_t groups, const RotationPass<T>& pass, T* y);
  void (*rotateLanesBoth[4])(T* phi, T* lambda, std::size_t groups, const RotationPass<T>& pass,
                             T* y);
  /// Adds to `x`, one row of lanes per bit inside the lanes, Im sum (phi_0 conj(lambda_1) + phi_1
  /// conj(lambda_0)).
  void (*readLanes)(const T* phi, const T* lambda, std::size_t groups, T* x);

  void (*diagonal)(T* state, const DiagonalPass<T>& pass);
  /// Multiplies both states. Adds to `sums` rows of lanes with w = Im(phi conj(lambda)): all of it,
  /// then for each bit of the group index what has the bit set. `scratch`: one row per row of the
  /// pass.
  void (*diagonalBoth)(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums);
  /// The sums alone.
  void (*weigh)(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums);
};

}  // namespace qonvolve
