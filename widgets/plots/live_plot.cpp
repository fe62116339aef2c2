// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/live_plot.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QEvent>
#include <QLocale>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/plots/plot_canvas.h"
#include "widgets/plots/series_data.h"

namespace qonvolve::ui {
namespace {

constexpr int kFastInterval = 100;      // ms between repaints
constexpr int kSlowInterval = 250;      // when a frame is expensive
constexpr double kExpensiveFrame = 25;  // ms
constexpr double kScreenDpi = 96;
constexpr std::size_t kMostPoints = 200000;  // kept of one curve; the run folder has them all

struct Series {
  QString name;
  LivePlot::Role role = LivePlot::Role::Main;
  SeriesData data;
};

QString numberText(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-3 && size < 1e5);
  return QLocale().toString(value, plain ? 'g' : 'e', plain ? 4 : 2);
}

}  // namespace

struct LivePlot::Impl {
  QString title;
  QString xLabel;
  QString emptyText;
  std::optional<std::pair<double, double>> minimumRange;
  double expectedEnd = 0;
  std::optional<Guide> guide;
  std::vector<Series> series;
  QTimer timer;
  int interval = kFastInterval;
  QElapsedTimer sinceDrawn;
  bool dirty = true;
  std::unique_ptr<PlotCanvas> canvas;
};

LivePlot::LivePlot(const QString& title, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>()) {
  impl_->title = title;
  impl_->emptyText = tr("No data yet");
  PlotCanvas::Events events;
  events.curveToggled = [this] {
    impl_->dirty = true;
    refreshNow();
  };
  events.resetWanted = [this] {
    impl_->canvas->forgetUserRange();
    impl_->dirty = true;
    refreshNow();
  };
  events.hovered = [this](const QPointF& position, const QPoint& screen) {
    const auto nearest = impl_->canvas->nearestPoint(position);
    if (!nearest) {
      QToolTip::hideText();
      return;
    }
    const Series& series = impl_->series[static_cast<std::size_t>(nearest->curve)];
    QToolTip::showText(
        screen,
        QStringLiteral("%1: %2 (%3 %4)")
            .arg(series.name, numberText(nearest->y), impl_->xLabel, numberText(nearest->x)),
        this);
  };
  impl_->canvas = std::make_unique<PlotCanvas>(title, std::move(events), this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(impl_->canvas->widget());
  setFocusProxy(impl_->canvas->widget());
  impl_->canvas->widget()->setAccessibleName(title);
  impl_->timer.setSingleShot(true);
  impl_->timer.setTimerType(Qt::PreciseTimer);  // a coarse one comes late by 5 %
  connect(&impl_->timer, &QTimer::timeout, this, [this] { refreshNow(); });
  setAccessibleName(title);
  applyTheme();
}

LivePlot::~LivePlot() = default;

const QString& LivePlot::title() const {
  return impl_->title;
}

void LivePlot::setAxes(const QString& xLabel, const QString& yLabel, Scale yScale, Ticks xTicks) {
  impl_->xLabel = xLabel;
  impl_->canvas->setAxes(xLabel, yLabel, yScale == Scale::Logarithmic, xTicks == Ticks::Whole);
  scheduleRefresh();
}

void LivePlot::setMinimumRange(double low, double high) {
  impl_->minimumRange = {low, high};
  scheduleRefresh();
}

void LivePlot::setExpectedEnd(double x) {
  impl_->expectedEnd = x;
  scheduleRefresh();
}

void LivePlot::setGuide(const std::optional<Guide>& guide) {
  impl_->guide = guide;
  impl_->canvas->setGuide(
      guide ? QStringLiteral("%1 %2").arg(guide->name, numberText(guide->y)) : QString(),
      guide ? guide->y : 0);
  applyTheme();
  scheduleRefresh();
}

void LivePlot::setEmptyText(const QString& text) {
  impl_->emptyText = text;
  scheduleRefresh();
}

int LivePlot::addSeries(const QString& name, Role role) {
  Series series;
  series.name = name;
  series.role = role;
  impl_->series.push_back(std::move(series));
  const int number = impl_->canvas->addCurve(name, role == Role::Background);
  applyTheme();
  impl_->canvas->wrapLegend(size());
  return number;
}

void LivePlot::removeAllSeries() {
  impl_->canvas->removeCurves();
  impl_->canvas->forgetUserRange();
  impl_->series.clear();
  scheduleRefresh();
}

int LivePlot::seriesCount() const {
  return static_cast<int>(impl_->series.size());
}

void LivePlot::append(int series, double x, double y) {
  SeriesData& points = impl_->series[static_cast<std::size_t>(series)].data;
  if (points.size() >= kMostPoints) points = decimated(points, kMostPoints / 4);
  points.append(x, y);
  scheduleRefresh();
}

void LivePlot::clearData() {
  for (Series& one : impl_->series) one.data.clear();
  impl_->canvas->forgetUserRange();
  scheduleRefresh();
}

QString LivePlot::summary() const {
  QStringList parts;
  double end = 0;
  for (const Series& one : impl_->series) {
    if (one.data.size() == 0) continue;
    end = std::max(end, one.data.x.back());
    if (one.role == Role::Main) {
      parts << tr("%1 %2").arg(one.name, numberText(one.data.y.back()));
    }
  }
  if (parts.isEmpty()) return tr("%1: %2").arg(impl_->title, impl_->emptyText);
  if (impl_->guide) parts << tr("%1 %2").arg(impl_->guide->name, numberText(impl_->guide->y));
  return tr("%1 at %2 %3: %4")
      .arg(impl_->title, impl_->xLabel, numberText(end), parts.join(QStringLiteral(", ")));
}

QString LivePlot::toCsv() const {
  QString text = QStringLiteral("series,x,y\n");
  for (std::size_t k = 0; k < impl_->series.size(); ++k) {
    const Series& one = impl_->series[k];
    if (!impl_->canvas->isVisible(static_cast<int>(k))) continue;
    QString name = one.name;
    if (name.contains(',') || name.contains('"')) {
      name = '"' + name.replace('"', QStringLiteral("\"\"")) + '"';
    }
    for (std::size_t i = 0; i < one.data.size(); ++i) {
      text += QStringLiteral("%1,%2,%3\n")
                  .arg(name, QString::number(one.data.x[i], 'g', 17),
                       QString::number(one.data.y[i], 'g', 17));
    }
  }
  return text;
}

Result<QByteArray> LivePlot::picture(const QString& format, double dpi, double scale) {
  refreshNow();
  if (format == QLatin1String("csv")) return toCsv().toUtf8();
  const QSize page = (QSizeF(size()) * scale).toSize().expandedTo(minimumSizeHint());
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (format == QLatin1String("png")) {
    QImage image = impl_->canvas->toImage(page, dpi / kScreenDpi);
    image.setDotsPerMeterX(qRound(dpi / 0.0254));
    image.setDotsPerMeterY(qRound(dpi / 0.0254));
    image.save(&buffer, "PNG");
  } else if (format == QLatin1String("pdf")) {
    QPdfWriter pdf(&buffer);
    pdf.setTitle(impl_->title);
    pdf.setResolution(static_cast<int>(kScreenDpi));
    pdf.setPageSize(QPageSize(QSizeF(page) * (72 / kScreenDpi), QPageSize::Point));
    pdf.setPageMargins({});
    impl_->canvas->paintTo(&pdf, page);
  } else if (format == QLatin1String("svg")) {
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(page);
    generator.setViewBox(QRect(QPoint(0, 0), page));
    generator.setTitle(impl_->title);
    generator.setDescription(summary());
    impl_->canvas->paintTo(&generator, page);
  } else {
    return Error{"", tr("A plot cannot be written as \"%1\".").arg(format).toStdString(),
                 tr("Use svg, pdf, png or csv.").toStdString()};
  }
  return bytes;
}

double LivePlot::refreshNow() {
  impl_->timer.stop();
  if (!impl_->dirty) return 0;
  // From beginning to beginning, so that the time a picture takes does not add to the interval.
  impl_->sinceDrawn.start();
  impl_->dirty = false;
  PlotCanvas& canvas = *impl_->canvas;
  const auto columns = static_cast<std::size_t>(std::max(canvas.plotWidth(), 50));
  bool any = false;
  for (std::size_t i = 0; i < impl_->series.size(); ++i) {
    const SeriesData& points = impl_->series[i].data;
    canvas.setPoints(static_cast<int>(i), decimated(points, columns));
    any = any || points.size() > 0;
  }
  canvas.setEmptyText(any ? QString() : impl_->emptyText);
  canvas.setLegendVisible(any && impl_->series.size() > 1);
  canvas.setGuideVisible(any);
  canvas.fitAxes(impl_->expectedEnd, impl_->minimumRange);
  // The timer already gathers requests, so draw now.
  canvas.draw();
  setAccessibleDescription(summary());
  const double took = static_cast<double>(impl_->sinceDrawn.nsecsElapsed()) / 1e6;
  // However expensive, pictures leave half of the time to the rest of the window.
  impl_->interval =
      took > kExpensiveFrame ? std::max(kSlowInterval, static_cast<int>(2 * took)) : kFastInterval;
  emit refreshed(took);
  return took;
}

QSize LivePlot::sizeHint() const {
  return {360, 220};
}
QSize LivePlot::minimumSizeHint() const {
  return {180, 120};
}

void LivePlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

void LivePlot::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (impl_->dirty) refreshNow();
}

void LivePlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  impl_->canvas->wrapLegend(size());
  scheduleRefresh();
}

void LivePlot::scheduleRefresh() {
  impl_->dirty = true;
  if (!isVisible() || impl_->timer.isActive()) return;
  // Counted from the last picture: news that come in between do not add to it.
  const qint64 passed = impl_->sinceDrawn.isValid() ? impl_->sinceDrawn.elapsed() : 0;
  impl_->timer.start(static_cast<int>(std::max<qint64>(0, impl_->interval - passed)));
}

void LivePlot::applyTheme() {
  if (!impl_->canvas) return;
  impl_->canvas->applyTheme(Theme::fromPalette(palette()), font());
  scheduleRefresh();
}

}  // namespace qonvolve::ui
