// SPDX-License-Identifier: GPL-3.0-or-later
// One card of the stack: a block, the head of a repeated section, or the data at the top.
#include "widgets/canvas/block_card.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
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
  updateHeight();
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

void BlockCard::setSparklineShown(bool shown) {
  sparklineShown_ = shown;
  update();
}

void BlockCard::updateBypassButton() {
  bypass_->setVisible(content_.canBypass && (content_.bypassed || selected_ || hovered_));
}

int BlockCard::lineHeight() const {
  return QFontMetrics(titleFont(*this)).height();
}

int BlockCard::smallHeight() const {
  return QFontMetrics(smallFont(*this)).height();
}

QSize BlockCard::sizeHint() const {
  const int lines = titleHeight_ * lineHeight() + smallHeight() + 2;
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
  const int pad = isNarrow() ? kPad - 5 : kPad;
  const int left = Spacing::kCategoryEdge + pad + glyphSize() + pad;
  // Beside the title stands the first number only.
  const int first = QFontMetrics(smallFont(*this)).horizontalAdvance(content_.wires);
  const int right = width() - (isNarrow() ? kPad - 4 : kPad + first + Spacing::kMedium);
  const int title = titleHeight_ * lineHeight();
  const bool alone = secondLine().isEmpty() && !hasSparkline();
  const int height = alone ? title : title + smallHeight() + 2;
  return {left, (this->height() - height) / 2, std::max(20, right - left), title};
}

int BlockCard::bypassWidth() const {
  return bypass_->isVisibleTo(this) ? bypass_->width() + Spacing::kSmall : 0;
}

QRect BlockCard::secondLineRect() const {
  const QRect title = titleRect();
  const int end =
      isNarrow() ? title.right() + 1 : width() - kPad - rightColumnWidth() - Spacing::kMedium;
  return {title.left(), title.bottom() + 2, end - bypassWidth() - title.left(), smallHeight()};
}

QStringList BlockCard::titleLines() const {
  const QFontMetrics metrics(titleFont(*this));
  int room = titleRect().width();
  if (content_.severity > 0) room -= lineHeight() + Spacing::kSmall;
  const QString& title = content_.title;
  if (!isNarrow() || metrics.horizontalAdvance(title) <= room) {
    return {metrics.elidedText(title, Qt::ElideRight, room)};
  }
  // As many words on the first line as fit.
  qsizetype end = -1;
  for (qsizetype space = title.indexOf(QLatin1Char(' ')); space >= 0;
       space = title.indexOf(QLatin1Char(' '), space + 1)) {
    if (metrics.horizontalAdvance(title.left(space)) <= room) end = space;
  }
  if (end < 0) return {metrics.elidedText(title, Qt::ElideRight, room)};
  return {title.left(end), metrics.elidedText(title.mid(end + 1), Qt::ElideRight, room)};
}

void BlockCard::updateHeight() {
  const int lines = static_cast<int>(titleLines().size());
  if (lines == titleHeight_) return;
  titleHeight_ = lines;
  updateGeometry();
}

void BlockCard::placeChildren() {
  const int size = bypass_->sizeHint().height();
  const int right =
      isNarrow() ? width() - 3 : width() - kPad - rightColumnWidth() - Spacing::kMedium;
  // On the second line, or below the title that stands alone.
  const int middle = secondLineRect().center().y() - size / 2;
  bypass_->setGeometry(right - size, std::min(middle, height() - size - 3), size, size);
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
  const QRect glyph(Spacing::kCategoryEdge + (isNarrow() ? kPad - 5 : kPad), (height() - side) / 2,
                    side, side);
  painter.setPen(Qt::NoPen);
  painter.setBrush(muted ? theme.raised : fill.fill);
  painter.drawRoundedRect(glyph, Spacing::kRadius, Spacing::kRadius);
  icon(content_.iconName, muted ? theme.mutedText : fill.text)
      .paint(&painter, glyph.adjusted(5, 5, -5, -5));

  paintTitle(painter, theme);
  paintSecondLine(painter, theme);
  if (!isNarrow()) paintNumbers(painter, theme);
}

void BlockCard::paintTitle(QPainter& painter, const Theme& theme) const {
  painter.setFont(titleFont(*this));
  painter.setPen(content_.bypassed ? theme.mutedText : theme.text);
  const QFontMetrics metrics = painter.fontMetrics();
  QRect line = titleRect();
  line.setHeight(lineHeight());
  for (const QString& text : titleLines()) {
    if (rename_ == nullptr) {
      painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                       metrics.elidedText(text, Qt::ElideRight, line.width()));
    }
    // The mark stands behind the first line, where there is room for it.
    if (content_.severity > 0 && line.top() == titleRect().top()) {
      const bool error = content_.severity == 2;
      const int size = lineHeight();
      const int left = line.left() + metrics.horizontalAdvance(text) + Spacing::kSmall + 2;
      const QRect spot(left, line.top(), size, size);
      icon(error ? QStringLiteral("error") : QStringLiteral("warning"),
           error ? theme.danger : theme.warning)
          .paint(&painter, spot);
    }
    line.translate(0, lineHeight());
    line.setWidth(line.width() - bypassWidth());
  }
}

void BlockCard::paintSecondLine(QPainter& painter, const Theme& theme) const {
  painter.setFont(smallFont(*this));
  painter.setPen(theme.mutedText);
  const QFontMetrics metrics = painter.fontMetrics();
  const QString detail = secondLine();
  QRect line = secondLineRect();
  const bool room = !isNarrow() || line.width() > metrics.horizontalAdvance(detail) +
                                                      Sparkline::kWidth + Spacing::kMedium;
  if (hasSparkline() && room) {
    const QRect curve(line.right() - Sparkline::kWidth, line.top() + 1, Sparkline::kWidth,
                      line.height() - 2);
    const QColor fill = theme.category(content_.category).fill;
    sparkline_.paint(painter, curve, Theme::contrast(fill, theme.base) >= 3 ? fill : theme.text);
    line.setRight(curve.left() - Spacing::kMedium);
  }
  painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                   metrics.elidedText(detail, Qt::ElideRight, line.width()));
}

void BlockCard::paintNumbers(QPainter& painter, const Theme& theme) const {
  const int column = rightColumnWidth();
  const int height = lineHeight() + (content_.parameters.isEmpty() ? 0 : smallHeight() + 2);
  const QRect first(width() - kPad - column, (this->height() - height) / 2, column, lineHeight());
  painter.setFont(smallFont(*this));
  painter.setPen(theme.text);
  painter.drawText(first, Qt::AlignVCenter | Qt::AlignRight, content_.wires);
  painter.setPen(theme.mutedText);
  painter.drawText(QRect(first.left(), first.bottom() + 2, column, smallHeight()),
                   Qt::AlignVCenter | Qt::AlignRight, content_.parameters);
}

bool BlockCard::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  // What is cut is told in full.
  const QFontMetrics small(smallFont(*this));
  const QString title = titleLines().join(QLatin1Char(' '));
  QStringList lines;
  if (title != content_.title || small.horizontalAdvance(content_.detail) > titleRect().width()) {
    lines << content_.title;
    if (!content_.detail.isEmpty()) lines << content_.detail;
  }
  if (!content_.toolTip.isEmpty()) lines << content_.toolTip;
  const auto* help = static_cast<QHelpEvent*>(event);
  QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this);
  return true;
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

void BlockCard::mouseMoveEvent(QMouseEvent* event) {
  if (!event->buttons().testFlag(Qt::LeftButton) || id_ == 0) return;
  if ((event->pos() - pressed_).manhattanLength() < QApplication::startDragDistance()) return;
  emit dragStarted(id_);
}

void BlockCard::mouseDoubleClickEvent(QMouseEvent*) {
  emit activated(id_);
}

void BlockCard::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (!enter) return event->ignore();  // the view's
  emit activated(id_);
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
  updateHeight();
  placeChildren();
}

void BlockCard::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) updateGeometry();
  updateHeight();
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
