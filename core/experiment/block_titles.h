// SPDX-License-Identifier: GPL-3.0-or-later
// What the blocks of a stack are called where several are of a kind.
#pragma once

#include <map>
#include <string>

#include "core/model/block_type.h"
#include "core/model/stack.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// "Convolution", or "Convolution 2" where several have the name: the user's, else that of the
/// type, else the id of an unknown type. Counted in reading order; bypassed blocks take no number.
std::map<BlockId, std::string> blockTitles(const Stack& stack, const Registry<BlockType>& blocks);

}  // namespace qonvolve
