// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a state plan that depend on the sample.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"
#include "core/sim/state_numbers.h"

namespace qonvolve {

/// What is kept from one sample to the next.
struct SampleNumbersTape {
  std::vector<double> known;          // inputs that the numbers belong to; empty: of no sample
  std::vector<char> changed;          // which of them are new
  std::vector<double> angles;         // of the program at hand
  std::vector<std::uint32_t> turned;  // one-wire programs whose angles are new,
  AlignedRows<double> halves;         // half their angles,
  std::vector<HalfTurn> halfTurns;    // and the cosines and sines of these
};

template <class T>
class SampleNumbers {
 public:
  /// Keeps references.
  SampleNumbers(const Circuit& circuit, const Plan& plan);

  /// Three a gate.
  void angles(const Program& program, std::span<const double> parameters,
              std::span<const double> inputs, std::vector<double>& out) const;

  /// Brings the numbers up to date for other inputs.
  void fill(std::span<const double> parameters, std::span<const double> inputs,
            SampleNumbersTape& tape, StateNumbers<T>& numbers) const;

 private:
  void fillTurned(SampleNumbersTape& tape, StateNumbers<T>& numbers) const;

  const Circuit& circuit_;
  const Plan& plan_;
  std::vector<std::vector<std::uint32_t>> needs_;  // inputs that each program depends on
};

}  // namespace qonvolve
