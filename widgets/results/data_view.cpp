// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/data_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "core/io/training_run.h"
#include "widgets/models/rows_model.h"
#include "widgets/models/sample_model.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/plane_view.h"
#include "widgets/results/balance_view.h"
#include "widgets/results/card_columns.h"
#include "widgets/results/sample_list.h"
#include "widgets/results/text_data_cards.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kDelay = 250;  // ms after an edit
constexpr int kRowLines = 8;

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QString shapeText(const FeatureShape& shape) {
  if (shape.isTokens()) {
    return DataView::tr("%1 word ids and %2 TF-IDF values").arg(shape.tokens).arg(shape.vocabulary);
  }
  if (shape.isImage()) return DataView::tr("%1 × %2 pixels").arg(shape.height).arg(shape.width);
  return shape.features == 1 ? DataView::tr("1 value")
                             : DataView::tr("%1 values").arg(shape.features);
}

QLabel* makeText(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

DataView::DataView(ExperimentDocument& document, std::shared_ptr<const Catalog> catalog,
                   QWidget* parent)
    : QWidget(parent), document_(document), catalog_(std::move(catalog)) {
  setObjectName(QStringLiteral("dataset"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);

  strip_ = new QWidget(this);
  auto* stripRow = new QHBoxLayout(strip_);
  stripRow->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kSmall, Spacing::kSmall);
  stripText_ = new QLabel(tr("Loading the data …"), strip_);
  stripText_->setWordWrap(true);
  auto* cancelButton = new QPushButton(tr("Cancel"), strip_);
  cancelButton->setObjectName(QStringLiteral("cancelData"));
  stripRow->addWidget(stripText_, 1);
  stripRow->addWidget(cancelButton);
  column->addWidget(strip_);
  connect(cancelButton, &QPushButton::clicked, this, &DataView::cancel);

  auto* holder = new QWidget(this);
  pages_ = new QStackedLayout(holder);
  auto* words = new QWidget(holder);
  auto* wordColumn = new QVBoxLayout(words);
  wordColumn->setContentsMargins(Spacing::kLarge, Spacing::kLarge, Spacing::kLarge,
                                 Spacing::kLarge);
  message_ = new QLabel(words);
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  remedy_ = new QPushButton(words);
  remedy_->setObjectName(QStringLiteral("dataRemedy"));
  wordColumn->addStretch(1);
  wordColumn->addWidget(message_);
  wordColumn->addSpacing(Spacing::kMedium);
  wordColumn->addWidget(remedy_, 0, Qt::AlignCenter);
  wordColumn->addStretch(1);
  pages_->addWidget(words);
  cards_ = new CardColumns(holder);
  cards_->setAccessibleName(tr("Data"));
  pages_->addWidget(cards_);
  column->addWidget(holder, 1);
  makeCards();

  connect(remedy_, &QPushButton::clicked, this, [this] {
    if (state_ == State::Failed) {
      emit settingsRequested();
    } else {
      load();
    }
  });
  delay_.setSingleShot(true);
  delay_.setInterval(kDelay);
  connect(&delay_, &QTimer::timeout, this, &DataView::load);
  connect(&document, &ExperimentDocument::changed, this, &DataView::follow);
  connect(&document, &ExperimentDocument::fileNameChanged, this, &DataView::follow);
  setState(State::Empty);
}

DataView::~DataView() = default;

void DataView::makeCards() {
  auto* about = new QWidget;
  auto* aboutColumn = new QVBoxLayout(about);
  aboutColumn->setContentsMargins(0, 0, 0, 0);
  source_ = makeText(about);
  split_ = makeText(about);
  aboutColumn->addWidget(source_);
  aboutColumn->addWidget(split_);
  cards_->addCard(tr("Source"), about);

  balance_ = new BalanceView;
  cards_->addCard(tr("Samples of each class"), balance_);

  text_ = new TextDataCards(*cards_, this);

  plane_ = new PlaneView;
  plane_->setMinimumHeight(12 * fontMetrics().height());
  planeCard_ = cards_->addCard(tr("Training samples"), plane_);

  samples_ = new SampleModel(this);
  sampleList_ = new SampleList(SampleList::Height::Fixed);
  sampleList_->setModel(samples_);
  sampleList_->setObjectName(QStringLiteral("dataSamples"));
  sampleList_->setAccessibleName(tr("Samples before and after preprocessing"));
  samplesCard_ = cards_->addCard(tr("As they come, and as the circuit sees them"), sampleList_);

  const auto addSpread = [this](const QString& title, QComboBox*& choice, HistogramView*& view,
                                const char* name) -> QFrame* {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Spacing::kSmall);
    choice = new CalmCombo(content);
    choice->setObjectName(QLatin1String(name));
    choice->setAccessibleName(tr("Feature of: %1").arg(title));
    choice->setMinimumContentsLength(12);
    view = new HistogramView(content);
    view->setAccessibleName(title);
    column->addWidget(choice);
    column->addWidget(view);
    return cards_->addCard(title, content);
  };
  beforeCard_ =
      addSpread(tr("Values before preprocessing"), beforeChoice_, before_, "featureBefore");
  afterCard_ = addSpread(tr("Values that reach the circuit"), afterChoice_, after_, "featureAfter");
  connect(beforeChoice_, &QComboBox::currentIndexChanged, this, [this] {
    if (report_) fillSpread(beforeChoice_, before_, report_->before);
  });
  connect(afterChoice_, &QComboBox::currentIndexChanged, this, [this] {
    if (report_) fillSpread(afterChoice_, after_, report_->after);
  });

  rows_ = new RowsModel(this);
  rowsTable_ = new QTableView;
  rowsTable_->setObjectName(QStringLiteral("firstRows"));
  rowsTable_->setModel(rows_);
  rowsTable_->setAccessibleName(tr("First rows"));
  rowsTable_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  rowsTable_->setFrameShape(QFrame::NoFrame);
  rowsTable_->setAlternatingRowColors(true);
  rowsTable_->setShowGrid(false);
  rowsTable_->setTabKeyNavigation(false);
  rowsTable_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  rowsTable_->setFixedHeight((kRowLines + 2) * (fontMetrics().height() + 6));
  rowsCard_ = cards_->addCard(tr("First training rows"), rowsTable_);
}

bool DataView::isCurrent() const {
  const Experiment& experiment = document_.experiment();
  return asked_ && experiment.data == shown_ && experiment.seed == shownSeed_ &&
         document_.baseFolder() == shownFolder_;
}

void DataView::follow() {
  if (isCurrent()) {
    delay_.stop();
    return;
  }
  if (isVisible()) delay_.start();
}

void DataView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!isCurrent()) load();
}

void DataView::load() {
  delay_.stop();
  const Experiment& experiment = document_.experiment();
  asked_ = true;
  shown_ = experiment.data;
  shownSeed_ = experiment.seed;
  shownFolder_ = document_.baseFolder();
  setState(State::Loading);
  using Report = std::shared_ptr<const DataReport>;
  job_.start(
      [experiment, catalog = catalog_,
       folder = shownFolder_.toStdString()](std::stop_token stop) -> Result<Report> {
        const auto prepared = prepareDataCached(experiment, *catalog, folder, stop);
        if (!prepared) return prepared.error();
        auto report = describeData(experiment, *catalog, *prepared);
        if (!report) return report.error();
        return std::make_shared<const DataReport>(std::move(*report));
      },
      [this](const Result<Report>& report) {
        if (report) {
          take(*report);
          setState(State::Ready);
          return;
        }
        report_ = nullptr;
        message_->setText(text(report.error().message + "\n" + report.error().hint).trimmed());
        remedy_->setText(tr("Data settings"));
        setState(State::Failed);
      });
}

void DataView::cancel() {
  if (state_ != State::Loading) return;
  job_.cancel();
  report_ = nullptr;
  message_->setText(tr("Loading the data was cancelled."));
  remedy_->setText(tr("Load"));
  setState(State::Cancelled);
}

void DataView::setState(State state) {
  state_ = state;
  strip_->setVisible(state == State::Loading);
  if (state == State::Empty || (state == State::Loading && !report_)) {
    message_->clear();
    remedy_->hide();
  } else {
    remedy_->show();
  }
  pages_->setCurrentIndex(report_ != nullptr ? 1 : 0);
  emit stateChanged();
}

void DataView::take(std::shared_ptr<const DataReport> report) {
  report_ = std::move(report);
  classNames_.clear();
  for (const std::string& name : report_->classNames) classNames_ << text(name);

  const SourceType* type = catalog_->sources.find(shown_.source.type);
  const QLocale locale;
  const auto number = [&](std::size_t value) {
    return locale.toString(static_cast<qulonglong>(value));
  };
  const std::size_t total = report_->samplesIn(0) + report_->samplesIn(1) + report_->samplesIn(2);
  QString about =
      QStringLiteral("<b>%1</b><br>%2")
          .arg(text(type->info.label).toHtmlEscaped(), text(type->info.summary).toHtmlEscaped());
  const QString sizes =
      report_->text != nullptr
          ? tr("%1 texts").arg(number(total))
          : tr("%1 samples of %2").arg(number(total), shapeText(report_->rawShape));
  about += QStringLiteral("<br>") + sizes;
  if (!(report_->readyShape == report_->rawShape)) {
    about += tr(", %1 reach the circuit").arg(shapeText(report_->readyShape));
  }
  source_->setText(about);
  split_->setText(tr("Split: %1 train, %2 validation, %3 test, seed %4")
                      .arg(number(report_->samplesIn(0)), number(report_->samplesIn(1)),
                           number(report_->samplesIn(2)))
                      .arg(shown_.split.seed));
  balance_->setCounts(report_->counts, classNames_);

  planeCard_->setVisible(report_->plane.has_value());
  if (report_->plane) {
    plane_->setSamples(*report_->plane, classNames_);
  }
  fillSamples();
  for (const auto& [choice, spreads] :
       {std::pair{beforeChoice_, &report_->before}, std::pair{afterChoice_, &report_->after}}) {
    const int kept = choice->currentIndex();
    const QSignalBlocker quiet(choice);
    choice->clear();
    for (const FeatureSpread& spread : *spreads) {
      choice->addItem(spread.name.empty() ? tr("All features together") : text(spread.name));
    }
    choice->setCurrentIndex(kept >= 0 && kept < choice->count() ? kept : 0);
  }
  fillSpread(beforeChoice_, before_, report_->before);
  fillSpread(afterChoice_, after_, report_->after);
  const bool numbers = report_->text == nullptr;
  beforeCard_->setVisible(numbers);
  afterCard_->setVisible(numbers);
  text_->setReport(report_->text, classNames_, report_->notes);
  rowsCard_->setVisible(numbers && !report_->rawShape.isImage());
  QStringList names;
  for (const std::string& name : report_->featureNames) names << text(name);
  rows_->setRows(report_->firstRows, report_->firstLabels, names, classNames_);
  rowsTable_->resizeColumnsToContents();
  cards_->arrange();
}

void DataView::fillSamples() {
  const auto report = report_;
  samplesCard_->setVisible(report->rawShape.isImage() && !report->samples.empty());
  samples_->setSamples(
      static_cast<int>(report->samples.size()), [report, classes = classNames_](int row) {
        const ReportedSample& sample = report->samples[static_cast<std::size_t>(row)];
        QStringList names;
        for (std::size_t i = 0; i < sample.features.size(); ++i) {
          names << QStringLiteral("x%1").arg(i + 1);
        }
        SampleCard card;
        card.before = sampleImage(sample.raw, report->rawShape, report->rawLow, report->rawHigh);
        card.seen = sampleImage(sample.seen, report->seenShape, report->rawLow, report->rawHigh);
        card.title = classes.value(sample.label);
        card.toolTip = tr("%1, sample %2. The circuit gets %3")
                           .arg(card.title)
                           .arg(row + 1)
                           .arg(featureText(names, sample.features, 16));
        return card;
      });
}

void DataView::fillSpread(QComboBox* choice, HistogramView* view,
                          const std::vector<FeatureSpread>& spreads) {
  const auto at = static_cast<std::size_t>(std::max(0, choice->currentIndex()));
  if (at >= spreads.size()) {
    view->clear();
    return;
  }
  view->setCounts(spreads[at].counts, spreads[at].low, spreads[at].high, classNames_);
}

}  // namespace qonvolve::ui
