// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/predict_dialog.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTableView>
#include <QThread>
#include <QUrl>
#include <QVBoxLayout>

#include "core/io/files.h"
#include "widgets/models/share_text.h"
#include "widgets/results/image_samples.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

using Shared = std::shared_ptr<const Predictions>;

Result<Shared> work(const QString& run, const QString& path, const Catalog& catalog,
                    std::size_t threads, const std::stop_token& stop) {
  auto trained = loadTrainedModel(run, catalog);
  if (!trained) return trained.error();
  auto samples = holdsPictures(path) ? readPictures(path, *trained, catalog, stop)
                                     : readSamples(path, *trained, catalog);
  if (!samples) return samples.error();
  ThreadPool pool(threads);
  Predictions predictions;
  auto probabilities = predict(*trained, *samples, pool, stop);
  if (!probabilities) return probabilities.error();
  predictions.probabilities = std::move(*probabilities);
  if (samples->labelled && !stop.stop_requested()) {
    ModelRunner runner(trained->model, stageFactory(), pool);
    predictions.scores =
        evaluate(runner, *trained->loss, trained->parameters, samples->ready, stop);
  }
  predictions.samples = std::move(*samples);
  predictions.classNames = trained->fitted.classNames;
  return std::make_shared<const Predictions>(std::move(predictions));
}

}  // namespace

PredictDialog::PredictDialog(std::shared_ptr<const Catalog> catalog, const QString& runFolder,
                             const QString& runName, QWidget* parent)
    : QDialog(parent), catalog_(std::move(catalog)), runFolder_(runFolder) {
  setObjectName(QStringLiteral("predictDialog"));
  setWindowTitle(tr("Predict with %1").arg(runName));
  setAttribute(Qt::WA_DeleteOnClose);
  setAcceptDrops(true);
  resize(720, 480);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(Spacing::kMedium);
  makeTopRow(runName);
  makeResult();
  auto* buttons = new QHBoxLayout;
  score_ = new QLabel(this);
  score_->setObjectName(QStringLiteral("predictScore"));
  score_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  score_->setWordWrap(true);
  buttons->addWidget(score_, 1);
  export_ = new QPushButton(icon(QStringLiteral("document-export")), tr("Export as CSV…"), this);
  export_->setObjectName(QStringLiteral("predictExport"));
  export_->setEnabled(false);
  auto* close = new QPushButton(tr("Close"), this);
  buttons->addWidget(export_);
  buttons->addWidget(close);
  column->addLayout(buttons);
  connect(export_, &QPushButton::clicked, this, &PredictDialog::chooseExport);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  say(
      tr("Choose a CSV file with the columns of the training data (the class column may be "
         "missing), a folder of pictures, or images in IDX files. You can also drop them here. "
         "Pictures become grey values in the size of the training images; subfolders named like "
         "classes tell the classes."));
}

void PredictDialog::makeTopRow(const QString& runName) {
  auto* about = new QLabel(tr("The best parameters of %1 answer on your own samples, which go "
                              "through the preprocessing as it was fitted in training.")
                               .arg(runName),
                           this);
  about->setWordWrap(true);
  auto* row = new QHBoxLayout;
  path_ = new QLineEdit(this);
  path_->setReadOnly(true);
  path_->setAccessibleName(tr("File or folder"));
  path_->setPlaceholderText(tr("No file chosen"));
  auto* file = new QPushButton(icon(QStringLiteral("document-open")), tr("Open file…"), this);
  auto* folder = new QPushButton(icon(QStringLiteral("folder")), tr("Open folder…"), this);
  row->addWidget(path_, 1);
  row->addWidget(file);
  row->addWidget(folder);
  static_cast<QVBoxLayout*>(layout())->addWidget(about);
  static_cast<QVBoxLayout*>(layout())->addLayout(row);
  connect(file, &QPushButton::clicked, this, &PredictDialog::chooseFile);
  connect(folder, &QPushButton::clicked, this, &PredictDialog::chooseFolder);
}

void PredictDialog::makeResult() {
  auto* holder = new QWidget(this);
  pages_ = new QStackedLayout(holder);
  message_ = new QLabel(holder);
  message_->setObjectName(QStringLiteral("predictMessage"));
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  message_->setMargin(Spacing::kHuge);
  pages_->addWidget(message_);
  model_ = new PredictionModel(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(PredictionModel::SortRole);
  table_ = new QTableView(holder);
  table_->setModel(sorted_);
  table_->setAccessibleName(tr("Predictions"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  table_->horizontalHeader()->setHighlightSections(false);
  pages_->addWidget(table_);
  static_cast<QVBoxLayout*>(layout())->addWidget(holder, 1);
}

void PredictDialog::say(const QString& text) {
  message_->setText(text);
  pages_->setCurrentWidget(message_);
}

void PredictDialog::predictOn(const QString& path) {
  path_->setText(QDir::toNativeSeparators(path));
  predictions_ = nullptr;
  export_->setEnabled(false);
  score_->clear();
  say(tr("Reading and predicting …"));
  const auto threads = static_cast<std::size_t>(std::max(1, QThread::idealThreadCount()));
  job_.start([run = runFolder_, path, catalog = catalog_,
              threads](std::stop_token stop) { return work(run, path, *catalog, threads, stop); },
             [this](const Result<Shared>& predictions) {
               if (!predictions) {
                 const Error& error = predictions.error();
                 say(QString::fromStdString(toText(error)));
                 emit answered(false);
                 return;
               }
               take(*predictions);
               emit answered(true);
             });
}

void PredictDialog::take(const std::shared_ptr<const Predictions>& predictions) {
  predictions_ = predictions;
  model_->setPredictions(predictions);
  table_->sortByColumn(0, Qt::AscendingOrder);
  table_->resizeColumnsToContents();
  pages_->setCurrentWidget(table_);
  export_->setEnabled(true);
  const QLocale locale;
  const QString count = locale.toString(static_cast<qulonglong>(predictions->samples.raw.size()));
  if (!predictions->scores) {
    score_->setText(tr("%1 samples without classes").arg(count));
    return;
  }
  const Scores& scores = *predictions->scores;
  score_->setText(tr("%1 samples, accuracy %2")
                      .arg(count, shareText(scores.accuracy, {scores.low95, scores.high95})));
}

Result<void> PredictDialog::exportTo(const QString& path) const {
  return writeFile(path, predictions_->toCsv());
}

void PredictDialog::chooseFile() {
  const QString path = QFileDialog::getOpenFileName(
      this, tr("Predict on"), path_->text(),
      tr("Samples (*.csv *.tsv *.txt *ubyte *ubyte.gz *.idx3 *.png *.jpg *.jpeg *.bmp);;"
         "All files (*)"));
  if (!path.isEmpty()) predictOn(path);
}

void PredictDialog::chooseFolder() {
  const QString path =
      QFileDialog::getExistingDirectory(this, tr("Folder of pictures or IDX files"), path_->text());
  if (!path.isEmpty()) predictOn(path);
}

void PredictDialog::chooseExport() {
  const QFileInfo source(path_->text());
  const QString start = source.absolutePath() + QLatin1Char('/') + source.completeBaseName() +
                        QStringLiteral(" predictions.csv");
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Export predictions"), start, tr("CSV (*.csv)"));
  if (path.isEmpty()) return;
  if (const auto done = exportTo(path); !done) {
    say(QString::fromStdString(toText(done.error())));
  } else {
    score_->setText(tr("Wrote %1").arg(path));
  }
}

void PredictDialog::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void PredictDialog::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  predictOn(event->mimeData()->urls().first().toLocalFile());
}

}  // namespace qonvolve::ui
