// SPDX-License-Identifier: GPL-3.0-or-later
// What paints itself as the contents of a picture file.
#pragma once

#include <QByteArray>
#include <QSizeF>
#include <QString>
#include <functional>

#include "core/base/result.h"

class QPainter;

namespace qonvolve::ui {

struct PaintedPicture {
  QString title;
  QString description;
  QSizeF size;  // in device-independent pixels
  std::function<void(QPainter&)> paint;
};

/// "svg", "pdf" or "png". `scale` 1: as large as `size`; `dpi` 96: one pixel of a png for each of
/// it. Errors: another format.
Result<QByteArray> pictureFile(const PaintedPicture& picture, const QString& format, double dpi,
                               double scale);

}  // namespace qonvolve::ui
