// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own icons, drawn in the colours of the current palette.
#include "widgets/theme/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Outside of the namespace: the macro declares a global function.
static void initIconResources() {
  Q_INIT_RESOURCE(icons);
}

namespace qonvolve::ui {
namespace {

void prepareResources() {
  static const bool ready = (initIconResources(), true);
  Q_UNUSED(ready);
}

QString pathOf(const QString& name) {
  return QStringLiteral(":/icons/%1.svg").arg(name);
}

class SvgIconEngine final : public QIconEngine {
 public:
  SvgIconEngine(QString name, QColor color) : name_(std::move(name)), color_(std::move(color)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
    painter->drawPixmap(rect, render(rect.size(), ratio, mode));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
    return render(size, 1.0, mode);
  }
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
    return render(size / scale, scale, mode);
  }
  QIconEngine* clone() const override { return new SvgIconEngine(name_, color_); }
  QString key() const override { return QStringLiteral("qonvolve"); }
  QString iconName() override { return name_; }
  bool isNull() override { return !QFile::exists(pathOf(name_)); }

 private:
  QColor colorFor(QIcon::Mode mode) const {
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::WindowText);
    if (mode == QIcon::Selected) return palette.color(QPalette::HighlightedText);
    return color_.isValid() ? color_ : palette.color(QPalette::Active, QPalette::WindowText);
  }

  QPixmap render(const QSize& size, qreal ratio, QIcon::Mode mode) const {
    const QColor color = colorFor(mode);
    const QString key = QStringLiteral("qonvolve/%1/%2x%3@%4/%5")
                            .arg(name_)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(ratio)
                            .arg(color.rgba());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    pixmap = QPixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QFile file(pathOf(name_));
    if (!file.open(QIODevice::ReadOnly)) return pixmap;
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(size)));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
  }

  QString name_;
  QColor color_;
};

}  // namespace

QIcon icon(const QString& name) {
  return icon(name, QColor());
}

QIcon icon(const QString& name, const QColor& color) {
  prepareResources();
  return QIcon(new SvgIconEngine(name, color));
}

bool hasIcon(const QString& name) {
  prepareResources();
  return QFile::exists(pathOf(name));
}

}  // namespace qonvolve::ui
