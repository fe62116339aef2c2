// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/variance_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/analysis/reference_laws.h"
#include "widgets/plateau/law_labels.h"
#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {
namespace {

constexpr double kPointRadius = 4.5;
constexpr double kPickDistance = 14;
constexpr int kLinePoints = 80;

QString small(double value) {
  return QLocale().toString(value, 'e', 2);
}

QString costName(ScanCost cost) {
  return QString::fromUtf8(infoOf(cost).label.data(),
                           static_cast<qsizetype>(infoOf(cost).label.size()));
}

QString fitText(const ScanFits& fits) {
  const QLocale locale;
  const double difference = fits.deltaAicc;
  const QString better = fits.exponentialIsBetter() ? VariancePlot::tr("exponential fits better")
                         : fits.powerIsBetter()     ? VariancePlot::tr("power law fits better")
                         : fits.misfit > kLargestMisfit ? VariancePlot::tr("neither fits")
                                                        : VariancePlot::tr("neither fits better");
  return VariancePlot::tr("b = %1 ± %2 (solid), k = %3 ± %4 (dashed), ΔAICc %5: %6")
      .arg(locale.toString(fits.exponential.slope, 'f', 3),
           locale.toString(std::max(0.001, fits.exponential.slopeError), 'f', 3),
           locale.toString(fits.power.slope, 'f', 2),
           locale.toString(std::max(0.01, fits.power.slopeError), 'f', 2),
           locale.toString(difference, 'f', 1), better);
}

/// What the letters of the legend mean.
QString fitHelp() {
  return VariancePlot::tr(
      "b: slope of ln variance over qubits n, V = exp(a - b n).\n"
      "k: exponent of the power law V = exp(a) / n^k.\n"
      "ΔAICc: chi-squared of the power law less that of the exponential. Above 6 the exponential "
      "is "
      "clearly better, below -6 the power law; in between the data do not tell. Where both miss "
      "the "
      "points the exponential needs more.");
}

}  // namespace

/// Where things are: x in qubits, y in powers of ten.
struct VariancePlot::Geometry {
  ChartFrame frame;
  double labels = 0;  // width of the names beside the area
  int lowPower = -4, highPower = 0;

  QPointF at(double qubits, double variance) const {
    return frame.toPoint(qubits, std::log10(variance));
  }
};

VariancePlot::VariancePlot(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Variance of the gradient against qubits"));
  describe();
}

void VariancePlot::setCurves(std::vector<Curve> curves, std::vector<std::uint32_t> sizes) {
  curves_ = std::move(curves);
  sizes_ = std::move(sizes);
  describe();
  update();
}

void VariancePlot::setKept(std::vector<Kept> kept) {
  kept_ = std::move(kept);
  describe();
  update();
}

void VariancePlot::setLaws(const QSet<QString>& ids) {
  laws_ = ids;
  update();
}

void VariancePlot::setPicked(std::uint32_t qubits) {
  if (picked_ == qubits) return;
  picked_ = qubits;
  update();
}

QSize VariancePlot::sizeHint() const {
  return {520, 240};
}
QSize VariancePlot::minimumSizeHint() const {
  return {260, 180};
}

void VariancePlot::describe() {
  QStringList words;
  for (const Curve& curve : curves_) {
    for (const ScanPoint& point : curve.points) {
      words << tr("%1, %2 qubits: %3")
                   .arg(costName(curve.cost))
                   .arg(point.qubits)
                   .arg(small(point.variance));
    }
  }
  for (const Kept& other : kept_) {
    for (const ScanPoint& point : other.points) {
      words << tr("%1, %2 qubits: %3").arg(other.name).arg(point.qubits).arg(small(point.variance));
    }
  }
  setAccessibleDescription(words.isEmpty() ? tr("No points yet")
                                           : words.join(QStringLiteral("; ")));
}

double VariancePlot::legendHeight() const {
  const double line = QFontMetricsF(chartFont(font())).height();
  return static_cast<double>(std::max<std::size_t>(1, curves_.size())) * (line + 2) +
         QFontMetricsF(font()).height() + 3 * Spacing::kSmall;
}

VariancePlot::Geometry VariancePlot::geometryOf(double top) const {
  Geometry g;
  double low = 1e300;
  double high = 1e-300;
  double first = 2, last = 4;
  for (const Curve& curve : curves_) {
    for (const ScanPoint& point : curve.points) {
      if (!(point.variance > 0)) continue;
      low = std::min(low, std::max(point.low, point.variance / 10));
      high = std::max(high, point.high);
    }
  }
  for (const Kept& other : kept_) {
    for (const ScanPoint& point : other.points) {
      if (point.variance > 0) low = std::min(low, point.variance);
      high = std::max(high, point.variance);
    }
  }
  if (!sizes_.empty()) {
    first = sizes_.front();
    last = std::max<double>(sizes_.back(), first + 1);
  }
  if (low > high) {
    low = 1e-4;
    high = 1;
  }
  g.lowPower = static_cast<int>(std::floor(std::log10(low)));
  g.highPower = std::max(g.lowPower + 1, static_cast<int>(std::ceil(std::log10(high) - 1e-9)));
  const double margin = 0.04 * (last - first) + 0.15;
  ChartFrame::Axis x{first - margin, last + margin, tr("qubits"), false};
  ChartFrame::Axis y{static_cast<double>(g.lowPower), static_cast<double>(g.highPower),
                     tr("variance over random circuits and angles"), false};
  const QFont font = chartFont(this->font());
  g.frame = ChartFrame::inside(QRectF(0, top, width(), height() - top), x, y, font);
  g.frame.area.setBottom(g.frame.area.bottom() - QFontMetricsF(font).height() - 3);
  const QFontMetricsF metrics(font);
  g.frame.area.setLeft(g.frame.area.left() + metrics.horizontalAdvance(powerText(-88)) + 6);
  // Names of known laws stand beside the area, so that they cover nothing.
  QStringList names;
  for (const Kept& other : kept_) names << other.name;
  g.labels = lawLabelWidth(laws_, names, metrics, 0.3 * g.frame.area.width());
  if (g.labels > 0) g.frame.area.setRight(g.frame.area.right() - g.labels - Spacing::kSmall);
  return g;
}

void VariancePlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  const QFontMetricsF metrics(font);
  painter.fillRect(rect(), theme.base);
  const double title =
      paintTitle(painter, rect(), tr("Gradient variance against qubits"), theme, this->font());
  const bool any = std::ranges::any_of(curves_, [](const Curve& c) { return !c.points.empty(); });
  if (!any) {
    paintEmpty(
        painter, QRectF(rect()).adjusted(0, title, 0, 0),
        tr("A scan builds this design at several sizes, draws random initial angles at each, and "
           "shows how fast its gradients shrink. Falling exponentially, they make a barren "
           "plateau."),
        theme, this->font());
    return;
  }
  // Legend: a line a cost, with its fits.
  painter.setFont(font);
  double y = title + 2;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const double line = metrics.height() + 2;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.series(static_cast<int>(c)).color);
    paintMarker(painter, QPointF(Spacing::kMedium + 5, y + line / 2), 4, static_cast<int>(c));
    painter.setPen(theme.text);
    QString text = costName(curves_[c].cost);
    if (curves_[c].fits) text += QStringLiteral(":  ") + fitText(*curves_[c].fits);
    const double room = width() - 40;
    painter.drawText(QRectF(Spacing::kMedium + 16, y, room, line), Qt::AlignVCenter,
                     metrics.elidedText(text, Qt::ElideRight, room));
    y += line;
  }
  Geometry g = geometryOf(legendHeight());
  // Powers of ten.
  const int every =
      std::max(1, static_cast<int>(std::ceil((g.highPower - g.lowPower) * 1.6 * metrics.height() /
                                             std::max(1.0, g.frame.area.height()))));
  for (int p = g.lowPower; p <= g.highPower; p += every) {
    const double at = g.frame.toY(p);
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(g.frame.area.left(), at), QPointF(g.frame.area.right(), at));
    painter.setPen(theme.mutedText);
    painter.drawText(
        QRectF(0, at - metrics.height() / 2, g.frame.area.left() - 4, metrics.height()),
        Qt::AlignRight | Qt::AlignVCenter, powerText(p));
  }
  // Sizes are whole numbers.
  const int step = std::max(
      1, static_cast<int>(std::ceil((g.frame.x.high - g.frame.x.low) * 24 / g.frame.area.width())));
  for (int n = static_cast<int>(std::ceil(g.frame.x.low)); n <= g.frame.x.high; n += step) {
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(g.frame.toX(n) - 20, g.frame.area.bottom() + 3, 40, metrics.height()),
                     Qt::AlignHCenter, QString::number(n));
  }
  painter.save();
  painter.setClipRect(g.frame.area.adjusted(-1, -1, 1, 1));
  painter.setRenderHint(QPainter::Antialiasing);
  if (picked_ > 0) {
    painter.setPen(QPen(Theme::mix(theme.base, theme.accent, 0.35), 6));
    const double x = g.frame.toX(picked_);
    painter.drawLine(QPointF(x, g.frame.area.top()), QPointF(x, g.frame.area.bottom()));
  }
  const auto curvePath = [&](const std::function<double(double)>& law, double from, double to) {
    QPainterPath path;
    for (int i = 0; i <= kLinePoints; ++i) {
      const double n = from + (to - from) * i / kLinePoints;
      const QPointF at = g.at(n, std::max(1e-300, law(n)));
      i == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    return path;
  };
  const double from = sizes_.front();
  const double to = sizes_.back();
  // Known laws through the first point of the first cost.
  const Curve& base =
      *std::ranges::find_if(curves_, [](const Curve& c) { return !c.points.empty(); });
  const ScanPoint& anchor = base.points.front();
  std::vector<LawLabel> labels;
  for (const ReferenceLaw& law : referenceLaws()) {
    if (!isChosen(law, laws_)) continue;
    const double factor = anchor.variance / law.variance(anchor.qubits);
    painter.setPen(QPen(theme.mutedText, 1));
    painter.setBrush(Qt::NoBrush);
    const auto value = [&](double n) { return factor * law.variance(n); };
    painter.drawPath(curvePath(value, from, to));
    labels.push_back({lawName(law), g.at(to, value(to))});
  }
  for (const Kept& other : kept_) {
    QPainterPath path;
    for (const ScanPoint& point : other.points) {
      if (!(point.variance > 0)) continue;
      const QPointF at = g.at(point.qubits, point.variance);
      path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    if (path.elementCount() == 0) continue;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.6, Qt::DotLine));
    painter.drawPath(path);
    labels.push_back({other.name, path.currentPosition()});
  }
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const Curve& curve = curves_[c];
    const QColor color = theme.series(static_cast<int>(c)).color;
    if (curve.fits) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(color, 1.6));
      painter.drawPath(
          curvePath([&](double n) { return curve.fits->exponential.at(n); }, from, to));
      painter.setPen(QPen(color, 1.6, Qt::DashLine));
      painter.drawPath(curvePath([&](double n) { return curve.fits->power.at(std::log(n)); },
                                 std::max(1.0, from), to));
    }
    for (const ScanPoint& point : curve.points) {
      if (!(point.variance > 0)) continue;
      painter.setPen(QPen(color, 1.4));
      painter.drawLine(g.at(point.qubits, std::max(point.low, 1e-300)),
                       g.at(point.qubits, point.high));
      painter.setPen(QPen(theme.base, 1));
      // Hollow: not to be trusted.
      painter.setBrush(point.undersampled() ? theme.base : color);
      if (point.undersampled()) painter.setPen(QPen(color, 1.6));
      paintMarker(painter, g.at(point.qubits, point.variance), kPointRadius, static_cast<int>(c));
    }
  }
  painter.restore();
  paintLawLabels(painter, g.frame.area, g.labels, std::move(labels), theme, metrics);
  // The name of the axis stands below its numbers.
  ChartFrame axes = g.frame;
  axes.x.label.clear();
  axes.paintAxes(painter, theme, font);
  painter.drawText(QRectF(g.frame.area.left(), g.frame.area.bottom() + 3 + metrics.height(),
                          g.frame.area.width(), metrics.height()),
                   Qt::AlignHCenter, g.frame.x.label);
  if (hasFocus()) {
    painter.setPen(QPen(theme.accent, Spacing::kFocusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
}

const ScanPoint* VariancePlot::pointNear(const QPointF& position) const {
  const Geometry g = geometryOf(legendHeight());
  const ScanPoint* best = nullptr;
  double nearest = kPickDistance;
  for (const Curve& curve : curves_) {
    for (const ScanPoint& point : curve.points) {
      const QPointF away = g.at(point.qubits, std::max(point.variance, 1e-300)) - position;
      const double distance = std::hypot(away.x(), away.y());
      if (distance >= nearest) continue;
      nearest = distance;
      best = &point;
    }
  }
  return best;
}

void VariancePlot::mousePressEvent(QMouseEvent* event) {
  const ScanPoint* point = pointNear(event->position());
  if (point == nullptr || event->button() != Qt::LeftButton) return;
  setPicked(point->qubits);
  emit pickedChanged(picked_);
}

void VariancePlot::keyPressEvent(QKeyEvent* event) {
  const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
  std::vector<std::uint32_t> done;
  for (const Curve& curve : curves_) {
    for (const ScanPoint& point : curve.points) done.push_back(point.qubits);
  }
  std::ranges::sort(done);
  done.erase(std::unique(done.begin(), done.end()), done.end());
  if (step == 0 || done.empty()) return QWidget::keyPressEvent(event);
  const auto found = std::ranges::find(done, picked_);
  const auto at = found == done.end() ? std::ptrdiff_t{0} : found - done.begin() + step;
  setPicked(done[static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(at, 0, static_cast<std::ptrdiff_t>(done.size()) - 1))]);
  emit pickedChanged(picked_);
}

bool VariancePlot::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  auto* help = static_cast<QHelpEvent*>(event);
  const ScanPoint* point = pointNear(help->pos());
  if (point == nullptr) {
    if (help->pos().y() < legendHeight() && !curves_.empty()) {
      QToolTip::showText(help->globalPos(), fitHelp(), this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  QString text = tr("%1, %2 qubits: %3\n95 % interval %4 to %5, kurtosis %6, %7 draws\n%8")
                     .arg(costName(point->cost))
                     .arg(point->qubits)
                     .arg(small(point->variance), small(point->low), small(point->high),
                          QLocale().toString(point->kurtosis, 'f', 1))
                     .arg(point->samples)
                     .arg(QString::fromStdString(point->parameter));
  if (point->range > 0) {
    text += tr("\nabout %1 shots for each angle")
                .arg(QString::fromStdString(largeNumberText(point->shotsNeeded())));
  }
  if (point->undersampled()) {
    text += tr("\nundersampled: %1 draws would be needed")
                .arg(QString::fromStdString(largeNumberText(point->samplesNeeded())));
  }
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

}  // namespace qonvolve::ui
