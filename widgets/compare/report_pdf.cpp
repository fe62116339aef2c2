// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/report_pdf.h"

#include <QBuffer>
#include <QImage>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>
#include <QUrl>
#include <algorithm>

namespace qonvolve::ui {

namespace {

constexpr int kDpi = 200;
constexpr double kPageWidth = 660;  // of the text, in pixels of 96 a inch: A4 less its margins
constexpr double kSharpness = 2.5;  // dots of a picture for each pixel

}  // namespace

QByteArray reportPdf(const std::string& html) {
  QString text = QString::fromStdString(html);
  QTextDocument document;
  int number = 0;
  qsizetype from = 0;
  while (true) {
    const qsizetype begin = text.indexOf(QLatin1String("<svg"), from);
    if (begin < 0) break;
    const qsizetype end = text.indexOf(QLatin1String("</svg>"), begin) + 6;
    if (end < 6) break;
    QSvgRenderer renderer(text.mid(begin, end - begin).toUtf8());
    const QSizeF size = renderer.defaultSize();
    const double width = std::min(kPageWidth, size.width());
    const double height = size.width() > 0 ? size.height() * width / size.width() : 0;
    QImage image((QSizeF(width, height) * kSharpness).toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    const QString name = QStringLiteral("drawing:%1").arg(number++);
    document.addResource(QTextDocument::ImageResource, QUrl(name), image);
    const QString tag = QStringLiteral("<br><img src=\"%1\" width=\"%2\" height=\"%3\"><br>")
                            .arg(name)
                            .arg(qRound(width))
                            .arg(qRound(height));
    text.replace(begin, end - begin, tag);
    from = begin + tag.size();
  }
  document.setHtml(text);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
  writer.setCreator(QStringLiteral("Qonvolve"));
  writer.setResolution(kDpi);
  writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait,
                                   QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter));
  document.setDocumentMargin(0);
  document.print(&writer);
  buffer.close();
  return bytes;
}

}  // namespace qonvolve::ui
