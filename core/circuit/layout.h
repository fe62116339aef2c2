// SPDX-License-Identifier: GPL-3.0-or-later
// A drawing of a circuit as data: what stands in which column on which wires. Drawers only draw it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// How much of a block is shown.
enum class Detail : std::uint8_t {
  Block,  // one tall box
  Units,  // one box for each two-wire unitary it is made of, where it has such
  Gates,  // every gate
};

/// One compilation of a block; a block inside a repeated section has several.
struct BlockKey {
  BlockId id = 0;
  std::uint32_t repetition = 0;
  auto operator<=>(const BlockKey&) const = default;
};

/// What a drawing needs to know of a block. Blocks come in the order of their operations, which are
/// ops[firstOp .. firstOp + opCount). Wires in wiresIn that are not in wiresOut end with the block.
struct DrawBlock {
  BlockId id = 0;
  std::uint32_t repetition = 0;
  std::string name;
  std::string category;
  std::uint32_t firstOp = 0;
  std::uint32_t opCount = 0;
  std::vector<Wire> wiresIn;
  std::vector<Wire> wiresOut;
  BlockKey key() const { return {id, repetition}; }
};

struct LayoutOptions {
  Detail detail = Detail::Units;  // of the blocks that `details` does not name
  std::map<BlockKey, Detail> details = {};
};

/// The sign an element puts on one wire.
struct Mark {
  enum class Kind : std::uint8_t {
    Box,      // (part of) a labelled box
    Control,  // filled dot
    Plus,     // the target of a controlled X
    Cross,    // one end of a swap
    Meter,    // measured here; the connector to the other marks is classical
  };
  Wire wire = 0;
  Kind kind = Kind::Box;
  bool operator==(const Mark&) const = default;
};

/// One element of the drawing: a gate, or something folded into one sign.
struct PlacedGate {
  enum class Kind : std::uint8_t { Gate, Unit, Block, Preparation, Readout, Event };
  Kind kind = Kind::Gate;
  std::int32_t block = -1;    // index in the blocks given, -1: none
  std::uint32_t firstOp = 0;  // operations it stands for; opCount may be 0
  std::uint32_t opCount = 0;
  std::int32_t event = -1;  // Event: which of the circuit's events
  int column = 0;
  std::vector<Mark> marks;  // by increasing wire
  bool joined = false;      // the Box marks form one tall box: no living wire between them
  bool classical = false;   // the connector is a double line
  bool dashed = false;      // noise: the boxes have a dashed outline
  std::string symbol;       // "RY", "U", "Convolution 1"
  std::string tag;          // units: same symbol and letter ("a") = same parameters
  std::string caption;      // "θ₁₂", "15 θ", "x₀–x₇"; may be empty
  std::string note;         // second line of a folded block: "depth 8"
  std::vector<std::uint32_t> parameters;  // distinct, increasing
};

/// The columns that a block takes up. Blocks never share a column.
struct BlockRange {
  std::int32_t block = 0;
  int firstColumn = 0;
  int lastColumn = 0;
  Detail detail = Detail::Gates;  // as drawn
  bool hasUnits = false;          // Detail::Units differs from Detail::Gates
  std::size_t parameters = 0;
  std::size_t depth = 0;
};

/// How a wire runs. Columns of preparations and gates lie between begin and end.
struct WireRun {
  enum class End : std::uint8_t { Open, Discarded, Readout };
  int endColumn = 0;       // the last column it reaches; Discarded: where its ground sign stands
  int classicalFrom = -1;  // from this column on a double line (measured); -1: never
  End end = End::Open;
};

struct Layout {
  int columns = 0;
  std::vector<WireRun> wires;      // one a wire, top to bottom, wire 0 first
  std::vector<PlacedGate> gates;   // in the order of the operations
  std::vector<BlockRange> blocks;  // those that take up columns, left to right
};

/// Places everything as far left as its wires and the start of its block allow. O(ops * wires).
Layout layoutCircuit(const Circuit& circuit, std::span<const DrawBlock> blocks,
                     const LayoutOptions& options = {});

/// Number of operations of each two-wire unit when the block is the same gate pattern again and
/// again on two wires each (a convolution, a pooling); 0 when it is not.
std::uint32_t unitLength(std::span<const Op> ops);

/// What a drawing has to say about its wire order.
inline constexpr const char* kWireOrderNote = "q0 = least significant bit";

}  // namespace qonvolve
