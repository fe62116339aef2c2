// SPDX-License-Identifier: GPL-3.0-or-later
// How the variance of a design's gradients over random initializations goes with its qubits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/analysis/draw_model.h"
#include "core/base/parallel.h"
#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/gradient/simulation.h"

namespace qonvolve {

/// What is differentiated.
enum class ScanCost : std::uint8_t {
  Readout,  // first output of the design
  Local,    // 1 - mean over all qubits of P(0), of the last circuit
  Global,   // 1 - P(all qubits 0)
  Parity,   // <Z...Z> of all qubits
};

struct ScanCostInfo {
  ScanCost cost = ScanCost::Readout;
  std::string_view id;
  std::string_view label;
  std::string_view help;
};
std::span<const ScanCostInfo> scanCosts();
const ScanCostInfo& infoOf(ScanCost cost);
/// Errors name the ids.
Result<ScanCost> scanCostOf(std::string_view id);

struct ScanSettings {
  std::vector<std::uint32_t> qubits = {2, 4, 6, 8, 10};
  std::size_t samples = 1000;
  std::vector<ScanCost> costs = {ScanCost::Readout};
  /// "first" of the design, "middle": the first of the middle trainable layer, "all": their mean,
  /// or a number.
  std::string parameter = "middle";
  std::optional<Choice> initializer = {};  // empty: that of the design
  std::uint64_t seed = 7;
};

/// Variance of the derivatives by one group of parameters, averaged over the group.
struct GroupSpread {
  std::string name;
  double variance = 0;
};

/// Statistics over random initializations at one size. The variance is that of the chosen
/// derivative, or the mean of those of all.
struct ScanPoint {
  std::uint32_t qubits = 0;
  ScanCost cost = ScanCost::Readout;
  std::size_t samples = 0;
  std::uint32_t parameters = 0;  // of the design at this size
  std::string parameter;         // "Convolution 2, parameter 1"
  double mean = 0;               // of the derivative
  double variance = 0;
  double kurtosis = 0;       // 3 for normal derivatives
  double standardError = 0;  // of the variance: variance sqrt((kurtosis - 1)/samples)
  double low = 0;            // 95 % percentile bootstrap interval of the variance
  double high = 0;
  double costMean = 0;
  double costDeviation = 0;
  double costVarianceError = 0;  // of the square of that
  double range = 0;              // of the cost's spectrum; 0: not known
  double medianSquare = 0;       // median over draws of |gradient|^2/parameters
  std::vector<GroupSpread> groups;
  std::vector<double> squares;     // of each draw: squared distance of the derivative from its mean
  std::vector<float> derivatives;  // of each draw, by the chosen (else the first) parameter
  double seconds = 0;

  /// Whether more draws are needed for 10 % error: samples < 100 (kurtosis - 1).
  bool undersampled() const;
  double samplesNeeded() const;
  /// Shots per shifted circuit for a signal of three times the noise, 9 (range/2)^2/(2 variance);
  /// that for a signal as large as the noise is a ninth of it.
  double shotsNeeded() const;
};

/// Draws that run side by side, and between two looks at a stop.
inline constexpr std::size_t kScanBatch = 256;

/// One size and cost, ready to run.
struct ScanCase {
  std::uint32_t qubits = 0;
  ScanCost cost = ScanCost::Readout;
  Model design;
  DrawModel draws;
  StageFactory stages;
  std::vector<std::uint32_t> selected;  // parameters
  std::string parameter;
  double range = 0;
  double operations = 0;    // multiply-adds of one draw
  std::uint64_t bytes = 0;  // of the states of one thread and of a batch
};

/// A model of `qubits` qubits with its readout as the cost; `parameter` as in ScanSettings.
/// Simulation without shots. Errors: no such parameter; the simulation cannot do the circuits.
Result<ScanCase> makeScanCase(const Model& design, std::uint32_t qubits,
                              const std::string& parameter, SimulationOptions simulation);

struct ScanPlan {
  ScanSettings settings;
  InitializerType initializer;
  Values initializerOptions;
  std::vector<ScanCase> cases;  // by size, then cost
  std::vector<Error> skipped;   // sizes at which the design does not exist
};

/// Builds the design at every size. Errors: of the settings, of the design, of its memory; or none
/// of the sizes exists.
Result<ScanPlan> planScan(const Experiment& experiment, const Catalog& catalog,
                          const ScanSettings& settings);

/// Rough, before anything has run.
double estimatedSeconds(const ScanPlan& plan, std::size_t threads);

struct ScanProgress {
  double done = 0;              // fraction of the operations
  const ScanPoint* point = {};  // just finished
};

/// Runs case by case and reports each point as it is there, and progress in between. The same bits
/// for any number of threads. After a stop: the points that are finished. Errors are those of the
/// initialization.
Result<std::vector<ScanPoint>> runScan(const ScanPlan& plan, ThreadPool& pool,
                                       std::stop_token stop = {},
                                       const std::function<void(const ScanProgress&)>& report = {});

}  // namespace qonvolve
