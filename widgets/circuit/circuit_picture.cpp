// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit of the panel as a file.
#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <cstring>

#include "core/circuit/svg_diagram.h"
#include "widgets/circuit/circuit_panel.h"

namespace qonvolve::ui {
namespace {

constexpr double kPageWidth = 1200;  // where drawings wrap
constexpr double kScreenDpi = 96;
constexpr int kMostPixels = 32'000;

/// The same drawing with another width and height; the view box stays.
QByteArray scaledSvg(QByteArray svg, double scale) {
  const qsizetype end = svg.indexOf('>', svg.indexOf("<svg"));
  for (const char* name : {" width=\"", " height=\""}) {
    const qsizetype start = svg.indexOf(name);
    if (start < 0 || start > end) continue;
    const qsizetype from = start + static_cast<qsizetype>(std::strlen(name));
    const qsizetype to = svg.indexOf('"', from);
    const double value = svg.mid(from, to - from).toDouble();
    svg.replace(from, to - from, QByteArray::number(value * scale));
  }
  return svg;
}

}  // namespace

Result<QByteArray> CircuitPanel::picture(const QString& format, double dpi, double scale) const {
  if (stages_.empty()) {
    return Error{"", tr("There is no circuit to draw.").toStdString(), ""};
  }
  if (format == QLatin1String("svg")) {
    QByteArray svg = QByteArray::fromStdString(
        drawSvg(scene()->circuit(), scene()->blocks(), scene()->drawnLayout(), {.theta = theta_}));
    return scale == 1 ? svg : scaledSvg(svg, scale);
  }
  if (format != QLatin1String("png") && format != QLatin1String("pdf")) {
    return Error{"", tr("A circuit cannot be drawn as \"%1\".").arg(format).toStdString(),
                 tr("Use svg, pdf or png.").toStdString()};
  }
  // A scene of its own, so that the one on screen keeps its theme and width.
  CircuitScene page;
  page.setCircuit(scene()->circuit(), scene()->blocks());
  page.setFolding(scene()->folding());
  page.setWrapWidth(kPageWidth);
  page.setParameters(theta_);
  const QSizeF size = page.sceneRect().size() * scale;
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (format == QLatin1String("png")) {
    const QSize pixels = (size * (dpi / kScreenDpi)).toSize();
    if (pixels.width() > kMostPixels || pixels.height() > kMostPixels) {
      return Error{"",
                   tr("The picture would have %1 by %2 pixels.")
                       .arg(pixels.width())
                       .arg(pixels.height())
                       .toStdString(),
                   tr("Choose a lower resolution or a smaller size.").toStdString()};
    }
    QImage image(pixels, QImage::Format_RGB32);
    image.setDotsPerMeterX(qRound(dpi / 0.0254));
    image.setDotsPerMeterY(qRound(dpi / 0.0254));
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    page.render(&painter);
    painter.end();
    image.save(&buffer, "PNG");
  } else {
    QPdfWriter pdf(&buffer);
    pdf.setTitle(tr("Quantum circuit"));
    pdf.setPageSize(QPageSize(size * (72 / kScreenDpi), QPageSize::Point));
    pdf.setPageMargins({});
    QPainter painter(&pdf);
    page.render(&painter);
    painter.end();
  }
  return bytes;
}

}  // namespace qonvolve::ui
