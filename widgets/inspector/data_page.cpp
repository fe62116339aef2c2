// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's page of the data: source, classes, preprocessing, split.
#include "widgets/inspector/data_page.h"

#include <QLocale>

#include "core/base/text.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString shapeText(const FeatureShape& shape) {
  if (shape.texts) return DataPage::tr("text");
  if (shape.isTokens()) {
    return DataPage::tr("%1 word ids, %2 TF-IDF values").arg(shape.tokens).arg(shape.vocabulary);
  }
  if (shape.isImage()) {
    return DataPage::tr("%1 × %2 pixels").arg(shape.height).arg(shape.width);
  }
  return shape.features == 1 ? DataPage::tr("1 value")
                             : DataPage::tr("%1 values").arg(shape.features);
}

}  // namespace

DataPage::DataPage(ExperimentDocument& document, QWidget* parent)
    : InspectorPage(parent), document_(document) {
  setObjectName(QStringLiteral("dataPage"));
  problems_ = new ProblemList(document, widget());
  column()->addWidget(problems_);
  connect(problems_, &ProblemList::preferencesRequested, this,
          &InspectorPage::preferencesRequested);
  addHeading(tr("Source"));
  source_ =
      new ChoiceForm(document, tr("Data source"), facesOf(document.catalog().sources), widget());
  source_->types()->setObjectName(QStringLiteral("sourceType"));
  column()->addWidget(source_);
  found_ = makeMutedLabel(widget());
  column()->addWidget(found_);
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kMedium);
  classes_ = new QLineEdit(widget());
  classes_->setObjectName(QStringLiteral("classes"));
  classes_->setAccessibleName(tr("Classes"));
  classes_->setToolTip(
      tr("Names or numbers of the classes to keep, separated by commas, in label "
         "order. Empty: all."));
  auto* label = new QLabel(tr("Classes"), widget());
  label->setBuddy(classes_);
  label->setMinimumWidth(labelColumnWidth(*this));
  row->addWidget(label);
  row->addWidget(classes_, 1);
  row->addSpacing(resetColumnWidth(*this));
  column()->addLayout(row);
  addSpace();

  addHeading(tr("Preprocessing"));
  steps_ = new ChoiceList(document,
                          {.list = [](Experiment& e) -> auto& { return e.data.preprocess; },
                           .read = [](const Experiment& e) -> auto& { return e.data.preprocess; },
                           .pointer = "/data/preprocess",
                           .entries = facesOf(document.catalog().preprocessors),
                           .noun = tr("Preprocessing step"),
                           .title = tr("Preprocessing steps, in order")},
                          QStringLiteral("preprocess"), widget());
  column()->addWidget(steps_);
  reaches_ = makeMutedLabel(widget());
  column()->addWidget(reaches_);
  addSpace();

  addHeading(tr("Split"));
  split_ = new OptionsForm(document, widget());
  column()->addWidget(split_);

  follow(source_);
  follow(steps_);
  follow(split_);
  connect(classes_, &QLineEdit::editingFinished, this, [this] {
    if (!classes_->isModified()) return;
    classes_->setModified(false);
    static_cast<void>(
        document_.setOption(tr("Change classes"), "/data/classes", classes_->text().toStdString()));
  });
  connect(&document, &ExperimentDocument::checkedChanged, this, &DataPage::refresh);
  refresh();
}

void DataPage::refresh() {
  const DataSpec& spec = document_.experiment().data;
  problems_->setIssues(issuesAt(document_.checked(), "/data"));
  source_->setChoice(spec.source, "/data/source");
  const auto& summary = document_.data().summary();
  if (document_.data().isReading()) {
    found_->setText(tr("Reading the data …"));
  } else if (summary) {
    QStringList names;
    for (const std::string& name : summary->classNames) names.append(QString::fromStdString(name));
    found_->setText(tr("%1 samples of %2, classes: %3")
                        .arg(QLocale().toString(static_cast<qulonglong>(summary->samples)),
                             shapeText(summary->shape), names.join(QStringLiteral(", "))));
  }
  found_->setVisible(document_.data().isReading() || summary.has_value());
  if (!classes_->hasFocus() || !classes_->isModified()) {
    classes_->setText(QString::fromStdString(join(spec.classes, ", ")));
    classes_->setModified(false);
  }
  classes_->setPlaceholderText(tr("all"));
  steps_->refresh();
  const FeatureShape& shape = document_.checked().encoded;
  reaches_->setText(shape.features > 0 ? tr("%1 reach the encoding.").arg(shapeText(shape))
                                       : QString());
  reaches_->setVisible(shape.features > 0);
  split_->setFields(splitSchema().fields(), splitSchema().write(spec.split), "/data/split");
}

void DataPage::focusFirst() {
  source_->types()->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace qonvolve::ui
