// SPDX-License-Identifier: GPL-3.0-or-later
// One card of the stack: a block, the head of a repeated section, or the data at the top.
#include "widgets/canvas/block_card.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <utility>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kPad = 10;
constexpr int kGlyph = 32;
constexpr int kNarrowGlyph = 24;
constexpr int kNarrowCharacters = 38;  // narrower cards have no column of their own for numbers

QFont titleFont(const QWidget& widget) {
  QFont font = widget.font();
  font.setWeight(QFont::DemiBold);
  return font;
}

QFont smallFont(const QWidget& widget) {
  QFont font = widget.font();
  font.setPointSizeF(font.pointSizeF() * 0.9);
  return font;
}

}  // namespace

BlockCard::BlockCard(BlockId id, QWidget* parent)
    : QWidget(parent), id_(id), bypass_(new QToolButton(this)) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setFocusPolicy(Qt::ClickFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setCursor(Qt::ArrowCursor);
  bypass_->setAutoRaise(true);
  bypass_->setCheckable(true);
  bypass_->setFocusPolicy(Qt::NoFocus);  // B does it from the keyboard
  bypass_->setIcon(icon(QStringLiteral("bypass")));
  bypass_->setAccessibleName(tr("Bypass"));
  bypass_->setToolTip(tr("Bypass: keep this block but leave it out (B)"));
  bypass_->hide();
  connect(bypass_, &QToolButton::clicked, this,
          [this](bool checked) { emit bypassToggled(id_, checked); });
}

void BlockCard::setContent(const CardContent& content) {
  if (content == content_) return;
  content_ = content;
  setAccessibleName(content.accessible);
  setToolTip(content.toolTip);
  bypass_->setChecked(content.bypassed);
  updateBypassButton();
  placeChildren();
  update();
}

void BlockCard::setSelected(bool selected) {
  if (selected == selected_) return;
  selected_ = selected;
  // One stop of the Tab key for the whole stack: the current card.
  setFocusPolicy(selected ? Qt::StrongFocus : Qt::ClickFocus);
  updateBypassButton();
  update();
}

void BlockCard::updateBypassButton() {
  bypass_->setVisible(content_.canBypass && (content_.bypassed || selected_ || hovered_));
}

int BlockCard::lineHeight() const {
  return QFontMetrics(titleFont(*this)).height();
}

QSize BlockCard::sizeHint() const {
  const int lines = lineHeight() + QFontMetrics(smallFont(*this)).height() + 2;
  return {280, std::max(kGlyph, lines) + 2 * kPad};
}

QSize BlockCard::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 25, sizeHint().height()};
}

bool BlockCard::isNarrow() const {
  return width() < fontMetrics().averageCharWidth() * kNarrowCharacters;
}

int BlockCard::glyphSize() const {
  return isNarrow() ? kNarrowGlyph : kGlyph;
}

QString BlockCard::secondLine() const {
  if (content_.bypassed) return tr("bypassed");
  if (!isNarrow()) return content_.detail;
  QStringList facts;
  for (const QString& fact : {content_.wires, content_.parameters}) {
    if (!fact.isEmpty()) facts.append(fact);
  }
  return facts.isEmpty() ? content_.detail : facts.join(QStringLiteral(" · "));
}

int BlockCard::rightColumnWidth() const {
  if (isNarrow()) return 0;
  const QFontMetrics small(smallFont(*this));
  return std::max({small.horizontalAdvance(content_.wires),
                   small.horizontalAdvance(content_.parameters), small.averageCharWidth() * 6});
}

QRect BlockCard::titleRect() const {
  const int pad = isNarrow() ? kPad - 3 : kPad;
  const int left = Spacing::kCategoryEdge + pad + glyphSize() + pad;
  int right = width() - kPad - rightColumnWidth() - Spacing::kMedium;
  if (bypass_->isVisibleTo(this)) right -= bypass_->width() + Spacing::kSmall;
  const int height = lineHeight() + QFontMetrics(smallFont(*this)).height() + 2;
  return {left, (this->height() - height) / 2, std::max(20, right - left), lineHeight()};
}

void BlockCard::placeChildren() {
  const int size = bypass_->sizeHint().height();
  bypass_->setGeometry(width() - kPad - rightColumnWidth() - Spacing::kMedium - size,
                       (height() - size) / 2, size, size);
  if (rename_ != nullptr) rename_->setGeometry(titleRect().adjusted(-4, -2, 0, 4));
}

void BlockCard::paintEvent(QPaintEvent*) {
  const Theme theme = Theme::fromPalette(palette());
  const Fill fill = theme.category(content_.category);
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  painter.setRenderHint(QPainter::Antialiasing);

  const bool muted = content_.bypassed;
  const QRectF body = QRectF(rect()).adjusted(1, 1, -1, -1);
  QPainterPath outline;
  outline.addRoundedRect(body, Spacing::kRadius, Spacing::kRadius);
  QColor background =
      hovered_ && !selected_ ? Theme::mix(theme.base, theme.raised, 0.6) : theme.base;
  if (selected_) background = Theme::mix(theme.base, theme.accent, theme.isDark ? 0.16 : 0.07);
  painter.fillPath(outline, background);
  painter.save();
  painter.setClipPath(outline);
  painter.fillRect(QRectF(body.left(), body.top(), Spacing::kCategoryEdge + 1, body.height()),
                   muted ? theme.fadedWire : fill.fill);
  painter.restore();
  QPen border(theme.border, 1);
  if (content_.severity == 2) border = QPen(theme.danger, 1.25);
  if (selected_) border = QPen(theme.accent, hasFocus() ? 2.0 : 1.25);
  if (muted && !selected_) border.setStyle(Qt::DashLine);
  painter.setPen(border);
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(outline);

  const int side = glyphSize();
  const QRect glyph(Spacing::kCategoryEdge + (isNarrow() ? kPad - 3 : kPad), (height() - side) / 2,
                    side, side);
  painter.setPen(Qt::NoPen);
  painter.setBrush(muted ? theme.raised : fill.fill);
  painter.drawRoundedRect(glyph, Spacing::kRadius, Spacing::kRadius);
  icon(content_.iconName, muted ? theme.mutedText : fill.text)
      .paint(&painter, glyph.adjusted(5, 5, -5, -5));

  const QRect title = titleRect();
  const QFont heading = titleFont(*this);
  const QFont small = smallFont(*this);
  const QFontMetrics headingMetrics(heading);
  const QFontMetrics smallMetrics(small);
  int titleWidth = title.width();
  const int badge = headingMetrics.ascent() + 2;
  if (content_.severity > 0) titleWidth -= badge + Spacing::kSmall;
  const QString text = headingMetrics.elidedText(content_.title, Qt::ElideRight, titleWidth);
  painter.setFont(heading);
  painter.setPen(muted ? theme.mutedText : theme.text);
  const QString detail = secondLine();
  const bool twoLines = !detail.isEmpty() || !sparkline_.isEmpty();
  QRect line = title;
  if (!twoLines) line.moveTop((height() - title.height()) / 2);
  if (rename_ == nullptr) painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, text);
  if (content_.severity > 0) {
    const bool error = content_.severity == 2;
    const QRect spot(line.left() + headingMetrics.horizontalAdvance(text) + Spacing::kSmall + 2,
                     line.center().y() - badge / 2 + 1, badge, badge);
    icon(error ? QStringLiteral("error") : QStringLiteral("warning"),
         error ? theme.danger : theme.warning)
        .paint(&painter, spot);
  }
  painter.setFont(small);
  painter.setPen(theme.mutedText);
  QRect second(title.left(), title.bottom() + 2, title.width(), smallMetrics.height());
  const bool room = !isNarrow() || second.width() > smallMetrics.horizontalAdvance(detail) +
                                                        Sparkline::kWidth + Spacing::kMedium;
  if (!sparkline_.isEmpty() && room) {
    const QRect curve(second.right() - Sparkline::kWidth, second.top() + 1, Sparkline::kWidth,
                      second.height() - 2);
    const QColor color = Theme::contrast(fill.fill, theme.base) >= 3 ? fill.fill : theme.text;
    sparkline_.paint(painter, curve, color);
    second.setRight(curve.left() - Spacing::kMedium);
  }
  painter.drawText(second, Qt::AlignVCenter | Qt::AlignLeft,
                   smallMetrics.elidedText(detail, Qt::ElideRight, second.width()));

  if (isNarrow()) return;
  const int column = rightColumnWidth();
  QRect right(width() - kPad - column, title.top(), column, title.height());
  if (content_.parameters.isEmpty()) right.moveTop((height() - right.height()) / 2);
  painter.setPen(theme.text);
  painter.drawText(right, Qt::AlignVCenter | Qt::AlignRight, content_.wires);
  painter.setPen(theme.mutedText);
  painter.drawText(QRect(right.left(), title.bottom() + 2, column, smallMetrics.height()),
                   Qt::AlignVCenter | Qt::AlignRight, content_.parameters);
}

void BlockCard::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  emit focused(id_);
  update();
}

void BlockCard::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void BlockCard::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->pos();
  emit focused(id_);
  event->accept();
}

void BlockCard::mouseReleaseEvent(QMouseEvent* event) {
  event->accept();
}

void BlockCard::mouseMoveEvent(QMouseEvent* event) {
  if (!event->buttons().testFlag(Qt::LeftButton) || id_ == 0) return;
  if ((event->pos() - pressed_).manhattanLength() < QApplication::startDragDistance()) return;
  emit dragStarted(id_);
}

void BlockCard::mouseDoubleClickEvent(QMouseEvent*) {
  emit activated(id_);
}

void BlockCard::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    emit activated(id_);
    return;
  }
  event->ignore();  // the view's
}

void BlockCard::enterEvent(QEnterEvent* event) {
  QWidget::enterEvent(event);
  hovered_ = true;
  updateBypassButton();
  update();
}

void BlockCard::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  hovered_ = false;
  updateBypassButton();
  update();
}

void BlockCard::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeChildren();
}

void BlockCard::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) updateGeometry();
  update();
}

void BlockCard::beginRename(const QString& name) {
  if (rename_ != nullptr) return;
  rename_ = new QLineEdit(this);
  rename_->setText(name);
  rename_->setPlaceholderText(content_.title);
  rename_->setAccessibleName(tr("Name of the block"));
  rename_->selectAll();
  placeChildren();
  rename_->show();
  rename_->setFocus();
  const auto close = [this] {
    QLineEdit* editor = std::exchange(rename_, nullptr);
    editor->deleteLater();
    update();
  };
  connect(rename_, &QLineEdit::editingFinished, this, [this, close] {
    if (rename_ == nullptr) return;
    const QString text = rename_->text();
    const bool back = rename_->hasFocus();
    close();
    if (back) setFocus();
    emit renamed(id_, text);
  });
  auto* cancel = new QAction(rename_);
  cancel->setShortcut(Qt::Key_Escape);
  cancel->setShortcutContext(Qt::WidgetShortcut);
  rename_->addAction(cancel);
  connect(cancel, &QAction::triggered, this, [this, close] {
    close();
    setFocus();
  });
  update();
}

}  // namespace qonvolve::ui
