// SPDX-License-Identifier: GPL-3.0-or-later
// The one list of everything built in. A new entry is one file or row and one line in catalog.cpp.
#pragma once

#include "core/data/preprocess.h"
#include "core/data/source.h"
#include "core/model/ansatz.h"
#include "core/model/block_type.h"
#include "core/sim/noise_type.h"
#include "core/train/initializer.h"
#include "core/train/loss.h"
#include "core/train/optimizer.h"
#include "core/train/schedule.h"

namespace qonvolve {

struct Catalog {
  Registry<BlockType> blocks{"block"};
  Registry<SourceType> sources{"data source"};
  Registry<PreprocessorType> preprocessors{"preprocessing step"};
  Registry<OptimizerType> optimizers{"optimizer"};
  Registry<ScheduleType> schedules{"schedule"};
  Registry<LossType> losses{"loss"};
  Registry<InitializerType> initializers{"initialization"};
  Registry<NoiseType> noise{"noise"};
};

/// All built-in entries.
Catalog makeCatalog();

}  // namespace qonvolve
