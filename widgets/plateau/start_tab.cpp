// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/start_tab.h"

#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/analysis/narrow_start.h"
#include "core/io/files.h"
#include "core/io/run_folder.h"
#include "core/io/training_run.h"
#include "core/train/parameter_file.h"
#include "widgets/plateau/number_table.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kFormWidth = 250;
constexpr int kMostRuns = 50;
constexpr int kMost = 100'000;
constexpr char kParameters[] = "parameters.csv";

QStringList cells(const QString& what, const QString& layers, const PartScore& score) {
  return {what, layers, QLocale().toString(score.loss, 'f', 4),
          StartTab::tr("%1 %").arg(QLocale().toString(100 * score.accuracy, 'f', 1))};
}

/// A new file, named after the design.
QString newFile(const QString& folder, const Experiment& experiment) {
  const QString now =
      QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddTHHmmsszzz"));
  return folder + QLatin1Char('/') + now + QLatin1Char('-') + safeFolderName(experiment.name) +
         QStringLiteral(".csv");
}

}  // namespace

StartTab::StartTab(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      catalog_(std::move(catalog)),
      method_(new CalmCombo(this)),
      about_(new QLabel(this)),
      forms_(new QStackedWidget(this)),
      train_(new QPushButton(this)),
      use_(new QPushButton(icon(QStringLiteral("ok")), tr("Begin training here"), this)),
      words_(new QLabel(this)),
      table_(new QTreeWidget(this)) {
  method_->setAccessibleName(tr("Where the start comes from"));
  method_->addItem(tr("Layer by layer"));
  method_->addItem(tr("From fewer qubits"));
  method_->addItem(tr("From a run"));
  forms_->addWidget(makeLayersForm());
  forms_->addWidget(makeNarrowForm());
  forms_->addWidget(makeRunForm());
  for (QLabel* label : {about_, words_}) label->setWordWrap(true);
  use_->setToolTip(
      tr("Sets the initialization of the design to these parameters (one undo step)."));

  auto* side = new QVBoxLayout;
  side->setSpacing(Spacing::kMedium);
  side->addWidget(method_);
  side->addWidget(about_);
  side->addWidget(forms_);
  side->addWidget(train_);
  side->addWidget(use_);
  side->addStretch(1);
  auto* holder = new QWidget(this);
  holder->setLayout(side);
  holder->setFixedWidth(kFormWidth);
  side->setContentsMargins(0, 0, Spacing::kMedium, 0);

  table_->setAccessibleName(tr("Stages of the start"));
  table_->setHeaderLabels({tr("Stage"), tr("Trained"), tr("Loss"), tr("Accuracy")});
  table_->setRootIsDecorated(false);
  setUpNumberTable(*table_, tr("Train a start, and its stages are listed here as they end."));
  auto* column = new QVBoxLayout;
  column->addWidget(words_);
  column->addWidget(table_, 1);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(Spacing::kMedium, Spacing::kMedium, Spacing::kMedium, Spacing::kMedium);
  row->addWidget(holder);
  row->addLayout(column, 1);

  timer_.setInterval(100);
  connect(&timer_, &QTimer::timeout, this, &StartTab::collect);
  connect(train_, &QPushButton::clicked, this, &StartTab::toggle);
  connect(use_, &QPushButton::clicked, this, &StartTab::use);
  connect(method_, &QComboBox::currentIndexChanged, this, [this](int index) {
    forms_->setCurrentIndex(index);
    ready_ = {};
    words_->clear();
    refresh();
  });
  connect(runs_, &QComboBox::currentIndexChanged, this, &StartTab::refresh);
  refresh();
}

QSpinBox* StartTab::addSpin(QFormLayout& form, const QString& label, const QString& help,
                            std::int64_t value, int low) {
  auto* spin = new QSpinBox(this);
  spin->setRange(low, kMost);
  spin->setValue(static_cast<int>(value));
  spin->setToolTip(help);
  spin->setAccessibleName(label);
  form.addRow(label, spin);
  return spin;
}

QWidget* StartTab::makeLayersForm() {
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  const LayerwiseOptions usual;
  first_ = addSpin(*form, tr("Layers at first"), tr("Trained together in the first stage."),
                   usual.start, 1);
  added_ = addSpin(*form, tr("Layers added"), tr("In each further stage, with all angles 0."),
                   usual.add, 1);
  trained_ = addSpin(*form, tr("Layers trained"),
                     tr("The newest ones; older layers stay as they are."), usual.trained, 1);
  stageEpochs_ = addSpin(*form, tr("Epochs"), tr("Of each stage."), usual.epochs, 1);
  fraction_ = new QDoubleSpinBox(this);
  fraction_->setRange(0.01, 1);
  fraction_->setSingleStep(0.1);
  fraction_->setValue(usual.fraction);
  fraction_->setAccessibleName(tr("Phase 2 share"));
  fraction_->setToolTip(tr("Phase 2 trains contiguous parts with this share of all layers."));
  form->addRow(tr("Phase 2 share"), fraction_);
  sweeps_ = addSpin(*form, tr("Phase 2 sweeps"), tr("Through all parts; 0: no phase 2."),
                    usual.sweeps, 0);
  return page;
}

QWidget* StartTab::makeNarrowForm() {
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  width_ = addSpin(*form, tr("Qubits"), tr("Below those of the design."), 4, 2);
  epochs_ = addSpin(*form, tr("Epochs"), tr("Of the narrow design."), 10, 1);
  return page;
}

QWidget* StartTab::makeRunForm() {
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  form->setRowWrapPolicy(QFormLayout::WrapAllRows);
  runs_ = new CalmCombo(this);
  runs_->setAccessibleName(tr("Run"));
  runs_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  runs_->setMinimumContentsLength(12);
  form->addRow(tr("Run, the newest first"), runs_);
  return page;
}

StartTab::Method StartTab::method() const {
  return static_cast<Method>(method_->currentIndex());
}

void StartTab::setMethod(Method method) {
  method_->setCurrentIndex(static_cast<int>(method));
}

void StartTab::setDesign(const Experiment& experiment, const QString& baseFolder,
                         std::uint32_t qubits, std::size_t threads) {
  experiment_ = experiment;
  baseFolder_ = baseFolder;
  qubits_ = qubits;
  threads_ = threads;
  width_->setMaximum(static_cast<int>(std::max(3U, qubits)) - 1);
  refresh();
}

void StartTab::setRunsFolder(const QString& folder) {
  runsFolder_ = folder;
  if (isVisible()) fillRuns();
}

void StartTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  fillRuns();
}

void StartTab::fillRuns() {
  const QString before = runs_->currentData().toString();
  const QSignalBlocker quiet(runs_);
  runs_->clear();
  const QDir folder(runsFolder_);
  if (!runsFolder_.isEmpty()) {
    // Their names begin with the date.
    const auto entries =
        folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString& name : entries) {
      const QString file = folder.filePath(name + QLatin1Char('/') + QLatin1String(kParameters));
      if (runs_->count() == kMostRuns) break;
      if (QFileInfo::exists(file)) runs_->addItem(name, file);
    }
  }
  runs_->setCurrentIndex(std::max(0, runs_->findData(before)));
  refresh();
}

void StartTab::refresh() {
  const bool busy = job_.isBusy();
  method_->setEnabled(!busy);
  forms_->setEnabled(!busy);
  train_->setVisible(method() != Method::Run);
  train_->setText(busy ? tr("Cancel") : tr("Train a start"));
  train_->setIcon(icon(busy ? QStringLiteral("stop") : QStringLiteral("train")));
  train_->setEnabled(method() != Method::Narrow || qubits_ > 2);
  const bool hasRun = method() == Method::Run && runs_->currentIndex() >= 0;
  use_->setEnabled(!busy && (hasRun || !ready_.file.isEmpty()));
  switch (method()) {
    case Method::Layers:
      about_->setText(tr(
          "Phase 1 adds layers of zeros and trains the newest; phase 2 trains parts of the whole "
          "in turn (arXiv:2006.14904)."));
      break;
    case Method::Narrow:
      about_->setText(
          tr("Trains the design on fewer qubits and features; layers with shared weights keep "
             "their number of parameters (arXiv:2404.10044)."));
      break;
    case Method::Run:
      about_->setText(hasRun ? tr("Blocks of the same kind and size take the best parameters of "
                                  "the run.")
                             : tr("There is no run yet whose parameters could be taken."));
      break;
  }
  if (!words_->text().isEmpty() || busy) return;
  words_->setText(method() == Method::Run
                      ? QString()
                      : tr("A start near a good place avoids the flat middle of the landscape. Its "
                           "stages appear here."));
}

StartTab::Wishes StartTab::wishes() const {
  const QString own = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  return {.method = method(),
          .file = newFile((runsFolder_.isEmpty() ? own : runsFolder_) + "/starts", experiment_),
          .layers = {.start = first_->value(),
                     .add = added_->value(),
                     .trained = trained_->value(),
                     .epochs = stageEpochs_->value(),
                     .fraction = fraction_->value(),
                     .sweeps = sweeps_->value()},
          .qubits = static_cast<std::uint32_t>(width_->value()),
          .epochs = epochs_->value()};
}

Result<StartTab::Start> StartTab::make(const Experiment& experiment, const Catalog& catalog,
                                       const std::string& baseFolder, std::size_t threads,
                                       const Wishes& wishes,
                                       const std::shared_ptr<Mailbox>& mailbox,
                                       const std::stop_token& stop) {
  const auto post = [&mailbox](const QStringList& row) {
    const std::lock_guard lock(mailbox->mutex);
    mailbox->rows.push_back(row);
  };
  const auto data = prepareDataCached(experiment, catalog, baseFolder, stop);
  if (!data) return data.error();
  ThreadPool pool(threads);
  Start start{.file = wishes.file, .align = QStringLiteral("first")};
  Model model;
  std::vector<double> parameters;
  if (wishes.method == Method::Layers) {
    auto done = trainLayerwise(
        experiment, catalog, data->ready, wishes.layers, pool, stop,
        [&](const LayerwiseStage& stage) {
          post(cells(tr("Phase %1, depth %2").arg(stage.phase).arg(stage.layers),
                     tr("%1 to %2").arg(stage.first + 1).arg(stage.last), stage.score));
        });
    if (!done) return done.error();
    start.identityLayers = done->identityLayers;
    start.stopped = done->stopped;
    model = std::move(done->model);
    parameters = std::move(done->parameters);
  } else {
    auto done = trainNarrow(
        experiment, catalog, data->ready, wishes.qubits, wishes.epochs, pool, stop,
        [&](std::uint64_t epoch, const PartScore& score) {
          post(cells(tr("%1 qubits, epoch %2").arg(wishes.qubits).arg(epoch), tr("all"), score));
        });
    if (!done) return done.error();
    start.align = QStringLiteral("last");
    start.stopped = done->stopped;
    model = std::move(done->model);
    parameters = std::move(done->parameters);
  }
  if (start.stopped) return start;
  if (!QDir().mkpath(QFileInfo(start.file).path())) {
    return Error{
        "", tr("The folder %1 could not be made.").arg(QFileInfo(start.file).path()).toStdString(),
        ""};
  }
  const auto written = writeFile(start.file, parameterFileText(model, parameters, parameters));
  if (!written) return written.error();
  return start;
}

void StartTab::toggle() {
  if (job_.isBusy()) {
    job_.cancel();
    collect();
    timer_.stop();
    words_->setText(tr("Cancelled."));
    refresh();
    return;
  }
  table_->clear();
  shown_ = 0;
  ready_ = {};
  mailbox_ = std::make_shared<Mailbox>();
  job_.start(
      [experiment = experiment_, catalog = catalog_, folder = baseFolder_.toStdString(),
       threads = threads_, wishes = wishes(), mailbox = mailbox_](std::stop_token stop) {
        return make(experiment, *catalog, folder, threads, wishes, mailbox, stop);
      },
      [this](const Result<Start>& made) { show(made); });
  words_->setText(tr("Training the start…"));
  timer_.start();
  refresh();
}

void StartTab::show(const Result<Start>& made) {
  collect();
  timer_.stop();
  if (!made) {
    words_->setText(QString::fromStdString(made.error().message + " " + made.error().hint));
  } else {
    ready_ = *made;
    words_->setText(tr("The start is ready."));
    if (!ready_.identityLayers) {
      words_->setText(words_->text() + QLatin1Char(' ') +
                      tr("New layers are no identities, even with angles 0, so the loss jumped "
                         "when one was added: a trainable entangler such as RZZ, or Mirrored, "
                         "avoids that."));
    }
  }
  refresh();
  emit finished();
}

void StartTab::use() {
  if (method() == Method::Run && runs_->currentIndex() >= 0) {
    emit chosen(runs_->currentData().toString(), QStringLiteral("last"));
  } else if (!ready_.file.isEmpty()) {
    emit chosen(ready_.file, ready_.align);
  } else {
    return;
  }
  words_->setText(tr("Training now begins with these parameters; Undo takes that back."));
}

void StartTab::collect() {
  std::vector<QStringList> fresh;
  {
    const std::lock_guard lock(mailbox_->mutex);
    fresh.assign(mailbox_->rows.begin() + static_cast<std::ptrdiff_t>(shown_),
                 mailbox_->rows.end());
  }
  for (const QStringList& row : fresh) {
    auto* item = new QTreeWidgetItem(table_, row);
    for (int c = 1; c < table_->columnCount(); ++c) {
      item->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    }
    ++shown_;
  }
  if (!fresh.empty()) table_->scrollToBottom();
}

}  // namespace qonvolve::ui
