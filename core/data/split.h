// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded stratified split into training, validation and test parts.
#pragma once

#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/registry/schema.h"

namespace qonvolve {

/// How the samples are divided. Fractions are of what the source calls its training set. Limits cap
/// a part after splitting (0: no limit). A source with its own test set keeps it: then
/// `testFraction` is not used; the same for its own validation set. With folds (cross-validation)
/// what is not tested is divided into equal parts, of which number `fold` (from 1) is the
/// validation set; a validation set of the source joins them.
struct SplitSpec {
  double validationFraction = 0.2;
  double testFraction = 0.2;
  std::int64_t trainLimit = 0;
  std::int64_t validationLimit = 0;
  std::int64_t testLimit = 0;
  bool balanced = false;   // the same number of each class in every part
  std::int64_t seed = 7;   // of its own, so that training seeds compare on the same split
  std::int64_t folds = 0;  // 0: no cross-validation
  std::int64_t fold = 1;
  bool operator==(const SplitSpec&) const = default;
};

const Schema<SplitSpec>& splitSchema();

struct SplitData {
  Dataset train;
  Dataset validation;  // may be empty
  Dataset test;        // may be empty
};

/// What is wrong with the folds, if anything: there is one alone, or the one asked does not exist.
std::optional<Error> foldError(const SplitSpec& spec, const std::string& where);

/// Stratified: every class is divided by the same fractions. Rows keep the source's order within a
/// part. Errors: the fractions leave nothing to train on; no training sample of some class is left.
Result<SplitData> splitData(SourceData data, const SplitSpec& spec, const std::string& where);

}  // namespace qonvolve
