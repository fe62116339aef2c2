// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/robustness_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "widgets/plots/interval_plot.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kInterval = 100;  // ms between looks at a study that goes on
constexpr int kProgressWidth = 110;

const char* const kShots = "shots";

QString usualValues(const Catalog& catalog, const QString& subject) {
  QStringList numbers;
  if (subject == QLatin1String(kShots)) {
    for (const std::int64_t count : usualShots()) numbers << QString::number(count);
  } else {
    const NoiseType* noise = catalog.noise.find(subject.toStdString());
    for (const double strength : usualStrengths(*noise)) {
      numbers << QString::fromStdString(numberText(strength));
    }
  }
  return numbers.join(QStringLiteral(", "));
}

QString strengthName(const Field& strength) {
  const QString label = QString::fromStdString(strength.label);
  if (strength.unit.empty()) return label;
  return QStringLiteral("%1, %2").arg(label, QString::fromStdString(strength.unit));
}

}  // namespace

RobustnessPage::RobustnessPage(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), catalog_(std::move(catalog)), timer_(new QTimer(this)) {
  setObjectName(QStringLiteral("robustness"));
  makeControls();
  timer_->setInterval(kInterval);
  connect(timer_, &QTimer::timeout, this, &RobustnessPage::collect);
  showSubject();
}

RobustnessPage::~RobustnessPage() = default;

void RobustnessPage::makeControls() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  auto* row = new QHBoxLayout;
  subject_ = new QComboBox(this);
  subject_->setObjectName(QStringLiteral("robustnessSubject"));
  subject_->setAccessibleName(tr("Noise or shots"));
  subject_->setToolTip(tr("What is varied: one kind of noise, or the number of shots"));
  for (const NoiseType& noise : catalog_->noise.entries()) {
    subject_->addItem(QString::fromStdString(noise.info.label),
                      QString::fromStdString(noise.info.id));
    subject_->setItemData(subject_->count() - 1, QString::fromStdString(noise.info.summary),
                          Qt::ToolTipRole);
  }
  subject_->insertSeparator(subject_->count());
  subject_->addItem(tr("Shots"), QLatin1String(kShots));
  const int usual = subject_->findData(QStringLiteral("depolarizing"));
  subject_->setCurrentIndex(std::max(0, usual));
  valuesLabel_ = new QLabel(this);
  values_ = new QLineEdit(this);
  values_->setObjectName(QStringLiteral("robustnessValues"));
  values_->setClearButtonEnabled(true);
  values_->setMinimumWidth(100);
  valuesLabel_->setBuddy(values_);
  logarithmic_ = new QCheckBox(tr("Logarithmic"), this);
  logarithmic_->setObjectName(QStringLiteral("robustnessLogarithmic"));
  logarithmic_->setToolTip(tr("Equal distances for equal factors; 0 stands apart on the left"));
  start_ = new QPushButton(this);
  start_->setObjectName(QStringLiteral("robustnessStart"));
  progress_ = new QProgressBar(this);
  progress_->setAccessibleName(tr("Points done"));
  progress_->setFixedWidth(kProgressWidth);
  progress_->setTextVisible(false);
  export_ = new QPushButton(icon(QStringLiteral("document-export")), tr("Export…"), this);
  export_->setObjectName(QStringLiteral("robustnessExport"));
  export_->setToolTip(tr("Write the plot as a picture, or its points as a table"));
  row->addWidget(subject_);
  row->addWidget(valuesLabel_);
  row->addWidget(values_, 1);
  row->addWidget(logarithmic_);
  row->addWidget(progress_);
  row->addWidget(start_);
  row->addWidget(export_);
  column->addLayout(row);
  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("robustnessNote"));
  note_->setWordWrap(true);
  column->addWidget(note_);
  plot_ = new IntervalPlot(this);
  plot_->setObjectName(QStringLiteral("robustnessPlot"));
  column->addWidget(plot_, 1);
  connect(subject_, &QComboBox::currentIndexChanged, this, &RobustnessPage::showSubject);
  connect(values_, &QLineEdit::textEdited, this,
          [this](const QString& text) { written_[subjectId()] = text; });
  connect(values_, &QLineEdit::returnPressed, this, [this] {
    if (!busy_) start();
  });
  connect(logarithmic_, &QCheckBox::toggled, this, &RobustnessPage::refresh);
  connect(start_, &QPushButton::clicked, this, [this] { busy_ ? stop() : start(); });
  connect(export_, &QPushButton::clicked, this, &RobustnessPage::exportRequested);
}

bool RobustnessPage::ofShots() const {
  return subjectId() == QLatin1String(kShots);
}
QString RobustnessPage::subjectId() const {
  return subject_->currentData().toString();
}
RobustnessPage::Key RobustnessPage::key() const {
  return {part_ == nullptr ? DataPart::Test : part_->part, subjectId()};
}

const std::vector<RobustnessPoint>& RobustnessPage::points() const {
  static const std::vector<RobustnessPoint> kNone;
  const auto found = known_.find(key());
  return found == known_.end() ? kNone : found->second;
}

void RobustnessPage::setPart(std::shared_ptr<const RunResults> results, const PartResults* part) {
  stop();
  if (results != results_) known_.clear();
  results_ = std::move(results);
  part_ = part;
  showSubject();
}

void RobustnessPage::showSubject() {
  const QString id = subjectId();
  const QString usual = usualValues(*catalog_, id);
  QString help;
  if (ofShots()) {
    valuesLabel_->setText(tr("Shots"));
    help = tr("For every expectation value; 0 means exact values.");
  } else {
    const NoiseType& noise = *catalog_->noise.find(id.toStdString());
    const Field& strength = noise.strength();
    valuesLabel_->setText(QString::fromStdString(strength.label));
    help = QString::fromStdString(strength.help);
    const auto acts = [](const Field& field) { return field.key == "after"; };
    if (std::ranges::any_of(noise.fields(), acts)) {
      help +=
          QLatin1Char(' ') + tr("It acts after every gate, on each qubit that the gate touches.");
    }
  }
  values_->setAccessibleName(tr("Values, with commas between them"));
  values_->setToolTip(tr("Values with commas between them. %1").arg(help));
  values_->setPlaceholderText(usual);
  const auto own = written_.find(id);
  values_->setText(own == written_.end() ? usual : own->second);
  values_->setCursorPosition(0);
  logarithmic_->setVisible(!ofShots());  // "exact" has no place on a linear axis
  note_->setText(help);
  refresh();
}

void RobustnessPage::complain(const Error& error) {
  note_->setText(QString::fromStdString(toText(error)));
}

void RobustnessPage::start() {
  if (!results_ || part_ == nullptr) return;
  const QString id = subjectId();
  if (values_->text().trimmed().isEmpty()) values_->setText(usualValues(*catalog_, id));
  written_[id] = values_->text();
  const std::string text = values_->text().toStdString();
  const NoiseType* noise = catalog_->noise.find(id.toStdString());
  std::vector<double> strengths;
  std::vector<std::int64_t> shots;
  if (ofShots()) {
    auto counts = parseShotCounts(text, "");
    if (!counts) return complain(counts.error());
    shots = std::move(*counts);
  } else {
    auto numbers = parseStrengths(*noise, text, "");
    if (!numbers) return complain(numbers.error());
    strengths = std::move(*numbers);
  }
  progress_->setRange(0, static_cast<int>(ofShots() ? shots.size() : strengths.size()));
  progress_->setValue(0);
  running_ = key();
  known_.erase(running_);
  mailbox_ = std::make_shared<Mailbox>();
  busy_ = true;
  showSubject();
  timer_->start();
  using Study = Result<std::optional<std::vector<RobustnessPoint>>>;
  const auto work = [results = results_, part = part_->part, catalog = catalog_, mailbox = mailbox_,
                     strengths = std::move(strengths), shots = std::move(shots), id,
                     threads = threads_](const std::stop_token& stop) -> Study {
    const Choice& choice = results->experiment.train.loss;
    const auto type = catalog->losses.require(choice.type, "/train/loss/type");
    if (!type) return type.error();
    const auto loss = (*type)->make(choice.options, "/train/loss");
    if (!loss) return loss.error();
    const RobustnessSubject subject{.experiment = results->experiment,
                                    .model = results->model,
                                    .parameters = results->parameters,
                                    .loss = **loss,
                                    .data = results->ready(part)};
    const auto done = [&mailbox](const RobustnessPoint& point) {
      const std::lock_guard lock(mailbox->mutex);
      mailbox->points.push_back(point);
    };
    ThreadPool pool(threads);
    if (!shots.empty()) return shotStudy(subject, *catalog, shots, pool, stop, done);
    return noiseStudy(subject, *catalog, {.type = id.toStdString(), .options = {}}, strengths, pool,
                      stop, done);
  };
  job_.start(work, [this](const Study& study) {
    end();
    if (!study) complain(study.error());
    emit finished();
  });
}

void RobustnessPage::stop() {
  if (!busy_) return;
  job_.cancel();
  end();
}

void RobustnessPage::end() {
  collect();
  timer_->stop();
  busy_ = false;
  refresh();
}

void RobustnessPage::collect() {
  {
    const std::lock_guard lock(mailbox_->mutex);
    if (!mailbox_->points.empty()) known_[running_] = mailbox_->points;
    progress_->setValue(static_cast<int>(mailbox_->points.size()));
  }
  refresh();
}

void RobustnessPage::refresh() {
  const bool shots = ofShots();
  const bool here = busy_ && running_ == key();
  start_->setText(busy_ ? tr("Stop") : tr("Start"));
  start_->setIcon(icon(busy_ ? QStringLiteral("stop") : QStringLiteral("train")));
  start_->setEnabled(results_ != nullptr);
  subject_->setEnabled(!busy_);
  values_->setEnabled(!busy_);
  progress_->setVisible(busy_);
  export_->setEnabled(!points().empty());
  std::vector<IntervalPlot::Point> drawn;
  for (const RobustnessPoint& point : points()) {
    const bool exact = shots && point.shots == 0;
    const double x = !shots  ? point.strength
                     : exact ? std::numeric_limits<double>::infinity()
                             : static_cast<double>(point.shots);
    drawn.push_back({.x = x,
                     .share = point.scores.accuracy,
                     .low = point.scores.low95,
                     .high = point.scores.high95,
                     .note = tr("%1, loss %2")
                                 .arg(QString::fromStdString(point.method),
                                      QLocale().toString(point.scores.loss, 'g', 4))});
  }
  const NoiseType* noise = shots ? nullptr : catalog_->noise.find(subjectId().toStdString());
  plot_->setLabels(
      {.title = shots ? tr("Accuracy against shots")
                      : tr("Accuracy against noise: %1").arg(subject_->currentText()),
       .x = shots ? tr("shots for every expectation value") : strengthName(noise->strength()),
       .y = tr("accuracy, %"),
       .infinity = tr("exact")});
  plot_->setScale(shots || logarithmic_->isChecked() ? IntervalPlot::Scale::Logarithmic
                                                     : IntervalPlot::Scale::Linear);
  plot_->setReference(part_ == nullptr ? std::nullopt
                                       : std::optional(IntervalPlot::Reference{
                                             tr("largest class"), majorityShare(part_->scores)}));
  plot_->setEmptyText(
      here ? tr("Scoring the first point …")
           : tr("Start scores the trained model again at each of these values. Nothing is trained "
                "anew: the noise acts in the test only."));
  plot_->setPoints(std::move(drawn));
}

}  // namespace qonvolve::ui
