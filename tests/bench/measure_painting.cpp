// SPDX-License-Identifier: GPL-3.0-or-later
// What painting costs: plots, circuits, heat maps.
#include <QApplication>
#include <QScrollBar>
#include <cmath>

#include "core/base/rng.h"
#include "tests/bench/timings.h"
#include "tests/support/sample_circuits.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/plots/live_plot.h"
#include "widgets/plots/plane_view.h"

namespace qonvolve::bench {
namespace {

using namespace qonvolve::ui;

void plot(Timings& timings, int curves, double target) {
  LivePlot plot("Loss");
  plot.resize(800, 400);
  for (int k = 0; k < curves; ++k) {
    plot.addSeries(QString::number(k));
    for (int i = 0; i < 2000; ++i) plot.append(k, i, std::sin(i * 0.37 + k) + 0.1 * k);
  }
  plot.show();
  QCoreApplication::processEvents();
  timings.add(QString("plot with %1 curves of 2,000 points").arg(curves),
              timed(40,
                    [&](int i) {
                      plot.append(0, 2000 + i, 0);
                      plot.refreshNow();
                      plot.repaint();
                    }),
              target);
}

/// Eight qubits, so many convolutions.
void circuit(Timings& timings, int convolutions, double target) {
  Stack stack;
  Block block;
  block.choice.type = "angle";
  stack.push_back(block);
  block.choice = {"convolution", {{"ansatz", std::string("su4")}}};
  for (int i = 0; i < convolutions; ++i) stack.push_back(block);
  block.choice = {"readout"};
  stack.push_back(block);
  const auto sample = test::compileSample(std::move(stack), 8);
  CircuitPanel panel;
  panel.resize(1400, 900);
  panel.setModel(sample.model);
  panel.scene()->setDetail(Detail::Gates);
  panel.show();
  QCoreApplication::processEvents();
  Rng rng(5);
  std::vector<float> sizes(sample.model.parameterCount);
  const auto recolour = [&](int) {
    for (float& size : sizes) size = static_cast<float>(std::exp(rng.uniform(-9, -2)));
    panel.setGradients(sizes);
    panel.view()->viewport()->repaint();
  };
  recolour(0);
  timings.add(QString("recolour a circuit of %1 gates").arg(panel.scene()->gateCount()),
              timed(40, recolour), target);
  timings.add(QString("scroll it"),
              timed(40,
                    [&](int i) {
                      panel.view()->verticalScrollBar()->setValue(13 * i);
                      panel.view()->viewport()->repaint();
                    }),
              0);
}

void heatMap(Timings& timings) {
  constexpr std::size_t kSide = 61;
  PlaneView view;
  view.resize(400, 400);
  view.setSamples({Plane{}, Matrix::Zero(1, 2), {0}}, {"a", "b"});
  view.show();
  QCoreApplication::processEvents();
  timings.add("heat map of 61 x 61",
              timed(40,
                    [&](int i) {
                      auto surface = std::make_shared<DecisionSurface>();
                      surface->side = kSide;
                      surface->probabilities = Matrix::Zero(kSide * kSide, 2);
                      surface->probabilities.col(i % 2).setOnes();
                      view.setSurface(std::move(surface));
                      view.repaint();
                    }),
              2);
}

}  // namespace

void measurePainting(Timings& timings) {
  plot(timings, 4, 10);
  plot(timings, 20, 40);
  circuit(timings, 3, 8);
  circuit(timings, 14, 0);
  heatMap(timings);
}

}  // namespace qonvolve::bench
