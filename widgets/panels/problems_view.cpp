// SPDX-License-Identifier: GPL-3.0-or-later
// The list of problems with their Fix buttons.
#include "widgets/panels/problems_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

ProblemsView::ProblemsView(ExperimentDocument& document, IssueModel& model, QWidget* parent)
    : QWidget(parent),
      document_(document),
      model_(model),
      list_(new QTreeView),
      filled_(new QWidget(this)),
      count_(new QLabel(filled_)),
      fixAll_(new QPushButton(icon(QStringLiteral("fix")), tr("Fix all"), filled_)),
      empty_(new QLabel(tr("No problems found."), this)),
      pages_(new QStackedLayout(this)) {
  setObjectName(QStringLiteral("problems"));
  list_->setModel(&model);
  list_->setAccessibleName(tr("Problems"));
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(false);
  list_->setWordWrap(true);
  list_->setAlternatingRowColors(true);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setTabKeyNavigation(false);
  list_->header()->setStretchLastSection(false);
  list_->header()->setSectionResizeMode(IssueModel::Problem, QHeaderView::Stretch);
  list_->header()->setSectionResizeMode(IssueModel::Place, QHeaderView::ResizeToContents);
  list_->header()->setSectionResizeMode(IssueModel::Remedy, QHeaderView::ResizeToContents);
  empty_->setAlignment(Qt::AlignCenter);
  pages_->addWidget(empty_);
  fixAll_->setObjectName(QStringLiteral("fixAll"));
  fixAll_->setToolTip(tr("Apply the first remedy of every error, as one step that can be undone"));
  auto* head = new QHBoxLayout;
  head->setContentsMargins(Spacing::kLarge, Spacing::kSmall, Spacing::kMedium, Spacing::kSmall);
  head->addWidget(count_, 1);
  head->addWidget(fixAll_);
  auto* column = new QVBoxLayout(filled_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(list_, 1);
  pages_->addWidget(filled_);
  connect(fixAll_, &QPushButton::clicked, this, &ProblemsView::fixAllRequested,
          Qt::QueuedConnection);
  connect(list_, &QTreeView::activated, this, [this](const QModelIndex& index) {
    emit activated(index.data(IssueModel::PointerRole).toString());
  });
  connect(list_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
    emit activated(index.data(IssueModel::PointerRole).toString());
  });
  connect(&model, &IssueModel::modelReset, this, &ProblemsView::refresh);
  refresh();
}

void ProblemsView::refresh() {
  pages_->setCurrentWidget(model_.rowCount() > 0 ? filled_ : static_cast<QWidget*>(empty_));
  const int errors = model_.errorCount();
  count_->setText(errors == 0   ? tr("The design can be trained.")
                  : errors == 1 ? tr("One problem stands in the way of training.")
                                : tr("%1 problems stand in the way of training.").arg(errors));
  fixAll_->setVisible(errors > 0);
  for (int row = 0; row < model_.rowCount(); ++row) {
    const Issue& issue = model_.issue(row);
    auto* cell = new QWidget;
    auto* buttons = new QHBoxLayout(cell);
    buttons->setContentsMargins(Spacing::kSmall, Spacing::kTiny, Spacing::kSmall, Spacing::kTiny);
    buttons->setSpacing(Spacing::kSmall);
    for (const Fix& fix : issue.fixes) {
      auto* button =
          new QPushButton(icon(QStringLiteral("fix")), QString::fromStdString(fix.label), cell);
      connect(
          button, &QPushButton::clicked, this,
          [this, fix] { static_cast<void>(document_.applyFix(fix)); }, Qt::QueuedConnection);
      buttons->addWidget(button);
    }
    if (issue.overLimit) {
      auto* button =
          new QPushButton(icon(QStringLiteral("preferences")), tr("Open Preferences"), cell);
      connect(button, &QPushButton::clicked, this, &ProblemsView::preferencesRequested);
      buttons->addWidget(button);
    }
    buttons->addStretch(1);
    cell->setAutoFillBackground(false);
    list_->setIndexWidget(model_.index(row, IssueModel::Remedy), cell);
  }
}

}  // namespace qonvolve::ui
