// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plane_view.h"

#include <QEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {
namespace {

constexpr int kShades = 64;
constexpr double kMarkerRadius = 3.4;

}  // namespace

PlaneView::PlaneView(const QString& title, QWidget* parent)
    : QWidget(parent), title_(title), emptyText_(tr("No data yet")) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setAccessibleName(title.isEmpty() ? tr("Data in their plane") : title);
  describe();
}

void PlaneView::setSamples(const PlaneSamples& samples, const QStringList& classNames,
                           const std::vector<int>& predicted) {
  samples_ = samples;
  classNames_ = classNames;
  predicted_ = predicted;
  describe();
  update();
}

void PlaneView::setSurface(std::shared_ptr<const DecisionSurface> surface) {
  surface_ = std::move(surface);
  shaded_ = {};
  describe();
  update();
}

void PlaneView::clear() {
  samples_.reset();
  predicted_.clear();
  setSurface(nullptr);
}

void PlaneView::setEmptyText(const QString& text) {
  emptyText_ = text;
  describe();
  update();
}

void PlaneView::describe() {
  if (!samples_) {
    setAccessibleDescription(emptyText_);
    return;
  }
  const QLocale locale;
  QString words = tr("%1 samples over %2 and %3")
                      .arg(locale.toString(static_cast<qulonglong>(samples_->labels.size())),
                           QString::fromStdString(samples_->plane.xName),
                           QString::fromStdString(samples_->plane.yName));
  if (surface_ && surface_->probabilities.rows() > 0) {
    std::vector<int> won(static_cast<std::size_t>(surface_->probabilities.cols()), 0);
    for (Eigen::Index i = 0; i < surface_->probabilities.rows(); ++i) {
      ++won[static_cast<std::size_t>(predictedClass(surface_->probabilities, i))];
    }
    for (std::size_t k = 0; k < won.size(); ++k) {
      words += QStringLiteral("; ") +
               tr("%1 % of the plane is taken for %2")
                   .arg(std::lround(100.0 * won[k] /
                                    static_cast<double>(surface_->probabilities.rows())))
                   .arg(classNames_.value(static_cast<qsizetype>(k)));
    }
  }
  setAccessibleDescription(words);
}

QSize PlaneView::sizeHint() const {
  return {240, 220};
}
QSize PlaneView::minimumSizeHint() const {
  return {140, 120};
}

void PlaneView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    shaded_ = {};
    update();
  }
}

QImage PlaneView::surfaceImage(const QSize& size) const {
  const Matrix& p = surface_->probabilities;
  const auto classes = static_cast<int>(p.cols());
  const auto side = static_cast<int>(surface_->side);
  const Theme theme = Theme::fromPalette(palette());
  std::vector<std::array<QRgb, kShades>> shades(static_cast<std::size_t>(classes));
  for (int k = 0; k < classes; ++k) {
    for (int s = 0; s < kShades; ++s) {
      const double weight = 0.10 + 0.45 * s / (kShades - 1);
      shades[static_cast<std::size_t>(k)][static_cast<std::size_t>(s)] =
          Theme::mix(theme.base, theme.series(k).color, weight).rgb();
    }
  }
  // Where each column lies between the points of the grid.
  std::vector<std::pair<std::size_t, float>> columns(static_cast<std::size_t>(size.width()));
  for (std::size_t x = 0; x < columns.size(); ++x) {
    const double u = (side - 1) * (static_cast<double>(x) + 0.5) / size.width();
    const int left = std::min(static_cast<int>(u), side - 2);
    columns[x] = {static_cast<std::size_t>(left), static_cast<float>(u - left)};
  }
  QImage image(size, QImage::Format_RGB32);
  const float chance = 1.0F / static_cast<float>(classes);
  const float scale = (kShades - 1) / (1 - chance);
  const auto points = static_cast<std::size_t>(side);
  std::vector<float> row(points * static_cast<std::size_t>(classes));  // one class after the other
  for (int y = 0; y < size.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    const double v = (side - 1) * (1 - (y + 0.5) / size.height());
    const int y0 = std::min(static_cast<int>(v), side - 2);
    const double fy = v - y0;
    for (int k = 0; k < classes; ++k) {
      for (int i = 0; i < side; ++i) {
        const Eigen::Index at = Eigen::Index{y0} * side + i;
        row[static_cast<std::size_t>(k) * points + static_cast<std::size_t>(i)] =
            static_cast<float>((1 - fy) * p(at, k) + fy * p(at + side, k));
      }
    }
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const auto [left, fx] = columns[x];
      std::size_t best = 0;
      float most = -1;
      for (std::size_t k = 0; k < shades.size(); ++k) {
        const float* values = row.data() + k * points + left;
        const float value = values[0] + fx * (values[1] - values[0]);
        if (value > most) {
          most = value;
          best = k;
        }
      }
      const float shade = std::clamp((most - chance) * scale, 0.0F, kShades - 1.0F);
      line[x] = shades[best][static_cast<std::size_t>(shade + 0.5F)];
    }
  }
  return image;
}

void PlaneView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  painter.fillRect(rect(), theme.base);
  double top = Spacing::kSmall;
  if (!title_.isEmpty()) top = paintTitle(painter, rect(), title_, theme, this->font());
  if (!samples_) {
    paintEmpty(painter, rect(), emptyText_, theme, this->font());
    return;
  }
  top += paintLegend(painter, QRectF(Spacing::kMedium, top, width() - 2 * Spacing::kMedium, 100),
                     classNames_, theme, font, LegendMark::Marker);
  const ChartFrame frame = ChartFrame::inside(QRectF(0, top, width(), height() - top),
                                              {samples_->plane.xLow, samples_->plane.xHigh,
                                               QString::fromStdString(samples_->plane.xName), true},
                                              {samples_->plane.yLow, samples_->plane.yHigh,
                                               QString::fromStdString(samples_->plane.yName), true},
                                              font);
  painter.setFont(font);
  if (surface_ && surface_->probabilities.rows() > 0) {
    // One pixel of the widget is fine enough and four times faster at scale 2.
    const QSize size(std::max(2, static_cast<int>(frame.area.width())),
                     std::max(2, static_cast<int>(frame.area.height())));
    if (shaded_.size() != size) shaded_ = surfaceImage(size);
    painter.drawImage(frame.area, shaded_);
  } else {
    frame.paintGrid(painter, theme);
  }
  painter.save();
  painter.setClipRect(frame.area.adjusted(-1, -1, 1, 1));
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < samples_->labels.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const QPointF at = frame.toPoint(samples_->points(row, 0), samples_->points(row, 1));
    const bool wrong = !predicted_.empty() && predicted_[i] != samples_->labels[i];
    if (wrong) {
      painter.setPen(QPen(theme.text, 1.6));
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(at, kMarkerRadius + 3, kMarkerRadius + 3);
    }
    painter.setPen(QPen(theme.base, 0.8));
    painter.setBrush(theme.series(samples_->labels[i]).color);
    paintMarker(painter, at, kMarkerRadius, samples_->labels[i]);
  }
  painter.restore();
  frame.paintAxes(painter, theme, font);
}

bool PlaneView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && samples_) {
    auto* help = static_cast<QHelpEvent*>(event);
    QString text = tr("Marks are samples, in the colour of their class.");
    if (surface_) {
      text += QLatin1Char('\n') +
              tr("The colour behind them is the class the model would predict there,\n"
                 "the stronger the surer it is. Ringed samples are taken for another class.");
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace qonvolve::ui
