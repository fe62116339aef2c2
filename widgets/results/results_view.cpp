// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/models/class_score_model.h"
#include "widgets/models/share_text.h"
#include "widgets/plots/confusion_view.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/plane_view.h"
#include "widgets/results/robustness_page.h"
#include "widgets/results/sample_browser.h"
#include "widgets/results/sentence_box.h"
#include "widgets/results/value_map_page.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kBins = 25;
enum Page { kSamples, kClasses, kProbabilities, kPlane, kMap, kSentence, kNoise };

QString partName(DataPart part) {
  switch (part) {
    case DataPart::Test:
      return ResultsView::tr("Test");
    case DataPart::Validation:
      return ResultsView::tr("Validation");
    default:
      return ResultsView::tr("Training");
  }
}

}  // namespace

ResultsView::ResultsView(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), catalog_(std::move(catalog)) {
  setObjectName(QStringLiteral("results"));
  stack_ = new QStackedLayout(this);
  auto* words = new QWidget(this);
  auto* wordColumn = new QVBoxLayout(words);
  message_ = new QLabel(words);
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  remedy_ = new QPushButton(words);
  remedy_->setObjectName(QStringLiteral("resultsRemedy"));
  wordColumn->addStretch(1);
  wordColumn->addWidget(message_);
  wordColumn->addWidget(remedy_, 0, Qt::AlignCenter);
  wordColumn->addStretch(1);
  stack_->addWidget(words);
  connect(remedy_, &QPushButton::clicked, this, &ResultsView::remedyRequested);

  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kMedium, Spacing::kTiny);
  column->setSpacing(Spacing::kSmall);
  makeHeader(page);
  makePages(page);
  stack_->addWidget(page);
  setMessage(tr("No results yet. Train once, or choose a run under Runs."), tr("Train"));
}

ResultsView::~ResultsView() = default;

void ResultsView::makeHeader(QWidget* page) {
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kMedium);
  auto* titles = new QVBoxLayout;
  titles->setSpacing(0);
  heading_ = new QLabel(page);
  heading_->setFont(scaledFont(1, QFont::DemiBold));
  score_ = new QLabel(page);
  score_->setObjectName(QStringLiteral("resultScore"));
  for (QLabel* label : {heading_, score_}) {
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    titles->addWidget(label);
  }
  parts_ = new QComboBox(page);
  parts_->setObjectName(QStringLiteral("resultPart"));
  parts_->setAccessibleName(tr("Part of the data"));
  parts_->setToolTip(tr("Part of the data"));
  parts_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  row->addWidget(parts_);
  row->addLayout(titles);
  row->addStretch(1);
  auto* predict = new QPushButton(icon(QStringLiteral("predict")), tr("Predict…"), page);
  predict->setObjectName(QStringLiteral("predictButton"));
  predict->setToolTip(tr("Predict on your own data with this run"));
  row->addWidget(predict);
  static_cast<QVBoxLayout*>(page->layout())->addLayout(row);
  connect(predict, &QPushButton::clicked, this, &ResultsView::predictRequested);
  connect(parts_, &QComboBox::activated, this, &ResultsView::showPart);
}

void ResultsView::makePages(QWidget* page) {
  auto* splitter = new QSplitter(Qt::Horizontal, page);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(Spacing::kMedium);
  confusion_ = new ConfusionView(splitter);
  // The tabs stand above what they switch, where they have most of the width.
  auto* views = new QWidget(splitter);
  auto* viewColumn = new QVBoxLayout(views);
  viewColumn->setContentsMargins(0, 0, 0, 0);
  viewColumn->setSpacing(Spacing::kSmall);
  pages_ = new QTabBar(views);
  pages_->setObjectName(QStringLiteral("resultPages"));
  pages_->setAccessibleName(tr("Views of the results"));
  pages_->setDrawBase(false);
  pages_->setExpanding(false);
  for (const QString& name :
       {tr("Samples"), tr("Classes"), tr("Probabilities"), tr("Decision surface"), tr("Map"),
        tr("Try a sentence"), tr("Noise")}) {
    pages_->addTab(name);
  }
  pages_->setTabToolTip(kNoise, tr("Accuracy against noise, and against shots"));
  viewColumn->addWidget(pages_);
  pageStack_ = new QStackedWidget(views);
  viewColumn->addWidget(pageStack_, 1);
  splitter->addWidget(confusion_);
  splitter->addWidget(views);
  splitter->setStretchFactor(0, 1);
  splitter->setStretchFactor(1, 3);
  splitter->setSizes({280, 720});
  static_cast<QVBoxLayout*>(page->layout())->addWidget(splitter, 1);

  browser_ = new SampleBrowser(catalog_, pageStack_);
  pageStack_->addWidget(browser_);

  classScores_ = new ClassScoreModel(this);
  auto* table = new QTableView(pageStack_);
  table->setModel(classScores_);
  table->setObjectName(QStringLiteral("classScores"));
  table->setAccessibleName(tr("Scores of the classes"));
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setFrameShape(QFrame::NoFrame);
  table->setShowGrid(false);
  table->setAlternatingRowColors(true);
  table->setTabKeyNavigation(false);
  table->setWordWrap(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setStretchLastSection(false);
  pageStack_->addWidget(table);

  auto* spread = new QWidget(pageStack_);
  auto* spreadColumn = new QVBoxLayout(spread);
  spreadColumn->setContentsMargins(0, 0, 0, 0);
  spreadColumn->setSpacing(Spacing::kSmall);
  auto* spreadRow = new QHBoxLayout;
  auto* label = new QLabel(tr("Probability of"), spread);
  probabilityClass_ = new QComboBox(spread);
  probabilityClass_->setObjectName(QStringLiteral("probabilityClass"));
  probabilityClass_->setAccessibleName(tr("Probability of class"));
  probabilityClass_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  label->setBuddy(probabilityClass_);
  spreadRow->addWidget(label);
  spreadRow->addWidget(probabilityClass_);
  spreadRow->addStretch(1);
  spreadColumn->addLayout(spreadRow);
  probabilities_ = new HistogramView(spread);
  probabilities_->setAccessibleName(tr("Predicted probability"));
  spreadColumn->addWidget(probabilities_, 1);
  pageStack_->addWidget(spread);
  connect(probabilityClass_, &QComboBox::currentIndexChanged, this,
          &ResultsView::fillProbabilities);

  plane_ = new PlaneView({}, pageStack_);
  plane_->setEmptyText(tr("Only data with two features have a decision surface."));
  pageStack_->addWidget(plane_);

  map_ = new ValueMapPage(catalog_, pageStack_);
  pageStack_->addWidget(map_);
  sentence_ = new SentenceBox(catalog_, pageStack_);
  pageStack_->addWidget(sentence_);
  robustness_ = new RobustnessPage(catalog_, pageStack_);
  pageStack_->addWidget(robustness_);
  connect(robustness_, &RobustnessPage::exportRequested, this, &ResultsView::exportRequested);

  connect(pages_, &QTabBar::currentChanged, pageStack_, &QStackedWidget::setCurrentIndex);
  connect(confusion_, &ConfusionView::pickedChanged, this, [this] {
    const auto& cell = confusion_->picked();
    using Choice = SampleBrowser::Choice;
    browser_->setChoice(cell ? Choice{Choice::Kind::Pair, cell->label, cell->predicted} : Choice{});
    pages_->setCurrentIndex(kSamples);
  });
  connect(browser_, &SampleBrowser::choiceChanged, this, [this] {
    const SampleBrowser::Choice choice = browser_->choice();
    const bool pair = choice.kind == SampleBrowser::Choice::Kind::Pair;
    confusion_->setPicked(pair ? std::optional(ConfusionView::Cell{choice.label, choice.predicted})
                               : std::nullopt);
  });
}

void ResultsView::setMessage(const QString& text, const QString& button) {
  results_ = nullptr;
  part_ = nullptr;
  confusion_->clear();
  browser_->setPart(nullptr, nullptr, {});
  map_->setPart(nullptr, nullptr, {});
  sentence_->setResults(nullptr, {});
  robustness_->setPart(nullptr, nullptr);
  message_->setText(text);
  remedy_->setText(button);
  remedy_->setVisible(!button.isEmpty());
  stack_->setCurrentIndex(0);
}

void ResultsView::setResults(std::shared_ptr<const RunResults> results) {
  if (results->parts.empty()) {
    setMessage(tr("This run has no samples to show."));
    return;
  }
  results_ = std::move(results);
  const RunRecord& record = results_->record;
  classNames_.clear();
  for (const std::string& name : record.classNames) classNames_ << QString::fromStdString(name);
  heading_->setText(tr("%1, seed %2").arg(QString::fromStdString(record.name)).arg(record.seed));
  parts_->clear();
  for (const PartResults& part : results_->parts) parts_->addItem(partName(part.part));
  {
    const QSignalBlocker quiet(probabilityClass_);
    probabilityClass_->clear();
    probabilityClass_->addItems(classNames_);
    probabilityClass_->setCurrentIndex(0);
  }
  const bool texts = results_->data->raw.train.shape.texts;
  const auto offer = [this](Page page, bool useful) {
    if (!useful && pages_->currentIndex() == page) pages_->setCurrentIndex(kSamples);
    pages_->setTabVisible(page, useful);
  };
  offer(kPlane, results_->surface.has_value());
  offer(kMap, ValueMapPage::canShow(*results_));
  offer(kSentence, texts);
  sentence_->setResults(texts ? results_ : nullptr, classNames_);
  showPart();
  stack_->setCurrentIndex(1);
}

QString ResultsView::scoreText() const {
  if (part_ == nullptr) return {};
  const Scores& scores = part_->scores;
  const QLocale locale;
  return tr("%1 accuracy %2, largest class %3 %, loss %4, %5 samples")
      .arg(partName(part_->part), shareText(scores.accuracy, {scores.low95, scores.high95}),
           locale.toString(100 * majorityShare(scores), 'f', 1),
           locale.toString(scores.loss, 'g', 3),
           locale.toString(static_cast<qulonglong>(scores.samples)));
}

void ResultsView::showPart() {
  const auto at = static_cast<std::size_t>(std::max(0, parts_->currentIndex()));
  part_ = &results_->parts.at(at);
  score_->setText(scoreText());
  confusion_->setScores(part_->scores, classNames_);
  confusion_->setTitle(QStringLiteral("%1 · %2").arg(heading_->text(), parts_->currentText()));
  browser_->setPart(results_, part_, classNames_);
  classScores_->setScores(part_->scores, classNames_);
  map_->setPart(ValueMapPage::canShow(*results_) ? results_ : nullptr, part_, classNames_);
  robustness_->setPart(results_, part_);
  fillProbabilities();
  fillPlane();
}

void ResultsView::fillProbabilities() {
  if (part_ == nullptr) return;
  const int chosen = std::max(0, probabilityClass_->currentIndex());
  const bool two = classNames_.size() == 2;
  std::vector<std::vector<std::size_t>> counts(2, std::vector<std::size_t>(kBins, 0));
  const std::vector<int>& labels = results_->raw(part_->part).y;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double p = part_->probabilities(static_cast<Eigen::Index>(i), chosen);
    const auto bin = static_cast<std::size_t>(std::clamp(p * kBins, 0.0, kBins - 1.0));
    // Of two classes each keeps its colour; else the chosen one stands before all others.
    const std::size_t series = two ? static_cast<std::size_t>(labels[i])
                                   : static_cast<std::size_t>(labels[i] == chosen ? 0 : 1);
    ++counts[series][bin];
  }
  probabilities_->setXLabel(tr("predicted probability of %1").arg(classNames_.value(chosen)));
  probabilities_->setCounts(
      std::move(counts), 0, 1,
      two ? classNames_ : QStringList{classNames_.value(chosen), tr("other classes")});
}

void ResultsView::fillPlane() {
  const auto samples = samplesInPlane(*results_->data, part_->part);
  if (!samples || !results_->surface) {
    plane_->clear();
    return;
  }
  std::vector<int> predicted;
  for (std::size_t i = 0; i < samples->labels.size(); ++i) {
    predicted.push_back(predictedClass(part_->probabilities, static_cast<Eigen::Index>(i)));
  }
  plane_->setSamples(*samples, classNames_, predicted);
  plane_->setSurface(std::shared_ptr<const DecisionSurface>(results_, &*results_->surface));
}

}  // namespace qonvolve::ui
