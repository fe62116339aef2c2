// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs with a filter field.
#include "widgets/panels/runs_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTableView>
#include <algorithm>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

class RunFilter final : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  void setWords(const QString& text) {
    words_ = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
  }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
    const QString text =
        sourceModel()->index(row, 0, parent).data(RunListModel::SearchRole).toString();
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
      return text.contains(word, Qt::CaseInsensitive);
    });
  }

 private:
  QStringList words_;
};

}  // namespace

RunsView::RunsView(RunListModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      proxy_(new RunFilter(this)),
      filter_(new QLineEdit(this)),
      table_(new QTableView(this)),
      open_(new QPushButton(tr("Open design as new"), this)),
      resume_(new QPushButton(tr("Go on with the run"), this)),
      show_(new QPushButton(tr("Show in folder"), this)) {
  setObjectName(QStringLiteral("runs"));
  pages_ = new QStackedLayout(this);
  auto* empty = new QWidget(this);
  auto* emptyColumn = new QVBoxLayout(empty);
  emptyColumn->addStretch(1);
  auto* words = new QLabel(tr("No runs yet. Train once and it appears here."), empty);
  words->setAlignment(Qt::AlignCenter);
  emptyColumn->addWidget(words);
  auto* train = new QPushButton(icon(QStringLiteral("train")), tr("Train"), empty);
  emptyColumn->addWidget(train, 0, Qt::AlignCenter);
  emptyColumn->addStretch(1);
  pages_->addWidget(empty);
  connect(train, &QPushButton::clicked, this, &RunsView::trainRequested);

  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(Spacing::kMedium, Spacing::kMedium, Spacing::kMedium, 0);
  column->setSpacing(Spacing::kSmall);
  auto* top = new QHBoxLayout;
  filter_->setObjectName(QStringLiteral("runFilter"));
  filter_->setPlaceholderText(tr("Filter runs"));
  filter_->setAccessibleName(tr("Filter runs"));
  filter_->setClearButtonEnabled(true);
  filter_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  filter_->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
  top->addWidget(filter_);
  top->addStretch(1);
  top->addWidget(show_);
  top->addWidget(resume_);
  top->addWidget(open_);
  column->addLayout(top);
  proxy_->setSourceModel(&model);
  proxy_->setSortRole(RunListModel::SortRole);
  table_->setModel(proxy_);
  table_->setAccessibleName(tr("Runs"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunListModel::Started, Qt::DescendingOrder);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  column->addWidget(table_, 1);
  pages_->addWidget(page);

  connect(filter_, &QLineEdit::textChanged, this,
          [this](const QString& text) { static_cast<RunFilter*>(proxy_)->setWords(text); });
  connect(open_, &QPushButton::clicked, this, [this] { emit openRequested(currentRun()); });
  connect(resume_, &QPushButton::clicked, this, [this] { emit resumeRequested(currentRun()); });
  connect(show_, &QPushButton::clicked, this, [this] { emit showInFolderRequested(currentRun()); });
  connect(table_, &QTableView::doubleClicked, this, [this] { emit openRequested(currentRun()); });
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &RunsView::refresh);
  connect(&model, &RunListModel::modelReset, this, &RunsView::refresh);
  connect(&model, &RunListModel::rowsInserted, this, &RunsView::refresh);
  connect(&model, &RunListModel::rowsRemoved, this, &RunsView::refresh);
  refresh();
  table_->resizeColumnsToContents();
}

QString RunsView::currentRun() const {
  return table_->currentIndex().data(RunListModel::PathRole).toString();
}

void RunsView::refresh() {
  const bool hadRows = pages_->currentIndex() == 1;
  pages_->setCurrentIndex(model_.rowCount() > 0 ? 1 : 0);
  if (!hadRows) {
    table_->resizeColumnsToContents();
    // The states differ in length; the longest must fit.
    table_->setColumnWidth(
        RunListModel::Status,
        fontMetrics().horizontalAdvance(statusText(RunStatus::Interrupted)) + 40);
  }
  const bool selected = table_->selectionModel()->hasSelection();
  open_->setEnabled(selected);
  const int row = model_.rowOf(currentRun());
  const RunStatus status = row < 0 ? RunStatus::Finished : model_.run(row).status;
  resume_->setEnabled(selected &&
                      (status == RunStatus::Stopped || status == RunStatus::Interrupted));
  show_->setEnabled(selected);
}

}  // namespace qonvolve::ui
