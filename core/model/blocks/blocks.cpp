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
  blocks.add(convolution());
  blocks.add(layersBlock());
  blocks.add(randomLayers());
  blocks.add(pooling());
  blocks.add(fusionBlock());
  blocks.add(joinBlock());
  blocks.add(addBlock());
  blocks.add(readout());
  blocks.add(measureBlock());
  blocks.add(denseBlock());
  return blocks;
}

}  // namespace qonvolve
