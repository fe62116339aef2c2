// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog of the user's preferences; every change applies at once.
#include "app/preferences.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

#include "app/language.h"
#include "core/experiment/estimate.h"
#include "core/model/compile.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kMostThreads = 256;
constexpr int kMemoryStep = 512;      // MiB
constexpr int kMostMemory = 1 << 20;  // MiB
constexpr int kEditorWidth = 180;

QString sizeText(qint64 bytes) {
  return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

}  // namespace

PreferencesDialog::PreferencesDialog(Settings& settings, RunListModel& runs, QWidget* parent)
    : QDialog(parent),
      settings_(settings),
      runs_(runs),
      form_(new QFormLayout),
      theme_(new QComboBox),
      language_(new QComboBox),
      recovery_(new QCheckBox(tr("Keep a recovery copy of unsaved changes"))),
      threads_(new QSpinBox),
      memory_(new QSpinBox),
      qubits_(new QSpinBox),
      folder_(new QLineEdit),
      choose_(new QPushButton(icon(QStringLiteral("folder")), tr("Choose…"))),
      size_(new QLabel),
      cleanUp_(new QPushButton(icon(QStringLiteral("archive")), tr("Clean up…"))) {
  setObjectName(QStringLiteral("preferencesDialog"));
  setWindowTitle(tr("Preferences"));
  auto* column = new QVBoxLayout(this);
  column->setSpacing(Spacing::kMedium);
  column->setContentsMargins(Spacing::kHuge, Spacing::kLarge, Spacing::kHuge, Spacing::kLarge);
  form_->setHorizontalSpacing(Spacing::kLarge);
  form_->setVerticalSpacing(Spacing::kMedium);
  form_->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
  column->addLayout(form_);
  addAppearance();
  addComputing();
  addRuns();
  column->addStretch(1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* defaults = buttons->addButton(tr("Restore defaults"), QDialogButtonBox::ResetRole);
  defaults->setIcon(icon(QStringLiteral("reset")));
  defaults->setAutoDefault(false);
  connect(defaults, &QPushButton::clicked, this, [this] { settings_.setPreferences({}); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  column->addWidget(buttons);
  connect(&settings_, &Settings::preferencesChanged, this, &PreferencesDialog::refresh);
  connect(&runs_, &RunListModel::measured, this, &PreferencesDialog::refreshSizes);
  connect(&runs_, &RunListModel::listed, this, &PreferencesDialog::refreshSizes);
  refresh();
}

QFormLayout* PreferencesDialog::addSection(const QString& title) {
  auto* heading = new QLabel(title);
  heading->setFont(scaledFont(1.05, QFont::DemiBold));
  if (form_->rowCount() > 0) heading->setContentsMargins(0, Spacing::kLarge, 0, 0);
  form_->addRow(heading);
  return form_;
}

void PreferencesDialog::addHelp(QFormLayout* form, const QString& text) {
  auto* label = new QLabel(text);
  label->setFont(scaledFont(0.92));
  label->setWordWrap(true);
  label->setMinimumWidth(label->fontMetrics().averageCharWidth() * 48);
  label->setMinimumHeight(label->heightForWidth(label->minimumWidth()));
  label->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(QString(), label);
}

void PreferencesDialog::addAppearance() {
  QFormLayout* form = addSection(tr("Appearance"));
  theme_->setObjectName(QStringLiteral("theme"));
  theme_->setMinimumWidth(kEditorWidth);
  theme_->addItem(tr("As the system"), QVariant::fromValue(ThemeChoice::System));
  theme_->addItem(tr("Light"), QVariant::fromValue(ThemeChoice::Light));
  theme_->addItem(tr("Dark"), QVariant::fromValue(ThemeChoice::Dark));
  form->addRow(tr("&Theme:"), theme_);
  connect(theme_, &QComboBox::currentIndexChanged, this, [this] {
    Preferences p = settings_.preferences();
    p.theme = theme_->currentData().value<ThemeChoice>();
    settings_.setPreferences(p);
  });
  language_->setObjectName(QStringLiteral("language"));
  language_->setMinimumWidth(kEditorWidth);
  language_->addItem(tr("As the system"), QString());
  for (const QString& code : languages()) language_->addItem(languageName(code), code);
  form->addRow(tr("&Language:"), language_);
  addHelp(form, tr("Another language shows in windows that are opened from then on."));
  connect(language_, &QComboBox::currentIndexChanged, this, [this] {
    Preferences p = settings_.preferences();
    p.language = language_->currentData().toString();
    settings_.setPreferences(p);
  });
}

void PreferencesDialog::addComputing() {
  QFormLayout* form = addSection(tr("Training"));
  const auto add = [&](QSpinBox* box, const char* name, const QString& label) {
    box->setObjectName(QLatin1String(name));
    box->setMinimumWidth(kEditorWidth);
    box->setKeyboardTracking(false);
    form->addRow(label, box);
  };
  add(threads_, "threads", tr("T&hreads:"));
  threads_->setRange(0, kMostThreads);
  threads_->setSpecialValueText(tr("All cores (%1)").arg(QThread::idealThreadCount()));
  addHelp(form, tr("Fewer leave cores to other programs. The results stay the same to the bit."));
  add(memory_, "memory", tr("&Memory:"));
  memory_->setRange(0, kMostMemory);
  memory_->setSingleStep(kMemoryStep);
  memory_->setSuffix(tr(" MiB"));
  memory_->setSpecialValueText(
      tr("What is free (%1)").arg(sizeText(static_cast<qint64>(availableMemory()))));
  addHelp(form, tr("A design that needs more while training is refused."));
  add(qubits_, "qubits", tr("&Qubits:"));
  qubits_->setRange(2, static_cast<int>(kMaxWires));
  addHelp(form, tr("Larger designs are refused; at most %1 qubits can be simulated. With each "
                   "qubit more, state vectors double.")
                    .arg(kMaxWires));
  const auto apply = [this] {
    Preferences p = settings_.preferences();
    p.threads = threads_->value();
    p.memoryMiB = memory_->value();
    p.qubits = qubits_->value();
    settings_.setPreferences(p);
  };
  for (QSpinBox* box : {threads_, memory_, qubits_}) {
    connect(box, &QSpinBox::valueChanged, this, apply);
  }
}

void PreferencesDialog::addRuns() {
  QFormLayout* form = addSection(tr("Files"));
  recovery_->setObjectName(QStringLiteral("recovery"));
  recovery_->setToolTip(tr("After a crash the program offers the design as it was"));
  form->addRow(QString(), recovery_);
  connect(recovery_, &QCheckBox::toggled, this, [this](bool on) {
    Preferences p = settings_.preferences();
    p.recovery = on;
    settings_.setPreferences(p);
  });
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kSmall);
  folder_->setObjectName(QStringLiteral("runsFolder"));
  folder_->setMinimumWidth(260);
  folder_->setClearButtonEnabled(true);
  choose_->setAutoDefault(false);
  row->addWidget(folder_, 1);
  row->addWidget(choose_);
  auto* label = new QLabel(tr("&Runs folder:"));
  label->setBuddy(folder_);
  form->addRow(label, row);
  connect(folder_, &QLineEdit::editingFinished, this, [this] {
    Preferences p = settings_.preferences();
    const QString typed = folder_->text().trimmed();
    p.runsFolder = typed.isEmpty() ? QString() : QDir::cleanPath(typed);
    settings_.setPreferences(p);
  });
  connect(choose_, &QPushButton::clicked, this, &PreferencesDialog::chooseFolder);
  auto* sizes = new QHBoxLayout;
  sizes->setSpacing(Spacing::kMedium);
  size_->setObjectName(QStringLiteral("runsSize"));
  cleanUp_->setAutoDefault(false);
  cleanUp_->setToolTip(tr("Show the runs in the archive and delete them for good"));
  sizes->addWidget(size_, 1);
  sizes->addWidget(cleanUp_);
  form->addRow(QString(), sizes);
  connect(cleanUp_, &QPushButton::clicked, this, &PreferencesDialog::cleanUpRequested);
}

void PreferencesDialog::chooseFolder() {
  const QString path =
      QFileDialog::getExistingDirectory(this, tr("Folder of the runs"), settings_.runsFolder());
  if (path.isEmpty()) return;
  Preferences p = settings_.preferences();
  p.runsFolder = path;
  settings_.setPreferences(p);
}

void PreferencesDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  runs_.refresh();  // sizes change as runs go on
}

void PreferencesDialog::refresh() {
  const Preferences p = settings_.preferences();
  const auto set = [](auto* widget, auto change) {
    const QSignalBlocker quiet(widget);
    change(widget);
  };
  set(theme_,
      [&](QComboBox* box) { box->setCurrentIndex(box->findData(QVariant::fromValue(p.theme))); });
  set(language_,
      [&](QComboBox* box) { box->setCurrentIndex(std::max(0, box->findData(p.language))); });
  set(threads_, [&](QSpinBox* box) { box->setValue(p.threads); });
  set(memory_, [&](QSpinBox* box) { box->setValue(p.memoryMiB); });
  set(qubits_, [&](QSpinBox* box) { box->setValue(p.qubits); });
  set(recovery_, [&](QCheckBox* box) { box->setChecked(p.recovery); });
  set(folder_, [&](QLineEdit* line) { line->setText(settings_.runsFolder()); });
  const bool fixed = settings_.runsFolderIsGiven();
  folder_->setReadOnly(fixed);
  choose_->setEnabled(!fixed);
  folder_->setToolTip(fixed ? tr("The environment variable QONVOLVE_RUNS says so")
                            : tr("Where runs are kept; empty: the usual place"));
  refreshSizes();
}

void PreferencesDialog::refreshSizes() {
  const auto archived = runs_.archivedRuns().size();
  QString text = tr("%n run(s), %1", nullptr, runs_.total()).arg(sizeText(runs_.bytes()));
  if (archived > 0) {
    text = tr("%1; %n of them in the archive, %2", nullptr, static_cast<int>(archived))
               .arg(text, sizeText(runs_.archivedBytes()));
  }
  size_->setText(text);
  cleanUp_->setEnabled(archived > 0);
}

}  // namespace qonvolve::ui
