// SPDX-License-Identifier: GPL-3.0-or-later
// Which preprocessing step may follow which kind of data.
#include "core/data/preprocess.h"

namespace qonvolve {

Result<void> checkArriving(const std::string& label, bool readsTexts, const FeatureShape& arriving,
                           const std::string& where) {
  if (readsTexts && !arriving.texts) {
    return Error{where,
                 arriving.isTokens() ? label + ": the texts were turned into numbers before."
                                     : label + ": the data are numbers, not texts.",
                 "Remove it."};
  }
  if (!readsTexts && arriving.texts) {
    return Error{where, label + ": the data are texts, not numbers.",
                 "Turn them into numbers by the step Words and TF-IDF."};
  }
  if (!readsTexts && arriving.isTokens()) {
    return Error{where, label + ": it would change the word ids that the network looks up.",
                 "Remove it; Words and TF-IDF is the last step of text."};
  }
  return {};
}

}  // namespace qonvolve
