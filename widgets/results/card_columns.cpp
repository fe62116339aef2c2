// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/card_columns.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kLeastCharacters = 24;   // least width of all
constexpr int kColumnCharacters = 44;  // least width of a column beside another

int heightOf(QWidget* card, int width) {
  QLayout* layout = card->layout();
  return layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                     : layout->totalSizeHint().height();
}

}  // namespace

CardColumns::CardColumns(QWidget* parent) : QScrollArea(parent), page_(new QWidget) {
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // so that the width does not depend on it
  setFocusPolicy(Qt::NoFocus);
  setWidget(page_);
}

QFrame* CardColumns::addCard(const QString& title, QWidget* content) {
  auto* card = new QFrame(page_);
  auto* column = new QVBoxLayout(card);
  column->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kMedium, Spacing::kMedium);
  column->setSpacing(Spacing::kSmall);
  auto* heading = new QLabel(title, card);
  heading->setFont(scaledFont(1, QFont::DemiBold));
  heading->setWordWrap(true);
  column->addWidget(heading);
  column->addWidget(content);
  card->setAutoFillBackground(true);
  card->setBackgroundRole(QPalette::Base);
  card->setFrameShape(QFrame::StyledPanel);
  cards_.push_back(card);
  return card;
}

void CardColumns::arrange() {
  const int width = viewport()->width();
  const int gap = Spacing::kMedium;
  const int least = kColumnCharacters * fontMetrics().averageCharWidth();
  std::vector<QFrame*> shown;
  std::copy_if(cards_.begin(), cards_.end(), std::back_inserter(shown),
               [](const QFrame* card) { return !card->isHidden(); });
  const int columns = std::clamp(width / least, 1, std::max(1, static_cast<int>(shown.size())));
  const int columnWidth = (width - gap * (columns + 1)) / columns;
  std::vector<int> heights;
  int total = 0;
  for (QFrame* card : shown) {
    heights.push_back(heightOf(card, columnWidth));
    total += heights.back() + gap;
  }
  int column = 0;
  int y = gap;
  int tallest = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    // To the next column when more than half of the card would stand below the even height.
    const bool over = y + heights[i] / 2 > gap + total / columns;
    if (over && y > gap && column + 1 < columns) {
      ++column;
      y = gap;
    }
    shown[i]->setGeometry(gap + column * (columnWidth + gap), y, columnWidth, heights[i]);
    y += heights[i] + gap;
    tallest = std::max(tallest, y);
  }
  page_->resize(width, tallest);
}

QSize CardColumns::minimumSizeHint() const {
  return {kLeastCharacters * fontMetrics().averageCharWidth() +
              verticalScrollBar()->sizeHint().width(),
          120};
}

void CardColumns::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  arrange();
}

void CardColumns::showEvent(QShowEvent* event) {
  QScrollArea::showEvent(event);
  arrange();
}

}  // namespace qonvolve::ui
