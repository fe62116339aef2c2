// SPDX-License-Identifier: GPL-3.0-or-later
// The real window: edits, autosave, training at full speed, stopping, ten thousand runs.
#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QTableView>
#include <QTimer>

#include "app/example_gallery.h"
#include "tests/app/real_window.h"
#include "tests/bench/timings.h"
#include "tests/support/sample_runs.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/panels/runs_view.h"
#include "widgets/plots/training_plots.h"

namespace qonvolve::bench {
namespace {

using namespace qonvolve::ui;

Block blockOf(const std::string& type, Values options = {}) {
  Block block;
  block.choice = {type, std::move(options)};
  return block;
}

/// The default example with so many convolutions instead of its stack.
void useConvolutions(RealWindow& window, int count, const std::string& wires = {}) {
  window->document().edit("Convolutions", [&](Experiment& e) {
    e.stack = {blockOf("angle")};
    for (int i = 0; i < count; ++i) e.stack.emplace_back(blockOf("convolution"));
    e.stack.emplace_back(blockOf("readout"));
    assignIds(e.stack);
    if (!wires.empty()) e.data.source.options["width"] = std::int64_t(std::stoi(wires) / 2);
  });
}

/// The gaps between turns of the event loop, and how often each plot was drawn.
class Heartbeat {
 public:
  explicit Heartbeat(MainWindow& window) {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(1);
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] {
      gaps.push_back(elapsed(clock_));
      clock_.start();
    });
    QObject::connect(window.plots()->loss(), &LivePlot::refreshed, &timer_,
                     [this](double took) { redraws.push_back(took); });
  }
  void run(double seconds) {
    gaps.clear();
    redraws.clear();
    clock_.start();
    timer_.start();
    QTest::qWait(static_cast<int>(1000 * seconds));
    timer_.stop();
  }
  std::vector<double> gaps;
  std::vector<double> redraws;

 private:
  QTimer timer_;
  QElapsedTimer clock_;
};

bool startTraining(RealWindow& window) {
  QSignalSpy progressed(window->session(), &TrainingSession::progressed);
  window->trainFor(1000000);
  return QTest::qWaitFor([&] { return progressed.count() > 3; }, kPatience);
}

bool waitUntilIdle(RealWindow& window) {
  return QTest::qWaitFor([&] { return !window->session()->isBusy(); }, kPatience);
}

void gapsWhileTraining(Timings& timings, const QString& what, RealWindow& window, double seconds) {
  if (!startTraining(window)) {
    timings.note(what + ": the run did not start");
    return;
  }
  int curves = 0;
  for (const LivePlot* plot : window->plots()->all()) curves += plot->seriesCount();
  Heartbeat heartbeat(*window);
  heartbeat.run(seconds);
  const QString name = QString("event-loop gap, %1, %2 live curves").arg(what).arg(curves);
  timings.add(name, heartbeat.gaps, 50, 0.99);
  timings.add("the same, longest", heartbeat.gaps, 100, 1);
  timings.add("data and drawing of the loss plot", heartbeat.redraws, 25);
  timings.note(QString("%1: the loss plot was drawn %2 times a second (target 10).")
                   .arg(what)
                   .arg(static_cast<double>(heartbeat.redraws.size()) / seconds, 0, 'f', 1));
  window->actions().stop->trigger();
  waitUntilIdle(window);
}

/// From the press of Stop or Pause to the picture and to the worker's rest.
void stopping(Timings& timings, const QString& what, RealWindow& window, double idleTarget) {
  std::vector<double> visible, idle;
  const auto stop = [&](QAction* action) {
    QElapsedTimer clock;
    clock.start();
    action->trigger();
    window->repaint();
    visible.push_back(elapsed(clock));
    waitUntilIdle(window);
    idle.push_back(elapsed(clock));
  };
  for (int i = 0; i < 4; ++i) {
    // While the data load, at the first news, and in the middle; then once more as a pause.
    window->trainFor(1000000);
    stop(window->actions().stop);
    if (!startTraining(window)) return;
    stop(window->actions().stop);
    if (!startTraining(window)) return;
    QTest::qWait(50 + 31 * i);
    stop(window->actions().pause);
    window->actions().stop->trigger();
    waitUntilIdle(window);
  }
  timings.add(QString("stop or pause, %1: visible").arg(what), visible, 16);
  timings.add(QString("stop or pause, %1: worker idle").arg(what), idle, idleTarget, 1);
}

}  // namespace

void measureEditing(Timings& timings) {
  RealWindow window;
  ExperimentDocument& document = window->document();
  const auto* canvas = window->stack()->findChild<StackCanvas*>();
  const auto mime = entryMime({PaletteEntry::Kind::Block, "convolution"});
  timings.add("drop a block: circuit, checks and window painted",
              timed(30,
                    [&](int i) {
                      QWidget* viewport = window->stack()->viewport();
                      const WireGap* gap = canvas->gaps()[1];
                      const QPoint point = gap->mapTo(viewport, gap->rect().center());
                      QDragEnterEvent enter(point, Qt::CopyAction, mime.get(), Qt::LeftButton,
                                            Qt::NoModifier);
                      QApplication::sendEvent(viewport, &enter);
                      QDropEvent drop(point, Qt::CopyAction, mime.get(), Qt::LeftButton,
                                      Qt::NoModifier);
                      QApplication::sendEvent(viewport, &drop);
                      QCoreApplication::processEvents();
                      if (i % 3 == 2) document.undoStack().setIndex(0);
                    }),
              50);
  timings.add("change a setting: the same",
              timed(30,
                    [&](int i) {
                      static_cast<void>(document.setOption("axis", "/stack/0/options/axis",
                                                           i % 2 == 0 ? "rx" : "ry"));
                      QCoreApplication::processEvents();
                    }),
              50);
  timings.add("undo: the same",
              timed(20,
                    [&](int) {
                      document.undoStack().undo();
                      QCoreApplication::processEvents();
                    }),
              50);
  timings.add("autosave: what the window makes before another thread writes it",
              timed(30,
                    [&](int) {
                      const std::string text = experimentText(document.experiment());
                      static_cast<void>(QByteArray::fromStdString(text));
                    }),
              10);
  document.undoStack().setIndex(document.undoStack().cleanIndex());
  timings.add("open the gallery of examples, painted",
              timed(7,
                    [&](int) {
                      window->actions().examples->trigger();
                      auto* gallery = window->findChild<ExampleGallery*>();
                      gallery->repaint();
                      gallery->close();
                      QCoreApplication::sendPostedEvents(gallery, QEvent::DeferredDelete);
                    }),
              100);
  std::vector<double> picks;
  for (const ExampleInfo& example : examples(*testCatalog())) {
    QElapsedTimer clock;
    clock.start();
    window->openExample(QString::fromStdString(example.id));
    QCoreApplication::processEvents();
    picks.push_back(elapsed(clock));
  }
  timings.add("pick an example, painted", picks, 100);
}

void measureTraining(Timings& timings, double seconds) {
  RealWindow window;
  gapsWhileTraining(timings, "default design", window, seconds);
  useConvolutions(window, 15);
  gapsWhileTraining(timings, "15 convolutions", window, seconds);
  window->document().undoStack().setIndex(0);
  stopping(timings, "8 qubits", window, 250);
  useConvolutions(window, 8, "12");
  stopping(timings, "12 qubits, 8 convolutions", window, 250);
  useConvolutions(window, 8, "16");
  stopping(timings, "16 qubits, 8 convolutions", window, 1000);
  window->document().undoStack().setClean();
  if (QFileInfo::exists(QStringLiteral("/usr/share/datasets/fashion-mnist"))) {
    window->openExample(QStringLiteral("fashion-0-1"));
    std::vector<double> idle;
    for (int i = 0; i < 8; ++i) {
      // Another split has no fit that could be used again.
      static_cast<void>(
          window->document().setOption("split", "/data/split/seed", std::to_string(1000 + i)));
      window->actions().train->trigger();
      QTest::qWait(100 * i);
      QElapsedTimer clock;
      clock.start();
      window->actions().stop->trigger();
      waitUntilIdle(window);
      idle.push_back(elapsed(clock));
    }
    timings.add("stop while images are read and PCA is fitted: worker idle", idle, 250, 1);
    window->document().undoStack().setClean();
  }
}

void measureRuns(Timings& timings) {
  constexpr int kMany = 10000;
  RealWindow window;
  const QString runs = window.path("runs");
  for (int i = 0; i < kMany; ++i) {
    if (!test::writeRun(runs + QString("/run-%1").arg(i), test::sampleRun(i))) return;
  }
  window.open("lines");
  window->showPage("runs");
  QAbstractItemModel* model = window->runs()->table()->model();
  if (!QTest::qWaitFor([&] { return model->rowCount() == kMany; }, kPatience)) {
    timings.note("10,000 runs were not listed");
    return;
  }
  std::vector<double> keys;
  for (const QString text : {"acc>0.9 moons -optimizer:sgd", "sgd", "nothing like it"}) {
    for (int n = 1; n <= text.size(); ++n) {
      QElapsedTimer clock;
      clock.start();
      window->runs()->filterField()->setText(text.left(n));
      QCoreApplication::processEvents();
      keys.push_back(elapsed(clock));
    }
  }
  timings.add("filter 10,000 runs, a keystroke with the table painted", keys, 50, 1);
}

}  // namespace qonvolve::bench
