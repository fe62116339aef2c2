// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/value_map_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <cmath>

#include "core/experiment/text_report.h"
#include "widgets/plots/map_view.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr Eigen::Index kMostSamples = 2000;
constexpr double kSpread = 0.05;  // between points of a class that have one value only

Matrix firstRows(const Matrix& x) {
  return x.topRows(std::min(x.rows(), kMostSamples));
}

}  // namespace

struct ValueMapPage::Answer {
  Coordinates at;
  std::vector<WordUse> words;        // by id; words without a use have count 0
  std::vector<std::size_t> samples;  // of the rows
};

ValueMapPage::ValueMapPage(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), catalog_(std::move(catalog)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  auto* row = new QHBoxLayout;
  subject_ = new QComboBox(this);
  subject_->setObjectName(QStringLiteral("mapSubject"));
  subject_->setAccessibleName(tr("What the map shows"));
  subject_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  moment_ = new QComboBox(this);
  moment_->setObjectName(QStringLiteral("mapMoment"));
  moment_->setAccessibleName(tr("Before or after training"));
  moment_->addItem(tr("After training"), QVariant::fromValue(Moment::Trained));
  moment_->addItem(tr("Before training"), QVariant::fromValue(Moment::Start));
  note_ = new QLabel(this);
  note_->setWordWrap(true);
  row->addWidget(subject_);
  row->addWidget(moment_);
  row->addWidget(note_, 1);
  column->addLayout(row);
  map_ = new MapView(this);
  map_->setAccessibleName(tr("Two principal components"));
  column->addWidget(map_, 1);
  connect(subject_, &QComboBox::activated, this, &ValueMapPage::refresh);
  connect(moment_, &QComboBox::activated, this, &ValueMapPage::draw);
}

ValueMapPage::~ValueMapPage() = default;

bool ValueMapPage::canShow(const RunResults& results) {
  return hasFusion(results.model) || results.data->ready.train.shape.isTokens();
}

void ValueMapPage::setPart(std::shared_ptr<const RunResults> results, const PartResults* part,
                           const QStringList& classNames) {
  job_.cancel();
  answer_ = nullptr;
  const QVariant kept = subject_->currentData();
  results_ = std::move(results);
  part_ = part;
  classNames_ = classNames;
  subject_->clear();
  if (!results_) {
    map_->clear(QString());
    return;
  }
  if (results_->data->ready.train.shape.isTokens()) {
    subject_->addItem(tr("Words"), QVariant::fromValue(Subject::Words));
  }
  if (hasFusion(results_->model)) {
    subject_->addItem(tr("Samples before fusion"), QVariant::fromValue(Subject::BeforeFusion));
    subject_->addItem(tr("Samples after fusion"), QVariant::fromValue(Subject::AfterFusion));
  }
  subject_->setCurrentIndex(std::max(0, subject_->findData(kept)));
  stale_ = true;
  if (isVisible()) refresh();
}

void ValueMapPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) refresh();
}

Result<std::shared_ptr<const ValueMapPage::Answer>> ValueMapPage::compute(
    const RunResults& results, const Catalog& catalog, DataPart part, Subject subject,
    const std::stop_token& stop) {
  const auto start =
      startParameters(results.experiment, catalog, results.model, results.data->ready.train);
  if (!start) return start.error();
  const StageFactory stages = stageFactory();
  auto answer = std::make_shared<Answer>();
  const Dataset& ready = results.ready(part);
  const FeatureShape& shape = results.data->ready.train.shape;
  const auto vectors = [&](std::span<const double> parameters) {
    if (subject == Subject::Words) {
      return wordVectors(results.model, stages, parameters, shape.vocabulary, shape.tokens);
    }
    return fusionValues(results.model, stages, parameters, firstRows(ready.x),
                        subject == Subject::BeforeFusion ? FusionSide::Before : FusionSide::After,
                        stop);
  };
  const auto trained = vectors(results.parameters);
  if (!trained) return trained.error();
  const auto before = vectors(*start);
  if (!before) return before.error();
  if (trained->rows() == 0 || before->rows() == 0) return stoppedError("");
  const PlaneOfVectors plane = principalPlane(*trained);
  answer->at = {plane.project(*trained), plane.project(*before), plane.share};
  for (Eigen::Index i = 0; i < trained->rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    answer->samples.push_back(
        ready.sampleOf.empty() || subject == Subject::Words ? row : ready.sampleOf[row]);
  }
  if (subject != Subject::Words) return std::shared_ptr<const Answer>(std::move(answer));

  const auto encoder = textEncoder(results.experiment.data, results.data->fitted);
  if (!encoder) return encoder.error();
  const Dataset& train = results.data->raw.train;
  std::vector<std::vector<std::string>> words;
  for (const std::string& text : train.texts) words.push_back(encoder->encode(text).words);
  answer->words.resize(encoder->vocabulary().size());
  for (std::uint32_t id = 0; id < encoder->vocabulary().size(); ++id) {
    answer->words[id].word = encoder->vocabulary().words[id];
  }
  for (WordUse& use : wordUses(words, train.y, train.classNames.size(), encoder->vocabulary())) {
    if (use.id != kUnknownId) answer->words[use.id] = std::move(use);
  }
  return std::shared_ptr<const Answer>(std::move(answer));
}

void ValueMapPage::refresh() {
  stale_ = false;
  answer_ = nullptr;
  if (!results_ || subject_->count() == 0) return;
  const auto subject = subject_->currentData().value<Subject>();
  map_->clear(tr("Reading the model …"));
  job_.start(
      [results = results_, catalog = catalog_, part = part_->part, subject](
          const std::stop_token& stop) { return compute(*results, *catalog, part, subject, stop); },
      [this](const Result<std::shared_ptr<const Answer>>& answer) {
        if (answer) {
          answer_ = *answer;
          draw();
        } else {
          map_->clear(QString::fromStdString(answer.error().message));
        }
        emit drawn();
      });
}

void ValueMapPage::draw() {
  if (!answer_) return;
  const bool words = subject_->currentData().value<Subject>() == Subject::Words;
  const bool trained = moment_->currentData().value<Moment>() == Moment::Trained;
  const Matrix& at = trained ? answer_->at.trained : answer_->at.start;
  const Matrix& other = trained ? answer_->at.start : answer_->at.trained;
  const Dataset& raw = results_->raw(part_->part);
  const QLocale locale;
  // A single value has no second component: the classes stand apart instead, rows a little too.
  const bool single = answer_->at.share[1] < 1e-9;
  double most = 1;
  for (const WordUse& use : answer_->words) most = std::max(most, static_cast<double>(use.count));
  std::vector<MapPoint> points;
  std::vector<QPointF> frame;
  for (Eigen::Index i = 0; i < at.rows(); ++i) {
    MapPoint point;
    point.x = at(i, 0);
    point.y = at(i, 1);
    if (words) {
      const WordUse& use = answer_->words[static_cast<std::size_t>(i)];
      point.name = QString::fromStdString(use.word);
      point.weight = static_cast<double>(use.count) / most;
      QStringList lines{tr("%1, id %2, %3 times in training")
                            .arg(point.name)
                            .arg(i)
                            .arg(locale.toString(static_cast<qulonglong>(use.count)))};
      for (std::size_t k = 0; k < use.perClass.size(); ++k) {
        point.share.push_back(static_cast<double>(use.perClass[k]) /
                              static_cast<double>(use.count));
        lines << tr("%1: %2 %")
                     .arg(classNames_.value(static_cast<int>(k)),
                          locale.toString(100 * point.share.back(), 'f', 0));
      }
      point.toolTip = lines.join(QLatin1Char('\n'));
    } else {
      const std::size_t sample = answer_->samples[static_cast<std::size_t>(i)];
      const int label = raw.y[sample];
      point.weight = 0.12;
      point.share.assign(static_cast<std::size_t>(classNames_.size()), 0.0);
      point.share[static_cast<std::size_t>(label)] = 1;
      point.toolTip = tr("Sample %1, %2").arg(sample + 1).arg(classNames_.value(label));
      if (sample < raw.texts.size()) {
        point.toolTip += QLatin1Char('\n') + QString::fromStdString(raw.texts[sample]).left(300);
      }
    }
    if (single) {
      double mean = 0;
      for (std::size_t k = 0; k < point.share.size(); ++k) {
        mean += point.share[k] * static_cast<double>(k);
      }
      point.y = mean + kSpread * static_cast<double>((i * 7) % 11 - 5);
    }
    frame.emplace_back(other(i, 0), single ? point.y : other(i, 1));
    points.push_back(std::move(point));
  }
  const auto axis = [&](int k) {
    return tr("component %1 (%2 %)")
        .arg(k + 1)
        .arg(locale.toString(100 * answer_->at.share[static_cast<std::size_t>(k)], 'f', 0));
  };
  note_->setText(words ? tr("Colour: share of the classes. Size: how frequent.")
                       : tr("Values of Z, or between circuits."));
  map_->setPoints(std::move(points), classNames_, axis(0), single ? tr("class") : axis(1), frame);
}

}  // namespace qonvolve::ui
