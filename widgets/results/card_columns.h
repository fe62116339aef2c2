// SPDX-License-Identifier: GPL-3.0-or-later
// Titled cards in as many columns as the width has room for.
#pragma once

#include <QFrame>
#include <QScrollArea>
#include <vector>

class QVBoxLayout;

namespace qonvolve::ui {

/// Cards in reading order: down the first column, then the next, columns about equally high.
class CardColumns : public QScrollArea {
  Q_OBJECT

 public:
  explicit CardColumns(QWidget* parent = nullptr);

  /// A card with a bold title over `content`; returned to be shown and hidden.
  QFrame* addCard(const QString& title, QWidget* content);
  /// After cards were shown or hidden or have changed their height.
  void arrange();

  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  std::vector<QFrame*> cards_;
  QWidget* page_;
};

}  // namespace qonvolve::ui
