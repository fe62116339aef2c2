// SPDX-License-Identifier: GPL-3.0-or-later
// What the window can export: circuit, plots, list of runs.
#pragma once

#include <memory>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/compare/compare_page.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/plots/interval_plot.h"
#include "widgets/plots/training_plots.h"

namespace qonvolve::ui {

class ConfusionView;

/// A design as it is now; later edits do not change what the dialog writes.
struct ExportedDesign {
  std::shared_ptr<const Catalog> catalog;
  Experiment experiment;
  QString baseFolder;
  Model model;
  std::vector<double> parameters;  // of the last run of this design; empty: none
};

/// The circuit in the languages of core/formats and as pictures. `panel` draws the pictures and
/// must outlive the topic, as must the widgets of the other topics.
ExportTopic circuitTopic(const CircuitPanel& panel, ExportedDesign design);
/// The map of a design as pictures.
ExportTopic mapTopic(OverviewMap map, const QString& name);
ExportTopic plotTopic(const TrainingPlots& plots, const QString& name);
/// What was taken for what, on the part of the data that is shown.
ExportTopic confusionTopic(const ConfusionView& matrix, const QString& name);
/// Accuracy against noise or shots.
ExportTopic noiseTopic(const IntervalPlot& plot, const QString& name);
ExportTopic runsTopic(const RunListModel& runs);
/// The plots of a comparison, and all its runs as a table.
ExportTopic comparisonTopic(ComparePage& page);

}  // namespace qonvolve::ui
