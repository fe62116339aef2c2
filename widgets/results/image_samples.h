// SPDX-License-Identifier: GPL-3.0-or-later
// A user's own pictures as samples for a trained model.
#pragma once

#include <QString>
#include <stop_token>

#include "core/io/predictions.h"

namespace qonvolve::ui {

/// Whether a path is a picture, or a folder that holds some (also in its direct subfolders).
bool holdsPictures(const QString& path);

/// A picture or a folder of them as grey values from 0 (black) to 1, in the size the model was
/// trained with. Subfolders named like classes give the labels. Errors: the model was not trained
/// on images, a file is no picture, a subfolder is no class, stopped.
Result<Samples> readPictures(const QString& path, const TrainedModel& trained,
                             const Catalog& catalog, const std::stop_token& stop);

}  // namespace qonvolve::ui
