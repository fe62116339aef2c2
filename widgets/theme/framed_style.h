// SPDX-License-Identifier: GPL-3.0-or-later
// Fusion with frames that are seen in the dark.
#pragma once

#include <QProxyStyle>

namespace qonvolve::ui {

/// Fusion derives the outline of a box from the window's colour by making it darker, which leaves
/// none on a dark window. Here everything to type in, to tick or to press has, in the dark, an
/// outline of at least 3:1 contrast (WCAG 2.1, 1.4.11); what is disabled has a fainter one.
class FramedStyle : public QProxyStyle {
  Q_OBJECT

 public:
  FramedStyle();

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget = nullptr) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget = nullptr) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                          QPainter* painter, const QWidget* widget = nullptr) const override;
  /// Buttons of dialogs have no pictures: those of Qt are black on any theme.
  int styleHint(StyleHint hint, const QStyleOption* option = nullptr,
                const QWidget* widget = nullptr,
                QStyleHintReturn* returned = nullptr) const override;
  QIcon standardIcon(StandardPixmap which, const QStyleOption* option = nullptr,
                     const QWidget* widget = nullptr) const override;
};

}  // namespace qonvolve::ui
