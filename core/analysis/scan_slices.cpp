// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/scan_slices.h"

#include <numbers>

#include "core/analysis/cost_functions.h"
#include "core/base/text.h"

namespace qonvolve {

namespace {

constexpr std::size_t kPlaneSide = 41;
constexpr std::size_t kLineSide = 201;

double at(std::size_t index, std::size_t count, double reach) {
  return reach * (2.0 * static_cast<double>(index) / static_cast<double>(count - 1) - 1);
}

}  // namespace

Result<std::vector<SizeSlice>> sliceEnds(const Experiment& experiment, const Catalog& catalog,
                                         const ScanSettings& settings, SliceKind kind,
                                         std::uint64_t draw, ThreadPool& pool, std::stop_token stop,
                                         std::size_t side) {
  if (settings.qubits.empty()) return Error{"qubits", "There is no size to slice.", "Give two."};
  ScanSettings first = settings;
  first.costs.resize(1);
  auto plan = planScan(experiment, catalog, first);
  if (!plan) return plan.error();
  if (plan->cases.size() > 2) plan->cases.erase(plan->cases.begin() + 1, plan->cases.end() - 1);
  if (side == 0) side = kind == SliceKind::Line ? kLineSide : kPlaneSide;
  std::vector<SizeSlice> slices;
  for (const ScanCase& scan : plan->cases) {
    const Rng rng = Rng(settings.seed).stream("slice", draw);
    const auto centre = plan->initializer.make(plan->initializerOptions,
                                               {scan.design, rng.stream("init"), nullptr}, "");
    if (!centre) return centre.error();
    SliceFrame frame = randomFrame(*centre, rng.stream("directions"));
    frame.reachX = frame.reachY = 2 * std::numbers::pi;
    if (kind == SliceKind::Line) frame.y.clear();
    auto slice = sliceOf(caseCost(scan, pool, rng.stream("axes")), frame, side, stop);
    if (!slice) return stoppedError("");
    slices.push_back({scan.qubits, centre->size(), std::move(*slice)});
  }
  return slices;
}

std::string slicesCsv(const std::vector<SizeSlice>& slices) {
  std::string text = "qubits,x,y,cost\n";
  for (const SizeSlice& one : slices) {
    const Slice& s = one.slice;
    for (std::size_t r = 0; r < s.rows; ++r) {
      const double y = s.rows > 1 ? at(r, s.rows, s.reachY) : 0;
      for (std::size_t c = 0; c < s.columns; ++c) {
        text += std::to_string(one.qubits) + "," + numberText(at(c, s.columns, s.reachX)) + "," +
                numberText(y) + "," + numberText(s.values[r * s.columns + c]) + "\n";
      }
    }
  }
  return text;
}

}  // namespace qonvolve
