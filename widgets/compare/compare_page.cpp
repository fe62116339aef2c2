// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/compare_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/io/comparison_sweep.h"
#include "core/io/files.h"
#include "core/io/report.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"
#include "widgets/compare/cluster_dialog.h"
#include "widgets/compare/new_sweep_dialog.h"
#include "widgets/compare/report_pdf.h"
#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {

namespace {

constexpr int kContent = 1;  // page of the stack

}  // namespace

ComparePage::ComparePage(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), catalog_(std::move(catalog)), folder_(sweepsFolder()), session_(catalog_) {
  setObjectName(QStringLiteral("comparePage"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  stack_ = new QStackedWidget(this);
  stack_->addWidget(makeEmptyPage());
  stack_->addWidget(makeContent());
  layout->addWidget(stack_);
  connectSession();
  refresh();
}

ComparePage::~ComparePage() = default;

void ComparePage::connectSession() {
  connect(&session_, &SweepSession::opened, this, [this] {
    fromRuns_ = fromRuns_ && !session_.isOpen();
    model_.setSweep(session_.isOpen() ? &session_.view() : nullptr);
    makeAxisBoxes();
    refresh();
    if (session_.isOpen() && std::exchange(beginWhenOpen_, false)) runMissing();
  });
  connect(&session_, &SweepSession::changed, this, &ComparePage::refresh);
  connect(&session_, &SweepSession::runningChanged, this, &ComparePage::refreshButtons);
  connect(&session_, &SweepSession::failed, this, &ComparePage::failed);
}

void ComparePage::openSweep(const QString& path) {
  const QString file = QFileInfo(path).isDir() ? path + "/" + kSweepFile : path;
  const auto loaded = loadSweep(file);
  if (!loaded) {
    emit failed(loaded.error());
    return;
  }
  fromRuns_ = false;
  beginWhenOpen_ = false;
  const bool kept = QFileInfo(file).fileName() == QLatin1String(kSweepFile);
  session_.open(
      loaded->spec, loaded->folder,
      kept ? QFileInfo(file).absolutePath() : sweepFolderFor(loaded->spec, file, folder_));
}

void ComparePage::openSweep(const SweepSpec& spec, const QString& baseFolder, Begin begin) {
  fromRuns_ = false;
  beginWhenOpen_ = begin == Begin::Yes;
  session_.open(spec, baseFolder, sweepFolderFor(spec, {}, folder_));
}

void ComparePage::compareRuns(const QStringList& folders) {
  auto comparison = qonvolve::compareRuns(folders, *catalog_);
  if (!comparison) {
    emit failed(comparison.error());
    return;
  }
  session_.close();
  fromRuns_ = true;
  comparison_ = std::move(*comparison);
  refresh();
}

void ComparePage::newComparison() {
  if (!design_) return;
  const Design design = design_();
  NewSweepDialog dialog(catalog_, design.experiment, this);
  if (dialog.exec() != QDialog::Accepted) return;
  openSweep(dialog.spec(), design.folder, Begin::Yes);
}

void ComparePage::chooseSweep() {
  const QString path =
      QFileDialog::getOpenFileName(this, tr("Open Sweep"), folder_, tr("Sweeps (*.qsweep)"));
  if (!path.isEmpty()) openSweep(path);
}

void ComparePage::ablate(const std::vector<BlockId>& blocks) {
  if (!design_) return;
  const Design design = design_();
  auto spec = ablationSweep(design.experiment, *catalog_, blocks);
  if (!spec) {
    emit failed(spec.error());
    return;
  }
  spec->baselines = {"auto"};
  openSweep(*spec, design.folder, Begin::Yes);
}

void ComparePage::addBaselines() {
  if (!fromRuns_ || comparison_.designs.empty()) return;
  const auto spec = sweepWithBaselines(comparison_, *catalog_);
  if (!spec) {
    emit failed(spec.error());
    return;
  }
  if (const auto taken = takeRuns(comparison_, sweepFolderFor(*spec, {}, folder_)); !taken) {
    emit failed(taken.error());
    return;
  }
  openSweep(*spec, {}, Begin::Yes);
}

void ComparePage::runMissing() {
  if (fromRuns_) return addBaselines();
  session_.start(threads_);
}

void ComparePage::runOnCluster() {
  if (const auto there = SlurmSweep::available(); !there) {
    emit failed(
        {"", there.error().message,
         tr("Start the program on a machine from which jobs are submitted.").toStdString()});
    return;
  }
  ClusterDialog dialog(this);
  if (dialog.exec() == QDialog::Accepted) session_.startOnCluster(dialog.options());
}

void ComparePage::writeReport() {
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Save Report"), QStringLiteral("report.html"),
                                   tr("Web page (*.html);;PDF (*.pdf);;Table of all runs "
                                      "(*.csv);;JSON Lines of all runs (*.jsonl)"));
  if (path.isEmpty()) return;
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix == QLatin1String("csv") || suffix == QLatin1String("jsonl")) {
    if (const auto done = writeFile(path, runsTable(suffix)->toStdString()); !done) {
      emit failed(done.error());
    }
    return;
  }
  const std::string html = reportHtml(comparison_, *catalog_, utcNow().substr(0, 16) + " UTC");
  const auto done =
      writeFile(path, suffix == QLatin1String("pdf") ? reportPdf(html).toStdString() : html);
  if (!done) emit failed(done.error());
}

QString ComparePage::sentence() const {
  return sentence_->text();
}

QString ComparePage::fairness() const {
  return fairness_->text();
}

std::vector<std::size_t> ComparePage::selectedCells() const {
  std::vector<std::size_t> cells;
  for (const QModelIndex& index : matrix_->selectionModel()->selectedIndexes()) {
    if (const auto cell = model_.planCell(index)) cells.push_back(*cell);
  }
  return cells;
}

std::vector<std::size_t> ComparePage::shownDesigns(std::size_t most) const {
  std::vector<std::size_t> designs;
  // Designs of the comparison are the cells that can run, in their order.
  if (session_.isOpen()) {
    const auto& cells = session_.view().plan->cells;
    const std::vector<std::size_t> selected = selectedCells();
    std::size_t design = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (cells[c].problem) continue;
      if (std::find(selected.begin(), selected.end(), c) != selected.end()) {
        designs.push_back(design);
      }
      ++design;
    }
  }
  if (designs.empty()) {
    const SweepMetric metric = usedMetric(comparison_, metric_);
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t d = 0; d < comparison_.designs.size(); ++d) {
      std::vector<double> values;
      for (const auto& [seed, value] : accuracyOf(comparison_.designs[d], metric)) {
        values.push_back(value);
      }
      if (!values.empty()) ranked.push_back({-spreadOf(values).mean, d});
    }
    std::sort(ranked.begin(), ranked.end());
    for (const auto& [mean, design] : ranked) designs.push_back(design);
  }
  if (designs.size() > most) designs.resize(most);
  return designs;
}

void ComparePage::refresh() {
  if (session_.isOpen()) comparison_ = session_.comparison();
  const bool shown = !isEmpty();
  stack_->setCurrentIndex(shown ? kContent : 0);
  emptyHead_->setText(session_.isPlanning() ? tr("Working out the designs…")
                                            : tr("Compare designs fairly"));
  model_.refresh();
  matrixSide_->setVisible(session_.isOpen());
  refreshButtons();
  if (!shown) return;
  title_->setText(QString::fromStdString(comparison_.title));
  title_->setToolTip(QString::fromStdString(comparison_.description));
  sentence_->setText(QString::fromStdString(sentenceOf(comparison_, metric_)));
  refreshFairness();
  refreshCharts();
}

void ComparePage::refreshButtons() {
  const bool open = session_.isOpen();
  const SweepSession::State state = session_.state();
  const bool running = state != SweepSession::State::Idle;
  const SweepResults& results = session_.view().results;
  const bool missing = open && !running && results.done < results.total;
  runHere_->setEnabled(missing || fromRuns_);
  runThere_->setEnabled(missing);
  run_->setEnabled(missing || fromRuns_);
  stop_->setEnabled(running);
  first_->setEnabled(state == SweepSession::State::Here);
  last_->setEnabled(state == SweepSession::State::Here);
  report_->setEnabled(!isEmpty());
  if (fromRuns_) {
    runHere_->setText(tr("Add &Baselines"));
    runHere_->setToolTip(
        tr("Train classical baselines and twins with the seeds of these runs, and missing seeds"));
  } else {
    runHere_->setText(missing ? tr("Run &Missing (%1)").arg(results.total - results.done)
                              : tr("Run &Missing"));
    runHere_->setToolTip(tr("Train all runs that are not done, side by side on all cores"));
  }
  stop_->setText(state == SweepSession::State::Cluster ? tr("&Cancel Job") : tr("&Stop All"));
  jobText_->setText(state == SweepSession::State::Waiting
                        ? tr("Waiting for other runs to end; see Queue beside the plots.")
                        : session_.jobText());
  jobText_->setVisible(!jobText_->text().isEmpty());
}

void ComparePage::refreshFairness() {
  const auto kind = budgetBox_->currentIndex() == 0 ? BudgetKind::Epochs : BudgetKind::Evaluations;
  std::vector<Unfairness> issues = unfairnessOf(comparison_, kind);
  // While runs are made, seeds differ from design to design; that is no news.
  if (session_.isOpen() && session_.isRunning()) {
    std::erase_if(issues, [](const Unfairness& one) { return one.aspect == "Seeds"; });
  }
  QStringList words;
  for (const Unfairness& issue : issues) {
    words << QString::fromStdString(issue.aspect + ": " + issue.text);
  }
  fair_ = words.isEmpty();
  if (!fair_) {
    fairness_->setText(tr("Not the same for all — %1").arg(words.join(QStringLiteral(" · "))));
  } else if (fromRuns_ && comparison_.designs.size() < 2) {
    fairness_->setText(
        tr("There is nothing to compare it with: add baselines, or select more runs."));
  } else {
    fairness_->setText(tr("Fair: the same data, split, seeds and budget."));
  }
  paintFairness(programTheme());
}

void ComparePage::paintFairness(const Theme& theme) {
  const QColor color = fair_ ? theme.success : theme.warning;
  QPalette own;
  own.setColor(QPalette::Window, Theme::mix(theme.base, color, 0.22));
  own.setColor(QPalette::WindowText, theme.text);
  fairness_->setAutoFillBackground(true);
  fairness_->setPalette(own);
}

}  // namespace qonvolve::ui
