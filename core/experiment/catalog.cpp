// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/catalog.h"

#include "core/data/preprocessors/preprocessors.h"
#include "core/data/sources/sources.h"
#include "core/model/blocks/blocks.h"
#include "core/train/initializers/initializers.h"
#include "core/train/losses/losses.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

Catalog makeCatalog() {
  Catalog catalog;
  catalog.blocks = builtinBlocks();

  catalog.sources.add(linesSource());
  catalog.sources.add(barsStripesSource());
  catalog.sources.add(xorSource());
  catalog.sources.add(circlesSource());
  catalog.sources.add(moonsSource());
  catalog.sources.add(spiralsSource());
  catalog.sources.add(blobsSource());
  catalog.sources.add(idxSource());
  catalog.sources.add(csvSource());
  catalog.sources.add(grammarSource());
  catalog.sources.add(textSource());

  catalog.preprocessors.add(scalePreprocessor());
  catalog.preprocessors.add(resizePreprocessor());
  catalog.preprocessors.add(pcaPreprocessor());
  catalog.preprocessors.add(selectPreprocessor());
  catalog.preprocessors.add(randomFeaturesPreprocessor());
  catalog.preprocessors.add(autoencoderPreprocessor());
  catalog.preprocessors.add(centralColumnsPreprocessor());
  catalog.preprocessors.add(textPreprocessor());

  catalog.optimizers = builtinOptimizers();
  catalog.schedules = builtinSchedules();

  catalog.losses.add(mseLoss());
  catalog.losses.add(crossEntropyLoss());
  catalog.losses.add(linearLoss());

  catalog.initializers = builtinInitializers();

  catalog.noise = builtinNoise();
  return catalog;
}

}  // namespace qonvolve
