// SPDX-License-Identifier: GPL-3.0-or-later
// The gallery of shipped designs: a picture of each, what it is for and what it takes.
#include "app/example_gallery.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QTextLayout>
#include <QTimer>
#include <QVBoxLayout>

#include "core/experiment/assemble.h"
#include "core/experiment/estimate.h"
#include "core/experiment/overview.h"
#include "core/io/examples.h"
#include "widgets/circuit/overview_painter.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr QSize kPicture(240, 104);
constexpr int kUseLines = 3;
constexpr int kDetailLines = 5;  // of the longest description at the usual width
enum Role { IdRole = Qt::UserRole, UseRole, CostRole, PictureRole, GroupRole };

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

/// A card: the picture, below it name, use and cost.
class CardDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    const int line = QFontMetrics(option.font).height();
    return {kPicture.width() + 2 * Spacing::kLarge + Spacing::kMedium,
            kPicture.height() + 3 * Spacing::kLarge + (2 + kUseLines) * line + Spacing::kLarge};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    // In icon mode cards that are filtered out are painted too, into an empty rectangle.
    if (option.rect.isEmpty()) return;
    const Theme theme = Theme::fromPalette(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRectF card = QRectF(option.rect).adjusted(4.5, 4.5, -4.5, -4.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(selected ? QPen(theme.accent, 2) : QPen(theme.border, 1));
    painter->setBrush(hovered || selected ? theme.raised : theme.base);
    painter->drawRoundedRect(card, Spacing::kRadius, Spacing::kRadius);
    QRect inner = card.toRect().adjusted(Spacing::kLarge, Spacing::kLarge, -Spacing::kLarge,
                                         -Spacing::kMedium);
    const auto picture = index.data(PictureRole).value<QPixmap>();
    if (!picture.isNull()) {
      painter->drawPixmap(inner.center().x() - kPicture.width() / 2, inner.top(), picture);
    }
    inner.setTop(inner.top() + kPicture.height() + Spacing::kMedium);
    QFont heading = option.font;
    heading.setWeight(QFont::DemiBold);
    painter->setFont(heading);
    painter->setPen(theme.text);
    const QFontMetrics metrics(heading);
    painter->drawText(
        inner, Qt::AlignLeft | Qt::AlignTop,
        metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, inner.width()));
    inner.setTop(inner.top() + metrics.height() + Spacing::kTiny);
    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.92);
    painter->setFont(small);
    const int line = QFontMetrics(small).height();
    drawUse(*painter, QRect(inner.left(), inner.top(), inner.width(), kUseLines * line),
            index.data(UseRole).toString(), theme.text);
    painter->setPen(theme.mutedText);
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignBottom, index.data(CostRole).toString());
    painter->restore();
  }

 private:
  /// As many lines as there is room for, the last one with an ellipsis.
  static void drawUse(QPainter& painter, const QRect& rect, const QString& use,
                      const QColor& color) {
    painter.setPen(color);
    const QFontMetrics metrics(painter.font(), painter.device());
    QTextLayout layout(use, painter.font());
    layout.beginLayout();
    for (int i = 0; i < kUseLines; ++i) {
      QTextLine line = layout.createLine();
      if (!line.isValid()) break;
      line.setLineWidth(rect.width());
      QString part = use.mid(line.textStart(), line.textLength());
      if (i + 1 == kUseLines) {
        part = metrics.elidedText(use.mid(line.textStart()), Qt::ElideRight, rect.width());
      }
      painter.drawText(rect.left(), rect.top() + i * metrics.height() + metrics.ascent(), part);
    }
    layout.endLayout();
  }
};

}  // namespace

ExampleGallery::ExampleGallery(const Catalog& catalog, QWidget* parent)
    : QDialog(parent),
      catalog_(catalog),
      filter_(new QLineEdit),
      groups_(new QTabBar),
      list_(new QListWidget),
      details_(new QLabel),
      timer_(new QTimer(this)) {
  setObjectName(QStringLiteral("exampleGallery"));
  setWindowTitle(tr("Examples"));
  auto* column = new QVBoxLayout(this);
  column->setSpacing(Spacing::kMedium);
  filter_->setPlaceholderText(tr("Find an example"));
  filter_->setAccessibleName(tr("Find an example"));
  filter_->setClearButtonEnabled(true);
  filter_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  filter_->installEventFilter(this);
  column->addWidget(filter_);
  groups_->setObjectName(QStringLiteral("exampleGroups"));
  groups_->setAccessibleName(tr("Groups of examples"));
  groups_->setDrawBase(false);
  groups_->setExpanding(false);
  // In the order of ExampleGroup, after all of them.
  for (const QString& title : {tr("All"), tr("First steps"), tr("Will it train?"), tr("Images"),
                               tr("Published image networks"), tr("Texts")}) {
    groups_->addTab(title);
  }
  column->addWidget(groups_);
  list_->setObjectName(QStringLiteral("examples"));
  list_->setAccessibleName(tr("Examples, from simple to hard"));
  list_->setViewMode(QListView::IconMode);
  list_->setMovement(QListView::Static);
  list_->setResizeMode(QListView::Adjust);
  list_->setUniformItemSizes(true);
  list_->setMouseTracking(true);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setItemDelegate(new CardDelegate(list_));
  column->addWidget(list_, 1);
  details_->setObjectName(QStringLiteral("exampleDetails"));
  details_->setAccessibleName(tr("About the example"));
  details_->setWordWrap(true);
  details_->setTextFormat(Qt::RichText);
  details_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  details_->setMinimumHeight(fontMetrics().lineSpacing() * kDetailLines);
  column->addWidget(details_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* open = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
  open->setDefault(true);
  column->addWidget(buttons);
  for (const ExampleInfo& example : examples(catalog)) {
    auto* item = new QListWidgetItem(text(example.title), list_);
    item->setData(IdRole, text(example.id));
    item->setData(UseRole, text(example.description));
    item->setData(GroupRole, static_cast<int>(example.group));
    item->setToolTip(text(example.description));
    item->setData(Qt::AccessibleTextRole, text(example.title + ". " + example.description));
  }
  list_->setCurrentRow(0);
  connect(filter_, &QLineEdit::textChanged, this, [this] {
    groups_->setCurrentIndex(0);  // words are looked for everywhere
    applyFilter();
  });
  connect(groups_, &QTabBar::currentChanged, this, &ExampleGallery::applyFilter);
  connect(list_, &QListWidget::currentItemChanged, this, &ExampleGallery::showDetails);
  connect(list_, &QListWidget::itemActivated, this, &ExampleGallery::choose);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExampleGallery::choose);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(list_, &QListWidget::currentItemChanged, open,
          [open](const QListWidgetItem* item) { open->setEnabled(item != nullptr); });
  connect(timer_, &QTimer::timeout, this, &ExampleGallery::drawNext);
  timer_->start(0);
  showDetails();
  resize(864, 740);
  filter_->setFocus();
}

bool ExampleGallery::isComplete() const {
  return drawn_ >= list_->count();
}

void ExampleGallery::drawNext() {
  if (isComplete()) {
    timer_->stop();
    return;
  }
  QListWidgetItem* item = list_->item(drawn_++);
  const auto experiment = loadExample(item->data(IdRole).toString().toStdString(), catalog_);
  if (!experiment) return;
  // How many words there are decides on the size of a network for texts; sentences are made at
  // once.
  std::optional<DataSummary> summary;
  if (experiment->data.source.type == "grammar") {
    if (const auto made = summarizeSource(*experiment, catalog_, "")) summary = *made;
  }
  const Checked checked = check(*experiment, catalog_, summary);
  const Estimate cost = estimateCost(checked.model, 0, 1);
  item->setData(CostRole, tr("%1 qubits · %2 parameters").arg(cost.wires).arg(cost.parameters));
  item->setData(PictureRole,
                overviewPixmap(makeOverview(experiment->stack, checked.model),
                               Theme::fromPalette(palette()), kPicture, devicePixelRatioF()));
  if (item == list_->currentItem()) showDetails();
}

void ExampleGallery::showDetails() {
  const QListWidgetItem* item = list_->currentItem();
  if (item == nullptr) {
    details_->setText(tr("No example is like this."));
    return;
  }
  details_->setText(QStringLiteral("<b>%1</b> &nbsp; %2<br/>%3")
                        .arg(item->text().toHtmlEscaped(),
                             item->data(CostRole).toString().toHtmlEscaped(),
                             item->data(UseRole).toString().toHtmlEscaped()));
}

void ExampleGallery::applyFilter() {
  const int group = groups_->currentIndex() - 1;
  const QStringList words = filter_->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  QListWidgetItem* first = nullptr;
  for (int row = 0; row < list_->count(); ++row) {
    QListWidgetItem* item = list_->item(row);
    const QString all = item->text() + QLatin1Char(' ') + item->data(UseRole).toString() +
                        QLatin1Char(' ') + item->data(IdRole).toString();
    bool fits = group < 0 || item->data(GroupRole).toInt() == group;
    for (const QString& word : words) fits = fits && all.contains(word, Qt::CaseInsensitive);
    item->setHidden(!fits);
    if (fits && first == nullptr) first = item;
  }
  if (list_->currentItem() == nullptr || list_->currentItem()->isHidden()) {
    list_->setCurrentItem(first);
  }
}

void ExampleGallery::choose() {
  const QListWidgetItem* item = list_->currentItem();
  if (item == nullptr) return;
  const QString id = item->data(IdRole).toString();
  close();
  emit chosen(id);
}

bool ExampleGallery::eventFilter(QObject* watched, QEvent* event) {
  // The arrows move in the gallery while the words are typed.
  if (watched == filter_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up ||
        (filter_->text().isEmpty() &&
         (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right))) {
      list_->setFocus();
      QKeyEvent copy(key->type(), key->key(), key->modifiers());
      QCoreApplication::sendEvent(list_, &copy);
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

void ExampleGallery::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    drawn_ = 0;
    timer_->start(0);
  }
}

}  // namespace qonvolve::ui
