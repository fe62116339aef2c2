// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/scan_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

#include "core/analysis/reference_laws.h"
#include "core/experiment/estimate.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kDelay = 300;  // ms after an edit

QString words(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

ScanControls::ScanControls(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      catalog_(std::move(catalog)),
      sizes_(new QLineEdit(this)),
      samples_(new CalmCombo(this)),
      parameter_(new CalmCombo(this)),
      initializer_(new CalmCombo(this)),
      seed_(new QSpinBox(this)),
      laws_(new QMenu(this)),
      estimate_(new QLabel(this)),
      progress_(new QProgressBar(this)),
      start_(new QPushButton(icon(QStringLiteral("train")), tr("&Scan"), this)),
      cancel_(new QPushButton(icon(QStringLiteral("stop")), tr("&Cancel"), this)),
      soon_(new QTimer(this)) {
  sizes_->setText(QStringLiteral("2, 4, 6, 8, 10"));
  sizes_->setToolTip(tr("Numbers of qubits; a verdict needs at least five."));
  sizes_->setAccessibleName(tr("Sizes"));
  sizes_->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9, ]*")), sizes_));
  samples_->setEditable(true);
  samples_->setCompleter(nullptr);  // 100 is not meant for 1000
  samples_->setInsertPolicy(QComboBox::NoInsert);
  samples_->setAccessibleName(tr("Samples"));
  samples_->setToolTip(
      tr("Random initializations at each size. 200 give about 10 %, 1000 about 5 % "
         "where gradients are nearly normal."));
  for (const int count : {200, 1000, 5000, 20000}) samples_->addItem(QString::number(count), count);
  samples_->setCurrentIndex(1);
  samples_->setValidator(new QIntValidator(10, 1'000'000, samples_));
  parameter_->setAccessibleName(tr("Derivative by"));
  parameter_->addItem(tr("First of the middle layer"), QStringLiteral("middle"));
  parameter_->addItem(tr("First of the design"), QStringLiteral("first"));
  parameter_->addItem(tr("All, averaged"), QStringLiteral("all"));
  initializer_->setAccessibleName(tr("Initialization"));
  initializer_->addItem(tr("As in the design"), QString());
  for (const InitializerType& type : catalog_->initializers.entries()) {
    if (type.info.id == "warm_start") continue;  // always the same angles
    initializer_->addItem(words(type.info.label), words(type.info.id));
  }
  seed_->setRange(0, 999'999'999);
  seed_->setValue(7);
  seed_->setAccessibleName(tr("Seed"));
  for (QComboBox* box : {samples_, parameter_, initializer_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
  }

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Spacing::kLarge, Spacing::kLarge, Spacing::kLarge, Spacing::kLarge);
  column->setSpacing(Spacing::kMedium);
  auto* form = new QFormLayout;
  form->setRowWrapPolicy(QFormLayout::WrapAllRows);
  form->setVerticalSpacing(Spacing::kSmall);
  form->addRow(tr("Si&zes (qubits)"), sizes_);
  form->addRow(tr("Sa&mples at each size"), samples_);
  form->addRow(tr("Derivative b&y"), parameter_);
  form->addRow(tr("&Initialization"), initializer_);
  column->addLayout(form);
  auto* title = new QLabel(tr("Cost"), this);
  column->addWidget(title);
  for (const ScanCostInfo& info : scanCosts()) {
    auto* box = new QCheckBox(words(info.label), this);
    box->setToolTip(words(info.help));
    box->setChecked(info.cost == ScanCost::Readout);
    connect(box, &QCheckBox::toggled, soon_, qOverload<>(&QTimer::start));
    costs_.push_back(box);
    column->addWidget(box);
  }
  auto* seedRow = new QFormLayout;
  seedRow->addRow(tr("Seed"), seed_);
  column->addLayout(seedRow);
  auto* laws = new QPushButton(tr("&Known laws"), this);
  laws->setToolTip(tr("Variances that are known exactly, drawn through the first point."));
  laws->setMenu(laws_);
  for (const ReferenceLaw& law : referenceLaws()) {
    QAction* action = laws_->addAction(words(law.label));
    action->setCheckable(true);
    action->setData(words(law.id));
    action->setChecked(law.id == "random" || law.id == "qcnn");
    connect(action, &QAction::toggled, this, &ScanControls::lawsChanged);
  }
  column->addWidget(laws);
  column->addSpacing(Spacing::kMedium);
  estimate_->setWordWrap(true);
  estimate_->setMinimumHeight(2 * fontMetrics().height());
  estimate_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  column->addWidget(estimate_);
  progress_->setRange(0, 1000);
  progress_->setAccessibleName(tr("Progress of the scan"));
  column->addWidget(progress_);
  column->addWidget(start_);
  column->addWidget(cancel_);
  column->addStretch(1);

  soon_->setSingleShot(true);
  soon_->setInterval(kDelay);
  connect(soon_, &QTimer::timeout, this, &ScanControls::estimate);
  connect(sizes_, &QLineEdit::textChanged, soon_, qOverload<>(&QTimer::start));
  connect(samples_, &QComboBox::editTextChanged, soon_, qOverload<>(&QTimer::start));
  for (QComboBox* box : {parameter_, initializer_}) {
    connect(box, &QComboBox::currentIndexChanged, soon_, qOverload<>(&QTimer::start));
  }
  connect(sizes_, &QLineEdit::returnPressed, start_, &QPushButton::click);
  connect(start_, &QPushButton::clicked, this, &ScanControls::startRequested);
  connect(cancel_, &QPushButton::clicked, this, &ScanControls::cancelRequested);
  setRunning(false);
}

ScanSettings ScanControls::settings() const {
  ScanSettings settings;
  settings.qubits.clear();
  static const QRegularExpression separators(QStringLiteral("[, ]+"));
  for (const QString& part : sizes_->text().split(separators, Qt::SkipEmptyParts)) {
    settings.qubits.push_back(part.toUInt());
  }
  settings.samples = samples_->currentText().toULongLong();
  settings.parameter = parameter_->currentData().toString().toStdString();
  const std::string initializer = initializer_->currentData().toString().toStdString();
  if (!initializer.empty()) settings.initializer = Choice{.type = initializer};
  settings.costs.clear();
  for (std::size_t i = 0; i < costs_.size(); ++i) {
    if (costs_[i]->isChecked()) settings.costs.push_back(scanCosts()[i].cost);
  }
  settings.seed = static_cast<std::uint64_t>(seed_->value());
  return settings;
}

void ScanControls::setSettings(const ScanSettings& settings) {
  QStringList sizes;
  for (const std::uint32_t n : settings.qubits) sizes << QString::number(n);
  sizes_->setText(sizes.join(QStringLiteral(", ")));
  samples_->setEditText(QString::number(settings.samples));
  parameter_->setCurrentIndex(
      std::max(0, parameter_->findData(QString::fromStdString(settings.parameter))));
  const QString initializer =
      settings.initializer ? QString::fromStdString(settings.initializer->type) : QString();
  initializer_->setCurrentIndex(std::max(0, initializer_->findData(initializer)));
  for (std::size_t i = 0; i < costs_.size(); ++i) {
    costs_[i]->setChecked(std::ranges::find(settings.costs, scanCosts()[i].cost) !=
                          settings.costs.end());
  }
  seed_->setValue(static_cast<int>(settings.seed));
}

QSet<QString> ScanControls::laws() const {
  QSet<QString> ids;
  for (const QAction* action : laws_->actions()) {
    if (action->isChecked()) ids.insert(action->data().toString());
  }
  return ids;
}

void ScanControls::setExperiment(const Experiment& experiment, std::size_t threads) {
  experiment_ = experiment;
  threads_ = threads;
  known_ = true;
  nameOwnInitializer();
  soon_->start();
}

void ScanControls::nameOwnInitializer() {
  const InitializerType* type = catalog_->initializers.find(experiment_.train.initializer.type);
  initializer_->setItemText(0, type == nullptr
                                   ? tr("As in the design")
                                   : tr("As in the design (%1)").arg(words(type->info.label)));
}

void ScanControls::setRunning(bool running) {
  start_->setVisible(!running);
  cancel_->setVisible(running);
  progress_->setVisible(running);
  progress_->setValue(0);
  estimate_->clear();
  if (!running) soon_->start();
}

void ScanControls::setProgress(double fraction, double secondsLeft) {
  progress_->setValue(static_cast<int>(1000 * fraction));
  estimate_->setText(
      secondsLeft < 0 ? tr("Scanning…")
                      : tr("About %1 left").arg(QString::fromStdString(durationText(secondsLeft))));
}

void ScanControls::estimate() {
  if (!known_ || !progress_->isHidden()) return;
  job_.start(
      [experiment = experiment_, settings = settings(), catalog = catalog_,
       threads = threads_](std::stop_token) -> Result<QString> {
        const auto plan = planScan(experiment, *catalog, settings);
        if (!plan) return plan.error();
        const std::size_t cores =
            threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
        QString text =
            tr("About %1 for %n point(s)", nullptr, static_cast<int>(plan->cases.size()))
                .arg(QString::fromStdString(durationText(estimatedSeconds(*plan, cores))));
        for (const Error& skipped : plan->skipped) {
          text += QLatin1Char('\n') + QString::fromStdString(skipped.message);
        }
        return text;
      },
      [this](const Result<QString>& text) {
        start_->setEnabled(text.has_value());
        estimate_->setText(
            text ? *text : QString::fromStdString(text.error().message + " " + text.error().hint));
      });
}

}  // namespace qonvolve::ui
