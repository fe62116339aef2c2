// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how free the window's event loop stays while a run trains at full speed beside live
// plots and a circuit that recolours, and what painting costs. Not a test: it prints figures.
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QSplitter>
#include <QStandardPaths>
#include <QTextStream>
#include <QTimer>
#include <QToolBar>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/rng.h"
#include "core/model/compile.h"
#include "tests/core/experiment/example.h"
#include "tests/support/sample_circuits.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/plots/training_plots.h"
#include "widgets/training/run_controls.h"
#include "widgets/training/training_session.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::ceil(share * last))];
}

QString ms(double value) {
  return QString::number(value, 'f', 2) + " ms";
}

void report(const char* what, const std::vector<double>& values) {
  QTextStream(stdout) << QString("%1  median %2  p99 %3  max %4  (%5 samples)\n")
                             .arg(what, -34)
                             .arg(ms(percentile(values, 0.5)), ms(percentile(values, 0.99)),
                                  ms(percentile(values, 1)))
                             .arg(values.size());
}

template <class Work>
std::vector<double> timed(int rounds, Work work) {
  std::vector<double> values;
  for (int i = 0; i < rounds; ++i) {
    QElapsedTimer clock;
    clock.start();
    work(i);
    values.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
  }
  return values;
}

/// The default design trained without end beside what the Design page shows.
void eventLoop(double seconds, std::size_t threads) {
  QMainWindow window;
  window.resize(1280, 800);
  auto* splitter = new QSplitter(Qt::Vertical);
  auto* circuit = new CircuitPanel;
  auto* plots = new TrainingPlots;
  splitter->addWidget(circuit);
  splitter->addWidget(plots);
  window.setCentralWidget(splitter);
  TrainingSession session(std::make_shared<const Catalog>(makeCatalog()));
  window.addToolBar("Train")->addWidget(new RunControls(&session, {}));

  std::uint64_t steps = 0;
  std::size_t messages = 0;
  QObject::connect(&session, &TrainingSession::started, &window,
                   [&](const std::shared_ptr<const RunStart>& start) {
                     circuit->setModel(start->model);
                     circuit->scene()->setDetail(Detail::Gates);
                     plots->clear(start->model.groups, start->stepsPerEpoch,
                                  start->totalSteps / start->stepsPerEpoch);
                   });
  QObject::connect(&session, &TrainingSession::progressed, &window,
                   [&](const std::shared_ptr<const TrainingProgress>& progress) {
                     ++messages;
                     plots->append(progress->events);
                     if (!progress->parameters.empty()) {
                       circuit->setParameters(progress->parameters);
                     }
                     for (const TrainEvent& event : progress->events) {
                       if (const auto* step = std::get_if<StepDone>(&event)) steps = step->step;
                     }
                     for (auto event = progress->events.rbegin(); event != progress->events.rend();
                          ++event) {
                       const auto* measured = std::get_if<GradientsMeasured>(&*event);
                       if (measured == nullptr) continue;
                       circuit->setGradients(measured->parameterRms);
                       break;
                     }
                   });
  std::vector<double> redraws;
  for (LivePlot* plot : {plots->loss(), plots->accuracy(), plots->gradients()}) {
    QObject::connect(plot, &LivePlot::refreshed, &window,
                     [&redraws](double took) { redraws.push_back(took); });
  }
  window.show();

  std::vector<double> gaps;
  QElapsedTimer sinceTick;
  QTimer heartbeat;
  heartbeat.setTimerType(Qt::PreciseTimer);
  heartbeat.setInterval(1);
  QObject::connect(&heartbeat, &QTimer::timeout, &window, [&] {
    gaps.push_back(static_cast<double>(sinceTick.nsecsElapsed()) / 1e6);
    sinceTick.start();
  });
  TrainingRequest request;
  request.experiment = linesExample();
  request.experiment.train.settings.epochs = 100000;
  request.threads = threads;
  session.start(request);
  QElapsedTimer total;
  QObject::connect(&session, &TrainingSession::started, &heartbeat, [&] {
    sinceTick.start();
    total.start();
    heartbeat.start();
    QTimer::singleShot(static_cast<int>(1000 * seconds), &session, &TrainingSession::stop);
  });
  QObject::connect(&session, &TrainingSession::finished, qApp, &QCoreApplication::quit);
  QObject::connect(&session, &TrainingSession::failed, qApp, [](const Error& error) {
    QTextStream(stderr) << QString::fromStdString(toText(error)) << "\n";
    QCoreApplication::exit(1);
  });
  QCoreApplication::exec();
  report("event-loop gap while training", gaps);
  report("plot refresh (data and replot)", redraws);
  const double took = static_cast<double>(total.elapsed()) / 1000;
  QTextStream(stdout) << QString("%1 steps/s, %2 messages/s\n")
                             .arg(static_cast<double>(steps) / took, 0, 'f', 0)
                             .arg(static_cast<double>(messages) / took, 0, 'f', 1);
}

void painting() {
  LivePlot plot("Loss");
  plot.resize(800, 400);
  for (int k = 0; k < 4; ++k) {
    plot.addSeries(QString::number(k));
    for (int i = 0; i < 2000; ++i) plot.append(k, i, std::sin(i * 0.37 + k));
  }
  report("one plot, 4 curves x 2,000", timed(50, [&plot](int i) {
           plot.append(0, 2000 + i, 0);
           plot.refreshNow();
           plot.grab();
         }));

  const auto sample = test::sampleQcnn(16, "su4", "zx");
  CircuitPanel panel;
  panel.resize(1900, 1000);
  panel.setModel(sample.model);
  panel.scene()->setDetail(Detail::Gates);
  panel.show();
  QCoreApplication::processEvents();
  panel.view()->zoomToFit();
  Rng rng(5);
  std::vector<float> sizes(sample.model.parameterCount);
  report(qPrintable(QString("recolour and paint %1 gates").arg(panel.scene()->gateCount())),
         timed(50, [&](int) {
           for (float& size : sizes) size = static_cast<float>(std::exp(rng.uniform(-9, -2)));
           panel.setGradients(sizes);
           panel.view()->viewport()->repaint();
         }));
  report("lay out and rebuild 16 qubits",
         timed(20, [&](int) { panel.scene()->setFolding(panel.scene()->folding()); }));
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  QCommandLineParser parser;
  parser.setApplicationDescription("Benchmarks of the window");
  parser.addHelpOption();
  const QCommandLineOption seconds("seconds", "Length of the training measurement.", "S", "10");
  const QCommandLineOption threads("threads", "Training threads; 0: one per core.", "N", "0");
  parser.addOptions({seconds, threads});
  parser.process(application);
  eventLoop(parser.value(seconds).toDouble(), parser.value(threads).toULongLong());
  painting();
  return 0;
}
