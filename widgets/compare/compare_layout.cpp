// SPDX-License-Identifier: GPL-3.0-or-later
// What the page that compares is put together from.
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/study/statistics.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/confusion_pair.h"
#include "widgets/compare/matrix_delegate.h"
#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

namespace {

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
  auto* choose = button(tr("&Choose Runs…"), QStringLiteral("runs"), page);
  auto* open = button(tr("&Open Sweep…"), QStringLiteral("document-open"), page);
  connect(choose, &QPushButton::clicked, this, &ComparePage::chooseRunsRequested);
  connect(fresh, &QPushButton::clicked, this, &ComparePage::newComparison);
  connect(open, &QPushButton::clicked, this, &ComparePage::chooseSweep);
  row->addStretch(1);
  row->addWidget(fresh);
  row->addWidget(choose);
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
  jobText_ = new QLabel(page);
  jobText_->setObjectName(QStringLiteral("jobText"));
  jobText_->setWordWrap(true);
  layout->addWidget(jobText_);
  sentence_ = new QLabel(page);
  sentence_->setObjectName(QStringLiteral("sentence"));
  sentence_->setFont(scaledFont(1.1, QFont::DemiBold));
  sentence_->setWordWrap(true);
  sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  layout->addWidget(sentence_);
  fairness_ = new QLabel(page);
  followTheme(fairness_, [this](const Theme& theme) { paintFairness(theme); });
  fairness_->setObjectName(QStringLiteral("fairness"));
  fairness_->setWordWrap(true);
  fairness_->setMargin(Spacing::kSmall);
  layout->addWidget(fairness_);
  layout->addWidget(makeViewBar());
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
  auto* menu = new QMenu(this);
  menu->setToolTipsVisible(true);
  runHere_ = menu->addAction(tr("Run &Missing"));
  runThere_ = menu->addAction(tr("Run on a &Cluster…"));
  runThere_->setToolTip(tr("Submit all runs that are not done to Slurm, and follow them"));
  run_ = new QToolButton(bar);
  run_->setDefaultAction(runHere_);
  run_->setIcon(icon(QStringLiteral("train")));
  run_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  run_->setPopupMode(QToolButton::MenuButtonPopup);
  run_->setFocusPolicy(Qt::StrongFocus);
  run_->setMenu(menu);
  run_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  stop_ = button(tr("&Stop All"), QStringLiteral("stop"), bar);
  first_ = button(tr("&First"), QStringLiteral("go-up"), bar);
  first_->setToolTip(tr("The selected designs come next (Alt+Up); Delete gives them up"));
  last_ = button(tr("&Last"), QStringLiteral("go-down"), bar);
  last_->setToolTip(tr("The selected designs come last (Alt+Down)"));
  report_ = button(tr("&Report…"), QStringLiteral("document-export"), bar);
  for (QWidget* one :
       std::initializer_list<QWidget*>{fresh, open, run_, stop_, first_, last_, report_}) {
    row->addWidget(one);
  }
  connect(fresh, &QPushButton::clicked, this, &ComparePage::newComparison);
  connect(open, &QPushButton::clicked, this, &ComparePage::chooseSweep);
  connect(runHere_, &QAction::triggered, this, &ComparePage::runMissing);
  connect(runThere_, &QAction::triggered, this, &ComparePage::runOnCluster);
  connect(stop_, &QPushButton::clicked, &session_, &SweepSession::stop);
  connect(first_, &QPushButton::clicked, this, [this] { session_.prefer(selectedCells()); });
  connect(last_, &QPushButton::clicked, this, [this] { session_.defer(selectedCells()); });
  connect(report_, &QPushButton::clicked, this, &ComparePage::writeReport);
  return bar;
}

// What is compared and how it is laid out; above both sides, as it holds for both.
QWidget* ComparePage::makeViewBar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  metricBox_ = box(tr("Which accuracy is compared"),
                   {tr("Accuracy: automatic"), tr("Best validation"), tr("Test accuracy"),
                    tr("Training accuracy")},
                   bar);
  budgetBox_ = box(tr("What counts as the same budget"),
                   {tr("Budget: epochs"), tr("Budget: circuits")}, bar);
  row->addWidget(metricBox_);
  row->addWidget(budgetBox_);
  axisBar_ = new QHBoxLayout;
  row->addLayout(axisBar_);
  row->addStretch(1);
  connect(metricBox_, &QComboBox::currentIndexChanged, this, [this](int index) {
    metric_ = static_cast<SweepMetric>(index);
    refresh();
  });
  connect(budgetBox_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshFairness);
  return bar;
}

QWidget* ComparePage::makeMatrixSide() {
  auto* side = matrixSide_ = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
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
  connect(&model_, &QAbstractItemModel::modelReset, matrix_, [this] {
    matrix_->clearSpans();
    for (int row = 0; row < model_.rowCount(); ++row) {
      if (model_.spanOf(row) > 1) matrix_->setSpan(row, 0, 1, model_.spanOf(row));
    }
  });
  layout->addWidget(matrix_, 1);
  auto* words = new QLabel(
      tr("★ best; = no clear difference from it (95 %, paired over seeds; %1). Dots: runs, × "
         "stuck. Lines: loss by epoch.")
          .arg(QString::fromStdString(equalOfFewText())),
      side);
  words->setWordWrap(true);
  words->setFont(scaledFont(0.9));
  layout->addWidget(words);
  connect(matrix_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &ComparePage::refreshCharts);
  const auto shortcut = [this](const QKeySequence& keys, const auto& action) {
    auto* made = new QShortcut(keys, matrix_);
    made->setContext(Qt::WidgetWithChildrenShortcut);
    connect(made, &QShortcut::activated, this, action);
  };
  shortcut(QKeySequence(Qt::ALT | Qt::Key_Up), [this] { session_.prefer(selectedCells()); });
  shortcut(QKeySequence(Qt::ALT | Qt::Key_Down), [this] { session_.defer(selectedCells()); });
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
  smoothing_ = box(tr("Smoothing"),
                   {tr("As recorded"), tr("Mean of 3 epochs"), tr("Mean of 5 epochs")}, this);
  tabs_->addTab(withBoxes(courses_, {courseValue_, courseAxis_, smoothing_}), tr("Curves"));
  strips_ = new StripChart(this);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(strips_);
  stripColor_ = box(tr("What colours mean"), {tr("One colour")}, this);
  tabs_->addTab(withBoxes(scroll, {stripColor_}), tr("Every Run"));
  scatter_ = new ScatterChart(this);
  cost_ = box(tr("Cost"),
              {tr("Parameters"), tr("Two-qubit gates"), tr("Circuit evaluations"), tr("Seconds")},
              this);
  costColor_ = box(tr("What colours mean"), {tr("Baselines apart")}, this);
  tabs_->addTab(withBoxes(scatter_, {cost_, costColor_}), tr("Cost"));
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
  auto* save = new QToolButton(this);
  save->setText(tr("Save…"));
  save->setToolTip(tr("Save a plot as SVG, PDF, PNG or CSV, or all runs as a table"));
  save->setIcon(icon(QStringLiteral("document-export")));
  save->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  save->setAutoRaise(true);
  save->setFocusPolicy(Qt::StrongFocus);
  tabs_->setCornerWidget(save);
  connect(save, &QToolButton::clicked, this, &ComparePage::exportRequested);
  for (QComboBox* one : {courseValue_, courseAxis_, smoothing_}) {
    connect(one, &QComboBox::currentIndexChanged, this, &ComparePage::refreshCourses);
  }
  connect(cost_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshScatter);
  connect(stripColor_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshStrip);
  connect(costColor_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshScatter);
  connect(tabs_, &QTabWidget::currentChanged, this, &ComparePage::refreshCharts);
  return tabs_;
}

// Boxes for rows and columns, and one for each axis that is neither: side by side, or one value.
void ComparePage::makeAxisBoxes() {
  while (QLayoutItem* item = axisBar_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  axisBoxes_.clear();
  rowBox_ = columnBox_ = nullptr;
  makeColorBoxes();
  const QStringList names = model_.axisNames();
  if (names.size() < 2 || model_.rowAxis() < 0) return;
  QStringList rows, columns;
  for (const QString& name : names) {
    rows << tr("Rows: %1").arg(name);
    columns << tr("Columns: %1").arg(name);
  }
  rowBox_ = box(tr("Rows"), rows, this);
  columnBox_ = box(tr("Columns"), columns, this);
  rowBox_->setCurrentIndex(model_.rowAxis());
  columnBox_->setCurrentIndex(model_.columnAxis());
  axisBar_->addWidget(rowBox_);
  axisBar_->addWidget(columnBox_);
  for (int a = 0; a < names.size(); ++a) {
    QStringList items{tr("%1: side by side").arg(names[a])};
    for (const QString& value : model_.axisValues(a))
      items << names[a] + QStringLiteral(": ") + value;
    auto* one = box(tr("Shown value of %1").arg(names[a]), items, this);
    one->setCurrentIndex(1);
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
  int facet = -1;
  for (int a = 0; a < static_cast<int>(axisBoxes_.size()); ++a) {
    QComboBox* one = axisBoxes_[static_cast<std::size_t>(a)];
    const bool free = a == row || a == column;
    one->setVisible(!free);
    if (!free && one->currentIndex() == 0) {
      if (facet >= 0) {  // one alone
        const QSignalBlocker quiet(one);
        one->setCurrentIndex(1);
      } else {
        facet = a;
      }
    }
    fixed.push_back(std::max(0, one->currentIndex() - 1));
  }
  model_.arrange(row, column, facet, std::move(fixed));
}

// The axes of the sweep as meanings of colours.
void ComparePage::makeColorBoxes() {
  for (QComboBox* one : {stripColor_, costColor_}) {
    const QSignalBlocker quiet(one);
    while (one->count() > 1) one->removeItem(1);
    for (const QString& name : model_.axisNames()) one->addItem(tr("Colour: %1").arg(name));
    one->setCurrentIndex(0);
    one->setVisible(one->count() > 1);
  }
}

}  // namespace qonvolve::ui
