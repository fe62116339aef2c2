// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_canvas.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"
#include "widgets/plots/plot_parts.h"

namespace qonvolve::ui {
namespace {

constexpr double kLegendShare = 0.25;  // of the height, at most
constexpr int kLegendExtra = 36;       // pixels of icon and spacing beside a name
constexpr int kShortestName = 40;      // pixels of a name that is cut
constexpr double kTickLines = 2.2;     // lines of text from one number of the y axis to the next
constexpr double kPickDistance = 12;
constexpr qsizetype kFewPoints = 12;
constexpr double kDot = 6;  // pixels across

struct Curve {
  QCPGraph* graph = nullptr;  // owned by the plot
  QString name;               // whole; the legend may show less
  bool background = false;
};

}  // namespace

struct PlotCanvas::Impl {
  QCustomPlot* plot = nullptr;
  QCPTextElement* heading = nullptr;
  QCPLegend* legend = nullptr;
  QCPItemText* empty = nullptr;
  QCPItemStraightLine* guide = nullptr;  // both with a name only
  QCPItemText* guideName = nullptr;
  std::vector<Curve> curves;
  Events events;
  bool logarithmic = false;
  bool userRange = false;
  bool rescaling = false;
  bool legendFits = true;

  void makeHeading(const QString& text) {
    heading = new QCPTextElement(plot, text);
    heading->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    heading->setMargins(QMargins(8, 4, 8, 0));
    plot->plotLayout()->insertRow(0);
    plot->plotLayout()->addElement(0, 0, heading);
    plot->plotLayout()->setRowStretchFactor(0, 0.001);
  }

  /// The legend names the curves that have points, in their order.
  void listCurves() {
    for (const Curve& curve : curves) curve.graph->removeFromLegend();
    for (const Curve& curve : curves) {
      if (curve.graph->dataCount() == 0) continue;
      curve.graph->addToLegend();
      QFont font = legend->font();
      font.setStrikeOut(!curve.graph->visible());
      legend->itemWithPlottable(curve.graph)->setFont(font);
    }
  }

  void makeLegend() {
    // A row of its own: inside the axes it would cover the curves.
    legend = plot->legend;
    plot->axisRect()->insetLayout()->take(legend);
    auto* row = new QCPLayoutGrid;
    row->addElement(0, 0, legend);
    row->addElement(0, 1, new QCPLayoutElement(plot));
    row->setColumnStretchFactor(0, 0.001);
    plot->plotLayout()->insertRow(1);
    plot->plotLayout()->addElement(1, 0, row);
    plot->plotLayout()->setRowStretchFactor(1, 0.001);
    plot->plotLayout()->setRowSpacing(0);
    legend->setFillOrder(QCPLegend::foColumnsFirst);
    legend->setWrap(4);
    legend->setMargins(QMargins(8, 0, 8, 0));
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(Qt::NoBrush);
    legend->setIconSize(18, 10);
    legend->setColumnSpacing(10);
    legend->setRowSpacing(0);
    legend->setVisible(true);
  }

  void connectMouse() {
    const auto moved = [this](const QCPRange&) {
      if (!rescaling) userRange = true;
    };
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
      QObject::connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), plot, moved);
    }
    QObject::connect(plot, &QCustomPlot::mouseDoubleClick, plot, [this] { events.resetWanted(); });
    QObject::connect(plot, &QCustomPlot::mouseMove, plot, [this](QMouseEvent* event) {
      events.hovered(event->position(), event->globalPosition().toPoint());
    });
    QObject::connect(plot, &QCustomPlot::legendClick, plot,
                     [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent*) {
                       auto* entry = qobject_cast<QCPPlottableLegendItem*>(item);
                       if (entry == nullptr) return;
                       QCPAbstractPlottable* curve = entry->plottable();
                       curve->setVisible(!curve->visible());
                       QFont struck = legend->font();
                       struck.setStrikeOut(!curve->visible());
                       entry->setFont(struck);
                       events.curveToggled();
                     });
  }
};

PlotCanvas::PlotCanvas(const QString& heading, Events events, QWidget* parent)
    : impl_(std::make_unique<Impl>()) {
  impl_->plot = makePlot(parent);
  impl_->events = std::move(events);
  impl_->makeHeading(heading);
  impl_->makeLegend();
  impl_->connectMouse();
  impl_->empty = new QCPItemText(impl_->plot);
  impl_->empty->position->setType(QCPItemPosition::ptAxisRectRatio);
  impl_->empty->position->setCoords(0.5, 0.5);
  impl_->empty->setPadding(QMargins(8, 4, 8, 4));
}

PlotCanvas::~PlotCanvas() = default;

QWidget* PlotCanvas::widget() const {
  return impl_->plot;
}
int PlotCanvas::plotWidth() const {
  return impl_->plot->axisRect()->width();
}

void PlotCanvas::setAxes(const QString& xLabel, const QString& yLabel, bool logarithmicY,
                         bool wholeX) {
  impl_->logarithmic = logarithmicY;
  QCPAxis* y = impl_->plot->yAxis;
  impl_->plot->xAxis->setLabel(xLabel);
  impl_->plot->xAxis->setTicker(wholeX ? QSharedPointer<WholeTicker>::create()
                                       : QSharedPointer<QCPAxisTicker>::create());
  impl_->plot->xAxis->ticker()->setTickCount(5);
  y->setLabel(yLabel);
  impl_->rescaling = true;
  if (logarithmicY) {
    y->setScaleType(QCPAxis::stLogarithmic);
    y->setTicker(QSharedPointer<PowerTicker>::create());
  } else {
    y->setScaleType(QCPAxis::stLinear);
    y->setTicker(QSharedPointer<QCPAxisTicker>::create());
    y->ticker()->setTickCount(5);
  }
  impl_->rescaling = false;
}

int PlotCanvas::addCurve(const QString& name, bool background) {
  auto* graph = new DashedGraph(impl_->plot->xAxis, impl_->plot->yAxis);
  graph->setName(name);
  graph->setAdaptiveSampling(false);  // the points come already reduced
  impl_->curves.push_back({graph, name, background});
  return static_cast<int>(impl_->curves.size()) - 1;
}

void PlotCanvas::removeCurves() {
  impl_->plot->clearGraphs();
  impl_->curves.clear();
}

void PlotCanvas::setPoints(int curve, const SeriesData& points) {
  QVector<double> x;
  QVector<double> y;
  x.reserve(static_cast<qsizetype>(points.size()));
  y.reserve(static_cast<qsizetype>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (impl_->logarithmic && points.y[i] <= 0) continue;
    x.append(points.x[i]);
    y.append(points.y[i]);
  }
  const Curve& one = impl_->curves[static_cast<std::size_t>(curve)];
  QCPGraph* graph = one.graph;
  graph->setData(x, y, true);
  // Of a few points the lines alone do not tell where they are; a single one is no line at all.
  const bool dots = x.size() == 1 || (x.size() <= kFewPoints && !one.background);
  graph->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, kDot) : QCPScatterStyle());
  const bool listed = impl_->legend->hasItemWithPlottable(graph);
  if (listed == x.isEmpty()) impl_->listCurves();
}

void PlotCanvas::fitAxes(double end, const std::optional<std::pair<double, double>>& minimumRange) {
  if (impl_->userRange) return;
  impl_->rescaling = true;
  double low = 1e300;
  double high = -1e300;
  for (const Curve& curve : impl_->curves) {
    if (!curve.graph->visible()) continue;
    for (const auto& point : *curve.graph->data()) {
      end = std::max(end, point.key);
      low = std::min(low, point.value);
      high = std::max(high, point.value);
    }
  }
  const bool none = low > high;
  impl_->plot->xAxis->setRange(0, end > 0 ? end : 1);
  const QFontMetrics metrics(impl_->plot->yAxis->tickLabelFont());
  const double lines = impl_->plot->axisRect()->height() / (kTickLines * metrics.height());
  impl_->plot->yAxis->ticker()->setTickCount(std::clamp(static_cast<int>(lines), 1, 6));
  if (impl_->logarithmic) {
    // Whole powers of ten, so that at least two of them are named.
    const double first = none ? -4 : std::floor(std::log10(low / 1.2));
    const double last = none ? 0 : std::max(first + 1, std::ceil(std::log10(high * 1.2)));
    impl_->plot->yAxis->setRange(std::pow(10, first), std::pow(10, last));
  } else {
    if (none) {
      low = 0;
      high = 1;
    }
    if (minimumRange) {
      low = std::min(low, minimumRange->first);
      high = std::max(high, minimumRange->second);
    }
    const double margin = std::max(0.04 * (high - low), 1e-6);
    impl_->plot->yAxis->setRange(low - margin, high + margin);
  }
  impl_->rescaling = false;
}

void PlotCanvas::forgetUserRange() {
  impl_->userRange = false;
}

void PlotCanvas::setEmptyText(const QString& text) {
  impl_->empty->setText(text);
  impl_->empty->setVisible(!text.isEmpty());
}

void PlotCanvas::setGuide(const QString& name, double y) {
  if (impl_->guide != nullptr) {
    impl_->plot->removeItem(impl_->guide);
    impl_->plot->removeItem(impl_->guideName);
    impl_->guide = nullptr;
    impl_->guideName = nullptr;
  }
  if (name.isEmpty()) return;
  impl_->guide = new QCPItemStraightLine(impl_->plot);
  impl_->guide->point1->setCoords(0, y);
  impl_->guide->point2->setCoords(1, y);
  impl_->guideName = new QCPItemText(impl_->plot);
  impl_->guideName->setText(name);
  impl_->guideName->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
  impl_->guideName->setPadding(QMargins(4, 1, 4, 1));
  impl_->guideName->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
  impl_->guideName->position->setTypeY(QCPItemPosition::ptPlotCoords);
  impl_->guideName->position->setCoords(1, y);
}

void PlotCanvas::setGuideVisible(bool visible) {
  if (impl_->guide == nullptr) return;
  impl_->guide->setVisible(visible);
  impl_->guideName->setVisible(visible);
}

void PlotCanvas::setLegendVisible(bool visible) {
  // Curves are also named where the pointer hovers.
  impl_->legend->setVisible(visible && impl_->legendFits);
}

void PlotCanvas::wrapLegend(const QSize& size) {
  const int width = size.width();
  const QFontMetrics metrics(impl_->legend->font());
  int widest = 1;
  int all = 0;
  for (const Curve& curve : impl_->curves) {
    const int entry = metrics.horizontalAdvance(curve.name) + kLegendExtra;
    widest = std::max(widest, entry);
    all += entry;
  }
  const auto count = static_cast<int>(impl_->curves.size());
  int columns = all <= width ? std::max(1, count) : std::max(1, (width - kLegendExtra) / widest);
  // Many long names would leave no room for the curves: more columns, names cut.
  const int rows =
      std::max(2, static_cast<int>(kLegendShare * size.height()) / std::max(1, metrics.height()));
  const int most = std::max(1, width / (kLegendExtra + kShortestName));
  columns = std::min(std::max(columns, (count + rows - 1) / rows), std::max(columns, most));
  impl_->legendFits = count <= columns * rows;
  const int room = width / columns - kLegendExtra - 4;
  for (const Curve& curve : impl_->curves) {
    const QString shown = columns * widest > width
                              ? metrics.elidedText(curve.name, Qt::ElideMiddle, room)
                              : curve.name;
    if (curve.graph->name() != shown) curve.graph->setName(shown);
  }
  if (impl_->legend->wrap() == columns) return;
  impl_->legend->setWrap(columns);
  impl_->legend->setFillOrder(impl_->legend->fillOrder(), true);
}

void PlotCanvas::applyTheme(const Theme& theme, const QFont& font) {
  impl_->plot->setBackground(theme.base);
  const QFont small = chartFont(font);
  // The topmost number stands half above the axes, where the heading or the legend ends.
  impl_->plot->axisRect()->setMinimumMargins(
      QMargins(4, QFontMetrics(small).height() / 2 + 4, 10, 4));
  for (QCPAxis* axis : {impl_->plot->xAxis, impl_->plot->yAxis}) {
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
  impl_->heading->setFont(titleFont(font));
  impl_->heading->setTextColor(theme.text);
  impl_->legend->setFont(small);
  impl_->legend->setTextColor(theme.text);
  impl_->empty->setFont(font);
  impl_->empty->setColor(theme.mutedText);
  impl_->empty->setBrush(theme.base);  // no grid line through the words
  if (impl_->guide != nullptr) {
    impl_->guide->setPen(QPen(theme.mutedText, 1, Qt::DashLine));
    impl_->guideName->setFont(small);
    impl_->guideName->setColor(theme.mutedText);
  }
  int main = 0;
  for (const Curve& curve : impl_->curves) {
    if (curve.background) {
      curve.graph->setPen(QPen(Theme::mix(theme.base, theme.mutedText, 0.45), 1));
      continue;
    }
    const SeriesStyle style = theme.series(main++);
    QPen pen(style.color, 2, style.pen);
    pen.setJoinStyle(Qt::RoundJoin);
    curve.graph->setPen(pen);
  }
  for (int i = 0; i < impl_->legend->itemCount(); ++i) {
    // Removed curves leave empty cells behind.
    QCPAbstractLegendItem* item = impl_->legend->item(i);
    if (item != nullptr) item->setTextColor(theme.text);
  }
}

void PlotCanvas::draw() {
  impl_->plot->replot(QCustomPlot::rpQueuedRefresh);
}

std::optional<PlotCanvas::Nearest> PlotCanvas::nearestPoint(const QPointF& position) const {
  double best = kPickDistance;
  std::optional<Nearest> nearest;
  const QCPAxis* xAxis = impl_->plot->xAxis;
  const QCPAxis* yAxis = impl_->plot->yAxis;
  const double key = xAxis->pixelToCoord(position.x());
  for (std::size_t i = 0; i < impl_->curves.size(); ++i) {
    const QCPGraph* graph = impl_->curves[i].graph;
    if (!graph->visible()) continue;
    auto point = graph->data()->findBegin(key);
    for (int k = 0; k < 3 && point != graph->data()->constEnd(); ++k, ++point) {
      const double distance = std::hypot(xAxis->coordToPixel(point->key) - position.x(),
                                         yAxis->coordToPixel(point->value) - position.y());
      if (distance >= best) continue;
      best = distance;
      nearest = {static_cast<int>(i), point->key, point->value};
    }
  }
  return nearest;
}

bool PlotCanvas::isVisible(int curve) const {
  return impl_->curves[static_cast<std::size_t>(curve)].graph->visible();
}

QImage PlotCanvas::toImage(const QSize& size, double scale) {
  return impl_->plot->toPixmap(size.width(), size.height(), scale).toImage();
}

void PlotCanvas::paintTo(QPaintDevice* device, const QSize& size) {
  QCPPainter painter;
  painter.begin(device);
  impl_->plot->toPainter(&painter, size.width(), size.height());
  painter.end();
}

}  // namespace qonvolve::ui
