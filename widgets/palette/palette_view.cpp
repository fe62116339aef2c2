// SPDX-License-Identifier: GPL-3.0-or-later
// The palette: a search field over the tree of things that can be added.
#include "widgets/palette/palette_view.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/palette/palette_delegate.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

/// Keeps entries that contain all words, in any order.
class WordFilter final : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  void setWords(const QString& text) {
    words_ = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
  }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(PaletteModel::IsGroupRole).toBool()) return false;  // kept by its children
    const QString text = index.data(PaletteModel::SearchRole).toString();
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
      return text.contains(word, Qt::CaseInsensitive);
    });
  }

 private:
  QStringList words_;
};

/// The first entry below `parent` that can be chosen.
QModelIndex firstEnabled(const QAbstractItemModel& model, const QModelIndex& parent) {
  for (int row = 0; row < model.rowCount(parent); ++row) {
    const QModelIndex index = model.index(row, 0, parent);
    if (index.flags().testFlag(Qt::ItemIsSelectable)) return index;
    const QModelIndex inner = firstEnabled(model, index);
    if (inner.isValid()) return inner;
  }
  return {};
}

}  // namespace

PaletteView::PaletteView(PaletteModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      proxy_(new WordFilter(this)),
      search_(new QLineEdit(this)),
      tree_(new QTreeView(this)) {
  setObjectName(QStringLiteral("palette"));
  search_->setObjectName(QStringLiteral("paletteSearch"));
  search_->setPlaceholderText(tr("Search blocks"));
  search_->setAccessibleName(tr("Search blocks"));
  search_->setClearButtonEnabled(true);
  search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  search_->installEventFilter(this);

  proxy_->setSourceModel(&model);
  proxy_->setRecursiveFilteringEnabled(true);
  tree_->setObjectName(QStringLiteral("paletteTree"));
  tree_->setAccessibleName(tr("Blocks"));
  tree_->setModel(proxy_);
  tree_->setItemDelegate(new PaletteDelegate(tree_));
  tree_->setHeaderHidden(true);
  tree_->setRootIsDecorated(false);
  tree_->setIndentation(0);
  tree_->setItemsExpandable(false);
  tree_->setExpandsOnDoubleClick(false);
  tree_->setUniformRowHeights(false);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setDragEnabled(true);
  tree_->setDragDropMode(QAbstractItemView::DragOnly);
  tree_->setMouseTracking(true);
  tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  tree_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  tree_->setTabKeyNavigation(false);
  tree_->setSelectionMode(QAbstractItemView::SingleSelection);
  tree_->installEventFilter(this);
  tree_->expandAll();

  setMinimumWidth(fontMetrics().averageCharWidth() * 24);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, Spacing::kMedium, 0, 0);
  layout->setSpacing(Spacing::kSmall);
  auto* top = new QHBoxLayout;
  top->setContentsMargins(Spacing::kMedium, 0, Spacing::kMedium, 0);
  top->addWidget(search_);
  layout->addLayout(top);
  layout->addWidget(tree_, 1);

  connect(search_, &QLineEdit::textChanged, this, &PaletteView::filter);
  connect(search_, &QLineEdit::returnPressed, this, [this] { choose(tree_->currentIndex()); });
  connect(tree_, &QTreeView::doubleClicked, this, &PaletteView::choose);
}

void PaletteView::filter(const QString& words) {
  static_cast<WordFilter*>(proxy_)->setWords(words);
  tree_->expandAll();
  selectFirst();
}

void PaletteView::selectFirst() {
  const QModelIndex first = firstEnabled(*proxy_, {});
  tree_->setCurrentIndex(first);
  if (first.isValid()) tree_->scrollTo(first);
}

void PaletteView::startSearch() {
  search_->clear();
  search_->setFocus(Qt::ShortcutFocusReason);
}

void PaletteView::choose(const QModelIndex& index) {
  const QModelIndex source = proxy_->mapToSource(index);
  if (!source.flags().testFlag(Qt::ItemIsSelectable)) return;
  if (const auto entry = model_.entry(source)) emit chosen(*entry);
}

bool PaletteView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  if (watched == search_) {
    switch (key->key()) {
      case Qt::Key_Down:
      case Qt::Key_Up:
      case Qt::Key_PageDown:
      case Qt::Key_PageUp:
        QCoreApplication::sendEvent(tree_, key);  // the list moves while typing goes on
        return true;
      default:
        return false;
    }
  }
  if (watched == tree_) {
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
      choose(tree_->currentIndex());
      return true;
    }
    // Typing in the list searches, as in the field above it.
    if (!key->text().isEmpty() && key->text().at(0).isPrint() &&
        !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
      search_->setFocus();
      QCoreApplication::sendEvent(search_, key);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace qonvolve::ui
