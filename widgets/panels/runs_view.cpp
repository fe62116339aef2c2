// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/runs_view.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/models/share_text.h"
#include "widgets/panels/run_details.h"
#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

constexpr int kSelectionDelay = 150;  // ms before a selection counts

QString filterHelp() {
  return RunsView::tr(
             "Words look in name, tags, notes, encoding, optimizer and status.\n"
             "Numbers: acc>0.9, test>=90%, epochs<=30 (%1)\n"
             "Texts: optimizer:adam, tag:paper, started>2026-05-01 (%2)\n"
             "Flags: archived, pinned. A minus turns a term round: -optimizer:sgd")
      .arg(RunFilter::numberFields().join(QStringLiteral(", ")),
           RunFilter::textFields().join(QStringLiteral(", ")));
}

}  // namespace

RunsView::RunsView(RunListModel& model, std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), model_(model), actions_(RunActions::make(this)) {
  setObjectName(QStringLiteral("runs"));
  connectActions();
  pages_ = new QStackedLayout(this);
  pages_->addWidget(makeEmptyPage());
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kMedium, 0);
  column->setSpacing(Spacing::kSmall);
  makeTopRow(page);
  auto* splitter = new QSplitter(Qt::Horizontal, page);
  splitter->setObjectName(QStringLiteral("runsSplitter"));
  splitter->setHandleWidth(Spacing::kMedium);
  splitter->addWidget(makeTable(splitter));
  details_ = new RunDetails(model_, std::move(catalog), splitter);
  splitter->addWidget(details_);
  splitter->setStretchFactor(0, 1);
  splitter->setStretchFactor(1, 0);
  splitter->setCollapsible(0, false);
  column->addWidget(splitter, 1);
  pages_->addWidget(page);
  connectModel();
  followTheme(this, [this](const Theme& theme) { applyColors(theme); });
  refresh();
}

void RunsView::connectActions() {
  const auto each = [this](void (RunsView::*signal)(const QString&)) {
    return [this, signal] {
      const QStringList runs = selectedRuns();
      if (runs.size() == 1) emit(this->*signal)(runs.first());
    };
  };
  connect(actions_.open, &QAction::triggered, this, each(&RunsView::openRequested));
  connect(actions_.again, &QAction::triggered, this, each(&RunsView::againRequested));
  connect(actions_.resume, &QAction::triggered, this, each(&RunsView::resumeRequested));
  connect(actions_.predict, &QAction::triggered, this, each(&RunsView::predictRequested));
  connect(actions_.showInFolder, &QAction::triggered, this, each(&RunsView::showInFolderRequested));
  connect(actions_.pin, &QAction::triggered, this, &RunsView::pinSelected);
  connect(actions_.archive, &QAction::triggered, this, &RunsView::archiveSelected);
  connect(actions_.cleanUp, &QAction::triggered, this, &RunsView::deleteArchived);
  connect(actions_.showArchived, &QAction::toggled, &model_, &RunListModel::setArchivedShown);
}

QWidget* RunsView::makeEmptyPage() {
  auto* empty = new QWidget(this);
  auto* column = new QVBoxLayout(empty);
  column->addStretch(1);
  auto* words = new QLabel(tr("No runs yet. Train once and it appears here."), empty);
  words->setAlignment(Qt::AlignCenter);
  column->addWidget(words);
  auto* train = new QPushButton(icon(QStringLiteral("train")), tr("Train"), empty);
  column->addWidget(train, 0, Qt::AlignCenter);
  column->addStretch(1);
  connect(train, &QPushButton::clicked, this, &RunsView::trainRequested);
  return empty;
}

void RunsView::makeTopRow(QWidget* page) {
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kSmall);
  filter_ = new QLineEdit(page);
  filter_->setObjectName(QStringLiteral("runFilter"));
  filter_->setPlaceholderText(tr("Filter: words, acc>0.9, optimizer:adam, -archived"));
  filter_->setAccessibleName(tr("Filter runs"));
  filter_->setToolTip(filterHelp());
  filter_->setClearButtonEnabled(true);
  filter_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  row->addWidget(filter_, 1);
  count_ = new QLabel(page);
  count_->setObjectName(QStringLiteral("runCount"));
  row->addWidget(count_);
  row->addSpacing(Spacing::kSmall);
  const auto addButton = [&](QAction* action, Qt::ToolButtonStyle style) {
    auto* button = new QToolButton(page);
    button->setDefaultAction(action);
    button->setToolButtonStyle(style);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->iconText());
    row->addWidget(button);
    return button;
  };
  addButton(actions_.open, Qt::ToolButtonTextBesideIcon);
  addButton(actions_.again, Qt::ToolButtonTextBesideIcon);
  addButton(actions_.resume, Qt::ToolButtonTextBesideIcon);
  addButton(actions_.pin, Qt::ToolButtonIconOnly);
  addButton(actions_.archive, Qt::ToolButtonIconOnly);
  auto* more = new QToolButton(page);
  more->setIcon(icon(QStringLiteral("more")));
  more->setToolTip(tr("More"));
  more->setAccessibleName(tr("More"));
  more->setAutoRaise(true);
  more->setFocusPolicy(Qt::TabFocus);
  more->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(more);
  menu->addActions({actions_.predict, actions_.showInFolder});
  menu->addSeparator();
  menu->addActions({actions_.showArchived, actions_.cleanUp});
  more->setMenu(menu);
  row->addWidget(more);
  auto* column = static_cast<QVBoxLayout*>(page->layout());
  column->addLayout(row);
  filterError_ = new QLabel(page);
  filterError_->setObjectName(QStringLiteral("runFilterError"));
  filterError_->setWordWrap(true);
  filterError_->hide();
  column->addWidget(filterError_);
  connect(filter_, &QLineEdit::textChanged, this, &RunsView::applyFilter);
  connect(filter_, &QLineEdit::returnPressed, this, [this] {
    table_->setFocus();
    if (!table_->currentIndex().isValid()) table_->selectRow(0);
  });
}

QWidget* RunsView::makeTable(QWidget* page) {
  table_ = new QTableView(page);
  table_->setModel(&model_);
  table_->setObjectName(QStringLiteral("runTable"));
  table_->setAccessibleName(tr("Runs"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunListModel::Started, Qt::DescendingOrder);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  table_->addActions(actions_.all());
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->installEventFilter(this);
  connect(table_, &QTableView::activated, this, [this] { actions_.open->trigger(); });
  return table_;
}

void RunsView::connectModel() {
  selection_.setSingleShot(true);
  selection_.setInterval(kSelectionDelay);
  connect(&selection_, &QTimer::timeout, this, [this] {
    const QStringList runs = selectedRuns();
    emit runSelected(runs.size() == 1 ? runs.first() : QString());
  });
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    refresh();
    selection_.start();
  });
  connect(&model_, &RunListModel::modelAboutToBeReset, this, [this] {
    kept_ = selectedRuns();
    keptScroll_ = table_->verticalScrollBar()->value();
  });
  connect(&model_, &RunListModel::modelReset, this, [this] {
    QItemSelection selection;
    for (const QString& path : kept_) {
      const int row = model_.rowOf(path);
      if (row >= 0) {
        selection.select(model_.index(row, 0), model_.index(row, RunListModel::ColumnCount - 1));
      }
    }
    table_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!selection.isEmpty()) {
      table_->selectionModel()->setCurrentIndex(selection.indexes().first(),
                                                QItemSelectionModel::NoUpdate);
    }
    table_->verticalScrollBar()->setValue(keptScroll_);
    refresh();
  });
  connect(&model_, &RunListModel::listed, this, &RunsView::refresh);
  connect(&model_, &RunListModel::measured, this, &RunsView::refresh);
  connect(&model_, &RunListModel::rowsInserted, this, &RunsView::refresh);
  connect(&model_, &RunListModel::dataChanged, this, &RunsView::refresh);
}

QStringList RunsView::selectedRuns() const {
  QModelIndexList rows = table_->selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  QStringList paths;
  for (const QModelIndex& row : rows) paths << row.data(RunListModel::PathRole).toString();
  return paths;
}

void RunsView::selectRun(const QString& folder) {
  const int row = model_.rowOf(folder);
  if (row >= 0) table_->selectRow(row);
}

void RunsView::applyFilter() {
  const auto done = model_.setFilter(filter_->text());
  filterError_->setVisible(!done);
  if (done) {
    filterError_->clear();
    filter_->setAccessibleDescription({});
  } else {
    const QString message =
        QString::fromStdString(done.error().message + " " + done.error().hint).trimmed();
    filterError_->setText(message);
    filter_->setAccessibleDescription(message);
  }
  refresh();
}

void RunsView::fitColumns() {
  table_->resizeColumnsToContents();
  // The states differ in length; the longest must fit.
  table_->setColumnWidth(RunListModel::Status,
                         fontMetrics().horizontalAdvance(statusText(RunStatus::Interrupted)) + 40);
  // The first run may not have its scores yet.
  const auto atLeast = [this](int column, const QString& widest) {
    const int wanted = fontMetrics().horizontalAdvance(widest) + 16;
    table_->setColumnWidth(column, std::max(table_->columnWidth(column), wanted));
  };
  atLeast(RunListModel::Accuracy, QStringLiteral("100.0 % (epoch 1000)"));
  atLeast(RunListModel::Last, QStringLiteral("100.0 %"));
  atLeast(RunListModel::Test, shareText(1, {0.999, 1}));
  atLeast(RunListModel::Time, QStringLiteral("59 min 59 s"));
  table_->setColumnWidth(RunListModel::Name, std::min(table_->columnWidth(RunListModel::Name),
                                                      30 * fontMetrics().averageCharWidth()));
  table_->setColumnWidth(RunListModel::Tags, std::max(table_->columnWidth(RunListModel::Tags),
                                                      14 * fontMetrics().averageCharWidth()));
}

void RunsView::refresh() {
  pages_->setCurrentIndex(model_.total() > 0 ? 1 : 0);
  if (!fitted_ && model_.rowCount() > 0) {
    fitted_ = true;
    fitColumns();
  }
  const QLocale locale;
  const int shown = model_.rowCount();
  count_->setText(
      shown == model_.total()
          ? shown == 1 ? tr("1 run") : tr("%1 runs").arg(locale.toString(shown))
          : tr("%1 of %2").arg(locale.toString(shown), locale.toString(model_.total())));
  const QStringList runs = selectedRuns();
  actions_.offerFor(runs, model_);
  details_->showRuns(runs);
}

void RunsView::pinSelected() {
  const QStringList runs = selectedRuns();
  const bool pin = std::any_of(runs.begin(), runs.end(), [this](const QString& path) {
    const RunRow* row = model_.find(path);
    return row != nullptr && !row->pinned;
  });
  static_cast<void>(model_.changeNotes(runs, [pin](RunNotes& own) { own.pinned = pin; }));
}

void RunsView::archiveSelected() {
  const QStringList runs = selectedRuns();
  const bool archive = std::any_of(runs.begin(), runs.end(), [this](const QString& path) {
    const RunRow* row = model_.find(path);
    return row != nullptr && !row->archived;
  });
  const NotesOfRuns before =
      model_.changeNotes(runs, [archive](RunNotes& own) { own.archived = archive; });
  if (before.empty()) return;
  const int count = static_cast<int>(before.size());
  const QString what = count == 1 ? tr("1 run") : tr("%1 runs").arg(count);
  emit undoable(archive ? tr("Put %1 into the archive.").arg(what)
                        : tr("Brought %1 back from the archive.").arg(what),
                [this, before] { model_.setNotes(before); });
}

void RunsView::deleteArchived() {
  const QStringList runs = model_.archivedRuns();
  if (runs.isEmpty()) return;
  QMessageBox box(QMessageBox::Question, tr("Delete archived runs?"),
                  runs.size() == 1 ? tr("Delete 1 archived run for good?")
                                   : tr("Delete %1 archived runs for good?").arg(runs.size()),
                  QMessageBox::NoButton, this);
  box.setInformativeText(tr("This frees %1 and cannot be undone.")
                             .arg(QLocale().formattedDataSize(model_.archivedBytes())));
  QAbstractButton* remove = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
  QPushButton* cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
  box.setDefaultButton(cancel);
  box.setEscapeButton(cancel);
  box.exec();
  if (box.clickedButton() == remove) model_.remove(runs);
}

bool RunsView::eventFilter(QObject* watched, QEvent* event) {
  // Delete means blocks in the stack and runs here; as a shortcut it could mean only one.
  if (watched == table_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->matches(QKeySequence::Delete)) {
    actions_.archive->trigger();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void RunsView::applyColors(const Theme& theme) {
  QPalette red;
  red.setColor(QPalette::WindowText, theme.danger);
  filterError_->setPalette(red);
  QPalette quiet;
  quiet.setColor(QPalette::WindowText, theme.mutedText);
  count_->setPalette(quiet);
}

void RunsView::clearSelection() {
  table_->clearSelection();
}

}  // namespace qonvolve::ui
