// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_details.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "core/io/run_folder.h"
#include "core/io/setting_table.h"
#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kRest = 800;  // ms without typing
constexpr int kMostCompared = 20;

QStringList tagsOf(const QString& text) {
  QStringList tags;
  for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
    const QString tag = part.simplified();
    if (!tag.isEmpty() && !tags.contains(tag)) tags << tag;
  }
  return tags;
}

}  // namespace

RunDetails::RunDetails(RunListModel& model, std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      model_(model),
      catalog_(std::move(catalog)),
      title_(new QLabel(this)),
      tags_(new QLineEdit(this)),
      notes_(new QPlainTextEdit(this)),
      differences_(new QPlainTextEdit(this)),
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
  differences_->setObjectName(QStringLiteral("runDifferences"));
  differences_->setAccessibleName(tr("What differs"));
  differences_->setReadOnly(true);
  differences_->setTabChangesFocus(true);
  differences_->setMinimumHeight(2 * fontMetrics().height());
  differences_->hide();
  column->addWidget(differences_, 1);
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

void RunDetails::showDifferences(const QStringList& runs) {
  if (runs == compared_) return;
  compared_ = runs;
  std::vector<Experiment> experiments;
  for (const QString& run : runs.mid(0, kMostCompared)) {
    if (auto experiment = RunFolder(run).experiment(*catalog_)) {
      experiments.push_back(std::move(*experiment));
    }
  }
  QStringList lines;
  if (runs.size() > kMostCompared) lines << tr("The first %1 of them:").arg(kMostCompared);
  const std::vector<SettingDifference> all = differingSettings(experiments, *catalog_);
  for (const SettingDifference& difference : all) {
    if (followsFromKind(difference, all)) continue;
    QStringList values;
    for (const std::string& shown : difference.shown) {
      values << (shown.empty() ? QStringLiteral("–") : QString::fromStdString(shown));
    }
    // Of many runs each value once.
    if (values.size() > 2) values.removeDuplicates();
    lines << tr("%1: %2").arg(QString::fromStdString(difference.name),
                              values.join(QStringLiteral(" | ")));
  }
  if (all.empty()) lines << tr("The same design and settings; only seeds can differ.");
  differences_->setPlainText(lines.join(QLatin1Char('\n')));
}

void RunDetails::showRuns(const QStringList& runs) {
  showSizes();
  const QString run = runs.size() == 1 ? runs.first() : QString();
  const bool editing = tags_->hasFocus() || notes_->hasFocus();
  if (run == run_ && editing) return;  // what is being typed stays
  if (run != run_) keep();
  run_ = run;
  const RunRow* row = model_.find(run);
  const bool several = runs.size() > 1;
  tags_->setVisible(!several);
  notes_->setVisible(!several);
  differences_->setVisible(several);
  if (several) showDifferences(runs);
  tags_->setEnabled(row != nullptr);
  notes_->setEnabled(row != nullptr);
  if (row == nullptr) {
    title_->setText(several ? tr("%1 runs: what differs").arg(runs.size()) : tr("No run selected"));
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
