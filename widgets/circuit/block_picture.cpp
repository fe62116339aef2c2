// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/block_picture.h"

#include <QEvent>
#include <QPainter>
#include <QStringList>

#include "core/circuit/diagram_geometry.h"
#include "core/circuit/text_diagram.h"
#include "widgets/circuit/circuit_scene.h"

namespace qonvolve::ui {
namespace {

constexpr double kScale = 0.8;
// The note on the wire order is not repeated.
constexpr double kHead = DiagramStyle::kMargin + DiagramStyle::kNoteHeight - 2;

}  // namespace

BlockPicture::BlockPicture(QWidget* parent)
    : QWidget(parent), scene_(std::make_unique<CircuitScene>()) {
  setAccessibleName(tr("Gates of the block"));
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  scene_->setTheme(Theme::fromPalette(palette()));
  hide();
}

BlockPicture::~BlockPicture() = default;

void BlockPicture::setFragment(std::optional<BlockFragment> fragment) {
  if (fragment && fragment_ && fragment->circuit == fragment_->circuit) return;
  fragment_ = std::move(fragment);
  setVisible(fragment_.has_value());
  if (!fragment_) return;
  scene_->setCircuit(fragment_->circuit, fragment_->blocks);
  scene_->setDetail(Detail::Gates);
  QStringList lines;
  for (const std::string& line : circuitLines(fragment_->circuit, fragment_->blocks, {})) {
    lines << QString::fromStdString(line);
  }
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
  setToolTip(fragment_->whole ? tr("The gates of this block")
                              : tr("The block repeats these gates on its other qubits"));
  arrange();
}

void BlockPicture::arrange() {
  if (!fragment_) return;
  scene_->setWrapWidth(std::max(120.0, width() / kScale));
  const int height = static_cast<int>((scene_->sceneRect().height() - kHead) * kScale) + 1;
  if (height != minimumHeight()) setFixedHeight(height);
  update();
}

QSize BlockPicture::sizeHint() const {
  return {200, minimumHeight()};
}

void BlockPicture::paintEvent(QPaintEvent*) {
  if (!fragment_) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF from(0, kHead, width() / kScale, height() / kScale);
  scene_->render(&painter, QRectF(rect()), from, Qt::IgnoreAspectRatio);
}

void BlockPicture::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void BlockPicture::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    scene_->setTheme(Theme::fromPalette(palette()));
    update();
  }
}

}  // namespace qonvolve::ui
