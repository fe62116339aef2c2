// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in kinds of blocks. To add one: write its function in a file here, and list it in
// builtinBlocks().
#pragma once

#include "core/model/block_type.h"

namespace qonvolve {

BlockType basisEncoding();
BlockType angleEncoding();
BlockType denseAngleEncoding();
BlockType amplitudeEncoding();
BlockType hybridDirectEncoding();
BlockType hybridAngleTreeEncoding();
BlockType hybridAnglePublishedEncoding();
BlockType iqpEncoding();
BlockType zzEncoding();
BlockType reuploadEncoding();
BlockType plainStart();
BlockType convolution();
BlockType layersBlock();
BlockType randomLayers();
BlockType pooling();
BlockType fusionBlock();
BlockType joinBlock();
BlockType addBlock();
BlockType readout();
BlockType measureBlock();
BlockType denseBlock();

/// All of them, in the order of the palette.
Registry<BlockType> builtinBlocks();

}  // namespace qonvolve
