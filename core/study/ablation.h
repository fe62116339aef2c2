// SPDX-License-Identifier: GPL-3.0-or-later
// What a block contributes: the same design with and without it, with the same seeds.
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/experiment/catalog.h"
#include "core/model/stack.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// What people call blocks and lanes: their own names, else "Convolution 2", counted over the whole
/// stack, without a number where there is one alone.
std::map<BlockId, std::string> blockNames(const Stack& stack, const Catalog& catalog);

/// Blocks and lanes that a model may be able to do without: all but encodings and readouts, in
/// reading order.
std::vector<BlockId> ablatableBlocks(const Stack& stack, const Catalog& catalog);

/// An axis "without" whose first value is the whole design and whose others bypass one of `blocks`
/// each, or only the Cartan part of a fusion gate. Bypassed ones among them are left out. Names are
/// those of blockNames().
SweepAxis ablationAxis(const Stack& stack, const Catalog& catalog, std::span<const BlockId> blocks);

}  // namespace qonvolve
