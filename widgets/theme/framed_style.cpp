// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/framed_style.h"

#include <QStyleOptionComboBox>

#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

/// The option with the window's colour of which Fusion makes a visible outline (darker(140)), if
/// its theme is dark.
template <typename Option>
Option framed(const Option& option) {
  const Theme theme = Theme::fromPalette(option.palette);
  Option result = option;
  if (!theme.isDark) return result;
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  result.palette.setColor(QPalette::Window, enabled ? theme.mutedText : theme.fadedWire);
  return result;
}

}  // namespace

FramedStyle::FramedStyle() : QProxyStyle(QStringLiteral("fusion")) {}

void FramedStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                QPainter* painter, const QWidget* widget) const {
  switch (element) {
    case PE_PanelButtonCommand:
    case PE_IndicatorCheckBox:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
        const QStyleOptionButton copy = framed(*button);
        return QProxyStyle::drawPrimitive(element, &copy, painter, widget);
      }
      [[fallthrough]];  // tool buttons
    case PE_IndicatorRadioButton: {
      const QStyleOption copy = framed(*option);
      return QProxyStyle::drawPrimitive(element, &copy, painter, widget);
    }
    case PE_FrameLineEdit:
      if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option)) {
        const QStyleOptionFrame copy = framed(*frame);
        return QProxyStyle::drawPrimitive(element, &copy, painter, widget);
      }
      break;
    default:
      break;
  }
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void FramedStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
  if (element == CE_ProgressBarGroove) {
    const QStyleOption copy = framed(*option);
    return QProxyStyle::drawControl(element, &copy, painter, widget);
  }
  QProxyStyle::drawControl(element, option, painter, widget);
}

void FramedStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                     QPainter* painter, const QWidget* widget) const {
  if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
    const QStyleOptionComboBox copy = framed(*box);
    return QProxyStyle::drawComplexControl(control, &copy, painter, widget);
  }
  if (const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
    const QStyleOptionSpinBox copy = framed(*box);
    return QProxyStyle::drawComplexControl(control, &copy, painter, widget);
  }
  QProxyStyle::drawComplexControl(control, option, painter, widget);
}

int FramedStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* returned) const {
  if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
  return QProxyStyle::styleHint(hint, option, widget, returned);
}

QIcon FramedStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                                const QWidget* widget) const {
  // Questions and warnings in the colours of the theme.
  const Theme theme = programTheme();
  switch (which) {
    case SP_MessageBoxQuestion:
      return icon(QStringLiteral("help"), theme.accent);
    case SP_MessageBoxInformation:
      return icon(QStringLiteral("note"), theme.accent);
    case SP_MessageBoxWarning:
      return icon(QStringLiteral("warning"), theme.warning);
    case SP_MessageBoxCritical:
      return icon(QStringLiteral("error"), theme.danger);
    default:
      return QProxyStyle::standardIcon(which, option, widget);
  }
}

}  // namespace qonvolve::ui
