// SPDX-License-Identifier: GPL-3.0-or-later
// The popup that adds a block by typing a part of its name.
#include "widgets/palette/quick_add.h"

#include <QLineEdit>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace qonvolve::ui {

QuickAdd::QuickAdd(PaletteModel& model, QWidget* parent)
    : QFrame(parent, Qt::Popup), view_(new PaletteView(model, this)) {
  setObjectName(QStringLiteral("quickAdd"));
  setAccessibleName(tr("Quick add"));
  setFrameShape(QFrame::StyledPanel);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 4);
  layout->addWidget(view_);
  view_->searchField()->setPlaceholderText(tr("Type to find a block, Enter adds it"));
  connect(view_, &PaletteView::chosen, this, [this](const PaletteEntry& entry) {
    close();
    emit chosen(entry);
  });
}

void QuickAdd::popup(const QPoint& point) {
  const int line = fontMetrics().height();
  const QSize wanted(line * 20, line * 22);
  const QRect available = screen()->availableGeometry();
  QRect place(QPoint(point.x() - wanted.width() / 2, point.y()), wanted);
  place.moveLeft(std::clamp(place.left(), available.left(),
                            std::max(available.left(), available.right() - wanted.width())));
  place.moveTop(std::clamp(place.top(), available.top(),
                           std::max(available.top(), available.bottom() - wanted.height())));
  setGeometry(place);
  show();
  view_->startSearch();
  view_->selectFirst();
}

}  // namespace qonvolve::ui
