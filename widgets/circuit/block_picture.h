// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of one block as a picture for the inspector.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/experiment/block_fragment.h"

namespace qonvolve::ui {

class CircuitScene;

/// As wide as its place, as high as the drawing needs. Hides itself when there is nothing to show.
class BlockPicture : public QWidget {
  Q_OBJECT

 public:
  explicit BlockPicture(QWidget* parent = nullptr);
  ~BlockPicture() override;

  void setFragment(std::optional<BlockFragment> fragment);

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void arrange();

  std::unique_ptr<CircuitScene> scene_;
  std::optional<BlockFragment> fragment_;
};

}  // namespace qonvolve::ui
