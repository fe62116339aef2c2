// SPDX-License-Identifier: GPL-3.0-or-later
// What a block contributes: the same design with and without it, with the same seeds.
#pragma once

#include <optional>
#include <span>

#include "core/experiment/catalog.h"
#include "core/model/stack.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// Blocks and lanes that a model may be able to do without: all but encodings and readouts, in
/// reading order.
std::vector<BlockId> ablatableBlocks(const Stack& stack, const Catalog& catalog);

/// An axis "without" whose first value is the whole design and whose others bypass one of `blocks`
/// each, or only the Cartan part of a fusion gate. Bypassed ones among them are left out. Names are those of the blocks, or their type with
/// a number.
SweepAxis ablationAxis(const Stack& stack, const Catalog& catalog, std::span<const BlockId> blocks);

}  // namespace qonvolve
