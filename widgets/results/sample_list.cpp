// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/sample_list.h"

#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>

#include "widgets/models/sample_model.h"
#include "widgets/plots/chart_frame.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kArrow = 12;  // between the pictures

/// Sizes of a card: largest side of a picture, least width in characters.
struct CardSize {
  int picture;
  int characters;
};
constexpr CardSize kRoomy{44, 22};
constexpr CardSize kTight{36, 12};  // two side by side in a narrow panel

class CardDelegate final : public QStyledItemDelegate {
 public:
  CardDelegate(const CardSize& size, QObject* parent)
      : QStyledItemDelegate(parent), picture_(size.picture), characters_(size.characters) {}

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QFontMetrics small(chartFont(option.font));
    const bool pictures = !index.data(SampleModel::BeforeRole).value<QImage>().isNull();
    int width = characters_ * small.averageCharWidth();
    int height = small.height() + 2 * Spacing::kSmall;
    if (pictures) {
      width = std::max(width, 2 * picture_ + kArrow);
      height += picture_ + Spacing::kSmall;
      if (!index.data(SampleModel::DetailRole).toString().isEmpty()) height += small.height();
    } else {
      height += 3 * small.height();
    }
    return {width + 2 * Spacing::kSmall, height};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    painter->save();
    const Theme theme = Theme::fromPalette(option.palette);
    const QRect box = option.rect.adjusted(1, 1, -1, -1);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected) {
      painter->setPen(QPen(theme.accent, 1.5));
      painter->setBrush(Theme::mix(theme.base, theme.accent, 0.12));
      painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QRect inner = box.adjusted(3, 3, -3, -3);
    int y = inner.top();
    const auto before = index.data(SampleModel::BeforeRole).value<QImage>();
    const auto seen = index.data(SampleModel::SeenRole).value<QImage>();
    if (!before.isNull()) {
      const int room = seen.isNull() ? picture_ : 2 * picture_ + kArrow;
      const int left = inner.left() + (inner.width() - room) / 2;
      paintPicture(*painter, theme, before, QRect(left, y, picture_, picture_));
      if (!seen.isNull()) {
        const QPointF tip(left + picture_ + kArrow - 3, y + picture_ / 2.0);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.mutedText);
        painter->drawPolygon(QPolygonF{tip, tip + QPointF(-6, -4), tip + QPointF(-6, 4)});
        paintPicture(*painter, theme, seen, QRect(left + picture_ + kArrow, y, picture_, picture_));
      }
      y += picture_ + Spacing::kSmall;
    }
    painter->setFont(chartFont(option.font));
    const QFontMetrics metrics(painter->font());
    painter->setPen(index.data(SampleModel::WrongRole).toBool() ? theme.danger : theme.text);
    const int side = before.isNull() ? Qt::AlignLeft : Qt::AlignHCenter;
    painter->drawText(QRect(inner.left(), y, inner.width(), metrics.height()), side,
                      metrics.elidedText(index.data().toString(), Qt::ElideRight, inner.width()));
    y += metrics.height();
    painter->setPen(theme.mutedText);
    painter->drawText(QRect(inner.left(), y, inner.width(), inner.bottom() + 1 - y),
                      side | Qt::AlignTop | Qt::TextWordWrap,
                      index.data(SampleModel::DetailRole).toString());
    painter->restore();
  }

 private:
  int picture_;
  int characters_;

  static void paintPicture(QPainter& painter, const Theme& theme, const QImage& image,
                           const QRect& room) {
    const QSize size = image.size().scaled(room.size(), Qt::KeepAspectRatio);
    QRect target(QPoint(), size);
    target.moveCenter(room.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);  // pixels are data
    painter.drawImage(target, image);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(target.adjusted(-1, -1, 0, 0));
    painter.setRenderHint(QPainter::Antialiasing);
  }
};

}  // namespace

SampleList::SampleList(Height height, QWidget* parent) : QListView(parent), height_(height) {
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setSpacing(Spacing::kTiny);
  setFrameShape(QFrame::NoFrame);
  setItemDelegate(new CardDelegate(height == Height::Fixed ? kTight : kRoomy, this));
  setSelectionMode(QAbstractItemView::SingleSelection);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setTabKeyNavigation(false);
  if (height == Height::Fixed) {
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
  }
}

QSize SampleList::sizeHint() const {
  if (height_ == Height::Scrolls) return QListView::sizeHint();
  return {width(), heightForWidth(std::max(width(), 200))};
}

QSize SampleList::minimumSizeHint() const {
  if (height_ == Height::Scrolls) return {160, 80};
  return {120, heightForWidth(std::max(width(), 200))};
}

int SampleList::heightForWidth(int width) const {
  const int count = model() != nullptr ? model()->rowCount() : 0;
  if (count == 0) return 0;
  QStyleOptionViewItem option;
  option.font = font();
  const QSize card = itemDelegate()->sizeHint(option, model()->index(0, 0));
  const int gap = spacing();
  const int columns = std::max(1, (width - gap) / (card.width() + gap));
  const int rows = (count + columns - 1) / columns;
  return rows * (card.height() + gap) + 2 * gap;
}

void SampleList::resizeEvent(QResizeEvent* event) {
  QListView::resizeEvent(event);
  if (height_ == Height::Fixed && event->oldSize().width() != event->size().width()) {
    updateGeometry();
  }
}

}  // namespace qonvolve::ui
