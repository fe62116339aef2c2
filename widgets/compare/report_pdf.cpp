// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/report_pdf.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QUrl>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {

namespace {

constexpr int kDpi = 192;
constexpr double kMargin = 15;       // millimetres
constexpr double kPageWidth = 680;   // of the text, in pixels of 96 an inch: A4 less its margins
constexpr double kPageHeight = 984;  // the same, less the line with the page's number
constexpr double kFooter = 24;
constexpr double kSharpness = 2.5;  // dots of a picture for each pixel

// The drawings become pictures; the rest is said in the words that QTextDocument understands.
QString withPictures(QString text, QTextDocument& document) {
  int number = 0;
  qsizetype from = 0;
  while (true) {
    const qsizetype begin = text.indexOf(QLatin1String("<svg"), from);
    if (begin < 0) break;
    const qsizetype end = text.indexOf(QLatin1String("</svg>"), begin) + 6;
    if (end < 6) break;
    QSvgRenderer renderer(text.mid(begin, end - begin).toUtf8());
    const QSizeF size = renderer.defaultSize();
    const double width = std::min(kPageWidth - 2, size.width());
    const double factor = size.width() > 0 ? width / size.width() : 0;
    const double height = std::min(kPageHeight - 80, size.height() * factor);
    QImage image((QSizeF(width, height) * kSharpness).toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter);
    painter.end();
    const QString name = QStringLiteral("drawing:%1").arg(number++);
    document.addResource(QTextDocument::ImageResource, QUrl(name), image);
    const QString tag = QStringLiteral("<p><img src=\"%1\" width=\"%2\" height=\"%3\"></p>")
                            .arg(name)
                            .arg(qRound(width))
                            .arg(qRound(height));
    text.replace(begin, end - begin, tag);
    from = begin + tag.size();
  }
  text.replace(QLatin1String("<table"),
               QLatin1String("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"2\""));
  text.replace(QLatin1String("<pre>"), QLatin1String("<pre style=\"white-space:pre-wrap\">"));
  text.replace(QLatin1String("<summary>"), QLatin1String("<h3>"));
  text.replace(QLatin1String("</summary>"), QLatin1String("</h3>"));
  return text;
}

// Lays everything out anew: what has moved by a changed format is not all found otherwise.
void layOut(QTextDocument& document) {
  document.setPageSize(QSizeF(kPageWidth, kPageHeight / 2));
  document.setPageSize(QSizeF(kPageWidth, kPageHeight));
}

// A heading goes to the page of what it stands above.
void keepHeadingsWithText(QTextDocument& document) {
  const QAbstractTextDocumentLayout* layout = document.documentLayout();
  const auto pageOf = [](double y) { return static_cast<int>(y / kPageHeight); };
  layOut(document);
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    QTextBlock next = block.next();
    while (next.isValid() && next.blockFormat().headingLevel() > 0) next = next.next();
    if (block.blockFormat().headingLevel() == 0 || !next.isValid()) continue;
    const QRectF own = layout->blockBoundingRect(block);
    const QRectF below = layout->blockBoundingRect(next);
    const double first = next.layout()->lineCount() > 0 ? next.layout()->lineAt(0).height() : 0;
    if (pageOf(own.top()) == pageOf(below.top() + first)) continue;
    QTextBlockFormat format = block.blockFormat();
    format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
    QTextCursor(block).setBlockFormat(format);
    layOut(document);
  }
}

}  // namespace

QByteArray reportPdf(const std::string& html) {
  QTextDocument document;
  document.setDefaultFont(scaledFont(1));
  document.setDefaultStyleSheet(
      QStringLiteral("body,p,li{font-size:12px}td,th{font-size:9px}pre,code{font-size:8px}"
                     "h1{font-size:22px}h2{font-size:16px}h3{font-size:12px}"
                     ".small{color:#666;font-size:10px}.sentence{font-size:14px}"
                     ".amber{background-color:#fff3d6}.fair{background-color:#e9f6ee}"
                     "th{background-color:#f0f0f0}"));
  QString text = withPictures(QString::fromStdString(html), document);
  // The style of the page is for browsers.
  const qsizetype style = text.indexOf(QLatin1String("<style>"));
  const qsizetype after = text.indexOf(QLatin1String("</style>"));
  if (style >= 0 && after > style) text.remove(style, after + 8 - style);
  document.setHtml(text);
  document.setDocumentMargin(0);
  keepHeadingsWithText(document);

  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  const QString title = document.metaInformation(QTextDocument::DocumentTitle);
  writer.setTitle(title);
  writer.setCreator(QStringLiteral("Qonvolve"));
  writer.setResolution(kDpi);
  writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait,
                                   QMarginsF(kMargin, kMargin, kMargin, kMargin),
                                   QPageLayout::Millimeter));
  QPainter painter(&writer);
  painter.scale(writer.width() / kPageWidth, writer.width() / kPageWidth);
  QAbstractTextDocumentLayout::PaintContext context;
  context.palette = Theme::light().palette();
  context.palette.setColor(QPalette::Text, Qt::black);
  QFont small = document.defaultFont();
  small.setPixelSize(9);
  const int pages = document.pageCount();
  for (int page = 0; page < pages; ++page) {
    if (page > 0) writer.newPage();
    painter.save();
    painter.translate(0, -page * kPageHeight);
    context.clip = QRectF(0, page * kPageHeight, kPageWidth, kPageHeight);
    painter.setClipRect(context.clip);
    document.documentLayout()->draw(&painter, context);
    painter.restore();
    painter.setFont(small);
    painter.drawText(QRectF(0, kPageHeight, kPageWidth, kFooter), Qt::AlignRight | Qt::AlignBottom,
                     QCoreApplication::translate("Report", "%1, page %2 of %3")
                         .arg(title)
                         .arg(page + 1)
                         .arg(pages));
  }
  painter.end();
  buffer.close();
  return bytes;
}

}  // namespace qonvolve::ui
