// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector: settings of the current block, of the data and of the training.
#include "widgets/inspector/inspector.h"

#include "widgets/inspector/problem_list.h"
#include "widgets/models/issue_model.h"
#include "widgets/theme/follow_theme.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {

Inspector::Inspector(ExperimentDocument& document, QWidget* parent)
    : QTabWidget(parent),
      document_(document),
      block_(new BlockPage(document, this)),
      data_(new DataPage(document, this)),
      training_(new TrainingPage(document, this)) {
  setObjectName(QStringLiteral("inspector"));
  setDocumentMode(true);
  addTab(block_, tr("Block"));
  addTab(data_, tr("Data"));
  addTab(training_, tr("Training"));
  tabBar()->setExpanding(true);
  tabBar()->setAccessibleName(tr("Pages of the inspector"));
  for (InspectorPage* page : std::initializer_list<InspectorPage*>{block_, data_, training_}) {
    connect(page, &InspectorPage::preferencesRequested, this, &Inspector::preferencesRequested);
  }
  connect(&document, &ExperimentDocument::checkedChanged, this, &Inspector::updateBadges);
  followTheme(this, [this](const Theme&) { updateBadges(); });
}

void Inspector::setCurrentBlock(BlockId id) {
  block_->setBlock(id);
  if (id == 0) {
    setCurrentWidget(data_);
  } else {
    setCurrentWidget(block_);
  }
}

void Inspector::showPointer(const std::string& pointer) {
  if (pointer.starts_with("/data")) {
    setCurrentWidget(data_);
  } else if (pointer.starts_with("/train") || pointer.starts_with("/simulation") ||
             pointer.starts_with("/seed")) {
    setCurrentWidget(training_);
  } else if (const BlockId id = blockAt(document_.experiment().stack, pointer); id != 0) {
    setCurrentBlock(id);
  }
}

void Inspector::focusFirst() {
  if (currentWidget() == data_) {
    data_->focusFirst();
  } else if (currentWidget() == training_) {
    training_->focusFirst();
  } else {
    block_->focusFirst();
  }
}

void Inspector::updateBadges() {
  const Theme theme = programTheme();
  const auto badge = [&](int tab, std::initializer_list<const char*> pointers) {
    bool error = false;
    for (const char* pointer : pointers) {
      for (const Issue& issue : issuesAt(document_.checked(), pointer)) {
        error = error || issue.severity == Severity::Error;
      }
    }
    setTabIcon(tab, error ? icon(QStringLiteral("error"), theme.danger) : QIcon());
  };
  badge(DataTab, {"/data"});
  badge(TrainingTab, {"/train", "/simulation"});
}

}  // namespace qonvolve::ui
