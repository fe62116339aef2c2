// SPDX-License-Identifier: GPL-3.0-or-later
// The column of cards: lays them out in reading order and finds the gap under a drag.
#include "widgets/canvas/stack_canvas.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <algorithm>
#include <cstdlib>
#include <limits>

#include "widgets/models/stack_text.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kColumnWidth = 560;

/// Narrowest lane, in average characters.
constexpr int kLaneCharacters = 26;

/// The frame around a section or a lane.
class SectionFrame final : public QWidget {
 public:
  explicit SectionFrame(QWidget* parent) : QWidget(parent), layout(new QVBoxLayout(this)) {
    layout->setContentsMargins(Spacing::kSmall + 2, Spacing::kMedium, Spacing::kSmall + 2,
                               Spacing::kSmall);
    layout->setSpacing(0);
  }
  QVBoxLayout* layout;

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1.25, Qt::DashLine));
    painter.setBrush(Theme::mix(theme.window, theme.raised, 0.7));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Spacing::kRadius + 4,
                            Spacing::kRadius + 4);
  }
};

}  // namespace

StackCanvas::StackCanvas(ExperimentDocument& document, StackModel& model, QWidget* parent)
    : QWidget(parent), document_(document), model_(model), hint_(new QLabel(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(Spacing::kLarge, Spacing::kLarge, Spacing::kLarge, Spacing::kLarge);
  holder_ = new QWidget(this);
  column_ = new QVBoxLayout(holder_);
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(0);
  row->addStretch(1);
  row->addWidget(holder_, 1000);
  row->addStretch(1);
  hint_->setText(tr("Drag an encoding here, or press Space to search for one."));
  hint_->setWordWrap(true);
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setMargin(Spacing::kHuge);
  connect(&model, &StackModel::structureChanged, this, &StackCanvas::rebuild);
  connect(&document, &ExperimentDocument::checkedChanged, this, &StackCanvas::refresh);
  rebuild();
}

BlockCard* StackCanvas::ensureCard(BlockId id, QWidget* parent) {
  BlockCard*& card = cards_[id];
  if (card == nullptr) {
    card = new BlockCard(id, parent);
    emit cardCreated(card);
  }
  return card;
}

WireGap* StackCanvas::addGap(QVBoxLayout* layout, StackPosition position) {
  auto* gap = new WireGap(position, layout->parentWidget());
  layout->addWidget(gap);
  gap->show();
  gaps_.push_back(gap);
  return gap;
}

QVBoxLayout* StackCanvas::addFrame(QLayout* layout, QWidget* parent) {
  auto* frame = new SectionFrame(parent);
  frames_.push_back(frame);
  layout->addWidget(frame);
  frame->show();
  return frame->layout;
}

void StackCanvas::addNodes(QVBoxLayout* layout, const QModelIndex& parent, BlockId section) {
  addGap(layout, {section, 0});
  for (int row = 0; row < model_.rowCount(parent); ++row) {
    addNode(layout, model_.index(row, 0, parent));
    addGap(layout, {section, static_cast<std::size_t>(row) + 1});
  }
}

void StackCanvas::addNode(QVBoxLayout* layout, const QModelIndex& index) {
  const BlockId id = model_.idOf(index);
  const StackPart part = findPart(document_.experiment().stack, id);
  order_.push_back(id);
  if (part.block == nullptr) layout = addFrame(layout, layout->parentWidget());
  layout->addWidget(ensureCard(id, layout->parentWidget()));
  cards_[id]->show();
  if (part.parallel != nullptr) addLanes(layout, index);
  if (part.repeat != nullptr || part.lane != nullptr) addNodes(layout, index, id);
}

/// The lanes beside each other, and below them the fusion over their whole width.
void StackCanvas::addLanes(QVBoxLayout* layout, const QModelIndex& parent) {
  const int lanes = model_.rowCount(parent) - 1;
  auto* beside = new QWidget(layout->parentWidget());
  frames_.push_back(beside);
  auto* row = new QHBoxLayout(beside);
  row->setContentsMargins(0, Spacing::kMedium, 0, Spacing::kMedium);
  row->setSpacing(Spacing::kSmall + 2);
  for (int k = 0; k < lanes; ++k) {
    auto* column = new QWidget(beside);
    column->setMinimumWidth(fontMetrics().averageCharWidth() * kLaneCharacters);
    auto* lane = new QVBoxLayout(column);
    lane->setContentsMargins(0, 0, 0, 0);
    addNode(lane, model_.index(k, 0, parent));
    row->addWidget(column, 1);
  }
  layout->addWidget(beside);
  beside->show();
  addNode(layout, model_.index(lanes, 0, parent));
}

void StackCanvas::rebuild() {
  BlockId focused = 0;
  bool hadFocus = false;
  for (auto card = cards_.begin(); card != cards_.end(); ++card) {
    if (!card.value()->hasFocus()) continue;
    hadFocus = true;
    focused = card.key();
  }
  while (QLayoutItem* item = column_->takeAt(0)) delete item;
  for (BlockCard* card : std::as_const(cards_)) {
    const QSignalBlocker blocker(card);
    card->setParent(this);  // survives the frames
  }
  for (WireGap* gap : gaps_) gap->deleteLater();
  for (QWidget* frame : frames_) {
    frame->hide();
    frame->deleteLater();
  }
  for (WireGap* gap : gaps_) gap->hide();
  gaps_.clear();
  frames_.clear();
  order_ = {0};

  column_->addWidget(ensureCard(0, column_->parentWidget()));
  cards_[0]->show();
  addNodes(column_, {}, 0);
  // Lanes may use all the width there is.
  const bool wide = std::ranges::any_of(
      order_, [&](BlockId id) { return findLane(document_.experiment().stack, id) != nullptr; });
  holder_->setMaximumWidth(wide ? QWIDGETSIZE_MAX : kColumnWidth);
  hint_->setVisible(model_.rowCount() == 0);
  if (model_.rowCount() == 0) column_->addWidget(hint_);
  column_->addStretch(1);

  for (auto card = cards_.begin(); card != cards_.end();) {
    if (std::find(order_.begin(), order_.end(), card.key()) == order_.end()) {
      card.value()->hide();
      card.value()->deleteLater();
      card = cards_.erase(card);
    } else {
      ++card;
    }
  }
  // Tab order is reading order.
  for (std::size_t i = 1; i < order_.size(); ++i) {
    setTabOrder(cards_[order_[i - 1]], cards_[order_[i]]);
  }
  refresh();
  if (hadFocus && cards_.contains(focused)) {
    const QSignalBlocker blocker(cards_[focused]);
    cards_[focused]->setFocus();
  }
  emit rebuilt();
}

void StackCanvas::refresh() {
  if (cards_.contains(0)) cards_[0]->setContent(dataContent());
  std::size_t gap = 0;
  refreshList({}, 0, gap);
}

/// Brings cards and gaps of a list up to date; returns the qubits that leave it.
int StackCanvas::refreshList(const QModelIndex& parent, int wires, std::size_t& gap) {
  const auto nextGap = [&] {
    if (gap < gaps_.size()) gaps_[gap++]->setWires(wires);
  };
  const bool list = parent.data(StackModel::TypeRole).toString() != QLatin1String("lanes");
  if (list) nextGap();
  for (int row = 0; row < model_.rowCount(parent); ++row) {
    const QModelIndex index = model_.index(row, 0, parent);
    BlockCard* card = cards_.value(model_.idOf(index), nullptr);
    if (card == nullptr) return wires;  // rebuild() is about to run
    card->setContent(contentOf(index));
    // Before a lane's own encoding there are no qubits.
    const int in = list ? wires : std::max(0, index.data(StackModel::WiresInRole).toInt());
    if (findBlock(document_.experiment().stack, model_.idOf(index)) == nullptr) {
      refreshList(index, in, gap);
    }
    const int out = index.data(StackModel::WiresOutRole).toInt();
    if (out >= 0) wires = out;
    if (list) nextGap();
  }
  return wires;
}

CardContent StackCanvas::contentOf(const QModelIndex& index) const {
  CardContent content;
  content.title = index.data(Qt::DisplayRole).toString();
  content.category = index.data(StackModel::CategoryRole).toString();
  const StackPart part = findPart(document_.experiment().stack, model_.idOf(index));
  const bool lanes = part.parallel != nullptr || part.lane != nullptr;
  content.iconName = lanes
                         ? QStringLiteral("block-lanes")
                         : entryIcon(index.data(StackModel::TypeRole).toString(), content.category);
  content.detail = index.data(StackModel::DetailRole).toString();
  content.severity = index.data(StackModel::SeverityRole).toInt();
  content.bypassed = index.data(StackModel::BypassedRole).toBool();
  const bool section = part.repeat != nullptr;
  content.canBypass = part.block != nullptr || part.lane != nullptr;
  content.accessible = index.data(Qt::AccessibleTextRole).toString();
  content.toolTip = index.data(Qt::ToolTipRole).toString();
  const int in = index.data(StackModel::WiresInRole).toInt();
  const int out = index.data(StackModel::WiresOutRole).toInt();
  if (in >= 0 && in + out > 0 && !content.bypassed) {  // values have no qubits
    content.wires = in == out || out == 0 ? tr("%1 q").arg(in) : tr("%1 → %2 q").arg(in).arg(out);
  }
  const int parameters = index.data(StackModel::ParametersRole).toInt();
  const int rounds = index.data(StackModel::RepetitionsRole).toInt();
  if (parameters > 0) {
    content.parameters = part.block != nullptr && rounds > 1 && parameters % rounds == 0
                             ? tr("%1 × %2 θ").arg(rounds).arg(parameters / rounds)
                             : tr("%1 θ").arg(parameters);
  }
  if (section) {
    content.detail = part.repeat->body.empty() ? tr("add blocks inside")
                     : rounds == 1             ? tr("1 round in this design")
                                   : tr("%1 rounds in this design").arg(std::max(0, rounds));
  }
  if (part.parallel != nullptr) content.detail = tr("side by side, then joined");
  if (part.lane != nullptr && in <= 0) {
    content.detail = part.lane->features == Lane::Features::Share ? tr("its share of the features")
                                                                  : tr("all features");
  }
  return content;
}

CardContent StackCanvas::dataContent() const {
  const DataSpec& spec = document_.experiment().data;
  const Catalog& catalog = document_.catalog();
  CardContent content;
  const SourceType* source = catalog.sources.find(spec.source.type);
  content.title =
      tr("Data: %1").arg(QString::fromStdString(source ? source->info.label : spec.source.type));
  content.category = QStringLiteral("Data");
  content.iconName = QStringLiteral("block-data");
  QStringList details;
  const auto& summary = document_.data().summary();
  if (document_.data().isReading()) details.append(tr("reading …"));
  if (summary) details.append(tr("%1 classes").arg(summary->classNames.size()));
  for (const Choice& step : spec.preprocess) {
    const PreprocessorType* type = catalog.preprocessors.find(step.type);
    details.append(QString::fromStdString(type ? type->info.label : step.type));
  }
  content.detail = details.join(QStringLiteral(" · "));
  const std::uint32_t features = document_.checked().encoded.features;
  if (features > 0) content.wires = features == 1 ? tr("1 value") : tr("%1 values").arg(features);
  if (summary) {
    content.parameters =
        tr("%1 samples").arg(QLocale().toString(static_cast<qulonglong>(summary->samples)));
  }
  for (const Issue& issue : document_.checked().issues) {
    if (issue.where.starts_with("/data")) {
      content.severity = std::max(content.severity, static_cast<int>(issue.severity));
      content.toolTip +=
          (content.toolTip.isEmpty() ? "" : "\n") + QString::fromStdString(issue.message);
    }
  }
  content.accessible =
      QStringList{content.title, content.detail, content.wires, content.parameters, content.toolTip}
          .filter(QRegularExpression(QStringLiteral(".")))
          .join(QStringLiteral(", "));
  return content;
}

WireGap* StackCanvas::nearestGap(const QPoint& position) const {
  WireGap* best = nullptr;
  int bestDistance = std::numeric_limits<int>::max();
  for (WireGap* gap : gaps_) {
    const QRect place(gap->mapTo(this, QPoint(0, 0)), gap->size());
    const int beside = std::max({0, place.left() - position.x(), position.x() - place.right()});
    const int distance = beside + std::abs(place.center().y() - position.y());
    // Of gaps at the same height the innermost, which comes later.
    if (distance > bestDistance) continue;
    best = gap;
    bestDistance = distance;
  }
  return best;
}

void StackCanvas::setTarget(WireGap* target) {
  for (WireGap* gap : gaps_) gap->setTarget(gap == target);
}

void StackCanvas::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) update();
}

}  // namespace qonvolve::ui
