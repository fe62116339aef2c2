// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <algorithm>
#include <optional>

#include "core/experiment/assemble.h"
#include "core/experiment/circuit_document.h"
#include "core/io/training_run.h"
#include "widgets/circuit/overview_painter.h"
#include "widgets/plots/confusion_view.h"
#include "widgets/plots/csv_table.h"

namespace qonvolve::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Exports", text);
}

void addPictures(std::vector<ExportFormat>& formats) {
  formats.push_back({QStringLiteral("svg"), tr("SVG picture"), QStringLiteral("svg"),
                     tr("A drawing that can be edited and enlarged."),
                     ExportFormat::Kind::Picture});
  formats.push_back({QStringLiteral("pdf"), tr("PDF page"), QStringLiteral("pdf"),
                     tr("A page as large as the drawing, for papers."),
                     ExportFormat::Kind::Picture});
  formats.push_back({QStringLiteral("png"), tr("PNG picture"), QStringLiteral("png"),
                     tr("Pixels, for slides and web pages."), ExportFormat::Kind::Pixels});
}

/// Something that is drawn, under the design's name and its own id.
ExportTopic pictureTopic(const QString& id, const QString& title, const QString& icon,
                         const QString& design) {
  ExportTopic topic;
  topic.id = id;
  topic.title = title;
  topic.icon = icon;
  topic.fileName = design + QLatin1Char(' ') + id;
  topic.fileName.replace(QLatin1Char('/'), QLatin1Char('-'));
  addPictures(topic.formats);
  return topic;
}

enum class Inputs { Names, FirstSample };

/// The design with what has to be computed for it: data and first parameters, on first use.
class CircuitWriter {
 public:
  explicit CircuitWriter(ExportedDesign design) : design_(std::move(design)) {}

  Result<QByteArray> write(const CircuitFormat& format, std::uint32_t stage, bool values,
                           Inputs inputs) {
    const Circuit& circuit = std::get<Circuit>(design_.model.stages[stage].stage);
    const bool picture = format.id == "quantikz";
    const bool needsSample =
        !picture && (needsInputs(circuit) || (!format.named && circuit.inputs > 0));
    const bool sample = inputs == Inputs::FirstSample || needsSample;
    const bool needsValues = !format.named || (sample && stage > 0);
    CircuitBinding binding;
    std::vector<std::string> notes = {"Written by Qonvolve as " + std::string(format.label) + "."};
    if (sample || (needsValues && design_.parameters.empty())) {
      if (auto done = prepare(); !done) return done.error();
    }
    if (values || needsValues) {
      const bool trained = !design_.parameters.empty();
      binding.parameters = trained ? design_.parameters : setup_->initialParameters;
      notes.push_back(trained ? "Parameters: those of the last run."
                              : "Parameters: the initial ones of seed " +
                                    std::to_string(design_.experiment.seed) + ", not trained.");
    }
    if (sample) {
      const SplitData& data = setup_->data;
      const bool test = data.test.size() > 0;
      const Dataset& part = test ? data.test : data.train;
      const auto row = part.x.row(0);
      binding.sample.emplace(row.begin(), row.end());
      notes.push_back("Inputs: sample 1 of the " + std::string(test ? "test" : "train") +
                      " part, preprocessed.");
    }
    auto document = circuitDocument(setup_ ? setup_->model : design_.model, stage, binding);
    if (!document) return document.error();
    document->title = design_.experiment.name;
    document->notes = std::move(notes);
    const auto text = format.write(*document);
    if (!text) return text.error();
    return QByteArray::fromStdString(*text);
  }

  const ExportedDesign& design() const { return design_; }

 private:
  Result<void> prepare() {
    if (setup_) return {};
    QGuiApplication::setOverrideCursor(Qt::WaitCursor);
    const auto data =
        prepareDataCached(design_.experiment, *design_.catalog, design_.baseFolder.toStdString());
    QGuiApplication::restoreOverrideCursor();
    if (!data) return data.error();
    auto setup = assemble(design_.experiment, *design_.catalog, data->ready);
    if (!setup) return setup.error();
    setup_.emplace(std::move(*setup));
    return {};
  }

  ExportedDesign design_;
  std::optional<TrainingSetup> setup_;
};

}  // namespace

ExportTopic circuitTopic(const CircuitPanel& panel, ExportedDesign design) {
  ExportTopic topic;
  topic.id = QStringLiteral("circuit");
  topic.title = tr("Circuit");
  topic.icon = QStringLiteral("block-convolution");
  topic.fileName = QString::fromStdString(design.experiment.name).simplified();
  topic.fileName.replace(QLatin1Char('/'), QLatin1Char('-'));
  if (topic.fileName.isEmpty()) topic.fileName = QStringLiteral("circuit");
  const std::vector<std::uint32_t> circuits = circuitStages(design.model);
  QStringList stages;
  for (std::size_t i = 1; i <= circuits.size(); ++i) {
    stages << tr("Circuit %1").arg(i);
  }
  const bool severalStages = stages.size() > 1;
  if (severalStages) {
    topic.choices.push_back({tr("Circuit"), tr("Which circuit of the design"), stages, true});
  }
  QStringList angles{tr("By name")};
  if (!design.parameters.empty()) angles << tr("Values of the last run");
  topic.choices.push_back({tr("Parameters"), tr("How trainable angles are written"), angles, true});
  // Amplitudes, for one, depend on all features at once and have no names.
  const bool bound = std::ranges::any_of(circuits, [&design](std::uint32_t stage) {
    return needsInputs(std::get<Circuit>(design.model.stages[stage].stage));
  });
  QStringList inputs{tr("By name"), tr("First sample of the data")};
  if (bound) inputs.removeFirst();
  topic.choices.push_back({tr("Inputs"),
                           bound ? tr("This encoding depends on the values of the features")
                                 : tr("How the features are written"),
                           inputs, true});
  for (const CircuitFormat& format : circuitFormats()) {
    const auto text = [](std::string_view words) {
      return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
    };
    topic.formats.push_back({text(format.id), text(format.label), text(format.suffix),
                             text(format.help), ExportFormat::Kind::Text});
  }
  addPictures(topic.formats);
  const auto writer = std::make_shared<CircuitWriter>(std::move(design));
  topic.make = [&panel, writer, severalStages,
                bound](const ExportOptions& options) -> Result<QByteArray> {
    const CircuitFormat* format = findCircuitFormat(options.format.toStdString());
    if (format == nullptr) return panel.picture(options.format, options.dpi, options.scale);
    const std::vector<std::uint32_t> all = circuitStages(writer->design().model);
    if (all.empty()) {
      return Error{"", tr("The design has no circuit.").toStdString(),
                   tr("Add an encoding and a readout.").toStdString()};
    }
    const std::size_t first = severalStages ? 1 : 0;
    const int which = severalStages ? options.chosen(0) : 0;
    const std::uint32_t stage = all[static_cast<std::size_t>(which)];
    const bool sample = bound || options.chosen(first + 1) > 0;
    return writer->write(*format, stage, options.chosen(first) > 0,
                         sample ? Inputs::FirstSample : Inputs::Names);
  };
  return topic;
}

ExportTopic mapTopic(OverviewMap map, const QString& name) {
  ExportTopic topic = pictureTopic(QStringLiteral("map"), tr("Map"), QStringLiteral("map"), name);
  topic.make = [map = std::move(map)](const ExportOptions& options) {
    return overviewPicture(map, options.format, options.dpi, options.scale);
  };
  return topic;
}

ExportTopic plotTopic(const TrainingPlots& plots, const QString& name) {
  ExportTopic topic =
      pictureTopic(QStringLiteral("plot"), tr("Plot"), QStringLiteral("chart"), name);
  QStringList titles;
  for (const LivePlot* plot : plots.all()) titles << plot->title();
  topic.choices.push_back({tr("Plot"), tr("Which plot"), titles});
  topic.formats.push_back({QStringLiteral("csv"), tr("CSV table"), QStringLiteral("csv"),
                           tr("The points of the visible curves: series, x, y."),
                           ExportFormat::Kind::Text});
  topic.make = [&plots](const ExportOptions& options) {
    const auto which = static_cast<std::size_t>(options.chosen(0));
    return plots.all().at(which)->picture(options.format, options.dpi, options.scale);
  };
  return topic;
}

ExportTopic confusionTopic(const ConfusionView& matrix, const QString& name) {
  ExportTopic topic = pictureTopic(QStringLiteral("confusion"), tr("Confusion matrix"),
                                   QStringLiteral("layout"), name);
  topic.formats.push_back({QStringLiteral("csv"), tr("CSV table"), QStringLiteral("csv"),
                           tr("The counts: one line a true class, one column a prediction."),
                           ExportFormat::Kind::Text});
  topic.make = [&matrix](const ExportOptions& options) {
    return matrix.picture(options.format, options.dpi, options.scale);
  };
  return topic;
}

ExportTopic noiseTopic(const IntervalPlot& plot, const QString& name) {
  ExportTopic topic =
      pictureTopic(QStringLiteral("noise"), tr("Noise study"), QStringLiteral("chart"), name);
  topic.formats.push_back({QStringLiteral("csv"), tr("CSV table"), QStringLiteral("csv"),
                           tr("The points with their 95 % intervals: x, share, low95, high95."),
                           ExportFormat::Kind::Text});
  topic.make = [&plot](const ExportOptions& options) {
    return plot.picture(options.format, options.dpi, options.scale);
  };
  return topic;
}

ExportTopic runsTopic(const RunListModel& runs) {
  ExportTopic topic;
  topic.id = QStringLiteral("runs");
  topic.title = tr("Runs");
  topic.icon = QStringLiteral("runs");
  topic.fileName = QStringLiteral("runs");
  topic.formats.push_back({QStringLiteral("csv"), tr("CSV table"), QStringLiteral("csv"),
                           tr("All runs as the list of runs shows them, with their folders."),
                           ExportFormat::Kind::Text});
  topic.make = [&runs](const ExportOptions&) -> Result<QByteArray> {
    std::vector<QStringList> rows(1);
    for (int column = 0; column < runs.columnCount(); ++column) {
      rows[0] << runs.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    rows[0] << tr("Folder");
    for (int row = 0; row < runs.rowCount(); ++row) {
      QStringList& cells = rows.emplace_back();
      for (int column = 0; column < runs.columnCount(); ++column) {
        cells << runs.index(row, column).data(Qt::DisplayRole).toString();
      }
      cells << runs.index(row, 0).data(RunListModel::PathRole).toString();
    }
    return csvOf(rows);
  };
  return topic;
}

ExportTopic comparisonTopic(ComparePage& page) {
  ExportTopic topic;
  topic.id = QStringLiteral("comparison");
  topic.title = tr("Comparison");
  topic.icon = QStringLiteral("compare");
  topic.fileName = QStringLiteral("comparison");
  topic.choices.push_back({tr("Plot"), tr("Which plot"), page.plotNames()});
  addPictures(topic.formats);
  topic.formats.push_back({QStringLiteral("csv"), tr("CSV table of the plot"),
                           QStringLiteral("csv"), tr("The numbers that the plot shows."),
                           ExportFormat::Kind::Text});
  topic.formats.push_back({QStringLiteral("runs-csv"), tr("CSV table of all runs"),
                           QStringLiteral("csv"), tr("One line a run: settings, scores, folder."),
                           ExportFormat::Kind::Text});
  topic.formats.push_back(
      {QStringLiteral("runs-jsonl"), tr("JSON Lines of all runs"), QStringLiteral("jsonl"),
       tr("One JSON object a run, for notebooks and scripts."), ExportFormat::Kind::Text});
  topic.make = [&page](const ExportOptions& options) -> Result<QByteArray> {
    if (options.format.startsWith(QLatin1String("runs-"))) {
      return page.runsTable(options.format.mid(5));
    }
    return page.plot(options.chosen(0), options.format, options.dpi, options.scale);
  };
  return topic;
}

}  // namespace qonvolve::ui
