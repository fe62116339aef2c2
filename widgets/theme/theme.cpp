// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "widgets/theme/framed_style.h"

namespace qonvolve::ui {
namespace {

// Okabe and Ito, "Color Universal Design" (2008).
constexpr QRgb kBlue = 0xff0072b2;
constexpr QRgb kSkyBlue = 0xff56b4e9;
constexpr QRgb kGreen = 0xff009e73;
constexpr QRgb kOrange = 0xffe69f00;
constexpr QRgb kVermilion = 0xffd55e00;
constexpr QRgb kPurple = 0xffcc79a7;
constexpr QRgb kYellow = 0xfff0e442;
constexpr QRgb kBlack = 0xff000000;

// Those of Okabe and Ito that keep 3:1 with the background, then more: each in turn the colour that
// is farthest (CIEDE2000) from those before it and from the background for normal vision,
// protanopia, deuteranopia and tritanopia (simulated after Machado, Oliveira and Fernandes 2009).
// The closest two are 12.2 apart in the light and 10.9 in the dark, as before.
constexpr int kLightSolid = 5;
constexpr std::array<QRgb, 10> kLightSeries{kBlue,      kVermilion, kGreen,     kPurple,
                                            kBlack,     0xff881100, 0xff3311cc, 0xffaa77ff,
                                            0xff663355, 0xff995544};
constexpr int kDarkSolid = 6;
constexpr std::array<QRgb, 10> kDarkSeries{kSkyBlue,   kOrange,    kGreen,     kYellow,
                                           kPurple,    kVermilion, 0xffccffdd, 0xff9933dd,
                                           0xffaacc88, 0xff337766};

// cividis at 0, 1/9, ..., 1; linear between: no step is larger than the eye resolves in a gate.
constexpr std::array<QRgb, 10> kCividis{0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173,
                                        0xff8a8678, 0xffa59c74, 0xffc3b369, 0xffe1cc55, 0xfffee838};

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
         0.0722 * linear(color.blueF());
}

QString styleSheet(const Theme& theme) {
  // Only what a palette cannot say: tool tips, separators and slim scroll bars.
  return QStringLiteral(
             "QToolTip { color: %1; background: %2; border: 1px solid %3; padding: 4px; }"
             "QMainWindow::separator { background: %4; width: 5px; height: 5px; }"
             "QMainWindow::separator:hover { background: %5; }"
             "QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }"
             "QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }"
             "QScrollBar::handle { background: %3; border-radius: 3px; margin: 3px; }"
             "QScrollBar::handle:vertical { min-height: 28px; }"
             "QScrollBar::handle:horizontal { min-width: 28px; }"
             "QScrollBar::handle:hover { background: %6; }"
             "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
             "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }")
      .arg(theme.text.name(), theme.raised.name(), theme.border.name(), theme.window.name(),
           theme.accent.name(), theme.fadedWire.name());
}

}  // namespace

Theme Theme::light() {
  Theme theme;
  theme.isDark = false;
  theme.window = QColor(0xf3f4f6);
  theme.base = QColor(0xffffff);
  theme.raised = QColor(0xe9ebee);
  theme.text = QColor(0x1b1e20);
  theme.mutedText = QColor(0x5b6168);
  theme.border = QColor(0xc9cdd2);
  theme.grid = QColor(0xe4e6e9);
  theme.wire = QColor(0x3a3f44);
  theme.fadedWire = QColor(0x9aa0a6);
  theme.accent = QColor(kBlue);
  theme.accentText = QColor(0xffffff);
  theme.success = QColor(0x00724f);
  theme.warning = QColor(0xa34700);
  theme.danger = QColor(0xb3261e);
  return theme;
}

Theme Theme::dark() {
  Theme theme;
  theme.isDark = true;
  theme.window = QColor(0x16181a);
  theme.base = QColor(0x1b1e20);
  theme.raised = QColor(0x2a2e32);
  theme.text = QColor(0xeceef0);
  theme.mutedText = QColor(0xa3a9b0);
  theme.border = QColor(0x43484e);
  theme.grid = QColor(0x2f3337);
  theme.wire = QColor(0xb4bac0);
  theme.fadedWire = QColor(0x6d737a);
  theme.accent = QColor(kSkyBlue);
  theme.accentText = QColor(0x101214);
  theme.success = QColor(0x3fc79a);
  theme.warning = QColor(kOrange);
  theme.danger = QColor(0xff8a80);
  return theme;
}

Theme Theme::fromPalette(const QPalette& palette) {
  const QColor window = palette.color(QPalette::Active, QPalette::Window);
  const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
  Theme theme = luminance(text) > luminance(window) ? dark() : light();
  // The desktop's own surfaces, so that our areas do not stand out from its widgets.
  theme.window = window;
  theme.base = palette.color(QPalette::Active, QPalette::Base);
  theme.text = palette.color(QPalette::Active, QPalette::Text);
  if (contrast(theme.text, theme.base) < 4.5) theme.text = textOn(theme.base);
  if (contrast(theme.mutedText, theme.base) < 4.5) theme.mutedText = theme.text;
  if (contrast(theme.wire, theme.base) < 4.5) theme.wire = theme.text;
  return theme;
}

Fill Theme::category(std::string_view name) const {
  QColor fill(0x6b6b6b);
  if (name == "Encoding")
    fill = QColor(isDark ? kSkyBlue : kBlue);
  else if (name == "Convolution" || name == "Sequence")
    fill = QColor(kGreen);
  else if (name == "Pooling")
    fill = QColor(isDark ? kOrange : kVermilion);
  else if (name == "Fusion" || name == "Classical")
    fill = QColor(kPurple);
  else if (isDark)
    fill = QColor(0x9aa0a6);
  return {fill, textOn(fill)};
}

QColor Theme::categoryTint(std::string_view name) const {
  return mix(base, category(name).fill, isDark ? 0.13 : 0.09);
}

int Theme::seriesColors() const {
  return static_cast<int>(isDark ? kDarkSeries.size() : kLightSeries.size());
}

SeriesStyle Theme::series(int index) const {
  constexpr std::array kPens{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  const int colors = seriesColors();
  const auto slot = static_cast<std::size_t>(index % colors);
  // Thin lines show little of their colour: the further ones are dashed as well.
  const bool further = index % colors >= (isDark ? kDarkSolid : kLightSolid);
  const auto round = static_cast<std::size_t>(2 * (index / colors) + (further ? 1 : 0));
  SeriesStyle style;
  style.color = QColor(isDark ? kDarkSeries[slot] : kLightSeries[slot]);
  style.pen = kPens[round % kPens.size()];
  style.marker = static_cast<int>(round / kPens.size());
  return style;
}

QColor Theme::cividis(double t) {
  const double position = std::clamp(std::isfinite(t) ? t : 0.0, 0.0, 1.0) * (kCividis.size() - 1);
  const auto slot = std::min(static_cast<std::size_t>(position), kCividis.size() - 2);
  return mix(QColor(kCividis[slot]), QColor(kCividis[slot + 1]),
             position - static_cast<double>(slot));
}

QColor Theme::textOn(const QColor& fill) {
  const QColor black(0, 0, 0);
  const QColor white(255, 255, 255);
  return contrast(fill, white) >= contrast(fill, black) ? white : black;
}

double Theme::contrast(const QColor& a, const QColor& b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

QColor Theme::mix(const QColor& a, const QColor& b, double weight) {
  const auto channel = [weight](float from, float to) {
    return static_cast<float>(from + weight * (to - from));
  };
  return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
                          channel(a.blueF(), b.blueF()));
}

QPalette Theme::palette() const {
  QPalette result;
  const auto set = [&result](QPalette::ColorRole role, const QColor& color) {
    result.setColor(QPalette::All, role, color);
  };
  set(QPalette::Window, window);
  set(QPalette::WindowText, text);
  set(QPalette::Base, base);
  set(QPalette::AlternateBase, mix(base, raised, 0.5));
  set(QPalette::Text, text);
  set(QPalette::PlaceholderText, mutedText);
  set(QPalette::Button, isDark ? raised : QColor(0xf9fafb));
  set(QPalette::ButtonText, text);
  set(QPalette::BrightText, danger);
  set(QPalette::ToolTipBase, raised);
  set(QPalette::ToolTipText, text);
  set(QPalette::Highlight, accent);
  set(QPalette::HighlightedText, accentText);
  set(QPalette::Link, accent);
  set(QPalette::LinkVisited, mix(accent, text, 0.4));
  set(QPalette::Light, isDark ? mix(raised, text, 0.12) : QColor(0xffffff));
  set(QPalette::Midlight, isDark ? mix(raised, text, 0.06) : raised);
  set(QPalette::Mid, border);
  set(QPalette::Dark, isDark ? QColor(0x0d0f10) : mix(border, text, 0.25));
  set(QPalette::Shadow, QColor(0, 0, 0));
  const QColor disabled = mix(text, window, 0.55);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    result.setColor(QPalette::Disabled, role, disabled);
  }
  result.setColor(QPalette::Disabled, QPalette::Highlight, border);
  result.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
  return result;
}

void applyTheme(QApplication& application, ThemeChoice choice) {
  static const QPalette platformPalette = QApplication::palette();
  const QString style = application.style()->objectName().toLower();
  if (style == QLatin1String("windows") || style == QLatin1String("fusion")) {
    QApplication::setStyle(new FramedStyle);
  }
  QPalette palette = platformPalette;
  if (choice != ThemeChoice::System) {
    palette = (choice == ThemeChoice::Dark ? Theme::dark() : Theme::light()).palette();
  }
  QApplication::setPalette(palette);
  application.setStyleSheet(styleSheet(Theme::fromPalette(palette)));
}

QFont scaledFont(double factor, QFont::Weight weight) {
  QFont font = QApplication::font();
  if (font.pointSizeF() > 0) {
    font.setPointSizeF(font.pointSizeF() * factor);
  } else {
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * factor))));
  }
  font.setWeight(weight);
  return font;
}

QFont fixedFont() {
  return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

}  // namespace qonvolve::ui
