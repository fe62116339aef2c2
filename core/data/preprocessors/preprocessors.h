// SPDX-License-Identifier: GPL-3.0-or-later
// One function per preprocessing step; the catalog lists them.
#pragma once

#include "core/data/preprocess.h"

namespace qonvolve {

PreprocessorType autoencoderPreprocessor();
PreprocessorType centralColumnsPreprocessor();
PreprocessorType pcaPreprocessor();
PreprocessorType randomFeaturesPreprocessor();
PreprocessorType resizePreprocessor();
PreprocessorType scalePreprocessor();
PreprocessorType selectPreprocessor();
PreprocessorType textPreprocessor();

}  // namespace qonvolve
