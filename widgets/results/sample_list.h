// SPDX-License-Identifier: GPL-3.0-or-later
// Samples as cards side by side: the picture as it came and as the circuit sees it, and words.
#pragma once

#include <QListView>

namespace qonvolve::ui {

/// Shows a SampleModel. `Fixed` lists are as high as their cards and leave scrolling to whoever
/// holds them.
class SampleList : public QListView {
  Q_OBJECT

 public:
  enum class Height { Scrolls, Fixed };

  explicit SampleList(Height height = Height::Scrolls, QWidget* parent = nullptr);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return height_ == Height::Fixed; }
  int heightForWidth(int width) const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  Height height_;
};

}  // namespace qonvolve::ui
