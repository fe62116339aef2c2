// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/compare_page.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/report.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"
#include "core/study/ablation.h"
#include "widgets/compare/confusion_pair.h"
#include "widgets/compare/matrix_delegate.h"
#include "widgets/compare/new_sweep_dialog.h"
#include "widgets/compare/report_pdf.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

namespace {

constexpr int kContent = 1;  // page of the stack

QPushButton* button(const QString& text, const QString& glyph, QWidget* parent) {
  auto* made = new QPushButton(icon(glyph), text, parent);
  made->setAutoDefault(false);
  return made;
}

QComboBox* box(const QString& name, const QStringList& items, QWidget* parent) {
  auto* made = new QComboBox(parent);
  made->setAccessibleName(name);
  made->setToolTip(name);
  made->addItems(items);
  return made;
}

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

QWidget* ComparePage::makeEmptyPage() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->addStretch(1);
  emptyHead_ = new QLabel(page);
  emptyHead_->setFont(scaledFont(1.4, QFont::DemiBold));
  emptyHead_->setAlignment(Qt::AlignCenter);
  layout->addWidget(emptyHead_);
  auto* words = new QLabel(
      tr("Train every combination of encodings, optimizers or any other settings with the same "
         "seeds, and see which differences are real.\nOr select runs in the table of runs and "
         "press "
         "Ctrl+Shift+C."),
      page);
  words->setAlignment(Qt::AlignCenter);
  words->setWordWrap(true);
  layout->addWidget(words);
  auto* row = new QHBoxLayout;
  auto* fresh = button(tr("&New Comparison…"), QStringLiteral("list-add"), page);
  auto* open = button(tr("&Open Sweep…"), QStringLiteral("document-open"), page);
  connect(fresh, &QPushButton::clicked, this, &ComparePage::newComparison);
  connect(open, &QPushButton::clicked, this, &ComparePage::chooseSweep);
  row->addStretch(1);
  row->addWidget(fresh);
  row->addWidget(open);
  row->addStretch(1);
  layout->addLayout(row);
  layout->addStretch(2);
  return page;
}

QWidget* ComparePage::makeContent() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kMedium, Spacing::kSmall);
  layout->setSpacing(Spacing::kSmall);
  layout->addWidget(makeBar());
  sentence_ = new QLabel(page);
  sentence_->setObjectName(QStringLiteral("sentence"));
  sentence_->setFont(scaledFont(1.1, QFont::DemiBold));
  sentence_->setWordWrap(true);
  sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  layout->addWidget(sentence_);
  fairness_ = new QLabel(page);
  fairness_->setObjectName(QStringLiteral("fairness"));
  fairness_->setWordWrap(true);
  fairness_->setMargin(Spacing::kSmall);
  layout->addWidget(fairness_);
  auto* splitter = new QSplitter(Qt::Horizontal, page);
  splitter->addWidget(makeMatrixSide());
  splitter->addWidget(makeTabs());
  splitter->setStretchFactor(0, 1);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({700, 500});
  layout->addWidget(splitter, 1);
  return page;
}

QWidget* ComparePage::makeBar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  title_ = new QLabel(bar);
  title_->setTextFormat(Qt::PlainText);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row->addWidget(title_, 1);
  auto* fresh = button(tr("&New…"), QStringLiteral("list-add"), bar);
  fresh->setToolTip(tr("Compare designs made from the present one"));
  auto* open = button(tr("&Open…"), QStringLiteral("document-open"), bar);
  open->setToolTip(tr("Open a sweep file"));
  run_ = button(tr("Run &Missing"), QStringLiteral("train"), bar);
  run_->setToolTip(tr("Train all runs that are not done, side by side on all cores"));
  stop_ = button(tr("&Stop All"), QStringLiteral("stop"), bar);
  first_ = button(tr("Selected &First"), QStringLiteral("go-up"), bar);
  first_->setToolTip(tr("The selected designs come next (Alt+Up); Delete gives them up"));
  report_ = button(tr("&Report…"), QStringLiteral("document-export"), bar);
  for (QPushButton* one : {fresh, open, run_, stop_, first_, report_}) row->addWidget(one);
  connect(fresh, &QPushButton::clicked, this, &ComparePage::newComparison);
  connect(open, &QPushButton::clicked, this, &ComparePage::chooseSweep);
  connect(run_, &QPushButton::clicked, this, &ComparePage::runMissing);
  connect(stop_, &QPushButton::clicked, &session_, &SweepSession::stop);
  connect(first_, &QPushButton::clicked, this, [this] { session_.prefer(selectedCells()); });
  connect(report_, &QPushButton::clicked, this, &ComparePage::writeReport);
  return bar;
}

QWidget* ComparePage::makeMatrixSide() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* top = new QHBoxLayout;
  metricBox_ = box(tr("Which accuracy is compared"),
                   {tr("Automatic"), tr("Best validation"), tr("Test"), tr("Training")}, side);
  budgetBox_ = box(tr("What counts as the same budget"), {tr("Epochs"), tr("Circuits")}, side);
  top->addWidget(metricBox_);
  top->addWidget(budgetBox_);
  axisBar_ = new QHBoxLayout;
  top->addLayout(axisBar_);
  top->addStretch(1);
  layout->addLayout(top);
  matrix_ = new QTableView(side);
  matrix_->setObjectName(QStringLiteral("matrix"));
  matrix_->setAccessibleName(tr("Designs and their results"));
  matrix_->setModel(&model_);
  matrix_->setItemDelegate(new MatrixDelegate(matrix_));
  matrix_->setShowGrid(false);
  matrix_->setFrameShape(QFrame::NoFrame);
  matrix_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  matrix_->verticalHeader()->setMaximumWidth(220);
  matrix_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  matrix_->horizontalHeader()->setMinimumSectionSize(96);
  matrix_->setTabKeyNavigation(false);
  layout->addWidget(matrix_, 1);
  connect(metricBox_, &QComboBox::currentIndexChanged, this, [this](int index) {
    metric_ = static_cast<SweepMetric>(index);
    refresh();
  });
  connect(budgetBox_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshFairness);
  connect(matrix_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &ComparePage::refreshCharts);
  const auto shortcut = [this](const QKeySequence& keys, const auto& action) {
    auto* made = new QShortcut(keys, matrix_);
    made->setContext(Qt::WidgetWithChildrenShortcut);
    connect(made, &QShortcut::activated, this, action);
  };
  shortcut(QKeySequence(Qt::ALT | Qt::Key_Up), [this] { session_.prefer(selectedCells()); });
  shortcut(QKeySequence(Qt::Key_Delete), [this] { session_.cancel(selectedCells()); });
  return side;
}

QTabWidget* ComparePage::makeTabs() {
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  const auto withBoxes = [this](QWidget* chart, std::initializer_list<QComboBox*> boxes) {
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, Spacing::kSmall, 0, 0);
    auto* row = new QHBoxLayout;
    for (QComboBox* one : boxes) row->addWidget(one);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(chart, 1);
    return page;
  };
  courses_ = new BandChart(this);
  courseValue_ = box(tr("What is drawn"), {tr("Accuracy"), tr("Loss")}, this);
  courseAxis_ =
      box(tr("Against what"), {tr("Epoch"), tr("Circuit evaluations"), tr("Seconds")}, this);
  tabs_->addTab(withBoxes(courses_, {courseValue_, courseAxis_}), tr("Courses"));
  strips_ = new StripChart(this);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(strips_);
  tabs_->addTab(scroll, tr("Every Run"));
  scatter_ = new ScatterChart(this);
  cost_ = box(tr("Cost"),
              {tr("Parameters"), tr("Two-qubit gates"), tr("Circuit evaluations"), tr("Seconds")},
              this);
  tabs_->addTab(withBoxes(scatter_, {cost_}), tr("Cost"));
  parallel_ = new ParallelChart(this);
  tabs_->addTab(parallel_, tr("Settings"));
  confusion_ = new ConfusionPair(this);
  tabs_->addTab(confusion_, tr("Confusion"));
  table_ = new QTableWidget(this);
  table_->setAccessibleName(tr("All designs"));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSortingEnabled(true);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  tabs_->addTab(table_, tr("Table"));
  for (QComboBox* one : {courseValue_, courseAxis_}) {
    connect(one, &QComboBox::currentIndexChanged, this, &ComparePage::refreshCourses);
  }
  connect(cost_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshScatter);
  connect(tabs_, &QTabWidget::currentChanged, this, &ComparePage::refreshCharts);
  return tabs_;
}

void ComparePage::connectSession() {
  connect(&session_, &SweepSession::opened, this, [this] {
    fromRuns_ = fromRuns_ && !session_.isOpen();
    model_.setSweep(session_.isOpen() ? &session_.view() : nullptr);
    makeAxisBoxes();
    refresh();
    if (beginWhenOpen_ && session_.isOpen()) runMissing();
    beginWhenOpen_ = false;
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
  SweepSpec spec;
  spec.axes = {ablationAxis(design.experiment.stack, *catalog_, blocks)};
  if (spec.axes[0].values.size() < 2) {
    emit failed({"", tr("There is no block here that the design could do without.").toStdString(),
                 tr("Select a convolution, a pooling or a lane.").toStdString()});
    return;
  }
  spec.name = design.experiment.name + " without " + spec.axes[0].values.back().label;
  spec.base = writeJson(experimentJson(design.experiment), JsonLayout::Compact);
  spec.seeds.clear();
  for (std::uint64_t i = 0; i < 5; ++i) spec.seeds.push_back(design.experiment.seed + i);
  openSweep(spec, design.folder, Begin::Yes);
}

void ComparePage::runMissing() {
  session_.start(threads_);
}

void ComparePage::writeReport() {
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Save Report"), QStringLiteral("report.html"), tr("Web page (*.html);;PDF (*.pdf)"));
  if (path.isEmpty()) return;
  const std::string html = reportHtml(comparison_, *catalog_, utcNow().substr(0, 16) + " UTC");
  const bool pdf = QFileInfo(path).suffix().toLower() == QLatin1String("pdf");
  const auto done = writeFile(path, pdf ? reportPdf(html).toStdString() : html);
  if (!done) emit failed(done.error());
}

// One box for every axis: rows, columns, and a value for the others.
void ComparePage::makeAxisBoxes() {
  while (QLayoutItem* item = axisBar_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  axisBoxes_.clear();
  rowBox_ = columnBox_ = nullptr;
  const QStringList names = model_.axisNames();
  if (names.size() < 2 || model_.rowAxis() < 0) return;
  rowBox_ = box(tr("Rows"), names, this);
  columnBox_ = box(tr("Columns"), names, this);
  rowBox_->setCurrentIndex(model_.rowAxis());
  columnBox_->setCurrentIndex(model_.columnAxis());
  axisBar_->addWidget(rowBox_);
  axisBar_->addWidget(columnBox_);
  for (int a = 0; a < names.size(); ++a) {
    auto* one = box(tr("Shown value of %1").arg(names[a]), model_.axisValues(a), this);
    axisBar_->addWidget(one);
    axisBoxes_.push_back(one);
    connect(one, &QComboBox::currentIndexChanged, this, &ComparePage::arrangeMatrix);
  }
  connect(rowBox_, &QComboBox::currentIndexChanged, this, &ComparePage::arrangeMatrix);
  connect(columnBox_, &QComboBox::currentIndexChanged, this, &ComparePage::arrangeMatrix);
  arrangeMatrix();
}

void ComparePage::arrangeMatrix() {
  const int row = rowBox_->currentIndex();
  int column = columnBox_->currentIndex();
  if (column == row) {
    column = row == 0 ? 1 : 0;
    const QSignalBlocker quiet(columnBox_);
    columnBox_->setCurrentIndex(column);
  }
  std::vector<int> fixed;
  for (std::size_t a = 0; a < axisBoxes_.size(); ++a) {
    const bool free = static_cast<int>(a) == row || static_cast<int>(a) == column;
    axisBoxes_[a]->setVisible(!free);
    fixed.push_back(std::max(0, axisBoxes_[a]->currentIndex()));
  }
  model_.arrange(row, column, std::move(fixed));
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
  const bool shown = session_.isOpen() || fromRuns_;
  stack_->setCurrentIndex(shown ? kContent : 0);
  emptyHead_->setText(session_.isPlanning() ? tr("Working out the designs…")
                                            : tr("Compare designs fairly"));
  model_.refresh();
  matrix_->setVisible(session_.isOpen());
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
  const bool running = session_.isRunning();
  const SweepResults& results = session_.view().results;
  run_->setEnabled(open && !running && results.done < results.total);
  stop_->setEnabled(running);
  first_->setEnabled(running);
  report_->setEnabled(open || fromRuns_);
  run_->setText(open && !running && results.done < results.total
                    ? tr("Run &Missing (%1)").arg(results.total - results.done)
                    : tr("Run &Missing"));
}

void ComparePage::refreshFairness() {
  const auto kind = budgetBox_->currentIndex() == 0 ? BudgetKind::Epochs : BudgetKind::Evaluations;
  std::vector<Unfairness> issues = unfairnessOf(comparison_, kind);
  // While runs are made, seeds differ from design to design; that is no news.
  if (session_.isRunning()) {
    std::erase_if(issues, [](const Unfairness& one) { return one.aspect == "Seeds"; });
  }
  QStringList words;
  for (const Unfairness& issue : issues) {
    words << QString::fromStdString(issue.aspect + ": " + issue.text);
  }
  fair_ = words.isEmpty();
  fairness_->setText(fair_
                         ? tr("Fair: the same data, split, seeds and budget.")
                         : tr("Not the same for all — %1").arg(words.join(QStringLiteral(" · "))));
  paintFairness(fair_);
}

void ComparePage::paintFairness(bool fair) {
  const Theme theme = Theme::fromPalette(palette());
  const QColor color = fair ? theme.success : theme.warning;
  QPalette own = palette();
  own.setColor(QPalette::Window, Theme::mix(theme.base, color, 0.22));
  own.setColor(QPalette::WindowText, theme.text);
  fairness_->setAutoFillBackground(true);
  fairness_->setPalette(own);
}

void ComparePage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && fairness_ != nullptr) paintFairness(fair_);
}

}  // namespace qonvolve::ui
