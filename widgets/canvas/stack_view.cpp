// SPDX-License-Identifier: GPL-3.0-or-later
// The stack editor: a scrolled column of cards with a current one, keys, drags and drops.
#include "widgets/canvas/stack_view.h"

#include <QClipboard>
#include <QDrag>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <algorithm>

#include "widgets/document/stack_clipboard.h"
#include "widgets/document/stack_edit.h"
#include "widgets/models/palette_entry.h"
#include "widgets/models/stack_text.h"

namespace qonvolve::ui {
namespace {

/// The block a card drag carries; 0 if it comes from elsewhere.
BlockId draggedCard(const QMimeData& mime) {
  return mime.data(QLatin1String(kCardFormat)).toULongLong();
}

}  // namespace

StackView::StackView(ExperimentDocument& document, StackModel& model, QWidget* parent)
    : QScrollArea(parent), document_(document), model_(model) {
  setObjectName(QStringLiteral("stackView"));
  setAccessibleName(tr("Design"));
  setAccessibleDescription(tr("The blocks of the design from top to bottom"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  setAcceptDrops(true);
  canvas_ = new StackCanvas(document, model);
  canvas_->setObjectName(QStringLiteral("stackCanvas"));
  connect(canvas_, &StackCanvas::cardCreated, this, &StackView::adopt);
  connect(canvas_, &StackCanvas::rebuilt, this, &StackView::afterRebuild);
  setWidget(canvas_);
  for (const BlockId id : canvas_->order()) adopt(canvas_->card(id));
  afterRebuild();
}

void StackView::adopt(BlockCard* card) {
  card->setSparklineShown(gradientsShown_);
  connect(card, &BlockCard::focused, this, &StackView::setCurrent);
  connect(card, &BlockCard::activated, this, [this](BlockId id) {
    setCurrent(id);
    emit activated(id);
  });
  connect(card, &BlockCard::bypassToggled, this, [this](BlockId id, bool bypassed) {
    model_.setData(model_.indexOf(id), bypassed, StackModel::BypassedRole);
  });
  connect(card, &BlockCard::renamed, this, [this](BlockId id, const QString& name) {
    model_.setData(model_.indexOf(id), name, Qt::EditRole);
  });
  connect(card, &BlockCard::dragStarted, this, &StackView::startDrag);
}

void StackView::afterRebuild() {
  const auto& order = canvas_->order();
  BlockId next = current_;
  if (canvas_->card(current_) == nullptr) {
    // The current card went: its successor in the old order that still exists, else the one before.
    next = 0;
    const auto was = std::find(lastOrder_.begin(), lastOrder_.end(), current_);
    for (auto it = was; it != lastOrder_.end(); ++it) {
      if (canvas_->card(*it) != nullptr) {
        next = *it;
        break;
      }
    }
    if (next == 0 && order.size() > 1) next = order.back();
  }
  lastOrder_ = order;
  const int bar = verticalScrollBar()->sizeHint().width();
  setMinimumWidth(
      std::min(canvas_->minimumSizeHint().width(), fontMetrics().averageCharWidth() * 28) + bar);
  askForWidth();
  const bool focus = isAncestorOf(focusWidget()) || next != current_;
  setCurrent(next);
  if (focus && window()->isActiveWindow() && hasFocus()) focusCurrent();
}

void StackView::askForWidth() {
  // Lanes may scroll sideways in a small window; where there is room, two of them stand in full.
  const int wanted = canvas_->minimumSizeHint().width();
  const int bar = verticalScrollBar()->sizeHint().width();
  emit widthWanted(std::min(wanted, fontMetrics().averageCharWidth() * 66) + bar);
}

void StackView::showEvent(QShowEvent* event) {
  QScrollArea::showEvent(event);
  // A design that came before there was a window: sizes are known once all of it is laid out.
  QMetaObject::invokeMethod(this, &StackView::askForWidth, Qt::QueuedConnection);
}

void StackView::setCurrent(BlockId id) {
  if (canvas_->card(id) == nullptr) id = 0;
  const bool isNew = id != current_;
  current_ = id;
  for (const BlockId other : canvas_->order()) canvas_->card(other)->setSelected(other == id);
  BlockCard* card = canvas_->card(id);
  setFocusProxy(card);
  if (isNew) {
    ensureWidgetVisible(card, 0, 24);
    emit currentChanged(id);
  }
}

void StackView::focusCurrent() {
  if (BlockCard* card = canvas_->card(current_)) card->setFocus();
}

StackPosition StackView::insertionPoint() const {
  const Stack& stack = document_.experiment().stack;
  if (current_ == 0) return {0, 0};
  // On the head of a section: into the section, at its top.
  return positionAfter(stack, current_);
}

QPoint StackView::popupPoint() const {
  const BlockCard* card = canvas_->card(current_);
  return card->mapToGlobal(QPoint(card->width() / 2, card->height()));
}

QString StackView::currentName() const {
  return model_.indexOf(current_).data(Qt::DisplayRole).toString();
}

bool StackView::canCopy() const {
  return mimeOfNode(document_.experiment().stack, current_) != nullptr;
}

void StackView::copyCurrent() {
  auto mime = mimeOfNode(document_.experiment().stack, current_);
  if (mime) QGuiApplication::clipboard()->setMimeData(mime.release());
}

void StackView::cutCurrent() {
  if (!canCopy()) return;
  copyCurrent();
  removeCurrent();
}

void StackView::paste() {
  auto blocks = stackFromMime(QGuiApplication::clipboard()->mimeData(), document_.catalog());
  if (!blocks) {
    emit refused(QString::fromStdString(blocks.error().message + " " + blocks.error().hint));
    return;
  }
  StackPosition position = insertionPoint();
  BlockId last = 0;
  document_.edit(tr("Paste %n block(s)", nullptr, static_cast<int>(blocks->size())),
                 [&](Experiment& e) {
                   for (StackNode& node : *blocks) {
                     last = insertNode(e.stack, position, std::move(node));
                     position = positionAfter(e.stack, last);
                   }
                 });
  setCurrent(last);
  focusCurrent();
}

void StackView::removeCurrent() {
  if (current_ == 0) return;
  const bool focused = focusProxy() != nullptr && focusProxy()->hasFocus();
  document_.edit(tr("Delete %1").arg(currentName()),
                 [this](Experiment& e) { removeNode(e.stack, current_); });
  if (focused) focusCurrent();
}

void StackView::duplicateCurrent() {
  if (current_ == 0) return;
  BlockId copy = 0;
  document_.edit(tr("Duplicate %1").arg(currentName()),
                 [&](Experiment& e) { copy = duplicateNode(e.stack, current_); });
  setCurrent(copy);
  focusCurrent();
}

void StackView::renameCurrent() {
  const QModelIndex index = model_.indexOf(current_);
  if (!(index.flags() & Qt::ItemIsEditable)) return;
  ensureWidgetVisible(canvas_->card(current_));
  canvas_->card(current_)->beginRename(index.data(Qt::EditRole).toString());
}

void StackView::toggleBypass() {
  const QModelIndex index = model_.indexOf(current_);
  const bool bypassed = index.data(StackModel::BypassedRole).toBool();
  model_.setData(index, !bypassed, StackModel::BypassedRole);
}

void StackView::addLaneToCurrent() {
  const BlockId lane = laneOf(document_.experiment().stack, current_);
  if (lane == 0) return;
  BlockId added = 0;
  document_.edit(tr("Add lane"), [&](Experiment& e) { added = addLane(e.stack, lane); });
  if (added == 0) return;
  setCurrent(added);
  focusCurrent();
}

void StackView::moveCurrent(int direction) {
  change(direction < 0 ? tr("Move %1 up") : tr("Move %1 down"),
         [direction](Stack& stack, BlockId id) { moveNodeBy(stack, id, direction); });
}

void StackView::moveCurrentAcross(int direction) {
  change(direction < 0 ? tr("Move %1 to the lane before") : tr("Move %1 to the next lane"),
         [direction](Stack& stack, BlockId id) { moveNodeAcross(stack, id, direction); });
}

/// One undo step of the current card, which stays current and keeps the keyboard.
void StackView::change(const QString& label, const std::function<void(Stack&, BlockId)>& edit) {
  if (current_ == 0) return;
  const BlockId id = current_;
  const bool focused = focusProxy() != nullptr && focusProxy()->hasFocus();
  document_.edit(label.arg(currentName()), [&](Experiment& e) { edit(e.stack, id); });
  setCurrent(id);
  ensureWidgetVisible(canvas_->card(id), 0, 24);
  if (focused) focusCurrent();
}

void StackView::step(int direction) {
  const auto& order = canvas_->order();
  const auto here = std::find(order.begin(), order.end(), current_) - order.begin();
  const auto next = std::clamp<std::ptrdiff_t>(here + direction, 0,
                                               static_cast<std::ptrdiff_t>(order.size()) - 1);
  setCurrent(order[static_cast<std::size_t>(next)]);
  focusCurrent();
}

void StackView::stepAcross(int direction) {
  const Stack& stack = document_.experiment().stack;
  const BlockId lane = laneOf(stack, current_);
  const Parallel* parallel = parallelOf(stack, lane);
  if (parallel == nullptr) return;
  const std::vector<BlockId> lanes = childIds(stack, parallel->id);
  const auto here = std::ranges::find(lanes, lane) - lanes.begin();
  const auto next = here + direction;
  if (next < 0 || next >= static_cast<std::ptrdiff_t>(parallel->lanes.size())) return;
  // The card beside this one; the lane's head if there is none.
  const Lane& other = parallel->lanes[static_cast<std::size_t>(next)];
  const auto position = positionOf(stack, current_);
  const bool inside = position && position->section == lane && !other.body.empty();
  setCurrent(inside ? nodeId(other.body[std::min(position->row, other.body.size() - 1)])
                    : other.id);
  focusCurrent();
}

void StackView::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::KeypadModifier) {
    event->ignore();
    return;
  }
  switch (event->key()) {
    case Qt::Key_Up:
      step(-1);
      return;
    case Qt::Key_Down:
      step(+1);
      return;
    case Qt::Key_Left:
      stepAcross(layoutDirection() == Qt::RightToLeft ? +1 : -1);
      return;
    case Qt::Key_Right:
      stepAcross(layoutDirection() == Qt::RightToLeft ? -1 : +1);
      return;
    case Qt::Key_PageUp:
      step(-5);
      return;
    case Qt::Key_PageDown:
      step(+5);
      return;
    case Qt::Key_Home:
      step(-1000000);
      return;
    case Qt::Key_End:
      step(+1000000);
      return;
    default:
      event->ignore();
  }
}

void StackView::appendGradients(const QHash<BlockId, double>& sizes) {
  for (auto size = sizes.begin(); size != sizes.end(); ++size) {
    BlockCard* card = canvas_->card(size.key());
    if (card == nullptr) continue;
    card->sparkline().append(size.value());
    card->update();
  }
}

void StackView::clearGradients() {
  for (const BlockId id : canvas_->order()) {
    canvas_->card(id)->sparkline().clear();
    canvas_->card(id)->update();
  }
}

void StackView::setGradientsShown(bool shown) {
  gradientsShown_ = shown;
  for (const BlockId id : canvas_->order()) canvas_->card(id)->setSparklineShown(shown);
}

void StackView::startDrag(BlockId id) {
  auto* drag = new QDrag(this);
  auto* mime = new QMimeData;
  mime->setData(QLatin1String(kCardFormat), QByteArray::number(qulonglong{id}));
  drag->setMimeData(mime);
  drag->setPixmap(canvas_->card(id)->grab());
  drag->setHotSpot({24, canvas_->card(id)->height() / 2});
  drag->exec(Qt::MoveAction);
  canvas_->setTarget(nullptr);
}

bool StackView::viewportEvent(QEvent* event) {
  // Drags are handled here for the whole area, whatever card lies under them.
  switch (event->type()) {
    case QEvent::DragEnter:
      dragEnterEvent(static_cast<QDragEnterEvent*>(event));
      return true;
    case QEvent::DragMove:
      dragMoveEvent(static_cast<QDragMoveEvent*>(event));
      return true;
    case QEvent::DragLeave:
      dragLeaveEvent(static_cast<QDragLeaveEvent*>(event));
      return true;
    case QEvent::Drop:
      dropEvent(static_cast<QDropEvent*>(event));
      return true;
    default:
      return QScrollArea::viewportEvent(event);
  }
}

void StackView::dragEnterEvent(QDragEnterEvent* event) {
  const QMimeData& mime = *event->mimeData();
  if (entryFromMime(mime) ||
      (draggedCard(mime) != 0 && canvas_->card(draggedCard(mime)) != nullptr)) {
    event->acceptProposedAction();
  } else {
    event->ignore();
  }
}

void StackView::dragMoveEvent(QDragMoveEvent* event) {
  const QPoint point = canvas_->mapFrom(viewport(), event->position().toPoint());
  canvas_->setTarget(canvas_->nearestGap(point));
  constexpr int kEdge = 24;
  const int y = event->position().toPoint().y();
  if (y < kEdge) verticalScrollBar()->setValue(verticalScrollBar()->value() - kEdge / 2);
  if (y > viewport()->height() - kEdge) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() + kEdge / 2);
  }
  event->acceptProposedAction();
}

void StackView::dragLeaveEvent(QDragLeaveEvent*) {
  canvas_->setTarget(nullptr);
}

void StackView::dropEvent(QDropEvent* event) {
  canvas_->setTarget(nullptr);
  const QMimeData& mime = *event->mimeData();
  const QPoint point = canvas_->mapFrom(viewport(), event->position().toPoint());
  const WireGap* gap = canvas_->nearestGap(point);
  if (gap == nullptr) return;
  const StackPosition position = gap->position();
  if (const auto entry = entryFromMime(mime)) {
    event->acceptProposedAction();
    setCurrent(insertEntry(document_, *entry, position));
    focusCurrent();
    return;
  }
  const BlockId id = draggedCard(mime);
  if (id == 0 || canvas_->card(id) == nullptr) return;
  event->acceptProposedAction();
  setCurrent(id);
  document_.edit(tr("Move %1").arg(currentName()),
                 [&](Experiment& e) { moveNode(e.stack, id, position); });
  setCurrent(id);
  focusCurrent();
}

}  // namespace qonvolve::ui
