// SPDX-License-Identifier: GPL-3.0-or-later
// What one block of a design is made of, small enough for a picture beside its settings.
#pragma once

#include <optional>
#include <vector>

#include "core/circuit/layout.h"
#include "core/model/model.h"

namespace qonvolve {

/// A piece of a circuit on few wires, numbered from 0.
struct BlockFragment {
  Circuit circuit;
  std::vector<DrawBlock> blocks;  // one, without name
  bool whole = false;             // false: the block goes on like this on further wires
};

/// The gates of a block: its two-wire unit where it repeats one, else what acts on its first
/// kFragmentWires wires. Nothing for a block without gates, and for one that did not compile.
std::optional<BlockFragment> blockFragment(const Model& model, BlockId block);

inline constexpr std::size_t kFragmentWires = 4;
inline constexpr std::size_t kFragmentOps = 40;

}  // namespace qonvolve
