// SPDX-License-Identifier: GPL-3.0-or-later
// Colours, spacing and fonts of the window, light and dark, in one place.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>
#include <string_view>

class QApplication;

namespace qonvolve::ui {

/// What the user chose in the preferences.
enum class ThemeChoice { System, Light, Dark };

/// A fill with the colour of letters that are readable on it (contrast at least 4.5:1).
struct Fill {
  QColor fill;
  QColor text;
};

/// Distances in device-independent pixels; nothing in the window uses others.
struct Spacing {
  static constexpr int kTiny = 2;
  static constexpr int kSmall = 4;
  static constexpr int kMedium = 8;
  static constexpr int kLarge = 12;
  static constexpr int kHuge = 20;
  static constexpr int kRadius = 6;        // corners of cards and boxes
  static constexpr int kCategoryEdge = 3;  // coloured left edge of cards and gates
  static constexpr int kFocusRing = 2;
};

/// How one curve looks; never told apart by colour alone.
struct SeriesStyle {
  QColor color;
  Qt::PenStyle pen = Qt::SolidLine;
  int marker = 0;  // 0 none, then 1, 2, ... for further rounds
};

/// All colours of the window as a value. Category colours and the first series colours are subsets
/// of Okabe and Ito's palette (2008); all keep 3:1 contrast with the background of their theme.
class Theme {
 public:
  /// Dark when the window text is lighter than the window.
  static Theme fromPalette(const QPalette& palette);
  static Theme light();
  static Theme dark();

  bool isDark = false;
  QColor window;  // behind everything
  QColor base;    // cards, plots, circuit
  QColor raised;  // hover, headers, alternate rows
  QColor text;
  QColor mutedText;  // secondary text, still 4.5:1 on base
  QColor border;     // hairlines between areas
  QColor grid;       // plot grid, inactive guides
  QColor wire;       // circuit wires and outlines of gates
  QColor fadedWire;  // traced-out wires
  QColor accent;     // selection, focus, primary action
  QColor accentText;
  QColor success;
  QColor warning;
  QColor danger;

  /// "Encoding", "Convolution", "Pooling", "Fusion", "Readout"; anything else is neutral.
  Fill category(std::string_view name) const;
  Fill category(const QString& name) const {
    return category(std::string_view(name.toStdString()));
  }
  /// The category colour as a light wash over `base`, for backgrounds of cards and brackets.
  QColor categoryTint(std::string_view name) const;

  /// Style of the index-th curve: ten colours, the last of them dashed, then the same with dots.
  SeriesStyle series(int index) const;
  int seriesColors() const;

  /// Sequential scale cividis (Nunez, Anderton and Renslow 2018), t in [0, 1] clamped.
  static QColor cividis(double t);
  /// Black or white, whichever contrasts more with `fill`.
  static QColor textOn(const QColor& fill);
  /// WCAG contrast ratio, 1 to 21.
  static double contrast(const QColor& a, const QColor& b);
  /// a and b mixed in sRGB; weight 0 gives a, 1 gives b.
  static QColor mix(const QColor& a, const QColor& b, double weight);

  QPalette palette() const;
  bool operator==(const Theme&) const = default;
};

/// Sets style (FramedStyle where the desktop has none of its own), palette and style sheet of the
/// program. `System` keeps the palette the platform gave at start.
void applyTheme(QApplication& application, ThemeChoice choice);

/// The application font made smaller or larger by a factor, and optionally semi-bold.
QFont scaledFont(double factor, QFont::Weight weight = QFont::Normal);
/// The fixed-width font of the desktop, for numbers in columns and logs.
QFont fixedFont();

}  // namespace qonvolve::ui
