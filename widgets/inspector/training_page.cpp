// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the training: optimizer, loss, initial parameters, simulation,
// settings, seed.
#include "widgets/inspector/training_page.h"

#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

void showText(QLineEdit* line, const QString& text) {
  if (line->hasFocus() && line->isModified()) return;
  if (line->text() != text) line->setText(text);
  line->setModified(false);
}

}  // namespace

TrainingPage::TrainingPage(ExperimentDocument& document, QWidget* parent)
    : InspectorPage(parent), document_(document) {
  setObjectName(QStringLiteral("trainingPage"));
  const Catalog& catalog = document.catalog();
  problems_ = new ProblemList(document, widget());
  column()->addWidget(problems_);
  connect(problems_, &ProblemList::preferencesRequested, this,
          &InspectorPage::preferencesRequested);
  addHeading(tr("Run"));
  settings_ = new OptionsForm(document, widget());
  column()->addWidget(settings_);
  seed_ = addTextRow(tr("Seed"), QStringLiteral("seed"),
                     tr("Initial parameters, order of the samples and random preprocessing follow "
                        "from it: the same seed gives the same run."),
                     "/seed");
  addSpace();
  addHeading(tr("Optimizer"));
  optimizer_ = new ChoiceForm(document, tr("Optimizer"), facesOf(catalog.optimizers), widget());
  optimizer_->types()->setObjectName(QStringLiteral("optimizerType"));
  column()->addWidget(optimizer_);
  addSpace();
  addHeading(tr("Learning-rate schedule"));
  schedule_ = new ChoiceForm(document, tr("Schedule"), facesOf(catalog.schedules), widget());
  schedule_->types()->setObjectName(QStringLiteral("scheduleType"));
  column()->addWidget(schedule_);
  addSpace();
  addHeading(tr("Loss"));
  loss_ = new ChoiceForm(document, tr("Loss"), facesOf(catalog.losses), widget());
  loss_->types()->setObjectName(QStringLiteral("lossType"));
  column()->addWidget(loss_);
  addSpace();
  addHeading(tr("Initial parameters"));
  initializer_ =
      new ChoiceForm(document, tr("Initialization"), facesOf(catalog.initializers), widget());
  initializer_->types()->setObjectName(QStringLiteral("initializerType"));
  column()->addWidget(initializer_);
  addSpace();
  addHeading(tr("Simulation"));
  simulation_ = new OptionsForm(document, widget());
  column()->addWidget(simulation_);
  addHeading(tr("Noise"));
  noise_ = new ChoiceList(document,
                          {.list = [](Experiment& e) -> auto& { return e.simulation.noise; },
                           .read = [](const Experiment& e) -> auto& { return e.simulation.noise; },
                           .pointer = "/simulation/noise",
                           .entries = facesOf(catalog.noise),
                           .noun = tr("Noise"),
                           .title = tr("Noise, in the order in which it acts")},
                          QStringLiteral("noise"), widget());
  column()->addWidget(noise_);
  addSpace();
  addHeading(tr("Design"));
  name_ = addTextRow(tr("Name"), QStringLiteral("designName"), tr("Title of this design"), "/name");
  description_ = addTextRow(tr("Description"), QStringLiteral("designDescription"),
                            tr("What this design is for"), "/description");
  follow(settings_);
  follow(optimizer_);
  follow(schedule_);
  follow(loss_);
  follow(initializer_);
  follow(simulation_);
  follow(noise_);
  connect(&document, &ExperimentDocument::checkedChanged, this, &TrainingPage::refresh);
  refresh();
}

QLineEdit* TrainingPage::addTextRow(const QString& label, const QString& name, const QString& help,
                                    const std::string& pointer) {
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kMedium);
  auto* line = new QLineEdit(widget());
  line->setObjectName(name);
  line->setAccessibleName(label);
  line->setToolTip(help);
  auto* caption = new QLabel(label, widget());
  caption->setBuddy(line);
  caption->setMinimumWidth(labelColumnWidth(*this));
  row->addWidget(caption);
  row->addWidget(line, 1);
  row->addSpacing(resetColumnWidth(*this));
  column()->addLayout(row);
  connect(line, &QLineEdit::editingFinished, this, [this, line, label, pointer] {
    if (!line->isModified()) return;
    line->setModified(false);
    const auto result = document_.setOption(tr("Change %1").arg(label.toLower()), pointer,
                                            line->text().trimmed().toStdString());
    if (!result) {
      refresh();
      showRefusal(QString::fromStdString(result.error().message));
    }
  });
  return line;
}

void TrainingPage::refresh() {
  const Experiment& experiment = document_.experiment();
  const TrainSpec& train = experiment.train;
  std::vector<Issue> issues = issuesAt(document_.checked(), "/train");
  for (Issue& issue : issuesAt(document_.checked(), "/seed")) issues.push_back(std::move(issue));
  for (Issue& issue : issuesAt(document_.checked(), "/simulation")) {
    issues.push_back(std::move(issue));
  }
  problems_->setIssues(issues);
  settings_->setFields(trainSettingsSchema().fields(), trainSettingsSchema().write(train.settings),
                       "/train");
  optimizer_->setChoice(train.optimizer, "/train/optimizer");
  schedule_->setChoice(train.schedule, "/train/schedule");
  loss_->setChoice(train.loss, "/train/loss");
  initializer_->setChoice(train.initializer, "/train/initializer");
  simulation_->setFields(simulationSchema().fields(),
                         simulationSchema().write(experiment.simulation.settings), "/simulation");
  noise_->refresh();
  showText(seed_, QString::number(experiment.seed));
  showText(name_, QString::fromStdString(experiment.name));
  showText(description_, QString::fromStdString(experiment.description));
}

void TrainingPage::focusFirst() {
  if (auto* first = settings_->findChild<FieldEditor*>()) first->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace qonvolve::ui
