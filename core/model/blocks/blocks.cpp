// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/blocks/blocks.h"

namespace qonvolve {

Registry<BlockType> builtinBlocks() {
  Registry<BlockType> blocks("block");
  blocks.add(angleEncoding());
  blocks.add(denseAngleEncoding());
  blocks.add(amplitudeEncoding());
  blocks.add(hybridDirectEncoding());
  blocks.add(hybridAngleTreeEncoding());
  blocks.add(hybridAnglePublishedEncoding());
  blocks.add(iqpEncoding());
  blocks.add(zzEncoding());
  blocks.add(reuploadEncoding());
  blocks.add(basisEncoding());
  blocks.add(plainStart());
  blocks.add(tokenTable());
  blocks.add(wordEmbedding());
  blocks.add(sentenceEmbedding());
  blocks.add(convolution());
  blocks.add(layersBlock());
  blocks.add(randomLayers());
  blocks.add(depthwise());
  blocks.add(depthwiseOfValues());
  blocks.add(pointwise());
  blocks.add(pointwiseOfValues());
  blocks.add(pooling());
  blocks.add(tokenPooling());
  blocks.add(foldPooling());
  blocks.add(recurrentCell());
  blocks.add(attention());
  blocks.add(fusionBlock());
  blocks.add(joinBlock());
  blocks.add(addBlock());
  blocks.add(readout());
  blocks.add(fullyConnected());
  blocks.add(logitReadout());
  blocks.add(measureBlock());
  blocks.add(reencode());
  blocks.add(meanOverPositions());
  blocks.add(denseBlock());
  blocks.add(wordVectors());
  blocks.add(sentenceVector());
  blocks.add(positionsBlock());
  blocks.add(classicalConvolution());
  blocks.add(maxPooling());
  return blocks;
}

}  // namespace qonvolve
