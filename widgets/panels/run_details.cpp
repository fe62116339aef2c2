// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_details.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kRest = 800;  // ms without typing

QStringList tagsOf(const QString& text) {
  QStringList tags;
  for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
    const QString tag = part.simplified();
    if (!tag.isEmpty() && !tags.contains(tag)) tags << tag;
  }
  return tags;
}

}  // namespace

RunDetails::RunDetails(RunListModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      title_(new QLabel(this)),
      tags_(new QLineEdit(this)),
      notes_(new QPlainTextEdit(this)),
      sizes_(new QLabel(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, Spacing::kSmall);
  column->setSpacing(Spacing::kSmall);
  title_->setFont(scaledFont(1, QFont::DemiBold));
  title_->setWordWrap(true);
  tags_->setObjectName(QStringLiteral("runTags"));
  tags_->setAccessibleName(tr("Tags"));
  tags_->setPlaceholderText(tr("Tags, separated by commas"));
  notes_->setObjectName(QStringLiteral("runNotes"));
  notes_->setAccessibleName(tr("Notes"));
  notes_->setPlaceholderText(tr("Notes"));
  notes_->setTabChangesFocus(true);
  notes_->setMinimumHeight(2 * fontMetrics().height());
  sizes_->setWordWrap(true);
  sizes_->setFont(scaledFont(0.88));
  column->addWidget(title_);
  column->addWidget(tags_);
  column->addWidget(notes_, 1);
  column->addWidget(sizes_);
  setMinimumWidth(fontMetrics().averageCharWidth() * 24);
  rest_.setSingleShot(true);
  rest_.setInterval(kRest);
  connect(&rest_, &QTimer::timeout, this, &RunDetails::keep);
  connect(tags_, &QLineEdit::editingFinished, this, &RunDetails::keep);
  connect(notes_, &QPlainTextEdit::textChanged, this, [this] {
    if (notes_->document()->isModified()) rest_.start();
  });
  followTheme(sizes_, [this](const Theme& theme) {
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, theme.mutedText);
    sizes_->setPalette(quiet);
  });
}

void RunDetails::showSizes() {
  const QLocale locale;
  const auto archived = static_cast<int>(model_.archivedRuns().size());
  QString size = tr("All runs: %1").arg(locale.formattedDataSize(model_.bytes()));
  if (archived > 0) {
    size += tr(", archive: %1 (%2)")
                .arg(locale.formattedDataSize(model_.archivedBytes()), locale.toString(archived));
  }
  sizes_->setText(size);
  sizes_->setToolTip(model_.folder());
}

void RunDetails::showRuns(const QStringList& runs) {
  showSizes();
  const QString run = runs.size() == 1 ? runs.first() : QString();
  const bool editing = tags_->hasFocus() || notes_->hasFocus();
  if (run == run_ && editing) return;  // what is being typed stays
  if (run != run_) keep();
  run_ = run;
  const RunRow* row = model_.find(run);
  tags_->setEnabled(row != nullptr);
  notes_->setEnabled(row != nullptr);
  if (row == nullptr) {
    title_->setText(runs.size() > 1 ? tr("%1 runs selected").arg(runs.size())
                                    : tr("No run selected"));
    tags_->clear();
    notes_->clear();
    notes_->document()->setModified(false);
    return;
  }
  title_->setText(tr("%1, seed %2").arg(row->name).arg(row->seed));
  tags_->setText(row->tags.join(QStringLiteral(", ")));
  notes_->setPlainText(row->notes);
  notes_->document()->setModified(false);
}

void RunDetails::keep() {
  if (run_.isEmpty() || model_.find(run_) == nullptr) return;
  const QStringList tags = tagsOf(tags_->text());
  const QString notes = notes_->toPlainText();
  notes_->document()->setModified(false);
  static_cast<void>(model_.changeNotes({run_}, [&](RunNotes& own) {
    own.tags = tags;
    own.notes = notes;
  }));
}

}  // namespace qonvolve::ui
