// SPDX-License-Identifier: GPL-3.0-or-later
// A design rebuilt with another number of qubits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"

namespace qonvolve {

/// A design that can be built at any width, or an error if it cannot even be built at its own.
///
/// The encoding gets the largest number of features that fills the wires. A design that pools down
/// to one qubit does so at every width: its last round of blocks up to a pooling is repeated, or
/// its last rounds are left out. Other blocks that find too few qubits are left out.
class ScalableDesign {
 public:
  static Result<ScalableDesign> of(const Experiment& experiment, const Catalog& catalog);

  /// The experiment with its stack for that many wires, and what it compiles to.
  struct Built {
    Stack stack;
    Model model;
  };
  Result<Built> build(std::uint32_t wires) const;

  /// Of the design as it is.
  std::uint32_t ownWires() const { return ownWires_; }

 private:
  explicit ScalableDesign(const Catalog& catalog) : catalog_(&catalog) {}
  Stack stackFor(std::uint32_t wires) const;

  const Catalog* catalog_;
  std::uint32_t classes_ = 2;
  std::uint32_t ownWires_ = 0;
  Stack head_;                 // all of it, unless it pools down to one qubit
  std::vector<Stack> rounds_;  // each ends with a pooling
  Stack tail_;
};

/// "This design cannot be built on 2, 4 and 8 qubits.", as build() says it of one size.
std::string cannotBuild(std::span<const std::uint32_t> sizes);

/// What the features of a scan are: pi (i + 1)/(count + 1).
std::vector<double> rampFeatures(std::uint32_t count);

}  // namespace qonvolve
