// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/sample_browser.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "core/experiment/data_report.h"
#include "widgets/models/sample_model.h"
#include "widgets/models/share_text.h"
#include "widgets/results/sample_list.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kMostFeatures = 8;

}  // namespace

SampleBrowser::SampleBrowser(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      catalog_(std::move(catalog)),
      filter_(new QComboBox(this)),
      count_(new QLabel(this)),
      model_(new SampleModel(this)),
      list_(new SampleList(SampleList::Height::Scrolls, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  auto* row = new QHBoxLayout;
  filter_->setObjectName(QStringLiteral("sampleFilter"));
  filter_->setAccessibleName(tr("Samples to show"));
  filter_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  row->addWidget(filter_);
  row->addWidget(count_);
  row->addStretch(1);
  column->addLayout(row);
  list_->setModel(model_);
  list_->setObjectName(QStringLiteral("sampleList"));
  list_->setAccessibleName(tr("Samples"));
  column->addWidget(list_, 1);
  connect(filter_, &QComboBox::activated, this, [this] {
    refresh();
    emit choiceChanged();
  });
}

void SampleBrowser::setPart(std::shared_ptr<const RunResults> results, const PartResults* part,
                            const QStringList& classNames) {
  results_ = std::move(results);
  part_ = part;
  classNames_ = classNames;
  fillChoices();
  refresh();
}

void SampleBrowser::fillChoices() {
  filter_->clear();
  choices_.clear();
  if (part_ == nullptr) return;
  const Scores& scores = part_->scores;
  std::size_t wrong = 0;
  std::vector<Choice> pairs;
  const auto countOf = [&](const Choice& pair) {
    return scores
        .confusion[static_cast<std::size_t>(pair.label)][static_cast<std::size_t>(pair.predicted)];
  };
  const auto classes = static_cast<int>(scores.confusion.size());
  for (int i = 0; i < classes; ++i) {
    for (int j = 0; j < classes; ++j) {
      const Choice pair{Choice::Kind::Pair, i, j};
      if (i != j) wrong += countOf(pair);
      if (countOf(pair) > 0) pairs.push_back(pair);
    }
  }
  // Mistakes before what is right, the frequent ones first.
  std::stable_sort(pairs.begin(), pairs.end(), [&](const Choice& a, const Choice& b) {
    const bool aWrong = a.label != a.predicted;
    const bool bWrong = b.label != b.predicted;
    return aWrong != bWrong ? aWrong : countOf(a) > countOf(b);
  });
  const auto add = [this](const Choice& choice, const QString& text, std::size_t count) {
    choices_.push_back(choice);
    filter_->addItem(
        QStringLiteral("%1 (%2)").arg(text, QLocale().toString(static_cast<qulonglong>(count))));
  };
  add({Choice::Kind::Mistakes}, tr("All mistakes"), wrong);
  add({Choice::Kind::All}, tr("All samples"), scores.samples);
  for (const Choice& pair : pairs) {
    const QString label = classNames_.value(pair.label);
    add(pair,
        pair.label == pair.predicted
            ? tr("%1, found").arg(label)
            : tr("%1 taken for %2").arg(label, classNames_.value(pair.predicted)),
        countOf(pair));
  }
}

void SampleBrowser::setChoice(const Choice& choice) {
  const auto found = std::find(choices_.begin(), choices_.end(), choice);
  if (found == choices_.end()) {
    // A pair that never came up: nothing to show, and the list says so.
    if (choice.kind != Choice::Kind::Pair || part_ == nullptr) return;
    choices_.push_back(choice);
    filter_->addItem(
        tr("%1 taken for %2 (0)")
            .arg(classNames_.value(choice.label), classNames_.value(choice.predicted)));
    filter_->setCurrentIndex(filter_->count() - 1);
  } else {
    filter_->setCurrentIndex(static_cast<int>(found - choices_.begin()));
  }
  refresh();
}

SampleBrowser::Choice SampleBrowser::choice() const {
  const auto at = static_cast<std::size_t>(std::max(0, filter_->currentIndex()));
  return at < choices_.size() ? choices_[at] : Choice();
}

void SampleBrowser::refresh() {
  rows_.clear();
  if (part_ == nullptr) {
    model_->clear();
    count_->clear();
    return;
  }
  const Choice wanted = choice();
  const std::vector<int>& labels = results_->raw(part_->part).y;
  const Matrix& probabilities = part_->probabilities;
  std::vector<double> sure(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const int predicted = predictedClass(probabilities, row);
    sure[i] = probabilities(row, predicted);
    const bool fits = wanted.kind == Choice::Kind::All ||
                      (wanted.kind == Choice::Kind::Mistakes && predicted != labels[i]) ||
                      (wanted.kind == Choice::Kind::Pair && predicted == wanted.predicted &&
                       labels[i] == wanted.label);
    if (fits) rows_.push_back(i);
  }
  std::stable_sort(rows_.begin(), rows_.end(),
                   [&](std::size_t a, std::size_t b) { return sure[a] > sure[b]; });
  if (!rows_.empty()) {
    count_->setText(tr("The surest come first."));
  } else if (wanted.kind == Choice::Kind::Mistakes) {
    count_->setText(tr("No mistakes. “All samples” shows what was found."));
  } else {
    count_->setText(tr("None."));
  }

  const Dataset& raw = results_->raw(part_->part);
  const double low = raw.x.size() > 0 ? raw.x.minCoeff() : 0;
  const double high = raw.x.size() > 0 ? raw.x.maxCoeff() : 1;
  model_->setSamples(static_cast<int>(rows_.size()), [results = results_, part = part_,
                                                      rows = rows_, classes = classNames_,
                                                      catalog = catalog_, low, high](int row) {
    const std::size_t sample = rows[static_cast<std::size_t>(row)];
    const auto at = static_cast<Eigen::Index>(sample);
    const Dataset& own = results->raw(part->part);
    const Dataset& ready = results->ready(part->part);
    const std::span<const double> values(own.x.row(at).data(),
                                         static_cast<std::size_t>(own.x.cols()));
    const int label = own.y[sample];
    const int predicted = predictedClass(part->probabilities, at);
    const auto percent = [&](int k) { return shareText(part->probabilities(at, k)); };
    SampleCard card;
    card.wrong = label != predicted;
    card.title = card.wrong
                     ? QStringLiteral("%1 → %2").arg(classes.value(label), classes.value(predicted))
                     : classes.value(label);
    card.before = sampleImage(values, own.shape, low, high);
    QStringList names;
    for (std::size_t j = 0; j < values.size() && j < kMostFeatures; ++j) {
      names << QString::fromStdString(featureName(own, j));
    }
    card.detail = percent(predicted);
    if (own.shape.texts) {
      card.detail += QLatin1Char('\n') + QString::fromStdString(own.texts[sample]);
    } else if (card.before.isNull()) {
      card.detail += QLatin1Char('\n') + featureText(names, values, kMostFeatures);
    } else {
      const auto seen = asSeen(results->experiment.data, *catalog, results->data->fitted, own.shape,
                               ready.x.row(at));
      if (seen) {
        card.seen = sampleImage({seen->x.data(), static_cast<std::size_t>(seen->x.size())},
                                seen->shape, low, high);
      }
    }
    QStringList answers;
    for (int k = 0; k < static_cast<int>(part->probabilities.cols()); ++k) {
      answers << QStringLiteral("%1 %2").arg(classes.value(k), percent(k));
    }
    card.toolTip = tr("Sample %1: %2, predicted %3 (%4)")
                       .arg(sample + 1)
                       .arg(classes.value(label), classes.value(predicted),
                            answers.join(QStringLiteral(", ")));
    if (own.shape.texts) {
      card.toolTip += QLatin1Char('\n') + QString::fromStdString(own.texts[sample]).left(1000);
    }
    return card;
  });
}

}  // namespace qonvolve::ui
