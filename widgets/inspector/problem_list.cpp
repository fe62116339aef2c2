// SPDX-License-Identifier: GPL-3.0-or-later
// Problems with their Fix buttons, one below the other.
#include "widgets/inspector/problem_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

std::vector<Issue> issuesAt(const Checked& checked, const std::string& pointer) {
  std::vector<Issue> issues;
  for (const Issue& issue : checked.issues) {
    if (issue.where == pointer || issue.where.starts_with(pointer + "/")) issues.push_back(issue);
  }
  return issues;
}

ProblemList::ProblemList(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), layout_(new QVBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(Spacing::kMedium);
  hide();
  followTheme(this, [this](const Theme&) { makeRows(); });
}

void ProblemList::setIssues(const std::vector<Issue>& issues) {
  setVisible(!issues.empty());
  if (issues == issues_) return;
  issues_ = issues;
  makeRows();
}

void ProblemList::makeRows() {
  while (QLayoutItem* item = layout_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (const Issue& issue : issues_) {
    QWidget* row = makeRow(issue);
    layout_->addWidget(row);
    row->show();
  }
}

QWidget* ProblemList::makeRow(const Issue& issue) {
  const Theme theme = programTheme();
  QString glyph = QStringLiteral("note");
  QColor color = theme.accent;
  if (issue.severity == Severity::Warning) {
    glyph = QStringLiteral("warning");
    color = theme.warning;
  } else if (issue.severity == Severity::Error) {
    glyph = QStringLiteral("error");
    color = theme.danger;
  }
  auto* row = new QWidget(this);
  auto* across = new QHBoxLayout(row);
  across->setContentsMargins(0, 0, 0, 0);
  across->setSpacing(Spacing::kMedium);
  auto* mark = new QLabel(row);
  mark->setPixmap(icon(glyph, color).pixmap(QSize(16, 16), devicePixelRatioF()));
  across->addWidget(mark, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(Spacing::kSmall);
  auto* label = new QLabel(QString::fromStdString(issue.message + " " + issue.hint).trimmed(), row);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(label);
  for (const Fix& fix : issue.fixes) {
    auto* button =
        new QPushButton(icon(QStringLiteral("fix")), QString::fromStdString(fix.label), row);
    connect(button, &QPushButton::clicked, this,
            [this, fix] { static_cast<void>(document_.applyFix(fix)); });
    column->addWidget(button, 0, Qt::AlignLeft);
  }
  if (issue.overLimit) {
    auto* button =
        new QPushButton(icon(QStringLiteral("preferences")), tr("Open Preferences"), row);
    connect(button, &QPushButton::clicked, this, &ProblemList::preferencesRequested);
    column->addWidget(button, 0, Qt::AlignLeft);
  }
  across->addLayout(column, 1);
  return row;
}

}  // namespace qonvolve::ui
