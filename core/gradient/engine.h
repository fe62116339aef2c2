// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of how a circuit is evaluated: one table of engines, the cheapest that fits is taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/lane_function.h"
#include "core/base/result.h"
#include "core/circuit/circuit.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {

struct EngineOptions {
  Precision precision = Precision::Double;
  std::string engine = {};   // id of an engine; empty: the cheapest that fits
  std::size_t samples = 32;  // in a typical call (a batch): fixed costs are spread over them
  std::size_t threads = 1;
};

/// What an engine would need for one circuit.
struct EngineCost {
  double perSample = 0;           // multiply-adds for value and gradient of one sample
  double perStep = 0;             // and for what depends on the parameters alone
  std::uint64_t bytes = 0;        // memory per thread, at most
  std::uint64_t sharedBytes = 0;  // and once, where all threads work on the same states

  std::uint64_t totalBytes(std::size_t threads) const;
};

/// A way to evaluate circuits. All engines are exact up to rounding unless their help says else.
struct EngineType {
  std::string_view id;
  std::string_view label;  // "reduced"
  std::string_view help;
  /// Empty when the engine cannot do the circuit with these options. Allocates no states.
  std::optional<EngineCost> (*cost)(const Circuit& circuit, const EngineOptions& options);
  std::unique_ptr<LaneFunction> (*make)(const Circuit& circuit, const EngineOptions& options);
};

std::span<const EngineType> allEngines();

struct EngineChoice {
  const EngineType* engine = nullptr;
  EngineCost cost;
  double speedup = 1;  // operations of the generic engine over those of this one, for one sample
  /// For people: "exact, reduced: 5.4 x fewer operations".
  std::string text() const;
};

/// Errors: the engine that options name does not exist or does not fit.
Result<EngineChoice> chooseEngine(const Circuit& circuit, const EngineOptions& options = {});

/// The evaluator by that choice.
Result<std::unique_ptr<LaneFunction>> makeEngine(const Circuit& circuit,
                                                 const EngineOptions& options = {});

}  // namespace qonvolve
