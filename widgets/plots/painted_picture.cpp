// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/painted_picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace qonvolve::ui {
namespace {

constexpr double kScreenDpi = 96;

QString tr(const char* text) {
  return QCoreApplication::translate("PaintedPicture", text);
}

}  // namespace

Result<QByteArray> pictureFile(const PaintedPicture& picture, const QString& format, double dpi,
                               double scale) {
  const QSizeF size = picture.size * scale;
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  const auto paint = [&](QPaintDevice* device, double factor) {
    QPainter painter(device);
    painter.scale(factor, factor);
    picture.paint(painter);
  };
  if (format == QLatin1String("svg")) {
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setTitle(picture.title);
    svg.setDescription(picture.description);
    svg.setResolution(static_cast<int>(kScreenDpi));
    svg.setSize(size.toSize());
    svg.setViewBox(QRectF(QPointF(0, 0), size));
    paint(&svg, scale);
  } else if (format == QLatin1String("pdf")) {
    QPdfWriter pdf(&buffer);
    pdf.setTitle(picture.title);
    pdf.setPageSize(QPageSize(size * (72 / kScreenDpi), QPageSize::Point));
    pdf.setPageMargins({});
    paint(&pdf, scale * pdf.logicalDpiX() / kScreenDpi);
  } else if (format == QLatin1String("png")) {
    QImage image((size * (dpi / kScreenDpi)).toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(qRound(dpi / 0.0254));
    image.setDotsPerMeterY(qRound(dpi / 0.0254));
    image.fill(Qt::white);
    paint(&image, scale * dpi / kScreenDpi);
    image.save(&buffer, "PNG");
  } else {
    return Error{"",
                 tr("\"%1\" cannot be written as \"%2\".").arg(picture.title, format).toStdString(),
                 tr("Use svg, pdf or png.").toStdString()};
  }
  return bytes;
}

}  // namespace qonvolve::ui
