// SPDX-License-Identifier: GPL-3.0-or-later
// Draws palette entries: glyph, name, one-line use, and what the entry would add.
#include "widgets/palette/palette_delegate.h"

#include <QPainter>

#include "widgets/models/palette_model.h"
#include "widgets/models/stack_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kGlyph = 28;
constexpr int kPad = Spacing::kMedium;

QFont weighted(QFont font, double factor, QFont::Weight weight) {
  font.setPointSizeF(font.pointSizeF() * factor);
  font.setWeight(weight);
  return font;
}

}  // namespace

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  const Theme theme = Theme::fromPalette(option.palette);
  painter->save();
  painter->setLayoutDirection(Qt::LeftToRight);
  painter->setRenderHint(QPainter::Antialiasing);
  QRect row = option.rect;
  row.setLeft(0);  // full width, whatever the indentation
  if (index.data(PaletteModel::IsGroupRole).toBool()) {
    painter->setFont(weighted(option.font, 0.85, QFont::DemiBold));
    painter->setPen(theme.mutedText);
    const QRect line = row.adjusted(kPad + 2, kPad - 2, -kPad, 0);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                      index.data(Qt::DisplayRole).toString().toUpper());
    painter->restore();
    return;
  }

  const bool enabled = index.flags().testFlag(Qt::ItemIsEnabled);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && enabled;
  const QRectF body = QRectF(row).adjusted(4, 1, -4, -1);
  if (selected || hovered) {
    QColor wash =
        selected ? Theme::mix(theme.base, theme.accent, theme.isDark ? 0.28 : 0.13) : theme.raised;
    painter->setPen(selected && option.state.testFlag(QStyle::State_HasFocus)
                        ? QPen(theme.accent, 1.25)
                        : QPen(Qt::NoPen));
    painter->setBrush(wash);
    painter->drawRoundedRect(body, Spacing::kRadius, Spacing::kRadius);
  }

  const QString category = index.data(PaletteModel::CategoryRole).toString();
  const Fill fill = theme.category(category);
  const QRect glyph(row.left() + kPad + 2, row.center().y() - kGlyph / 2 + 1, kGlyph, kGlyph);
  painter->setPen(Qt::NoPen);
  painter->setBrush(enabled ? fill.fill : theme.raised);
  painter->drawRoundedRect(glyph, Spacing::kRadius, Spacing::kRadius);
  icon(index.data(PaletteModel::GlyphRole).toString(), enabled ? fill.text : theme.mutedText)
      .paint(painter, glyph.adjusted(4, 4, -4, -4));

  const QFont heading = weighted(option.font, 1.0, QFont::Medium);
  const QFont small = weighted(option.font, 0.88, QFont::Normal);
  const QFontMetrics headingMetrics(heading);
  const QFontMetrics smallMetrics(small);
  QRect text(glyph.right() + kPad + 2, 0, row.right() - glyph.right() - 2 * kPad - 4, 0);
  const int height = headingMetrics.height() + smallMetrics.height() + 1;
  text.setTop(row.center().y() - height / 2);
  text.setHeight(headingMetrics.height());

  const int parameters = index.data(PaletteModel::ParametersRole).toInt();
  QString added = parameters > 0 ? tr("+%1 θ").arg(parameters) : QString();
  if (!index.data(PaletteModel::ReplacesRole).toString().isEmpty()) added = QStringLiteral("⇄");
  if (enabled && !added.isEmpty()) {
    painter->setFont(small);
    painter->setPen(theme.mutedText);
    painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, added);
    text.setWidth(text.width() - smallMetrics.horizontalAdvance(added) - kPad);
  }
  painter->setFont(heading);
  painter->setPen(enabled ? theme.text : theme.mutedText);
  painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                    headingMetrics.elidedText(index.data(Qt::DisplayRole).toString(),
                                              Qt::ElideRight, text.width()));
  const QRect second(text.left(), text.bottom() + 2, row.right() - text.left() - kPad - 2,
                     smallMetrics.height());
  const QString reason = index.data(PaletteModel::ReasonRole).toString();
  painter->setFont(small);
  painter->setPen(theme.mutedText);
  painter->drawText(
      second, Qt::AlignLeft | Qt::AlignVCenter,
      smallMetrics.elidedText(enabled ? index.data(PaletteModel::SummaryRole).toString() : reason,
                              Qt::ElideRight, second.width()));
  painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  const int line = QFontMetrics(option.font).height();
  if (index.data(PaletteModel::IsGroupRole).toBool()) return {100, line + 12};
  const int small = QFontMetrics(weighted(option.font, 0.88, QFont::Normal)).height();
  return {160, std::max(kGlyph, line + small + 1) + 10};
}

}  // namespace qonvolve::ui
