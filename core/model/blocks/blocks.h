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
BlockType tokenTable();
BlockType wordEmbedding();
BlockType sentenceEmbedding();
BlockType convolution();
BlockType layersBlock();
BlockType randomLayers();
BlockType depthwise();
BlockType depthwiseOfValues();
BlockType pointwise();
BlockType pointwiseOfValues();
BlockType pooling();
BlockType tokenPooling();
BlockType foldPooling();
BlockType recurrentCell();
BlockType attention();
BlockType fusionBlock();
BlockType joinBlock();
BlockType addBlock();
BlockType readout();
BlockType fullyConnected();
BlockType logitReadout();
BlockType measureBlock();
BlockType reencode();
BlockType meanOverPositions();
BlockType denseBlock();
BlockType wordVectors();
BlockType positionsBlock();
BlockType sentenceVector();
BlockType classicalConvolution();
BlockType maxPooling();

/// All of them, in the order of the palette.
Registry<BlockType> builtinBlocks();

}  // namespace qonvolve
