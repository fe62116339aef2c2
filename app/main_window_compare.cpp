// SPDX-License-Identifier: GPL-3.0-or-later
// The window's page that compares: what reaches it, and what comes back.
#include "app/main_window.h"
#include "app/pages.h"
#include "core/study/ablation.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/compare/compare_page.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/panels/runs_view.h"

namespace qonvolve::ui {

void MainWindow::makeComparePage() {
  compare_ = new ComparePage(catalog_, this);
  pages_->addPage(QStringLiteral("compare"), tr("&Compare"), QStringLiteral("compare"), compare_);
  compare_->setDesignSource(
      [this] { return ComparePage::Design{document_.experiment(), document_.baseFolder()}; });
  connect(compare_, &ComparePage::failed, this,
          [this](const Error& error) { fail(tr("The comparison could not be made."), error); });
  compare_->setQueue(queue_);
  connect(compare_, &ComparePage::chooseRunsRequested, this, [this] {
    showPage(QStringLiteral("runs"));
    runs_->setFocus();
  });
  connect(compare_, &ComparePage::exportRequested, this, [this] {
    exportView();
    if (auto* dialog = findChild<ExportDialog*>()) dialog->select(QStringLiteral("comparison"));
  });
  connect(actions_.compareRuns, &QAction::triggered, this, &MainWindow::compareSelectedRuns);
  connect(actions_.newComparison, &QAction::triggered, this, [this] {
    showPage(QStringLiteral("compare"));
    compare_->newComparison();
  });
  connect(actions_.ablate, &QAction::triggered, this, [this] {
    showPage(QStringLiteral("compare"));
    compare_->ablate({stack_->current()});
  });
  connect(actions_.ablateAll, &QAction::triggered, this, [this] {
    showPage(QStringLiteral("compare"));
    compare_->ablate(ablatableBlocks(document_.experiment().stack, *catalog_));
  });
}

void MainWindow::compareSelectedRuns() {
  const QStringList folders = runs_->selectedRuns();
  if (folders.isEmpty()) {
    fail(tr("No run is selected."),
         {"", "", tr("Select two or more in the table of runs.").toStdString()});
    return;
  }
  showPage(QStringLiteral("compare"));
  compare_->compareRuns(folders);
}

}  // namespace qonvolve::ui
