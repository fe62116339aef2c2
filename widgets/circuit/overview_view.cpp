// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/overview_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <optional>

#include "widgets/circuit/overview_painter.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr double kSmallest = 0.12;  // below it there is nothing to see: it scrolls instead
constexpr double kReadable = 0.5;   // below it there are no words, but tips
constexpr double kLargest = 1.3;

}  // namespace

/// What scrolls.
class OverviewView::Canvas final : public QWidget {
 public:
  explicit Canvas(OverviewView& view) : QWidget(&view), view_(view) { setMouseTracking(true); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (view_.map_.boxes.empty()) {
      painter.setPen(theme.mutedText);
      painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                       OverviewView::tr("The map begins with an encoding that works."));
      return;
    }
    painter.translate(view_.origin_);
    painter.scale(view_.scale_, view_.scale_);
    paintOverview(painter, view_.map_, theme,
                  view_.scale_ < kReadable ? OverviewText::Hidden : OverviewText::Shown,
                  view_.highlighted_);
  }
  void mousePressEvent(QMouseEvent* event) override {
    const OverviewBox* box = boxAt(event->position());
    if (box != nullptr && event->button() == Qt::LeftButton) emit view_.blockSelected(box->block);
  }
  void mouseDoubleClickEvent(QMouseEvent* event) override {
    const OverviewBox* box = boxAt(event->position());
    if (box != nullptr) emit view_.blockActivated(box->block);
  }
  void mouseMoveEvent(QMouseEvent* event) override {
    const OverviewBox* box = boxAt(event->position());
    setCursor(box != nullptr ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(box != nullptr ? QString::fromStdString(box->name) : QString());
  }

 private:
  const OverviewBox* boxAt(const QPointF& position) const {
    const QPointF point = (position - view_.origin_) / view_.scale_;
    for (const OverviewBox& box : view_.map_.boxes) {
      const DiagramRect& r = box.rect;
      if (QRectF(r.x, r.y, r.width, r.height).contains(point)) return &box;
    }
    return nullptr;
  }

  OverviewView& view_;
};

OverviewView::OverviewView(QWidget* parent) : QScrollArea(parent), canvas_(new Canvas(*this)) {
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Map of the design"));
  setWidget(canvas_);
}

OverviewView::~OverviewView() = default;

void OverviewView::setMap(OverviewMap map) {
  map_ = std::move(map);
  QStringList words;
  for (const OverviewBox& box : map_.boxes) {
    words << tr("%1: %2 to %3 qubits")
                 .arg(QString::fromStdString(box.name))
                 .arg(box.wiresIn)
                 .arg(box.wiresOut);
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  arrange();
}

void OverviewView::setHighlighted(std::vector<BlockId> blocks) {
  highlighted_ = std::move(blocks);
  const auto found = std::ranges::find_if(map_.boxes, [this](const OverviewBox& box) {
    return std::ranges::find(highlighted_, box.block) != highlighted_.end();
  });
  if (found != map_.boxes.end()) {
    const QPoint at =
        (QPointF(found->rect.centerX(), found->rect.centerY()) * scale_ + origin_).toPoint();
    ensureVisible(at.x(), at.y(), 120, 80);
  }
  canvas_->update();
}

void OverviewView::arrange() {
  const QSize port = viewport()->size();
  scale_ = map_.boxes.empty()
               ? 1
               : std::clamp(std::min(port.width() / map_.width, port.height() / map_.height),
                            kSmallest, kLargest);
  const QSize size(static_cast<int>(map_.width * scale_), static_cast<int>(map_.height * scale_));
  canvas_->resize(size.expandedTo(port));
  origin_ = QPointF(std::max(0, port.width() - size.width()) / 2,
                    std::max(0, port.height() - size.height()) / 2);
  canvas_->update();
}

QPoint OverviewView::centerOf(std::size_t box) const {
  const DiagramRect& rect = map_.boxes[box].rect;
  return canvas_->mapTo(viewport(),
                        (QPointF(rect.centerX(), rect.centerY()) * scale_ + origin_).toPoint());
}

void OverviewView::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  arrange();
}

void OverviewView::step(int by) {
  if (map_.boxes.empty()) return;
  const auto count = static_cast<std::ptrdiff_t>(map_.boxes.size());
  const auto found = std::ranges::find_if(map_.boxes, [this](const OverviewBox& box) {
    return std::ranges::find(highlighted_, box.block) != highlighted_.end();
  });
  std::ptrdiff_t next =
      found == map_.boxes.end() ? (by > 0 ? 0 : count - 1) : found - map_.boxes.begin() + by;
  // Rounds of one block are one card.
  while (next > 0 && next < count - 1 && found != map_.boxes.end() &&
         map_.boxes[static_cast<std::size_t>(next)].block == found->block) {
    next += by;
  }
  next = std::clamp<std::ptrdiff_t>(next, 0, count - 1);
  emit blockSelected(map_.boxes[static_cast<std::size_t>(next)].block);
}

void OverviewView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left) {
    step(event->key() == Qt::Key_Right ? 1 : -1);
  } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
             !highlighted_.empty()) {
    emit blockActivated(highlighted_.front());
  } else {
    QScrollArea::keyPressEvent(event);
    return;
  }
  event->accept();
}

}  // namespace qonvolve::ui
