// SPDX-License-Identifier: GPL-3.0-or-later
// What the synthetic sources share.
#pragma once

#include <numbers>

#include "core/data/source.h"

namespace qonvolve {

inline constexpr std::int64_t kMostSyntheticSamples = 1'000'000;

/// The option every synthetic source has.
template <class Options>
void addSamples(Schema<Options>& schema) {
  schema.integer("samples", &Options::samples, 2, kMostSyntheticSamples,
                 {"Samples", "How many samples to make, the classes in equal parts.", "samples"});
}

/// A data set of the promised form whose sample i, of class i modulo the number of classes, is
/// written by fill(row, label).
template <class Fill>
SourceData makeSamples(SourcePromise promise, std::int64_t samples, Fill fill) {
  SourceData data;
  data.train.shape = promise.shape;
  data.train.classNames = std::move(promise.classNames);
  const auto classes = static_cast<std::int64_t>(data.train.classNames.size());
  data.train.x.resize(samples, promise.shape.features);
  for (std::int64_t i = 0; i < samples; ++i) {
    const auto label = static_cast<int>(i % classes);
    data.train.y.push_back(label);
    fill(data.train.x.row(i), label);
  }
  return data;
}

}  // namespace qonvolve
