// SPDX-License-Identifier: GPL-3.0-or-later
// Where the tests find MNIST and Fashion-MNIST.
#pragma once

#include <QDir>
#include <QString>

#include "core/data/sources/sources.h"
#include "tests/support/reference_data.h"

namespace qonvolve {

/// Folder of a data set ("mnist", "fashion_mnist"), or an empty text when it is not there.
inline QString referenceFolder(const QString& dataset) {
  if (dataset == "fashion_mnist") {
    const QString folder = "/usr/share/datasets/fashion-mnist";
    return QDir(folder).exists() ? folder : QString();
  }
  return test::referenceData("data/" + dataset);
}

/// The classes of a data set that is there.
inline Result<SourceData> loadReference(const QString& dataset, std::vector<std::string> classes) {
  return idxSource().load(
      {"/data/source", "", std::move(classes)},
      {{"dataset", dataset.toStdString()}, {"folder", referenceFolder(dataset).toStdString()}},
      Rng(1));
}

}  // namespace qonvolve
