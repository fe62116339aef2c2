// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/live_plot.h"

#include <qcustomplot.h>

#include <QElapsedTimer>
#include <QEvent>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/plots/series_data.h"

namespace qonvolve::ui {
namespace {

constexpr int kFastInterval = 100;           // ms between repaints
constexpr int kSlowInterval = 250;           // when a frame is expensive
constexpr double kExpensiveFrame = 25;       // ms
constexpr int kLegendExtra = 36;             // pixels of icon and spacing beside a name
constexpr double kPickDistance = 12;         // pixels
constexpr std::size_t kMostPoints = 200000;  // kept of one curve; the run folder has them all

struct Series {
  QString name;
  LivePlot::Role role = LivePlot::Role::Main;
  SeriesData data;
  QCPGraph* graph = nullptr;  // owned by the plot
};

/// Grid of minor and major lines off, labels inside the theme: the one place a plot is set up.
std::unique_ptr<QCustomPlot> makePlot() {
  auto plot = std::make_unique<QCustomPlot>();
  // Without this hint a thick antialiased polyline of 2,000 points takes 60 ms instead of 2.
  plot->setPlottingHint(QCP::phFastPolylines, true);
  plot->setNoAntialiasingOnDrag(true);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->xAxis->ticker()->setTickCount(5);
  plot->yAxis->ticker()->setTickCount(5);
  plot->setFocusPolicy(Qt::StrongFocus);
  return plot;
}

QString numberText(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-3 && size < 1e5);
  return QLocale().toString(value, plain ? 'g' : 'e', plain ? 4 : 2);
}

}  // namespace

struct LivePlot::Impl {
  QString title;
  QString xLabel;
  Scale yScale = Scale::Linear;
  QString emptyText;
  std::optional<std::pair<double, double>> minimumRange;
  double expectedEnd = 0;
  QCustomPlot* plot = nullptr;  // child of the widget
  QCPTextElement* heading = nullptr;
  QCPLegend* legend = nullptr;
  QCPItemText* empty = nullptr;
  std::vector<Series> series;
  QTimer timer;
  bool dirty = true;
  bool userRange = false;  // zoomed or moved by hand: do not follow the data
  bool rescaling = false;

  void fill(Series& one, std::size_t columns) const {
    const SeriesData shown = decimated(one.data, columns);
    QVector<double> x;
    QVector<double> y;
    x.reserve(static_cast<qsizetype>(shown.size()));
    y.reserve(static_cast<qsizetype>(shown.size()));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (yScale == Scale::Logarithmic && shown.y[i] <= 0) continue;
      x.append(shown.x[i]);
      y.append(shown.y[i]);
    }
    one.graph->setData(x, y, true);
    // A single point is no line: show it as a dot.
    one.graph->setScatterStyle(x.size() == 1 ? QCPScatterStyle(QCPScatterStyle::ssDisc, 6)
                                             : QCPScatterStyle());
  }

  void rescale() {
    if (userRange) return;
    rescaling = true;
    double right = expectedEnd;
    double low = 1e300;
    double high = -1e300;
    for (const Series& one : series) {
      if (!one.graph->visible()) continue;
      for (const auto& point : *one.graph->data()) {
        right = std::max(right, point.key);
        low = std::min(low, point.value);
        high = std::max(high, point.value);
      }
    }
    plot->xAxis->setRange(0, right > 0 ? right : 1);
    if (yScale == Scale::Logarithmic) {
      if (low > high) low = 1e-4, high = 1;
      plot->yAxis->setRange(low / 2, high * 2);
    } else {
      if (low > high) low = 0, high = 1;
      if (minimumRange) {
        low = std::min(low, minimumRange->first);
        high = std::max(high, minimumRange->second);
      }
      const double margin = std::max(0.04 * (high - low), 1e-6);
      plot->yAxis->setRange(low - margin, high + margin);
    }
    rescaling = false;
  }

  /// As many legend entries side by side as there is room for.
  void wrapLegend(int width) const {
    const QFontMetrics metrics(legend->font());
    int widest = 1;
    int all = 0;
    for (const Series& one : series) {
      const int entry = metrics.horizontalAdvance(one.name) + kLegendExtra;
      widest = std::max(widest, entry);
      all += entry;
    }
    const int columns = all <= width ? std::max(1, static_cast<int>(series.size()))
                                     : std::max(1, (width - kLegendExtra) / widest);
    if (legend->wrap() == columns) return;
    legend->setWrap(columns);
    legend->setFillOrder(legend->fillOrder(), true);
  }

  /// The point nearest to a position in the widget, as "train: 0.31 at 12".
  QString nearestPoint(const QPointF& position) const {
    double best = kPickDistance;
    QString text;
    for (const Series& one : series) {
      if (!one.graph->visible() || one.graph->data()->isEmpty()) continue;
      const double key = plot->xAxis->pixelToCoord(position.x());
      const auto end = one.graph->data()->constEnd();
      auto point = one.graph->data()->findBegin(key);
      for (int i = 0; i < 3 && point != end; ++i, ++point) {
        const double distance = std::hypot(plot->xAxis->coordToPixel(point->key) - position.x(),
                                           plot->yAxis->coordToPixel(point->value) - position.y());
        if (distance >= best) continue;
        best = distance;
        text = QStringLiteral("%1: %2 (%3 %4)")
                   .arg(one.name, numberText(point->value), xLabel, numberText(point->key));
      }
    }
    return text;
  }
};

LivePlot::LivePlot(const QString& title, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>()) {
  impl_->title = title;
  impl_->emptyText = tr("No data yet");
  impl_->plot = makePlot().release();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(impl_->plot);
  setFocusProxy(impl_->plot);

  QCustomPlot* plot = impl_->plot;
  impl_->heading = new QCPTextElement(plot, title);
  impl_->heading->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  impl_->heading->setMargins(QMargins(8, 4, 8, 0));
  plot->plotLayout()->insertRow(0);
  plot->plotLayout()->addElement(0, 0, impl_->heading);
  // The legend gets a row of its own: inside the axes it would cover the curves.
  impl_->legend = plot->legend;
  plot->axisRect()->insetLayout()->take(impl_->legend);
  plot->plotLayout()->insertRow(1);
  auto* legendRow = new QCPLayoutGrid;
  legendRow->addElement(0, 0, impl_->legend);
  legendRow->addElement(0, 1, new QCPLayoutElement(plot));
  legendRow->setColumnStretchFactor(0, 0.001);
  plot->plotLayout()->addElement(1, 0, legendRow);
  plot->plotLayout()->setRowStretchFactor(0, 0.001);
  plot->plotLayout()->setRowStretchFactor(1, 0.001);
  plot->plotLayout()->setRowSpacing(0);
  impl_->legend->setFillOrder(QCPLegend::foColumnsFirst);
  impl_->legend->setWrap(4);
  impl_->legend->setMargins(QMargins(8, 0, 8, 0));
  impl_->legend->setBorderPen(Qt::NoPen);
  impl_->legend->setBrush(Qt::NoBrush);
  impl_->legend->setIconSize(18, 10);
  impl_->legend->setColumnSpacing(10);
  impl_->legend->setRowSpacing(0);
  impl_->legend->setVisible(true);
  plot->axisRect()->setMinimumMargins(QMargins(4, 4, 10, 4));

  impl_->empty = new QCPItemText(plot);
  impl_->empty->position->setType(QCPItemPosition::ptAxisRectRatio);
  impl_->empty->position->setCoords(0.5, 0.5);

  impl_->timer.setSingleShot(true);
  impl_->timer.setInterval(kFastInterval);
  connect(&impl_->timer, &QTimer::timeout, this, [this] { refreshNow(); });
  const auto moved = [this](const QCPRange&) {
    if (!impl_->rescaling) impl_->userRange = true;
  };
  connect(plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, moved);
  connect(plot->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, moved);
  connect(plot, &QCustomPlot::mouseDoubleClick, this, [this] {
    impl_->userRange = false;
    impl_->dirty = true;
    refreshNow();
  });
  connect(plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
    const QString text = impl_->nearestPoint(event->position());
    if (text.isEmpty()) {
      QToolTip::hideText();
    } else {
      QToolTip::showText(event->globalPosition().toPoint(), text, impl_->plot);
    }
  });
  connect(plot, &QCustomPlot::legendClick, this,
          [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent*) {
            auto* entry = qobject_cast<QCPPlottableLegendItem*>(item);
            if (entry == nullptr) return;
            QCPAbstractPlottable* curve = entry->plottable();
            curve->setVisible(!curve->visible());
            QFont font = this->font();
            font.setStrikeOut(!curve->visible());
            entry->setFont(font);
            impl_->dirty = true;
            refreshNow();
          });
  setAccessibleName(title);
  applyTheme();
}

LivePlot::~LivePlot() = default;

const QString& LivePlot::title() const {
  return impl_->title;
}

void LivePlot::setAxes(const QString& xLabel, const QString& yLabel, Scale yScale) {
  impl_->xLabel = xLabel;
  impl_->yScale = yScale;
  QCustomPlot* plot = impl_->plot;
  plot->xAxis->setLabel(xLabel);
  plot->yAxis->setLabel(yLabel);
  impl_->rescaling = true;
  if (yScale == Scale::Logarithmic) {
    plot->yAxis->setScaleType(QCPAxis::stLogarithmic);
    plot->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    plot->yAxis->setNumberFormat(QStringLiteral("ebd"));
    plot->yAxis->setNumberPrecision(0);
  } else {
    plot->yAxis->setScaleType(QCPAxis::stLinear);
    plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
    plot->yAxis->ticker()->setTickCount(5);
  }
  impl_->rescaling = false;
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

void LivePlot::setEmptyText(const QString& text) {
  impl_->emptyText = text;
  scheduleRefresh();
}

int LivePlot::addSeries(const QString& name, Role role) {
  Series series;
  series.name = name;
  series.role = role;
  series.graph = impl_->plot->addGraph();
  series.graph->setName(name);
  series.graph->setAdaptiveSampling(false);  // done by decimated()
  impl_->series.push_back(std::move(series));
  applyTheme();
  impl_->wrapLegend(width());
  return static_cast<int>(impl_->series.size()) - 1;
}

void LivePlot::removeAllSeries() {
  impl_->plot->clearGraphs();
  impl_->series.clear();
  impl_->userRange = false;
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
  impl_->userRange = false;
  scheduleRefresh();
}

QString LivePlot::summary() const {
  QStringList parts;
  for (const Series& one : impl_->series) {
    if (one.data.size() == 0 || one.role == Role::Background) continue;
    parts << tr("%1 %2").arg(one.name, numberText(one.data.y.back()));
  }
  if (parts.isEmpty()) return tr("%1: %2").arg(impl_->title, impl_->emptyText);
  double end = 0;
  for (const Series& one : impl_->series) {
    if (one.data.size() > 0) end = std::max(end, one.data.x.back());
  }
  return tr("%1 at %2 %3: %4")
      .arg(impl_->title, impl_->xLabel, numberText(end), parts.join(QStringLiteral(", ")));
}

QString LivePlot::toCsv() const {
  QString text = QStringLiteral("series,x,y\n");
  for (const Series& one : impl_->series) {
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

Result<void> LivePlot::exportTo(const QString& path) {
  refreshNow();
  const QString suffix = QFileInfo(path).suffix().toLower();
  const auto failed = [&path](const QString& why) {
    return Error{path.toStdString(), why.toStdString(), ""};
  };
  QSaveFile file(path);
  if (suffix == QLatin1String("pdf")) {
    if (!impl_->plot->savePdf(path, width(), height(), QCP::epNoCosmetic,
                              QStringLiteral("Qonvolve"), impl_->title)) {
      return failed(tr("The file could not be written."));
    }
    return {};
  }
  if (suffix != QLatin1String("svg") && suffix != QLatin1String("png") &&
      suffix != QLatin1String("csv")) {
    return Error{path.toStdString(),
                 tr("A plot cannot be written as \"%1\".").arg(suffix).toStdString(),
                 tr("Use svg, pdf, png or csv.").toStdString()};
  }
  if (!file.open(QIODevice::WriteOnly)) return failed(file.errorString());
  if (suffix == QLatin1String("csv")) {
    file.write(toCsv().toUtf8());
  } else if (suffix == QLatin1String("png")) {
    impl_->plot->toPixmap(width(), height(), 2.0).save(&file, "PNG");
  } else {
    QSvgGenerator generator;
    generator.setOutputDevice(&file);
    generator.setSize(size());
    generator.setViewBox(rect());
    generator.setTitle(impl_->title);
    generator.setDescription(summary());
    QCPPainter painter;
    painter.begin(&generator);
    impl_->plot->toPainter(&painter, width(), height());
    painter.end();
  }
  if (!file.commit()) return failed(file.errorString());
  return {};
}

double LivePlot::refreshNow() {
  impl_->timer.stop();
  if (!impl_->dirty) return 0;
  QElapsedTimer clock;
  clock.start();
  impl_->dirty = false;
  const auto columns = static_cast<std::size_t>(std::max(impl_->plot->axisRect()->width(), 50));
  bool any = false;
  for (Series& one : impl_->series) {
    impl_->fill(one, columns);
    any = any || one.data.size() > 0;
  }
  impl_->empty->setText(impl_->emptyText);
  impl_->empty->setVisible(!any);
  impl_->legend->setVisible(any && impl_->series.size() > 1);
  impl_->rescale();
  // The timer already gathers requests, so draw now; only the copy to the screen is queued.
  impl_->plot->replot(QCustomPlot::rpQueuedRefresh);
  setAccessibleDescription(summary());
  const double took = static_cast<double>(clock.nsecsElapsed()) / 1e6;
  impl_->timer.setInterval(took > kExpensiveFrame ? kSlowInterval : kFastInterval);
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
  impl_->wrapLegend(width());
  scheduleRefresh();
}

void LivePlot::scheduleRefresh() {
  impl_->dirty = true;
  if (isVisible() && !impl_->timer.isActive()) impl_->timer.start();
}

void LivePlot::applyTheme() {
  if (impl_->plot == nullptr) return;
  const Theme theme = Theme::fromPalette(palette());
  QCustomPlot* plot = impl_->plot;
  plot->setBackground(theme.base);
  QFont small = font();
  if (small.pointSizeF() > 0) small.setPointSizeF(small.pointSizeF() * 0.88);
  for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
    axis->setBasePen(QPen(theme.border));
    axis->setTickPen(QPen(theme.border));
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(theme.mutedText);
    axis->setLabelColor(theme.mutedText);
    axis->setTickLabelFont(small);
    axis->setLabelFont(small);
    axis->grid()->setPen(QPen(theme.grid));
    axis->grid()->setZeroLinePen(QPen(theme.grid));
    axis->setTickLength(0, 3);
    axis->setLabelPadding(2);
  }
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  impl_->heading->setFont(bold);
  impl_->heading->setTextColor(theme.text);
  impl_->legend->setFont(small);
  impl_->legend->setTextColor(theme.text);
  impl_->empty->setFont(font());
  impl_->empty->setColor(theme.mutedText);
  int main = 0;
  for (Series& one : impl_->series) {
    QPen pen;
    if (one.role == Role::Background) {
      pen = QPen(Theme::mix(theme.base, theme.mutedText, 0.45), 1);
    } else {
      const SeriesStyle style = theme.series(main++);
      pen = QPen(style.color, 2, style.pen);
      pen.setJoinStyle(Qt::RoundJoin);
    }
    one.graph->setPen(pen);
  }
  for (int i = 0; i < impl_->legend->itemCount(); ++i) {
    // Removed curves leave empty cells behind.
    QCPAbstractLegendItem* item = impl_->legend->item(i);
    if (item != nullptr) item->setTextColor(theme.text);
  }
  scheduleRefresh();
}

}  // namespace qonvolve::ui
