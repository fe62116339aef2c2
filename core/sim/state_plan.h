// SPDX-License-Identifier: GPL-3.0-or-later
// How one large state goes through a circuit: few visits to memory, much work in each.
//
// Every one-wire program is Rz Ry Rz (up to a phase). Its Rz join the diagonal gates around it, so
// what is left are real rotations, which act on real and imaginary parts alike, one diagonal for
// each layer, and the two-wire matrices. A visit takes tile after tile of the state through as many
// of these as only involve the wires inside the tile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/sim/plan.h"

namespace qonvolve {

/// The Ry of a one-wire program.
struct RotationItem {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint32_t program = 0;
  Wire wire = 0;
  bool start = false;  // first on a wire in |0>: part of the start state
  // The diagonals that take up the Rz before and after it; kNone: before a program of Ry alone
  // there is none, and what comes before a start rotation is a phase.
  std::uint32_t before = kNone;
  std::uint32_t after = kNone;
  bool needsX = false;  // some gradient in its program needs all of X, Y, Z
};

/// A product of phases on one wire and on pairs.
struct DiagonalItem {
  enum class Part : std::uint8_t { Before, After, Whole };  // Rz of a rotation; a diagonal program
  struct Term {
    std::uint32_t program = 0;
    Part part = Part::Whole;
    std::array<Wire, 2> wires{};
    std::uint32_t pair = RotationItem::kNone;  // in `pairs`, for a program on two wires
  };
  std::vector<Term> terms;
  std::vector<std::array<Wire, 2>> pairs;  // different ones
  std::vector<bool> readPair;              // some gradient needs it
  bool last = false;  // nothing but diagonal observables comes after it: not applied, only read
};

/// What is done to a tile. Local bits count from the lowest wire of the tile.
struct StateTask {
  enum class Kind : std::uint8_t { Rotate, Turn, Diagonal, Matrix, Exchange };
  Kind kind = Kind::Rotate;
  // Rotate: rotations on different wires and their local bits, ascending. Turn: bits[i] changes
  // places with bit i, which lies in the lanes.
  std::vector<std::uint32_t> rotations = {};
  std::vector<std::uint8_t> bits = {};
  std::uint32_t diagonal = 0;
  std::vector<Wire> wires = {};  // Diagonal: of each local bit, then of the bits outside, ascending
  std::uint32_t step = 0;        // Matrix, Exchange: in Plan::steps
  std::uint64_t mask = 0, from = 0, flip = 0;  // Exchange, in local bits

  /// Matrix: bit of its local wire in the index of a group.
  std::size_t groupBit(std::size_t wire, std::size_t laneWires) const {
    return std::size_t{1} << (bits[wire] - laneWires);
  }
};

inline constexpr std::size_t kMostTileBits = 17;

struct StateVisit {
  std::vector<std::uint8_t> bits;  // of the state's index that lie in a tile, ascending
  std::size_t low = 0;             // the first `low` of them are 0, 1, ...
  std::vector<StateTask> tasks;

  bool contiguous() const { return low == bits.size(); }
};

struct StatePlan {
  Plan plan;
  Wire wires = 0;  // of the circuit
  Wire bits = 0;   // of the state: at least kMinBits, idle wires above those of the circuit
  std::vector<RotationItem> rotations;
  std::vector<DiagonalItem> diagonals;
  std::vector<StateVisit> visits;
  std::vector<std::uint8_t> startBit;  // where each wire lies at first: the wire itself
  std::vector<std::uint8_t> endBit;    // and after the last visit
};

/// Whether a program consists of Ry alone.
bool isReal(const Program& program);

struct StatePlanOptions {
  std::size_t laneWires = 3;
  std::size_t tileBits = 11;      // of tiles that lie in one piece
  std::size_t gatherBits = 11;    // of tiles that are collected
  std::size_t gatherRunBits = 5;  // successive amplitudes of a collected tile, at least
};

StatePlan makeStatePlan(const Circuit& circuit, const StatePlanOptions& options);

}  // namespace qonvolve
